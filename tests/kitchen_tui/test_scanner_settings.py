"""What was learned of a scanner outlives the program, and a broken file breaks nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hardware.scan.calibration import CALIBRATION_TEXT
from hardware.scan.learned import ScannerSettings
from kitchen_tui.news import ScannerTold
from kitchen_tui.scanner_settings import (
    FILE,
    KEYBOARD,
    Scanners,
    keep_scanner,
    mend_for,
    read_scanners,
    wedge_settings,
)
from tests.kitchen_tui.at_work import Kitchen, at_work

GERMAN = ScannerSettings(typed_on="US", read_as="German", prefix="]C0")
SERIAL = ScannerSettings(link="serial", case="swapped", terminator="\x03")


def test_what_is_kept_is_read_again_each_under_its_name(tmp_path: Path) -> None:
    keep_scanner(tmp_path, KEYBOARD, GERMAN)
    keep_scanner(tmp_path, "usb-05e0:1701-S1", SERIAL)

    assert read_scanners(tmp_path) == Scanners({KEYBOARD: GERMAN, "usb-05e0:1701-S1": SERIAL})
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_without_a_file_nothing_is_known_and_nothing_is_wrong(tmp_path: Path) -> None:
    assert read_scanners(tmp_path) == Scanners()


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"scanners": []}', '{"scanners": 7}', "\x00" * 50, "[" * 90_000])
def test_a_broken_file_is_told_and_scans_go_on_as_they_come(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)

    scanners = read_scanners(tmp_path)

    assert scanners.known == {}
    assert "scan the calibration code again" in scanners.trouble
    keep_scanner(tmp_path, KEYBOARD, GERMAN)
    assert read_scanners(tmp_path) == Scanners({KEYBOARD: GERMAN})


@pytest.mark.parametrize(
    "wrong", [{"read_as": "Klingon"}, {"case": 7}, {"prefix": "x" * 17}, {"median_ms": "5"}, {"link": "radio"}]
)
def test_one_broken_scanner_costs_only_itself(tmp_path: Path, wrong: dict[str, object]) -> None:
    keep_scanner(tmp_path, "good", SERIAL)
    keep_scanner(tmp_path, KEYBOARD, GERMAN)
    told = json.loads((tmp_path / FILE).read_text())
    told["scanners"][KEYBOARD].update(wrong)
    (tmp_path / FILE).write_text(json.dumps(told))

    scanners = read_scanners(tmp_path)

    assert scanners.known == {"good": SERIAL}
    assert KEYBOARD in scanners.trouble


@pytest.mark.parametrize(
    ("source", "mended"),
    [("burst", "B1-Z"), ("typed", "]C0B1ßY"), ("paste", "]C0B1ßY"), ("serial one", "]c0b1ßy"), ("other", "]C0B1ßY")],
)
def test_only_what_a_scanner_sent_is_mended_by_what_is_known_of_it(source: str, mended: str) -> None:
    scanners = Scanners({KEYBOARD: GERMAN, "serial one": SERIAL})

    assert mend_for(scanners, source)("]C0B1ßY") == mended


def test_a_slow_scanner_and_one_without_end_are_listened_to_as_they_need() -> None:
    slow = Scanners({KEYBOARD: ScannerSettings(slowest_ms=29, terminator="")})
    hand_like = Scanners({KEYBOARD: ScannerSettings(slowest_ms=200)})

    assert (wedge_settings(slow).burst_ms, wedge_settings(slow).suffix) == (43, "none")
    assert wedge_settings(hand_like).burst_ms == 45
    assert wedge_settings(Scanners()).suffix == "auto"


async def test_a_broken_file_is_told_on_the_screen_until_the_scanner_is_taught_again(kitchen: Kitchen) -> None:
    (kitchen.folder / FILE).write_text("{")
    async with at_work(kitchen, size=(157, 45)) as work:
        await work.sees("scanners are taken as they come")
        await work.press("ctrl+u")
        await work.sees("Scan the calibration code here")
        work.types(f"{CALIBRATION_TEXT}\r")
        await work.sees("LEARNED, AND KEPT")
        await work.press("escape")
        await work.sees_no_more("scanners are taken as they come")


async def test_what_a_lost_scanner_needs_has_room_on_a_small_screen(kitchen: Kitchen) -> None:
    gone = "The scanner at /dev/ttyUSB0 is gone"
    async with at_work(kitchen, size=(55, 16)) as work:
        work.station.post_message(ScannerTold("/dev/ttyUSB0", gone))
        await work.sees(gone)

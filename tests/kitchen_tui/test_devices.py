"""What a person is told of printers and scanners: nothing while all is well, and a sentence for each that is not."""

from __future__ import annotations

from typing import Any

import pytest

from kitchen_tui.devices import ELSEWHERE, Devices
from kitchen_tui.reading import LabelsHere
from kitchen_tui.widgets.glyphs import UNICODE
from kitchen_tui.widgets.trouble import Trouble

FINE = {"name": "packer-2", "ready": True, "says": "The printer is ready", "code": "ready"}
MUTE = {"name": "old-one", "ready": False, "says": "The printer does not say how it is", "code": "silent"}
EMPTY = {"name": "packer-1", "ready": False, "says": "The printer is out of paper", "code": "paper_out"}


def told(*printers: dict[str, Any], **news: Any) -> dict[str, Any]:
    return {"printers": list(printers), "waiting": 0, "failed": 0, "printed": None, "says": None, **news}


def after(*news: dict[str, Any]) -> Devices:
    devices = Devices()
    for one in news:
        devices.printing(one)
    return devices


def test_all_is_well() -> None:
    devices = after(told(FINE, MUTE))

    assert (devices.troubles(), devices.summary()) == ([], "printer ok")


def test_what_waits_stands_before_what_is_wrong_so_that_no_narrow_screen_cuts_it() -> None:
    assert after(told(EMPTY, waiting=1)).troubles() == ["1 label waits", "packer-1: The printer is out of paper"]
    assert after(told(EMPTY, waiting=3)).troubles() == ["3 labels wait", "packer-1: The printer is out of paper"]
    assert after(told(FINE, waiting=2)).summary() == "printer ok, 2 to print"


def test_who_printed_instead_is_told_until_the_printer_is_well() -> None:
    instead = "packer-1 is out of paper: printed on packer-2"
    printed = {"code": "B20001", "kind": "packing", "printer": "packer-2", "reprint": 0, "says": instead}
    devices = after(told(EMPTY, FINE, printed=printed))

    assert devices.troubles() == [instead, "packer-1: The printer is out of paper"]
    devices.printing(told(FINE))
    assert devices.troubles() == []


def test_without_a_printer_labels_are_kept_and_it_is_no_trouble() -> None:
    devices = after(told(waiting=2))

    assert (devices.troubles(), devices.summary()) == ([], "no printer, 2 labels kept")
    assert after(told()).summary() == ""


def test_what_cannot_be_printed_and_what_has_stopped_is_said() -> None:
    devices = after(told(FINE, failed=1, says="Printing has stopped; it starts again in 1 s"))

    assert devices.troubles() == [
        "Printing has stopped; it starts again in 1 s",
        "1 label could not be printed: kitchen-tui jobs list",
    ]


def test_a_scanner_is_missed_until_it_is_back() -> None:
    devices = Devices()
    devices.scanner("left", "The scanner is gone: plug it in again")

    assert devices.troubles() == ["The scanner is gone: plug it in again"]
    devices.scanner("left", "")
    assert (devices.troubles(), devices.summary()) == ([], "scanner ok")


def test_labels_that_no_printer_prints_are_told_although_all_printers_are_well() -> None:
    says = "No printer here prints packing labels"

    assert after(told(FINE, waiting=1, says=says)).troubles() == ["1 label waits", says]


def test_another_window_that_prints_is_no_trouble() -> None:
    devices = after(told(says=ELSEWHERE))

    assert (devices.troubles(), devices.summary()) == ([], ELSEWHERE)


@pytest.mark.parametrize(("width", "lines"), [(55, 2), (110, 1)])
def test_what_is_wrong_is_read_whole_on_every_screen(width: int, lines: int) -> None:
    line = Trouble(UNICODE)
    empty = {**EMPTY, "says": "The printer is out of paper: put in a roll"}
    line.says = " · ".join(after(told(empty, waiting=2)).troubles())
    assert line.is_long(width) == (lines == 2)
    rows = line.rows(width, lines)
    assert " ".join(" ".join("".join(piece.text for piece in row) for row in rows).split()) == f"■ {line.says}"
    assert all(len("".join(piece.text for piece in row)) <= width for row in rows)


def test_where_there_is_a_printer_the_printing_process_knows_better_than_the_store() -> None:
    devices = after(told(FINE, waiting=1))
    devices.without_printer(LabelsHere(printer=True, waiting=0, failed=0))

    assert devices.summary() == "printer ok, 1 to print"
    devices.without_printer(LabelsHere(printer=False, waiting=3, failed=0))
    assert devices.summary() == "no printer, 3 labels kept"

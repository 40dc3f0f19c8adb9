"""The doctor looks at everything a terminal stands on, in words, with what to do about each."""

from __future__ import annotations

import json
import os
import pty
import sys
import termios
import threading
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from data.organization.printer import Printer
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from hardware.label.profile import PROFILES
from hardware.printer.status import Status
from hardware.scan.calibration import CALIBRATION_TEXT
from hardware.scan.learned import NotLearned, ScannerSettings
from hardware.scan.ports import Port
from kitchen_tui.doctor import devices, disk, probing, screen, store
from kitchen_tui.doctor.lessons import lesson_at_port
from kitchen_tui.scanner_settings import KEYBOARD, Scanners, keep_scanner, read_scanners
from tests.kitchen_tui_cli.conftest import Shop
from tests.terminal.screen import Terminal

ROOT = Path(__file__).parent.parent.parent
ZEBRA = Printer("T1", "zebra", "tcp:127.0.0.1:9", "label-4x6-203", "all", None, None, True, None, None, False, 0)


class TestFindings:
    @pytest.mark.parametrize(
        ("size", "verdict"), [((55, 16), "ok"), ((54, 16), "bad"), ((55, 15), "bad"), (None, "warn"), ((157, 45), "ok")]
    )
    def test_the_station_needs_room(self, size: tuple[int, int] | None, verdict: str) -> None:
        assert screen.room(size).verdict == verdict

    def test_a_terminal_without_utf_8_and_a_bare_console_are_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "LANG=C.UTF-8" in screen.characters("iso8859-1", {}).do
        monkeypatch.setenv("TERM", "linux")
        assert screen.characters("utf-8", {"TERM": "linux"}).verdict == "warn"

    @pytest.mark.parametrize(
        ("environment", "verdict"),
        [
            ({"COLORTERM": "truecolor"}, "ok"),
            ({"TERM": "xterm-256color"}, "ok"),
            ({"TERM": "vt100"}, "warn"),
            ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "warn"),
        ],
    )
    def test_colours(self, environment: dict[str, str], verdict: str) -> None:
        assert screen.colours(environment).verdict == verdict

    @pytest.mark.parametrize(
        ("times", "verdict", "says"),
        [
            ([3.0] * 20, "ok", "3.00 ms"),
            ([0.001] * 20, "warn", "suspiciously instant"),
            ([60.0] * 20, "warn", "60.00 ms"),
            ([3.0] * 17 + [900.0] * 3, "bad", "900.00 ms"),
        ],
    )
    def test_a_disk_may_be_slow_or_too_quick_to_be_true(self, times: list[float], verdict: str, says: str) -> None:
        finding = disk.flushing(times)

        assert (finding.verdict, says in finding.says) == (verdict, True)
        assert bool(finding.do) == (verdict != "ok")

    def test_the_writes_are_real_and_leave_nothing(self, tmp_path: Path) -> None:
        times = disk.flush_times(tmp_path)

        assert len(times) == disk.WRITES
        assert min(times) > 0
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(("free", "verdict"), [(10**10, "ok"), (5 * 10**8, "warn"), (10**7, "bad")])
    def test_free_space(self, free: int, verdict: str) -> None:
        assert disk.space(free).verdict == verdict

    def test_what_others_may_read_is_told_with_the_command_that_mends_it(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o700)
        (tmp_path / "pepper.key").touch(0o600)
        assert disk.permissions(tmp_path)[0].verdict == "ok"
        (tmp_path / "pepper.key").chmod(0o644)

        (finding,) = disk.permissions(tmp_path)

        assert (finding.verdict, "pepper.key" in finding.says) == ("bad", True)
        assert finding.do == f"chmod -R go= {tmp_path}"

    @pytest.mark.parametrize(("uuid", "verdict"), [("CRYPT-LUKS2-77", "ok"), ("LVM-77", "warn")])
    def test_an_encrypted_disk_is_seen(self, tmp_path: Path, uuid: str, verdict: str) -> None:
        device = tmp_path.stat().st_dev
        layer = tmp_path / "block" / f"{os.major(device)}:{os.minor(device)}" / "dm"
        layer.mkdir(parents=True)
        (layer / "uuid").write_text(uuid)

        assert disk.encryption(tmp_path, tmp_path / "block")[0].verdict == verdict

    def test_an_sqlite_that_can_damage_its_file_is_told(self) -> None:
        assert store.sqlite_version((3, 51, 2)).verdict == "warn"
        assert "WAL-reset" in store.sqlite_version((3, 40, 1)).says
        assert store.sqlite_version((3, 51, 3)).verdict == "ok"

    def test_a_clock_that_was_never_set_and_a_zone_nobody_knows(self) -> None:
        assert store.year(0).verdict == "bad"
        assert store.year(1_800_000_000_000).verdict == "ok"
        assert store.zones(["Australia/Sydney"]).verdict == "ok"
        assert "Mars/Olympus" in store.zones(["Mars/Olympus", "Australia/Sydney"]).says

    @pytest.mark.parametrize(
        ("newest", "verdict", "says"),
        [
            (None, "ok", "Nothing was recorded"),
            ((1_000_000, "b", 0), "ok", "10 min old"),
            ((1_600_000 + 7_200_000, "b", 0), "bad", "2 h in the future"),
            ((1_000_000, "now", 0), "ok", "10 min old"),
            ((1_000_000, "now", 300_000_000_000), "warn", "moved by 5 min"),
        ],
    )
    def test_the_clock_is_held_against_the_journal(
        self, newest: tuple[int, str, int] | None, verdict: str, says: str
    ) -> None:
        finding = store.journal_clock(newest, 1_600_000, "now", 600_000_000_000)

        assert (finding.verdict, says in finding.says) == (verdict, True), finding

    def test_serial_ports_are_told_with_their_lasting_names(self) -> None:
        ports = [Port("/dev/ttyACM0", "usb-05e0:1701-S1", "Symbol", True), Port("/dev/ttyS0", "/dev/ttyS0", "n", False)]
        unknown = devices.serial_scanners(ports, Scanners())
        known = devices.serial_scanners(ports, Scanners({"usb-05e0:1701-S1": ScannerSettings(link="serial")}))

        assert ["usb-05e0:1701-S1" in finding.says for finding in unknown] == [True]
        assert "Every code ends with CR" in known[0].says

    def test_a_scanner_that_needs_help_is_a_warning_and_a_broken_file_too(self) -> None:
        german = ScannerSettings(typed_on="German")
        assert devices.scanner_at_keyboard(Scanners({KEYBOARD: ScannerSettings()}))[0].verdict == "ok"
        assert "Y and Z are swapped" in devices.scanner_at_keyboard(Scanners({KEYBOARD: german}))[0].says
        assert devices.scanner_at_keyboard(Scanners(trouble="broken"))[0].says == "broken"

    @pytest.mark.parametrize(
        ("status", "verdict"),
        [
            (Status(True, "The printer is ready", "ready"), "ok"),
            (Status(False, "out of paper", "paper_out"), "bad"),
            (Status(False, "says nothing", "silent"), "ok"),
        ],
    )
    def test_a_printer_tells_how_it_is(self, status: Status, verdict: str) -> None:
        assert devices.printer(ZEBRA, lambda one: status).verdict == verdict

    def test_a_printer_that_is_off_is_asked_over_its_own_link(self) -> None:
        finding = devices.printer(ZEBRA, devices.ask)

        assert (finding.name, finding.verdict) == ("printer zebra", "bad")
        assert finding.says


class TestCommand:
    def test_a_sound_shop_has_nothing_to_mend(self, shop: Shop) -> None:
        os.chmod(shop.folder, 0o700)  # noqa: PTH101
        findings = {found["name"]: found for found in shop.run("doctor")[1]}

        bad = {name for name, found in findings.items() if found["verdict"] == "bad"}
        assert not bad & {"store", "clock", "time zones", "clock and journal", "permissions"}
        assert "Sound" in findings["store"]["says"]
        assert all(set(found) == {"name", "verdict", "says", "do"} for found in findings.values())
        assert all(found["do"] for found in findings.values() if found["verdict"] != "ok")

    def test_without_a_store_it_says_what_is_missing(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        from kitchen_tui.cli import main

        code = main(["doctor", "--data-dir", str(tmp_path / "nowhere")])

        said = " ".join(capsys.readouterr().out.split())
        assert code in (0, 3)
        assert "There is no shop in" in said
        assert "kitchen-tui setup" in said
        assert not (tmp_path / "nowhere").exists()

    def test_what_must_be_mended_is_exit_3(self, shop: Shop) -> None:
        shop.folder.chmod(0o755)

        code, findings = shop.run("doctor")

        assert code == 3
        assert [found["verdict"] for found in findings if found["name"] == "permissions"] == ["bad"]

    def test_a_damaged_store_is_told_and_not_opened(self, shop: Shop) -> None:
        path = shop.folder / FILE_NAME
        raw = bytearray(path.read_bytes())
        raw[4096 : 4096 * 12] = bytes(4096 * 11)
        path.write_bytes(raw)

        code, findings = shop.run("doctor")

        assert code == 3
        assert any(found["name"] == "store" and "damaged" in found["says"] for found in findings)

    def test_looking_changes_nothing(self, shop: Shop) -> None:
        def dump() -> list[str]:
            with closing(SqliteDatabase(shop.folder / FILE_NAME)) as database:
                return list(database._db.iterdump())

        before = dump()
        shop.run("doctor")

        assert dump() == before


class TestLessons:
    def test_a_serial_scanner_is_learned_from_one_scan_and_kept(self, shop: Shop) -> None:
        near, far = pty.openpty()
        port = os.ttyname(far)

        def scan() -> None:
            # What is in a port before it is opened is thrown away: the trigger is pulled when its speed was set.
            while termios.tcgetattr(far)[4] != termios.B9600:
                time.sleep(0.01)
            time.sleep(0.3)
            os.write(near, f"\x02]C0{CALIBRATION_TEXT}\x03".encode())

        trigger = threading.Thread(target=scan)
        trigger.start()
        try:
            code, said = shop.run("doctor", "--scanner", port)
        finally:
            trigger.join()
            os.close(near)
            os.close(far)

        assert (code, said[0]["code"]) == (0, "learned")
        kept = read_scanners(shop.folder).known[port]
        assert (kept.link, kept.prefix, kept.terminator) == ("serial", "]C0", "\x03")

    def test_a_port_that_is_not_there_is_told(self, shop: Shop) -> None:
        code, said = shop.run("doctor", "--scanner", str(shop.folder / "nothing"))

        assert (code, said[0]["code"]) == (3, "not_learned")
        assert "is it plugged in" in said[0]["says"]

    def test_a_scanner_that_stays_silent_is_not_waited_for_for_ever(self) -> None:
        near, far = pty.openpty()
        try:
            learned = lesson_at_port(os.ttyname(far), patience_s=0.2)
        finally:
            os.close(near)
            os.close(far)

        assert isinstance(learned, NotLearned)
        assert "Nothing came" in learned.says

    def test_a_folder_that_takes_nothing_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(OSError, match="nowhere"):
            keep_scanner(tmp_path / "nowhere", KEYBOARD, ScannerSettings())

    def test_in_a_terminal_the_keyboards_scanner_is_learned(self, shop: Shop) -> None:
        argv = [sys.executable, "-m", "kitchen_tui.cli", "doctor", "--data-dir", str(shop.folder)]
        with Terminal(argv, 110, 60, {"PYTHONPATH": str(ROOT)}) as window:
            window.wait_for("or press Enter")
            # A scanner set to German at a computer with a US keyboard.
            window.scan("Yip/Wm}30\\64.&IO?")
            window.wait_for("Y and Z are swapped")
            assert window.wait_exit() in (0, 3)

        assert read_scanners(shop.folder).known[KEYBOARD].typed_on == "German"
        assert json.loads((shop.folder / "scanners.json").read_text())["scanners"][KEYBOARD]["read_as"] == "US"

    def test_enter_goes_on_without_a_lesson(self, shop: Shop) -> None:
        argv = [sys.executable, "-m", "kitchen_tui.cli", "doctor", "--data-dir", str(shop.folder)]
        with Terminal(argv, 110, 60, {"PYTHONPATH": str(ROOT)}) as window:
            window.wait_for("or press Enter")
            window.type("\r")
            assert window.wait_exit() in (0, 3)

        assert read_scanners(shop.folder) == Scanners()


class TestProbe:
    @pytest.mark.parametrize(
        ("answers", "width", "says"),
        [
            ({"width": "102"}, None, ""),
            ({"width": "96"}, None, ""),
            ({"width": "72"}, 72, ""),
            ({"width": "999"}, None, "from 6 to 108"),
            ({"crisp": "3"}, None, "run together"),
            ({"letters": "No"}, None, "may come out wrong"),
            ({"card": "54"}, None, ""),
            ({"card": "80", "width": "72"}, None, "It has 300 dots an inch, not 203"),
            ({"card": "20"}, None, "fits no print head"),
            ({"card": "long"}, None, "not understood"),
            ({}, None, ""),
        ],
    )
    def test_what_is_read_on_the_label_teaches_the_printer(
        self, answers: dict[str, str], width: int | None, says: str
    ) -> None:
        answers = {about: said.lower() for about, said in answers.items()}
        change, told = probing.what_follows(ZEBRA, PROFILES[ZEBRA.profile], answers)

        assert change.width_mm == width
        assert says in " ".join(told)

    def test_the_cutter_is_as_the_person_saw_it(self) -> None:
        receipt = replace(ZEBRA, profile="receipt-80")

        assert not probing.what_follows(receipt, PROFILES["receipt-80"], {"cut": "n"})[0].cutter
        assert probing.what_follows(receipt, PROFILES["receipt-80"], {"cut": ""})[0].cutter

    def test_at_a_terminal_the_label_is_printed_the_questions_asked_and_the_answers_kept(self, shop: Shop) -> None:
        paper = shop.folder / "paper"
        paper.touch()
        shop.run("printers", "add", "bench", f"file:{paper}", "--profile", "receipt-80")
        argv = [sys.executable, "-m", "kitchen_tui.cli", "doctor", "--printer", "bench", "--data-dir", str(shop.folder)]
        with Terminal(argv, 110, 40, {"PYTHONPATH": str(ROOT)}) as window:
            for question, said in (("last whole number", "48"), ("patches", "2"), ("LETTERS", "2"), ("cut the", "n")):
                window.wait_for(question)
                window.type(f"{said}\n")
            window.wait_for("new settings")
            assert window.wait_exit() == 0

        assert b"PROBE" in paper.read_bytes()
        (kept,) = shop.run("printers", "list")[1]
        assert (kept["width_mm"], kept["cutter"], kept["code_page"]) == (48, False, "CP1252")

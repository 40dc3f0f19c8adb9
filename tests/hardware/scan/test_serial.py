"""A serial scanner on a real pseudo-terminal."""

from __future__ import annotations

import errno
import re
import threading
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from hardware.scan.frames import FRAME_LIMIT
from hardware.scan.ports import device_of, found, ident_of, named
from hardware.scan.serial import SerialScanner, in_words
from tests.hardware.scan.scanner_line import PATIENCE_S, Ears, Line, connected, listening
from tests.hardware.scan.test_hostile_bytes import assert_every_kind_came, hostile_bytes, judge


@pytest.fixture
def line(tmp_path: Path) -> Line:
    made = Line(tmp_path / "scanner")
    made.plug()
    return made


class TestCodes:
    @pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t", b"\x03"])
    def test_every_code_is_heard_once_with_the_scanners_name(self, line: Line, end: bytes) -> None:
        ears = Ears()
        with listening(line, ears):
            line.send(b"B20104A" + end + b"B20105" + end)

            assert [ears.code(), ears.code()] == [("till", "B20104A"), ("till", "B20105")]

    def test_bytes_that_dribble_in_make_one_code(self, line: Line) -> None:
        ears = Ears()
        with listening(line, ears):
            for byte in b"\x02bannos-20104-A\x03":
                line.send(bytes([byte]))

            assert ears.code() == ("till", "bannos-20104-A")

    def test_a_code_without_an_end_is_finished_by_quiet(self, line: Line) -> None:
        ears = Ears()
        with listening(line, ears):
            line.send(b"B20104A")
            assert ears.code() == ("till", "B20104A")
            line.send(b"B20105\r")
            assert ears.code() == ("till", "B20105")

    def test_its_time_is_of_the_steady_clock(self, line: Line) -> None:
        ears, before = Ears(), time.monotonic_ns() // 1_000_000
        with listening(line, ears):
            line.send(b"B20104A\r")
            ears.code()

        assert before <= ears.times[0] <= time.monotonic_ns() // 1_000_000

    def test_more_than_a_code_can_hold_is_told_and_is_no_code(self, line: Line) -> None:
        ears = Ears()
        with listening(line, ears):
            line.send(b"B20104A" + b" " * 60 + b"X\rB20105\r")

            assert ears.event()[:2] == ("till", "unreadable")
            assert ears.code() == ("till", "B20105")

    def test_two_scanners_are_heard_side_by_side(self, line: Line, tmp_path: Path) -> None:
        other, ears = Line(tmp_path / "other"), Ears()
        other.plug()
        with listening(line, ears, "left"), listening(other, ears, "right"):
            line.send(b"B1")
            other.send(b"B2")
            line.send(b"0\r")
            other.send(b"0\r")

            assert {ears.code(), ears.code()} == {("left", "B10"), ("right", "B20")}


class TestPlugging:
    def test_an_unplugged_scanner_is_lost_and_comes_back_without_its_half_code(self, line: Line) -> None:
        ears = Ears()
        with listening(line, ears) as scanner:
            line.send(b"B1\rB9999")
            ears.code()
            line.unplug()
            name, event, says = ears.event()
            assert (name, event) == ("till", "lost")
            assert "plug it in again" in says or "is it plugged in" in says
            line.plug()
            assert ears.event()[1] == "back"
            line.send(b"B20105\r")

            heard = ears.code()
            # Quiet may have ended the half code before the plug was pulled; it never heads the next one.
            assert heard in (("till", "B20105"), ("till", "B9999"))
            assert heard[1] == "B20105" or ears.code()[1] == "B20105"
            assert scanner.connected

    def test_one_that_is_not_there_yet_is_waited_for_and_told_once(self, tmp_path: Path) -> None:
        late, ears = Line(tmp_path / "late"), Ears()
        with listening(late, ears) as scanner:
            assert ears.event()[1] == "lost"
            assert not scanner.connected
            late.plug()
            assert ears.event()[1] == "back"
            late.send(b"B1\r")
            assert ears.code() == ("till", "B1")
            assert ears.events.empty()

    @pytest.mark.parametrize("plugged", [True, False])
    def test_close_ends_its_thread_and_nothing_is_heard_after_it(self, line: Line, plugged: bool) -> None:
        ears = Ears()
        with listening(line, ears) as scanner:
            if plugged:
                line.send(b"B1\r")
                ears.code()
            else:
                line.unplug()
                ears.event()
            scanner.close()

            assert f"scanner {scanner.name}" not in [thread.name for thread in threading.enumerate()]
            if plugged:
                line.send(b"B2\r")
            assert ears.codes.empty()

    def test_one_that_never_started_can_be_closed(self) -> None:
        SerialScanner("/nowhere", heard=Ears().heard).close()

    @pytest.mark.parametrize(
        ("trouble", "says"),
        [
            (OSError(errno.EACCES, "no"), "dialout"),
            (OSError(errno.ENOENT, "no"), "is it plugged in"),
            (OSError(errno.EAGAIN, "no"), "Another program"),
            (OSError(errno.EIO, "no"), "plug it in again"),
            (TypeError("no"), "plug it in again"),
            (ValueError("bad baud"), "bad baud"),
        ],
    )
    def test_a_trouble_is_toldin_words(self, trouble: Exception, says: str) -> None:
        assert says in in_words("/dev/ttyACM0", trouble)

    def test_a_port_that_somebody_reads_is_told(self, line: Line) -> None:
        ears, others = Ears(), Ears()
        with listening(line, ears):
            line.send(b"B1\r")
            ears.code()
            second = SerialScanner(str(line.path), heard=others.heard, told=others.told)
            second.start()
            try:
                assert "Another program" in others.event()[2]
            finally:
                second.close()


def usb(device: str, serial: str | None, location: str) -> SimpleNamespace:
    made = {"vid": 0x05E0, "pid": 0x1701, "manufacturer": "Symbol", "product": "Scanner", "description": "n/a"}
    return SimpleNamespace(device=device, serial_number=serial, location=location, **made)


class TestPorts:
    def test_a_serial_number_names_a_scanner_wherever_it_is(self) -> None:
        (before,) = named([usb("/dev/ttyACM0", "S123", "1-1")])
        (after,) = named([usb("/dev/ttyACM3", "S123", "2-4")])

        assert before.ident == after.ident == "usb-05e0:1701-S123"
        assert after.says == "Symbol Scanner"

    @pytest.mark.parametrize("serial", [None, "0000"])
    def test_two_of_one_kind_are_told_apart_by_their_sockets(self, serial: str | None) -> None:
        one, two = named([usb("/dev/ttyACM0", serial, "1-1"), usb("/dev/ttyACM1", serial, "1-2")])

        assert (one.ident, two.ident) == ("usb-05e0:1701-at-1-1", "usb-05e0:1701-at-1-2")

    def test_a_port_of_the_board_is_its_path(self) -> None:
        board = SimpleNamespace(
            device="/dev/ttyS0", serial_number=None, location=None, vid=None, pid=None, manufacturer=None, product=None
        )
        board.description = "ttyS0"

        (port,) = named([board])

        assert (port.ident, port.usb, port.says) == ("/dev/ttyS0", False, "ttyS0")

    def test_the_ports_of_this_machine_can_be_listed_and_named(self) -> None:
        for port in found():
            assert device_of(port.ident) == port.device
            assert ident_of(port.device) == port.ident
        assert device_of("/dev/ttyUSB7") == ident_of("/dev/ttyUSB7") == "/dev/ttyUSB7"
        assert device_of("usb-0000:0000-nobody") == "usb-0000:0000-nobody"


def fuzzed(line: Line, total: int, seed: int) -> None:
    """Hostile bytes at the port: every code that is heard is judged, and what is no code is counted or told."""
    seen, ears, last = Counter[str](), Ears(), "B77777A"
    over = threading.Event()

    def heard(text: str, name: str, at_ms: int) -> None:
        assert len(text) <= FRAME_LIMIT
        judge(text, seen)
        if text == last:
            over.set()

    scanner = SerialScanner(str(line.path), heard=heard, told=ears.told)
    scanner.start()
    connected(scanner)
    try:
        for chunk in hostile_bytes(total, seed):
            line.send(chunk)
        line.send(f"\r{last}\r".encode())
        assert over.wait(PATIENCE_S)
        assert scanner.connected
        assert scanner.noise > 0
    finally:
        scanner.close()
        line.unplug()
    assert_every_kind_came(seen)
    assert {ears.event()[1] for _ in range(ears.events.qsize())} == {"unreadable"}


def test_two_hundred_thousand_hostile_bytes_at_the_port(line: Line) -> None:
    fuzzed(line, 200_000, seed=6)


@pytest.mark.proof
def test_ten_million_hostile_bytes_at_the_port(line: Line) -> None:
    fuzzed(line, 10_000_000, seed=7)


def test_no_code_is_lost_or_joined_in_a_flood(line: Line) -> None:
    ears, sent = Ears(), [f"B{n}A" for n in range(1, 3_001)]
    with listening(line, ears):
        line.send("".join(f"{code}\r\n" for code in sent).encode())

        assert [ears.code()[1] for _ in sent] == sent
        assert re.fullmatch(r"B\d+A", sent[-1])

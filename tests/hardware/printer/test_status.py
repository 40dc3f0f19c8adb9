"""What a printer says about itself, in words; nonsense, lateness and silence are no trouble."""

from __future__ import annotations

import random

import pytest

from hardware.printer import dle_eot, host_status
from hardware.printer.status import ask, heard
from hardware.wire.wire import WireError

FINE = b"\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"


class Scripted:
    """A wire that answers each question from a list; the pieces of an answer come one by one."""

    two_way = True

    def __init__(self, *answers: list[bytes], before: bytes = b"") -> None:
        self.answers, self.coming, self.asked = list(answers), [before] if before else [], list[bytes]()

    def write(self, data: bytes) -> None:
        self.asked.append(data)
        self.coming += self.answers.pop(0) if self.answers else []

    def read(self, timeout_s: float) -> bytes:
        return self.coming.pop(0) if self.coming else b""

    def finish(self, timeout_s: float) -> bytes:
        return b""

    def close(self) -> None: ...


def zpl(first: str = "030,0,0,1245,000,0,0,0,000,0,0,0", second: str = "000,0,0,0,0,2,4,0,00000000,1,000") -> bytes:
    return f"\x02{first}\x03\r\n\x02{second}\x03\r\n\x021234,0\x03\r\n".encode()


@pytest.mark.parametrize(
    ("answer", "code", "word"),
    [
        (FINE, "ready", "ready"),
        (zpl(first="030,1,0,1245,000,0,0,0,000,0,0,0"), "paper_out", "paper"),
        (zpl(first="030,0,1,1245,000,0,0,0,000,0,0,0"), "paused", "pause"),
        (zpl(first="030,0,0,1245,000,1,0,0,000,0,0,0"), "error", "memory"),
        (zpl(first="030,0,0,1245,000,0,0,0,000,0,1,0"), "error", "cold"),
        (zpl(first="030,0,0,1245,000,0,0,0,000,0,0,1"), "error", "hot"),
        (zpl(first="030,0,0,1245,000,0,0,0,000,1,0,0"), "error", "settings"),
        (zpl(second="000,0,1,0,0,2,4,0,00000000,1,000"), "head_open", "open"),
        (zpl(second="000,0,0,1,1,2,4,0,00000000,1,000"), "error", "ribbon"),
        (zpl("030,1,1,1245,000,0,0,0,000,0,0,0", "000,0,1,0,0,2,4,0,00000000,1,000"), "head_open", "open"),
    ],
)
def test_a_label_printer_is_understood(answer: bytes, code: str, word: str) -> None:
    status = ask(Scripted([answer]), "zpl", 0.1)

    assert (status.code, status.ready) == (code, code == "ready")
    assert word in status.says


def test_labels_that_wait_in_the_printer_are_counted() -> None:
    answer = zpl("030,0,0,1245,002,0,0,0,000,0,0,0", "000,0,0,0,0,2,4,0,00000003,1,000")

    assert ask(Scripted([answer]), "zpl", 0.1).waiting == 5


def test_an_answer_may_come_byte_by_byte_behind_noise_and_an_older_answer() -> None:
    older = zpl(first="030,1,0,1245,000,0,0,0,000,0,0,0")
    wire = Scripted([bytes([b]) for b in b"\xff\x02junk\x03" + FINE], before=older)

    assert ask(wire, "zpl", 1).code == "ready"


@pytest.mark.parametrize("cut", range(0, 70, 7))
def test_part_of_an_answer_is_none(cut: int) -> None:
    assert ask(Scripted([FINE[:cut]]), "zpl", 0.05).code == "silent"


@pytest.mark.parametrize(
    ("flags", "code", "word"),
    [
        ((0, 0, 0, 0), "ready", "ready"),
        ((0, 0, 0, 0x0C), "ready", "near the end"),
        ((8, 0x04, 0, 0), "head_open", "open"),
        ((8, 0x20, 0, 0x60), "paper_out", "paper"),
        ((0, 0, 0, 0x60), "paper_out", "paper"),
        ((8, 0x40, 0x08, 0), "error", "cutter"),
        ((8, 0x40, 0x20, 0), "error", "switch"),
        ((8, 0x40, 0x40, 0), "error", "hot"),
        ((8, 0x40, 0, 0), "error", "lamps"),
        ((8, 0, 0, 0), "off", "off-line"),
    ],
)
def test_a_receipt_printer_is_understood(flags: tuple[int, ...], code: str, word: str) -> None:
    wire = Scripted(*([dle_eot.answer(flag)] for flag in flags))
    status = ask(wire, "escpos", 0.1)

    assert (status.code, status.ready) == (code, code == "ready")
    assert word in status.says
    assert wire.asked == [b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x03", b"\x10\x04\x04"]


def test_a_receipt_printer_that_stops_answering_is_judged_by_what_it_said() -> None:
    assert ask(Scripted([b"\x1a"], [b"\x16"]), "escpos", 0.05).code == "head_open"


def test_silence_nonsense_and_one_way_are_all_silent() -> None:
    one_way = Scripted([FINE])
    one_way.two_way = False

    assert ask(one_way, "zpl").code == "silent"
    assert one_way.asked == []
    assert ask(Scripted(), "zpl", 0.05).code == "silent"
    assert ask(Scripted(), "escpos", 0.05).code == "silent"
    assert ask(Scripted([b"HTTP/1.1 400"]), "escpos", 0.05).code == "silent"
    assert ask(Scripted([FINE]), "morse", 0.05).code == "silent"


def test_a_link_that_breaks_is_off() -> None:
    class Broken(Scripted):
        def write(self, data: bytes) -> None:
            raise WireError("The printer is gone")

    status = ask(Broken(), "zpl")
    assert (status.code, status.says) == ("off", "The printer is gone")


def judge_noise(total: int, seed: int) -> int:
    """How many answers were found in noise that is made of the pieces of real ones."""
    dice, found, used = random.Random(seed), 0, 0
    while used < total:
        noise = bytearray(
            dice.choice((FINE, FINE * 2, dice.randbytes(200), FINE[:40] + dice.randbytes(20) + FINE[40:]))
        )
        for _ in range(dice.choice((0, 0, 1, 20))):
            noise[dice.randrange(len(noise))] = dice.randrange(256)
        used += len(noise)
        status = host_status.read(bytes(noise))
        found += status is not None
        for language in ("zpl", "escpos"):
            said = heard(bytes(noise), language)
            assert said is None or said.says
            pieces = [[bytes(noise[n : n + 50])] for n in range(0, len(noise), 50)]
            assert ask(Scripted(*pieces), language, 0.01).code in (
                "ready", "paper_out", "head_open", "paused", "off", "silent", "error",
            )  # fmt: skip
    return found


def test_two_hundred_thousand_bytes_of_noise_raise_nothing() -> None:
    assert judge_noise(200_000, 1) > 0


@pytest.mark.proof
def test_a_million_bytes_of_noise_raise_nothing() -> None:
    assert judge_noise(1_000_000, 2) > 0

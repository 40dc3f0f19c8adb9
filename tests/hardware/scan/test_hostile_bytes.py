"""Bytes from a hostile or broken device: nothing comes of them but what the grammar accepts."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from hardware.scan.badges import badge_code
from hardware.scan.commands import CommandCode, command_code
from hardware.scan.frames import FRAME_LIMIT, Framer
from hardware.scan.grammar import BadgeCode, Grammar, Unknown, classify
from hardware.scan.tickets import TicketCode
from hardware.scan.wedge import CODE_LIMIT, Suffix, Wedge, WedgeSettings

SECRET = b"bannos's secret"
GRAMMAR = Grammar((("bannos", "B"), ("flourlane", "F")), ("SIGNOUT", "UNDO"), (("bannos", SECRET),))
ISSUED_COMMAND = command_code(SECRET, "SIGNOUT")
ISSUED_BADGE = badge_code(31**11)
# Written anew, apart from the product's own expressions: the forms of REQUIREMENTS, nothing else.
TICKET = re.compile(
    r"(\][a-z]\w)?(#?[bf]?|bannos-|flourlane-)p?\d{1,20}(-?[a-j]|-[1-9]\d{1,3})?", re.ASCII | re.IGNORECASE
)
PIECES = [
    b"B12345A\r",
    b"bannos-12345-A\n",
    b"\x02F2002\x03",
    b"]C1",
    b"BKL:LOGOUT\r",
    ISSUED_BADGE.encode() + b"\r",
    ISSUED_COMMAND.encode() + b"\r",
    b"\x1b[31m",
    b"\x11\x1b[17~",
    b"\r" * 50,
    b"\t",
    b"A" * 200,
    "é٣１".encode(),
]


def hostile_bytes(total: int, seed: int) -> Iterator[bytes]:
    dice = random.Random(seed)
    came = 0
    while came < total:
        chunk = bytearray(dice.choice(PIECES) if dice.random() < 0.7 else dice.randbytes(dice.randrange(1, 40)))
        if dice.random() < 0.4:
            chunk[dice.randrange(len(chunk))] = dice.choice((dice.randrange(256), ord("A"), ord("7")))
        came += len(chunk)
        yield bytes(chunk)


def judge(text: str, seen: Counter[str]) -> None:
    code = classify(text, GRAMMAR)
    seen[type(code).__name__] += 1
    if isinstance(code, TicketCode):
        assert TICKET.fullmatch(text.replace(" ", ""))
    elif isinstance(code, CommandCode):
        # The O that a person may read in a 0 is forgiven; nothing else is.
        assert text.upper().removeprefix("]C1")[-8:].replace("O", "0") == ISSUED_COMMAND[-8:]
    elif isinstance(code, BadgeCode):
        assert re.fullmatch("ID[0-9A-HJKMNP-TV-Z]{12}", code.code)
    else:
        assert isinstance(code, Unknown)
        assert code.text.isascii() or not code.keepable


def at_the_serial_port(total: int, seed: int) -> Counter[str]:
    framer, seen = Framer(), Counter[str]()
    for chunk in hostile_bytes(total, seed):
        for frame in framer.feed(chunk):
            assert len(frame.text) <= FRAME_LIMIT
            if not frame.too_long:
                judge(frame.text, seen)
    return seen


def at_the_keyboard(total: int, seed: int, suffix: Suffix) -> Counter[str]:
    wedge, seen, dice, at_ms = Wedge(WedgeSettings(suffix=suffix)), Counter[str](), random.Random(seed), 0
    for chunk in hostile_bytes(total, seed):
        for key in chunk.decode("latin-1"):
            at_ms += dice.choice((0, 3, 10, 30, 60, 400))
            for scan in wedge.feed(key, at_ms):
                assert len(scan.text) <= CODE_LIMIT
                if not scan.too_long:
                    judge(scan.text, seen)
    return seen


def assert_every_kind_came(seen: Counter[str]) -> None:
    """Otherwise the bytes were not hostile in the way that matters."""
    assert min(seen[kind] for kind in ("TicketCode", "BadgeCode", "CommandCode", "Unknown")) > 0


def test_two_hundred_thousand_bytes_at_the_serial_port() -> None:
    assert_every_kind_came(at_the_serial_port(200_000, seed=1))


@pytest.mark.parametrize("suffix", ["auto", "none"])
def test_two_hundred_thousand_keys(suffix: Suffix) -> None:
    assert at_the_keyboard(200_000, 2, suffix)["TicketCode"] > 0


@pytest.mark.proof
def test_ten_million_bytes_at_the_serial_port() -> None:
    assert_every_kind_came(at_the_serial_port(10_000_000, seed=3))


@pytest.mark.proof
@pytest.mark.parametrize("suffix", ["auto", "none"])
def test_ten_million_keys(suffix: Suffix) -> None:
    assert at_the_keyboard(10_000_000, 4, suffix)["TicketCode"] > 0

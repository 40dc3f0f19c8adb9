"""ESC/POS's answers to `DLE EOT 1` to `4`: one byte each, told apart only by the question."""

from __future__ import annotations

from typing import Final

from hardware.printer.condition import HEAD_OPEN, PAPER_OUT, Status

PRINTER, OFFLINE, ERROR, PAPER = 1, 2, 3, 4
QUESTIONS: Final = (PRINTER, OFFLINE, ERROR, PAPER)

IS_OFFLINE: Final = 0x08
COVER_OPEN, PAPER_STOP, HAS_ERROR = 0x04, 0x20, 0x40
CUTTER, FATAL, PASSING = 0x08, 0x20, 0x40
PAPER_NEAR_END, PAPER_END = 0x0C, 0x60

_FIXED, _FIXED_VALUE = 0x93, 0x12


def question(number: int) -> bytes:
    """The bytes that ask for status 1 to 4; the printer answers even while it is busy."""
    return bytes((0x10, 0x04, number))


def answer(flags: int) -> bytes:
    """The byte with these flags that a printer sends."""
    return bytes((_FIXED_VALUE | flags,))


def is_answer(byte: int) -> bool:
    """Whether the bits that are the same in every answer are so here."""
    return byte & _FIXED == _FIXED_VALUE


def read(answers: dict[int, int]) -> Status | None:
    """What is to be said about the printer after these answers, by question; None = nothing."""
    for number, flags, status in _CAUSES:
        if answers.get(number, 0) & flags:
            return status
    return None


_CAUSES: Final = (
    (OFFLINE, COVER_OPEN, HEAD_OPEN),
    (OFFLINE, PAPER_STOP, PAPER_OUT),
    (PAPER, PAPER_END, PAPER_OUT),
    (ERROR, CUTTER, Status(False, "The printer's cutter is stuck: clear it, then open and close the cover", "error")),
    (ERROR, FATAL, Status(False, "The printer has a fault: switch it off and on", "error")),
    (ERROR, PASSING, Status(False, "The print head is too hot: it goes on by itself when it has cooled down", "error")),
    (OFFLINE, HAS_ERROR, Status(False, "The printer has a fault: look at its lamps", "error")),
    (PRINTER, IS_OFFLINE, Status(False, "The printer is off-line: press its feed or online button", "off")),
    (PAPER, PAPER_NEAR_END, Status(True, "The printer is ready, but its paper is near the end", "ready")),
)

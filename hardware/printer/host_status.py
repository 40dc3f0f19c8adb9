"""ZPL's answer to `~HS`: three lines between STX and ETX, of which two tell how the printer is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from hardware.printer.condition import HEAD_OPEN, PAPER_OUT, PAUSED, READY, Status

QUESTION: Final = b"~HS"

_LINES: Final = re.compile(
    # Interface, paper out, paused, label length, formats waiting, buffer full, three that do not matter here, a
    # number, memory lost, too cold, too hot.
    rb"\x02\d{1,3},(?P<paper>[01]),(?P<pause>[01]),\d{1,5},(?P<formats>\d{1,4}),(?P<full>[01]),[01],[01],\d{1,3},"
    rb"(?P<lost>[01]),(?P<cold>[01]),(?P<hot>[01])\x03\s{0,4}"
    # Settings, one unused, head up, ribbon out, two modes, width mode, label waiting to be taken, labels of the batch
    # that remain, one constant, pictures.
    rb"\x02\d{1,3},\d,(?P<head>[01]),(?P<ribbon>[01]),[01],\d,\d,[01],(?P<batch>\d{1,8}),\d,\d{1,3}\x03"
)


def read(came: bytes) -> Status | None:
    """The newest whole answer in these bytes; None when there is none that follows the form exactly."""
    answers = list(_LINES.finditer(came))
    if not answers:
        return None
    flags = {name: int(value) for name, value in answers[-1].groupdict().items()}
    waiting = flags["formats"] + flags["batch"]
    return replace(_condition(flags), waiting=waiting)


def _condition(flags: dict[str, int]) -> Status:
    # An open head makes the printer report paper and pause too: the cause comes first.
    for name, status in _CAUSES:
        if flags[name]:
            return status
    return READY


_CAUSES: Final = (
    ("head", HEAD_OPEN),
    ("paper", PAPER_OUT),
    ("ribbon", Status(False, "The printer is out of ribbon: put in a new one", "error")),
    ("hot", Status(False, "The print head is too hot: it goes on by itself when it has cooled down", "error")),
    ("cold", Status(False, "The print head is too cold: let the printer warm up", "error")),
    ("lost", Status(False, "The printer has lost its settings: calibrate it again", "error")),
    ("pause", PAUSED),
    ("full", Status(False, "The printer's memory is full: it must print or be switched off and on first", "error")),
)

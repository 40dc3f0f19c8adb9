"""The language a Textual app speaks to a terminal; anything beyond it came from somebody else's text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ALLOWED = re.compile(
    r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]+"  # text: no C0, DEL or C1, and no byte that is not UTF-8
    r"|[\r\n]"
    r"|\x1b\[[0-9;]*m"  # colours and weights
    r"|\x1b\[[0-9;]*H|\x1b\[[0-9]*[ABCDG]"  # cursor moves
    r"|\x1b\[[0-3]?[JK]"  # erasing
    r"|\x1b\[\?(?:7|25|1000|1002|1003|1004|1006|1015|1016|1049|2004|2026|2048)[hl]"  # screen, mouse, paste, frames
    r"|\x1b\[\?(?:2026|2048)\$p"  # which of them the terminal knows
    r"|\x1b\[>[0-9]+u|\x1b\[<[0-9]*u"  # kitty keyboard, pushed and popped
    r"|\x1b\]22;[a-z-]{1,16}\x07"  # the mouse pointer's shape
)
_BELL = "\x07"
_SHOWN = 24
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Foreign:
    """Something beyond the grammar: how many characters into the stream, and how it begins."""

    offset: int
    sequence: str


def foreign(raw: bytes, *, bell: bool = False) -> list[Foreign]:
    """What `raw` holds beyond the grammar, in order; `bell`: whether the app may beep.

    No OSC, DCS or APC is in the grammar but the pointer's shape: no title, no link, no clipboard.
    """
    stream = _decoded(raw)
    found, at = [], 0
    while at < len(stream):
        if match := _ALLOWED.match(stream, at):
            at = match.end()
        elif bell and stream[at] == _BELL:
            at += 1
        else:
            found.append(Foreign(at, stream[at : at + _SHOWN]))
            at += 1
    return found


def leaked(raw: bytes, hostile: str, reach: int = 8) -> list[str]:
    """The pieces of `hostile` that came out as written: each control character with what follows it, up to `reach`.

    The grammar alone cannot tell a colour of the app's from a colour in a note. Give texts whose controls are
    followed by something the app would not say by itself.
    """
    stream = _decoded(raw)
    pieces = [hostile[at.start() : at.start() + reach] for at in _CONTROL.finditer(hostile)]
    return [piece for piece in pieces if len(piece) > 1 and piece in stream]


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")

"""ESC/POS read back into texts and commands; tolerant of commands it does not know and of torn ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

TEXT, COMMAND, QUESTION, TORN = "text", "command", "question", "torn"

_TEXT: Final = re.compile(rb"[\x20-\x7e\x80-\xff]+")
_DLE, _ESC, _FS, _GS = 0x10, 0x1B, 0x1C, 0x1D
# How many bytes follow a command's two; what is not here takes none.
_FIXED: Final[dict[int, dict[int, int]]] = {
    _DLE: dict.fromkeys(b"\x05", 1) | {0x14: 3},
    _ESC: dict.fromkeys(b" !%-3=?EGJKMRTUVadert{u", 1) | dict.fromkeys(b"$\\Bc", 2) | {0x70: 3, 0x57: 8},
    _FS: dict.fromkeys(b"!-CW", 1) | dict.fromkeys(b"Sp", 2),
    _GS: dict.fromkeys(b"!BHfhwbarIET/", 1) | dict.fromkeys(b"LWP$\\z", 2) | {0x5E: 3},
}
_CUTS_WITH_FEED: Final = b"ABabgh"


@dataclass(frozen=True, slots=True)
class Token:
    """One piece: `kind` text, command, question or torn; `name` is the command's two bytes, as text."""

    kind: str
    name: str
    data: bytes
    end: int


def tokens(data: bytes) -> Iterator[Token]:
    """All pieces in order; an unfinished command at the end is `torn`."""
    at = 0
    while at < len(data):
        token = token_at(data, at) or Token(TORN, "", data[at:], len(data))
        yield token
        at = token.end


def token_at(data: bytes, at: int) -> Token | None:
    """The piece that begins at `at`; None when its end has not come yet."""
    text = _TEXT.match(data, at)
    if text is not None:
        return Token(TEXT, "", text[0], text.end())
    lead = data[at]
    if lead not in _FIXED:
        return Token(COMMAND, chr(lead), b"", at + 1)
    if at + 1 >= len(data):
        return None
    size = _arguments(data, at)
    if size is None or at + 2 + size > len(data):
        return None
    end = at + 2 + size
    asked = lead == _DLE and data[at + 1] == 0x04
    return Token(QUESTION if asked else COMMAND, data[at : at + 2].decode("latin-1"), data[at + 2 : end], end)


def _arguments(data: bytes, at: int) -> int | None:
    """How many bytes follow the command's two; None when too few came to tell."""
    lead, what, rest = data[at], data[at + 1], data[at + 2 : at + 10]
    if lead == _DLE and what == 0x04:
        return (2 if rest[0] in (7, 8) else 1) if rest else None
    if what == 0x28 and lead != _DLE:  # "(": a function, two bytes of length, data
        return 3 + rest[1] + 256 * rest[2] if len(rest) > 2 else None
    if lead == _ESC and what in b"*D&":
        return _of_escape(data, at, what, rest)
    if lead == _GS and what in b"Vkv8*g":
        return _of_group(data, at, what, rest)
    return _FIXED[lead].get(what, 0)


def _of_escape(data: bytes, at: int, what: int, rest: bytes) -> int | None:
    if what == ord("*"):
        if len(rest) < 3:
            return None
        return 3 + (rest[1] + 256 * rest[2]) * (3 if rest[0] in (32, 33) else 1)
    if what == ord("D"):
        end = data.find(b"\0", at + 2, at + 35)
        return end - at - 1 if end >= 0 else (None if len(data) < at + 35 else 0)
    return _of_own_characters(data, at, rest)


def _of_own_characters(data: bytes, at: int, rest: bytes) -> int | None:
    if len(rest) < 3:
        return None
    height, first, last = rest[:3]
    used = 3
    for _ in range(first, last + 1):
        if at + 2 + used >= len(data):
            return None
        used += 1 + height * data[at + 2 + used]
    return used


def _of_group(data: bytes, at: int, what: int, rest: bytes) -> int | None:
    if what == ord("k"):
        return _of_barcode(data, at, rest)
    needed = {"V": 1, "v": 6, "8": 5, "*": 2, "g": 4}[chr(what)]
    if what == ord("V"):
        return (2 if rest[0] in _CUTS_WITH_FEED else 1) if rest else None
    if len(rest) < needed:
        return None
    if what == ord("v"):
        return 6 + (rest[2] + 256 * rest[3]) * (rest[4] + 256 * rest[5])
    if what == ord("8"):
        return 5 + int.from_bytes(rest[1:5], "little")
    return 4 if what == ord("g") else 2 + 8 * rest[0] * rest[1]


def _of_barcode(data: bytes, at: int, rest: bytes) -> int | None:
    if not rest:
        return None
    if rest[0] > 6:
        return 2 + rest[1] if len(rest) > 1 else None
    end = data.find(b"\0", at + 3, at + 3 + 256)
    return end - at - 1 if end >= 0 else (None if len(data) < at + 3 + 256 else 1)

"""An ESC/POS label read as lines: texts in their sizes, barcodes and pictures."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import Final

from hardware.printer.escpos_tokens import TEXT, Token, tokens
from hardware.printer.sheet import Bars, Line, Picture, Piece, Words

_PAGES: Final = {
    0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857", 14: "cp737", 15: "iso8859_7",
    16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858", 33: "cp775", 34: "cp855", 35: "cp861", 36: "cp862",
    37: "cp864", 38: "cp869", 39: "iso8859_2", 40: "iso8859_15", 44: "cp1125", 45: "cp1250", 46: "cp1251",
    47: "cp1253", 48: "cp1254", 49: "cp1255", 50: "cp1256", 51: "cp1257", 52: "cp1258",
}  # fmt: skip
_ALIGNED: Final = {0: 0.0, 1: 0.5, 2: 1.0}
_SUBSETS: Final = re.compile(r"\{([ABCS1-4{])")
_CODE_128: Final = 73
_MOST_LINES: Final = 2000


@dataclass(slots=True)
class _Reading:
    page: str = "cp437"
    at: float = 0.0
    large: bool = False
    inverse: bool = False
    square: str = ""
    alone: bool = False
    row: list[Piece] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def lines(data: bytes) -> list[Line]:
    """The label's lines from the top, without the white paper before a cut."""
    reading = _Reading()
    for token in tokens(data):
        if len(reading.lines) > _MOST_LINES:
            break
        if token.kind == TEXT:
            reading.row.append(Words(_decoded(token.data, reading.page), reading.at, reading.large, reading.inverse))
        else:
            _follow(reading, token)
    _line(reading)
    while reading.lines and not reading.lines[-1]:
        reading.lines.pop()
    return reading.lines


def _decoded(said: bytes, page: str) -> str:
    return codecs.decode(said, page, "replace")


def _line(reading: _Reading) -> None:
    reading.lines.append(tuple(reading.row))
    reading.row = []


def _follow(reading: _Reading, token: Token) -> None:
    if token.name == "\n":
        # What stands alone ends its own line.
        if reading.row or not reading.alone:
            _line(reading)
        reading.alone = False
    elif token.name == "\t":
        reading.row.append(Words(" ", reading.at, reading.large, reading.inverse))
    elif token.name in ("\x1bd", "\x1bJ"):
        if reading.row:
            _line(reading)
    elif token.name in ("\x1dk", "\x1d(", "\x1dv", "\x1b*", "\x1d8"):
        _draw(reading, token)
    else:
        _style(reading, token)


def _style(reading: _Reading, token: Token) -> None:
    value = token.data[0] if token.data else 0
    if token.name == "\x1b@":
        reading.page, reading.at, reading.large, reading.inverse = "cp437", 0.0, False, False
    elif token.name == "\x1bt":
        reading.page = _PAGES.get(value, "cp437")
    elif token.name == "\x1ba":
        reading.at = _ALIGNED.get(value % 48, 0.0)
    elif token.name == "\x1d!":
        reading.large = value >> 4 > 0
    elif token.name == "\x1b!":
        reading.large = bool(value & 0x20)
    elif token.name == "\x1dB":
        reading.inverse = bool(value & 1)
    elif token.name == "\x1c(" and token.data[:1] == b"C" and token.data[4:5] in (b"2", b"\x02"):
        reading.page = "utf-8"


def _draw(reading: _Reading, token: Token) -> None:
    data = token.data
    if token.name == "\x1dk":
        _stand_alone(reading, Bars(_of_barcode(data), reading.at))
    elif token.name == "\x1dv":
        _stand_alone(reading, Picture(8 * (data[2] + 256 * data[3]), data[4] + 256 * data[5], at=reading.at))
    elif token.name == "\x1b*":
        reading.row.append(Picture(data[1] + 256 * data[2], 24 if data[0] > 31 else 8, at=reading.at))
    elif token.name == "\x1d(" and data[:1] == b"k" and data[4:5] == b"P":
        reading.square = _decoded(data[6:], "utf-8")
    elif token.name == "\x1d(" and data[:1] == b"k" and data[4:5] == b"Q":
        _stand_alone(reading, Picture(0, 0, reading.square, reading.at))
    elif token.name == "\x1d8" or data[:1] == b"L":
        _stand_alone(reading, Picture(0, 0, at=reading.at))


def _stand_alone(reading: _Reading, piece: Piece) -> None:
    if reading.row:
        _line(reading)
    reading.lines.append((piece,))
    reading.alone = True


def _of_barcode(data: bytes) -> str:
    said = data[2:] if data[0] > 6 else data[1:].rstrip(b"\0")
    text = _decoded(said, "ascii")
    if data[0] != _CODE_128:
        return text
    return _SUBSETS.sub(lambda found: "{" if found[1] == "{" else "", text)

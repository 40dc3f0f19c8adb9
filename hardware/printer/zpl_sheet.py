"""A ZPL label read as lines: what each field shows, and where."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from hardware.printer.sheet import Bars, Line, Picture, Piece, Words
from hardware.printer.zpl_tokens import ZplToken, tokens, unescaped

_WIDTH: Final = 812
_HEIGHT: Final = 30
_SUBSETS: Final = re.compile(r">[0-9:;<=?]")
_MOST_FIELDS: Final = 500


@dataclass(frozen=True, slots=True)
class _Field:
    x: int = 0
    y: int = 0
    height: int = _HEIGHT
    from_below: bool = False
    inverse: bool = False
    what: str = "text"
    mark: int | None = None
    said: bytes = b""
    size: tuple[int, int] = (0, 0)

    @property
    def top(self) -> int:
        return max(self.y - self.height, 0) if self.from_below else self.y


@dataclass(slots=True)
class _Reading:
    width: int = _WIDTH
    default_height: int = _HEIGHT
    copies: int = 1
    now: _Field = field(default_factory=_Field)
    fields: list[_Field] = field(default_factory=list)
    grounds: list[tuple[int, int, int, int]] = field(default_factory=list)


def lines(data: bytes) -> list[Line]:
    """The label's lines from the top, white paper between what stands far apart."""
    reading = _Reading()
    for token in tokens(data):
        known = _COMMANDS.get(token.name) or _COMMANDS.get(token.name[:2])
        if known is not None and len(reading.fields) < _MOST_FIELDS:
            known(reading, token)
    found = _in_lines(reading)
    return [*found, (Words(f"({reading.copies} copies)"),)] if reading.copies > 1 else found


def _in_lines(reading: _Reading) -> list[Line]:
    small = min((one.height for one in reading.fields if one.what == "text"), default=_HEIGHT)
    found: list[Line] = []
    row: list[Piece] = []
    top = bottom = 0
    for one in sorted(reading.fields, key=lambda each: (each.top, each.x)):
        if row and one.top - top > small // 2:
            found.append(_across(row))
            row = []
            if one.top - bottom > 2 * small:
                found.append(())
        if not row:
            top = one.top
        row.append(_piece(one, reading, small))
        bottom = max(bottom, one.top + one.height)
    return [*found, _across(row)] if row else found


def _across(row: list[Piece]) -> Line:
    return tuple(sorted(row, key=lambda piece: piece.at))


def _piece(one: _Field, reading: _Reading, small: int) -> Piece:
    at = min(one.x / max(reading.width, 1), 1.0)
    text = _text(unescaped(one.said, one.mark))
    if one.what == "bars":
        return Bars(_SUBSETS.sub("", text), at)
    if one.what in ("square", "picture"):
        return Picture(*one.size, text=text if one.what == "square" else "", at=at)
    inverse = one.inverse or any(
        x <= one.x < x + width and y <= one.top < y + height for x, y, width, height in reading.grounds
    )
    return Words(text, at, large=one.height >= 2 * small and one.height > small, inverse=inverse)


def _text(said: bytes) -> str:
    try:
        return said.decode("utf-8")
    except UnicodeDecodeError:
        return said.decode("cp850")


def _place(reading: _Reading, token: ZplToken) -> None:
    x, y = token.numbers(0, 0)
    below = token.name == "^FT"
    reading.now = _Field(x, y, reading.default_height, from_below=below)


def _font(reading: _Reading, token: ZplToken) -> None:
    height = token.numbers(0, reading.default_height)[1]
    reading.now = replace(reading.now, height=height or reading.default_height)


def _default_font(reading: _Reading, token: ZplToken) -> None:
    reading.default_height = token.numbers(0, reading.default_height)[1] or _HEIGHT


def _hex(reading: _Reading, token: ZplToken) -> None:
    reading.now = replace(reading.now, mark=(token.arguments or b"_")[0])


def _reverse(reading: _Reading, token: ZplToken) -> None:
    reading.now = replace(reading.now, inverse=True)


def _bars(reading: _Reading, token: ZplToken) -> None:
    reading.now = replace(reading.now, what="bars", height=token.numbers(0, 100)[1])


def _square(reading: _Reading, token: ZplToken) -> None:
    reading.now = replace(reading.now, what="square")


def _said(reading: _Reading, token: ZplToken) -> None:
    reading.now = replace(reading.now, said=token.arguments)


def _box(reading: _Reading, token: ZplToken) -> None:
    width, height, thick = token.numbers(1, 1, 1)
    if thick * 2 >= min(width, height) > 4:
        reading.grounds.append((reading.now.x, reading.now.y, width, height))


def _picture(reading: _Reading, token: ZplToken) -> None:
    _, _, total, across = token.numbers(0, 0, 0, 1)
    reading.now = replace(reading.now, what="picture", size=(8 * across, total // max(across, 1)))


def _end(reading: _Reading, token: ZplToken) -> None:
    if reading.now.said or reading.now.what == "picture":
        reading.fields.append(reading.now)
    reading.now = _Field(reading.now.x, reading.now.y, reading.default_height)


def _width(reading: _Reading, token: ZplToken) -> None:
    reading.width = token.numbers(_WIDTH)[0] or _WIDTH


def _copies(reading: _Reading, token: ZplToken) -> None:
    reading.copies = token.numbers(1)[0]


_COMMANDS: Final[dict[str, Callable[[_Reading, ZplToken], None]]] = {
    "^FO": _place,
    "^FT": _place,
    "^A": _font,
    "^CF": _default_font,
    "^FH": _hex,
    "^FR": _reverse,
    "^FD": _said,
    "^FV": _said,
    "^FS": _end,
    "^GB": _box,
    "^GF": _picture,
    "^PW": _width,
    "^PQ": _copies,
    "^BQ": _square,
    "^BX": _square,
    **dict.fromkeys(("^BC", "^B1", "^B2", "^B3", "^BA", "^BE", "^BU", "^BK"), _bars),
}

"""A received label drawn for a terminal: a frame, its texts in their places, its barcode as bars."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hardware.label.code128 import widths
from hardware.printer import escpos_sheet, zpl_sheet
from hardware.printer.sheet import Bars, Line, Picture, Piece, Words

LEAST_COLUMNS: Final = 16
_MOST_MARKS: Final = 3
_LOST: Final = "\N{REPLACEMENT CHARACTER}"
_HALVES: Final = {(0, 0): " ", (1, 0): "▌", (0, 1): "▐", (1, 1): "█"}


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one look; it holds nothing that a terminal would obey."""

    text: str
    large: bool = False
    inverse: bool = False


def draw(data: bytes, columns: int = 48, language: str = "") -> list[str]:
    """The label as lines of `columns` cells (at least 16); `*large*`, `▐white on black▌`; never raises."""
    return ["".join(_marked(span) for span in line) for line in spans(data, columns, language)]


def spans(data: bytes, columns: int = 48, language: str = "") -> list[list[Span]]:
    """The same for a terminal that has looks of its own: each large or inverse text begins and ends with a space."""
    inner = max(columns, LEAST_COLUMNS) - 4
    wanted = language or ("zpl" if data.lstrip()[:3].upper() == b"^XA" else "escpos")
    lines = zpl_sheet.lines(data) if wanted == "zpl" else escpos_sheet.lines(data)
    drawn = [_framed(line, inner) for sheet_line in lines or [()] for line in _drawn(sheet_line, inner)]
    return [[Span(f"┌{'─' * (inner + 2)}┐")], *drawn, [Span(f"└{'─' * (inner + 2)}┘")]]


def visible(text: str) -> str:
    """`text` without anything that a terminal would obey, and with few marks on one letter."""
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text):
        marks = marks + 1 if _is_mark(character) else 0
        if marks > _MOST_MARKS or (marks and not kept):
            continue
        kept.append(character if character.isprintable() else _LOST)
    return "".join(kept)


def cells(text: str) -> int:
    """How many cells of a terminal it takes."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if _is_mark(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _is_mark(character: str) -> bool:
    return character >= "\u0300" and unicodedata.category(character) in ("Mn", "Me")


def _marked(span: Span) -> str:
    if span.inverse:
        return f"▐{span.text[1:-1]}▌"
    return f"*{span.text[1:-1]}*" if span.large else span.text


def _framed(line: list[Span], inner: int) -> list[Span]:
    room = inner - sum(cells(span.text) for span in line)
    return [Span("│ "), *line, Span(" " * room + " │")]


def _drawn(line: Line, inner: int) -> Iterator[list[Span]]:
    """The lines of a terminal that one line of the label takes."""
    if not line:
        yield []
    texts: list[Words] = []
    for piece in line:
        if isinstance(piece, Words):
            texts.append(piece)
            continue
        if texts:
            yield from _beside(texts, inner)
            texts = []
        yield from _object(piece, inner)
    if texts:
        yield from _beside(texts, inner)


def _beside(texts: list[Words], inner: int) -> Iterator[list[Span]]:
    """Texts on one line at their places; what has no room goes on below."""
    line: list[Span] = []
    used = 0
    for words in texts:
        for text in _pieces(visible(words.text), inner - 2):
            span = _span(text, words)
            size = cells(span.text)
            if used and used + size > inner:
                yield line
                line, used = [], 0
            gap = max(_place(words.at, size, inner) - used, 0)
            line += [Span(" " * gap), span] if gap else [span]
            used += gap + size
    yield line


def _place(at: float, size: int, inner: int) -> int:
    """The column; a half and a whole are the middle and the right of what does not fill the line."""
    if at in (0.5, 1.0):
        return int((inner - size) * at)
    # What begins at the paper's own margin begins at ours.
    return min(int(at * inner) if at > 0.06 else 0, max(inner - size, 0))


def _span(text: str, words: Words) -> Span:
    if words.inverse or words.large:
        return Span(f" {text.strip()} ", words.large, words.inverse)
    return Span(text)


def _pieces(text: str, room: int) -> Iterator[str]:
    line, used = "", 0
    for character in text:
        size = _cells(character)
        if used + size > room:
            yield line
            line, used = "", 0
        line += character
        used += size
    yield line


def _object(piece: Piece, inner: int) -> Iterator[list[Span]]:
    if isinstance(piece, Bars):
        text = visible(piece.text)
        bars = _bars(text, inner)
        for row in (bars, bars, text[:inner]):
            yield [Span(" " * ((inner - cells(row)) // 2)), Span(row)]
    elif isinstance(piece, Picture):
        what = f"square code: {visible(piece.text)}" if piece.text else f"picture, {piece.width} x {piece.height} dots"
        for text in _pieces(f"▒▒ {what}", inner):
            yield [Span(text)]


def _bars(code: str, inner: int) -> str:
    """Code 128 in half cells; drawn closer together where there is not enough room."""
    safe = "".join(character if " " <= character <= "~" else "?" for character in code[:80])
    modules = [(place + 1) % 2 for place, width in enumerate(widths(safe)) for _ in range(width)]
    room = 2 * inner
    if len(modules) > room:
        modules = [modules[place * len(modules) // room] for place in range(room)]
    if len(modules) % 2:
        modules.append(0)
    return "".join(_HALVES[left, right] for left, right in zip(modules[::2], modules[1::2], strict=True))

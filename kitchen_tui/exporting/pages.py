"""Where the lines of a list stand on paper, in millimetres: columns as wide as what is in them, nothing cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from kitchen_tui.command_sheet.layout import Line, Page, Shape, Text

if TYPE_CHECKING:
    from kitchen_tui.places.sheet import Cell

SIZES = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}

_EDGE, _FOOT = 13.0, 13.0
_HEAD = 15.0
_SIZE, _LEADING = 3.5, 4.7
_ABOVE = 1.3
"""Between a line and the rule above it, and again below."""
_GAP = 3.5
_TICK, _TICKS = 3.4, 7.0
_NARROWEST = 16.0
_SIDEWAYS = 1.25
"""A list so many times wider than the paper is printed across."""

Measure = Callable[[str, float, bool], float]
"""How wide a text is, in millimetres: the text, its size, whether it is bold."""


class Sheet(NamedTuple):
    """What is printed; see `kitchen_tui.exporting.printable`."""

    paper: str
    store: str
    title: str
    when: str
    page: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    none: str
    more: str


class Laid(NamedTuple):
    """Pages, all of one size."""

    width: float
    height: float
    pages: list[Page]


class _Grid(NamedTuple):
    """The columns: where each begins, how wide it is, whether it holds numbers."""

    lefts: list[float]
    widths: list[float]
    right: list[bool]


def laid(sheet: Sheet, measure: Measure) -> Laid:
    """All of the list on as many pages as it needs."""
    measure = lru_cache(maxsize=8192)(measure)
    short, long = SIZES[sheet.paper]
    cells = [[_text_of(cell) for cell in row] for row in sheet.rows]
    natural = _natural(sheet.columns, cells, measure)
    across = sum(natural) + _GAP * (len(natural) - 1) > _SIDEWAYS * (short - 2 * _EDGE - _TICKS)
    width, height = (long, short) if across else (short, long)
    grid = _grid(natural, sheet.rows, width)
    head = _wrapped(sheet.columns, grid, measure, bold=True)
    top = _EDGE + _HEAD + _height(head)
    bottom = height - _FOOT
    bodies: list[list[Shape]] = [[]]
    y = top
    for lines in (_wrapped(row, grid, measure) for row in cells):
        for first, part in _parts(lines, int((bottom - top - 2 * _ABOVE) / _LEADING)):
            if y + _height(part) > bottom and y > top:
                bodies.append([])
                y = top
            bodies[-1] += _row(part, grid, y, width, tick=first)
            y += _height(part)
    for said in filter(None, (sheet.more, "" if cells else sheet.none)):
        if y + 2 * _LEADING > bottom:
            bodies.append([])
            y = top
        bodies[-1].append(Text(_EDGE, y + _LEADING / 2, said, _SIZE, width - 2 * _EDGE))
    return Laid(
        width, height, [_framed(body, sheet, head, grid, width, n, len(bodies)) for n, body in enumerate(bodies, 1)]
    )


def _text_of(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _natural(columns: Sequence[str], cells: Sequence[Sequence[str]], measure: Measure) -> list[float]:
    """How wide each column would like to be."""
    return [
        max([measure(title, _SIZE, True), *(measure(row[n], _SIZE, False) for row in cells)], default=_NARROWEST) + 0.2
        for n, title in enumerate(columns)
    ]


def _grid(natural: Sequence[float], rows: Sequence[Sequence[Cell]], width: float) -> _Grid:
    """Columns side by side on the width of the page."""
    room = width - 2 * _EDGE - _TICKS - _GAP * (len(natural) - 1)
    widths = _shared(natural, [_text_in(row[n] for row in rows) for n in range(len(natural))], room)
    lefts = [_EDGE + _TICKS + sum(widths[:n]) + _GAP * n for n in range(len(widths))]
    right = [
        bool(rows)
        and all(isinstance(row[n], int) or row[n] is None for row in rows)
        and any(row[n] is not None for row in rows)
        for n in range(len(natural))
    ]
    return _Grid(lefts, widths, right)


def _text_in(cells: Iterable[Cell]) -> float:
    """How much a column weighs: four times the text asks for twice the width."""
    return sqrt(1 + sum(len(cell) for cell in cells if isinstance(cell, str)))


def _shared(natural: Sequence[float], weights: Sequence[float], room: float) -> list[float]:
    """Whoever asks for less than an even share gets it; the others share what is left by what is in them."""
    widths = list(natural)
    wide, left = list(range(len(natural))), room
    while wide and sum(natural[n] for n in wide) > left:
        modest = [n for n in wide if natural[n] <= left / len(wide)]
        if not modest:
            least = min(_NARROWEST, left / len(wide))
            spare, weight = left - least * len(wide), sum(weights[n] for n in wide)
            for n in wide:
                widths[n] = least + spare * weights[n] / weight
            break
        left -= sum(natural[n] for n in modest)
        wide = [n for n in wide if n not in modest]
    return widths


def _wrapped(row: Sequence[str], grid: _Grid, measure: Measure, *, bold: bool = False) -> list[list[str]]:
    """The lines of each cell."""
    return [_lines(text, width, measure, bold) for text, width in zip(row, grid.widths, strict=True)]


def _lines(text: str, width: float, measure: Measure, bold: bool) -> list[str]:
    found: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for word in paragraph.split():
            wanted = f"{line} {word}" if line else word
            # Plain letters are drawn word for word alike; of others one may change the face of the whole line.
            wide = used + measure(f" {word}" if line else word, _SIZE, bold) if text.isascii() else 0.0
            wide = wide or measure(wanted, _SIZE, bold)
            if wide <= width:
                line, used = wanted, wide
                continue
            found += [line] if line else []
            *full, line = _broken(word, width, measure, bold)
            found += full
            used = measure(line, _SIZE, bold)
        found += [line] if line else []
    return found


def _broken(word: str, width: float, measure: Measure, bold: bool) -> list[str]:
    """A word longer than its column, in pieces that fit."""
    pieces = [""]
    for character in word:
        if pieces[-1] and measure(pieces[-1] + character, _SIZE, bold) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _parts(lines: list[list[str]], most: int) -> list[tuple[bool, list[list[str]]]]:
    """A row higher than a page goes on on the next; the first part has the box to tick."""
    longest = max(map(len, lines), default=0)
    return [(at == 0, [cell[at : at + most] for cell in lines]) for at in range(0, max(longest, 1), most)]


def _height(lines: list[list[str]]) -> float:
    return max([1, *map(len, lines)]) * _LEADING + 2 * _ABOVE


def _row(lines: list[list[str]], grid: _Grid, y: float, width: float, *, tick: bool) -> list[Shape]:
    shapes = [*_texts(lines, grid, y, "plain"), Line(_EDGE, y + _height(lines) - 0.1, width - 2 * _EDGE, 0.1)]
    return [*shapes, *_box(_EDGE + 0.4, y + _ABOVE + 0.2)] if tick else shapes


def _texts(lines: list[list[str]], grid: _Grid, y: float, style: str) -> list[Shape]:
    return [
        Text(
            left + width if right else left,
            y + _ABOVE + n * _LEADING,
            line,
            _SIZE,
            width + _GAP / 2,
            style,
            "right" if right else "left",
        )
        for cell, left, width, right in zip(lines, grid.lefts, grid.widths, grid.right, strict=True)
        for n, line in enumerate(cell)
    ]


def _box(x: float, y: float) -> list[Shape]:
    thin = 0.25
    return [
        Line(x, y, _TICK, thin),
        Line(x, y + _TICK - thin, _TICK, thin),
        Line(x, y, thin, _TICK),
        Line(x + _TICK - thin, y, thin, _TICK),
    ]


def _framed(
    body: list[Shape], sheet: Sheet, head: list[list[str]], grid: _Grid, width: float, n: int, many: int
) -> Page:
    right, half = width - _EDGE, (width - 2 * _EDGE) / 2
    y = _EDGE + _HEAD
    return (
        Text(_EDGE, _EDGE, sheet.title, 6.4, half, "bold"),
        Text(right, _EDGE, sheet.store, 4.2, half, align="right"),
        Text(right, _EDGE + 5.6, f"{sheet.when}   {sheet.page.format(n=n, all=many)}", 3.4, half, align="right"),
        *_texts(head, grid, y - 2 * _ABOVE, "bold"),
        Line(_EDGE, y + _height(head) - 2.5 * _ABOVE, width - 2 * _EDGE, 0.5),
        *body,
    )

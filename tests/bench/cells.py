"""The least number of bytes that turn one screen into another, as the yardstick for what a program really sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

Cells = Sequence[Sequence[Any]]
"""Rows of pyte's cells."""

_PLAIN: dict[str, str | bool] = {
    "fg": "default",
    "bg": "default",
    "bold": False,
    "italics": False,
    "underscore": False,
    "strikethrough": False,
    "reverse": False,
    "blink": False,
}
_ON = {"bold": "1", "italics": "3", "underscore": "4", "blink": "5", "reverse": "7", "strikethrough": "9"}
_OFF = {"bold": "22", "italics": "23", "underscore": "24", "blink": "25", "reverse": "27", "strikethrough": "29"}
_TRUE_COLOUR_LENGTH = 6


def least_bytes(before: Cells, after: Cells) -> int:
    """The UTF-8 text of the changed cells, one cursor address for each run of them, and each change of style between.

    A style is changed by naming only the attributes that differ, or by a reset where all are plain. No erasing, no
    frame marks, no repeated text: what a careful program needs, not the shortest that a puzzle-solver would find.
    """
    total, style = 0, _PLAIN
    for y, x, run in _changed_runs(before, after):
        total += len(f"\x1b[{y + 1};{x + 1}H")
        for cell in run:
            wanted = {name: getattr(cell, name) for name in _PLAIN}
            total += _change(style, wanted) + len(cell.data.encode())
            style = wanted
    return total


def changed_cells(before: Cells, after: Cells) -> int:
    return sum(len(run) for _, _, run in _changed_runs(before, after))


def _changed_runs(before: Cells, after: Cells) -> Iterator[tuple[int, int, list[Any]]]:
    for y, (old, new) in enumerate(zip(before, after, strict=True)):
        run: list[Any] = []
        for x, cell in enumerate(new):
            if cell != old[x]:
                run.append(cell)
            elif run:
                yield y, x - len(run), run
                run = []
        if run:
            yield y, len(new) - len(run), run


def _change(style: dict[str, str | bool], wanted: dict[str, str | bool]) -> int:
    codes = [_code(name, value) for name, value in wanted.items() if style[name] != value]
    if not codes:
        return 0
    return len("\x1b[m") if wanted == _PLAIN else len(f"\x1b[{';'.join(codes)}m")


def _code(name: str, value: str | bool) -> str:
    if not isinstance(value, str):
        return _ON[name] if value else _OFF[name]
    if value == "default":
        return "39" if name == "fg" else "49"
    if len(value) == _TRUE_COLOUR_LENGTH and all(digit in "0123456789abcdef" for digit in value):
        red, green, blue = (int(value[at : at + 2], 16) for at in (0, 2, 4))
        return f"{38 if name == 'fg' else 48};2;{red};{green};{blue}"
    return "30"  # a named colour: two digits, whichever

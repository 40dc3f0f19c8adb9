"""The columns of the week grid: the days come first, then their intervals, then what else there is room for."""

from __future__ import annotations

from typing import NamedTuple

AROUND = 2
"""Cells before the first column; each has one more behind it."""
_LEAST_NAME, _MOST_NAME, _WIDE_NAME = 12, 30, 20
_LEAST_DAY, _MOST_PLAIN = 6, 9
WEEKS = 8
_SUM = 8
WEEK = 7


class Columns(NamedTuple):
    """The cells of each; 0 where it has no room. `days` of them are `day` cells wide; `asides`: with the intervals."""

    name: int
    recent: int
    days: int
    day: int
    asides: bool
    sums: int


def columns_for(width: int, days: int, plain: int, full: int) -> Columns:
    """For so many days, of which the widest takes `plain` cells, or `full` with its interval."""
    days, plain = max(min(days, WEEK), 1), max(min(plain, _MOST_PLAIN), _LEAST_DAY)
    recent = WEEKS if width >= AROUND + _LEAST_NAME + 1 + WEEKS + 1 + days * (plain + 1) + 4 else 0
    room = width - AROUND - (recent + 1 if recent else 0)
    asides = room >= _WIDE_NAME + 1 + days * (full + 1)
    day = full if asides else plain
    shown = max(min(days, (room - _LEAST_NAME - 1) // (day + 1)), 1)
    left = room - shown * (day + 1)
    sums = _SUM if left >= _WIDE_NAME + 1 + 2 * (_SUM + 1) else 0
    left -= 2 * (sums + 1) if sums else 0
    name = max(min(left - 1, _MOST_NAME), 4)
    spare = (left - 1 - name) // shown if asides else 0
    return Columns(name, recent, shown, day + max(min(spare, 3), 0), asides, sums)

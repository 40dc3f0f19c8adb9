"""Why a forecast is what it is, as a waterfall made of text: where it begins, what adds and what takes, where it ends.

Each step begins where the one before it ended. The figures are rounded as the forecast itself is shown, and what that
leaves over is a step with a name of its own, so that what stands there adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from kitchen_tui.cells import fit
from kitchen_tui.places.expected import places_of, rounded, signed
from kitchen_tui.regional import decimal
from kitchen_tui.texts import N_, _, sentence
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from kitchen_tui.widgets.glyphs import Glyphs

BASE, REST, ROUNDING, EXPECTED = N_("An average day"), N_("Everything else"), N_("Rounding"), N_("Expected")
_MOST_WORDS, _LEAST_WORDS, _LEAST_BAR = 34, 18, 8
_AROUND = 5
"""Cells before the words, for the sign, and behind them."""


class Step(NamedTuple):
    """`amount` and where it begins and ends, in units of the last decimal place; `sum` for what stands on the ground:
    the base and the forecast itself."""

    says: str
    amount: int
    begins: int
    ends: int
    sum: bool = False


class Waterfall(NamedTuple):
    """`steps` end with the forecast; `places` are the decimal places of all amounts."""

    steps: tuple[Step, ...]
    places: int


def waterfall(base: int, drivers: Sequence[tuple[str, int]], rest: int, mean: int) -> Waterfall:
    """From thousandths: what each driver says and does, in the order they come in; base + drivers + rest = mean. What
    is rounded to nothing is no step."""
    places = places_of(mean)
    ground, expected = rounded(base, places), rounded(mean, places)
    parts = [(_in_words(says), rounded(amount, places)) for says, amount in drivers]
    parts = [(says, amount) for says, amount in (*parts, (_(REST), rounded(rest, places))) if amount]
    left = expected - ground - sum(amount for _says, amount in parts)
    parts += [(_(ROUNDING), left)] if left else []
    steps, at = [Step(_(BASE), ground, 0, ground, sum=True)], ground
    for says, amount in parts:
        steps.append(Step(says, amount, at, at + amount))
        at += amount
    return Waterfall((*steps, Step(_(EXPECTED), expected, 0, expected, sum=True)), places)


def waterfall_rows(chart: Waterfall, width: int, glyphs: Glyphs) -> list[Row]:
    """One line a step: its sign, what it is, how much, and its bar where there is room for one."""
    amounts = [_amount(step, chart.places) for step in chart.steps]
    figures = max(map(len, amounts))
    longest = max(cell_len(step.says) for step in chart.steps)
    free = width - figures - _AROUND - 1
    words = min(longest, max(min(_MOST_WORDS, free - _LEAST_BAR), min(_LEAST_WORDS, free)))
    room = free - words
    scale = _Scale(chart.steps, room) if room >= _LEAST_BAR else None
    return [
        _row(step, amount.rjust(figures), words, scale, glyphs)
        for step, amount in zip(chart.steps, amounts, strict=True)
    ]


def _in_words(says: str) -> str:
    """A driver in the language of this terminal: a sentence of the forecast's, a weekday, or somebody's own name."""
    told = sentence(says)
    return told if told != says else _(says)


def _amount(step: Step, places: int) -> str:
    return decimal(step.amount, places) if step.sum else signed(step.amount, places)


def _row(step: Step, amount: str, words: int, scale: _Scale | None, glyphs: Glyphs) -> Row:
    sign = "=" if step.sum and step.says == _(EXPECTED) else " " if step.sum else "-" if step.amount < 0 else "+"
    style = "strong" if step.sum else "text"
    row = [Piece(f"  {sign} {fit(step.says, words)} ", style), Piece(f"{amount} ", "strong")]
    if scale is None:
        return row
    ink = glyphs.ink if step.sum else glyphs.taken if step.amount < 0 else glyphs.added
    first, last = scale.cells(step)
    return [*row, Piece(" " * first), Piece(ink * (last - first), "accent" if step.sum else "text")]


class _Scale:
    """Where the bars stand: all of them on the same cells."""

    def __init__(self, steps: Sequence[Step], room: int) -> None:
        edges = [edge for step in steps for edge in (step.begins, step.ends)]
        self._low, self._room = min(edges), room
        self._span = max(max(edges) - self._low, 1)

    def cells(self, step: Step) -> tuple[int, int]:
        """From and to; what is more than nothing has a cell."""
        low, high = sorted((step.begins, step.ends))
        first, last = (self._cell(edge) for edge in (low, high))
        if first == last and low != high:
            first = min(first, self._room - 1)
            last = first + 1
        return first, last

    def _cell(self, edge: int) -> int:
        return (2 * (edge - self._low) * self._room + self._span) // (2 * self._span)

"""Why so much is to be bought: the parts that sum to it, and what moved the forecasts behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui import regional
from kitchen_tui.cells import cut, wrap
from kitchen_tui.places.buying_words import doubt_words, part_words, surplus_words
from kitchen_tui.places.expected import rounded
from kitchen_tui.places.quantities import shown_change, shown_quantity
from kitchen_tui.places.waterfall import Step, Waterfall, waterfall_rows
from kitchen_tui.texts import _, sentence
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from data.questions.procurement import Why
    from kitchen_tui.widgets.glyphs import Glyphs

_MOST = 2


def why_rows(why: Why, width: int, glyphs: Glyphs) -> list[Row]:
    """Everything, the parts first."""
    line = why.line
    about = _("{item}: buy {amount}").format(
        item=cut(line.item, max(width - 30, 8)), amount=shown_quantity(line.quantity, line.unit)
    )
    rows: list[Row] = [[Piece(f"  {about}", "accent")], [], *waterfall_rows(_chart(why), width, glyphs)]
    told = [surplus_words(line), *(doubt_words(doubt, line) for doubt in why.doubts)]
    if line.covers_until is not None and line.arrives is not None:
        days = {"arrives": regional.day(line.arrives), "until": regional.day(line.covers_until)}
        told.insert(0, _("It comes {arrives} and is to last until {until}").format(**days))
    rows += [[], *([Piece(f"  {row}", "text")] for text in told if text for row in wrap(text, width - 4, _MOST)[0])]
    return [*rows, *_drivers(why, width)]


def _chart(why: Why) -> Waterfall:
    """From nothing, part by part, to what is bought, in the item's unit."""
    steps, at = [], 0
    for code, of, amount in why.parts:
        steps.append(Step(part_words(code, of), amount, at, at + amount))
        at += amount
    title = _("To buy ({unit})").format(unit=cut(why.line.unit, 8))
    return Waterfall((*steps, Step(title, at, 0, at, sum=True)), 0)


def _drivers(why: Why, width: int) -> list[Row]:
    """Of the demand: what moved it, in the item's unit."""
    if not why.drivers:
        return []
    unit = why.line.unit
    moved = [(sentence(one.says), rounded(one.amount, 0)) for one in why.drivers]
    told = [f"{says} {shown_change(amount, unit)}" for says, amount in moved if amount]
    usual = shown_quantity(rounded(why.base, 0), unit)
    says = _("Behind the demand: as usual {amount}").format(amount=usual)
    text = "; ".join([says, *told])
    return [[], *([Piece(f"  {row}", "quiet")] for row in wrap(text, width - 4, 4)[0])]

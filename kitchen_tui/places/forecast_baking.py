"""What to bake on one day, over the week grid: whole pieces, a product a line, as it will stand on the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui import regional
from kitchen_tui.cells import cut
from kitchen_tui.places.expected import whole
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.regional import number
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.questions.forecasts import Bake
    from kitchen_tui.widgets.glyphs import Glyphs

COLUMNS = (
    Column(N_("Bake"), 7, right=True),
    Column(N_("Product"), 14, grow=True),
    Column(N_("Forecast"), 9, spare=2, right=True),
    Column(N_("Ordered"), 8, spare=1, right=True),
    Column(N_("Your plan"), 20, spare=3, grow=True),
)


class Baking:
    """Of one day; `take` what is to be baked."""

    def __init__(self, day: str, glyphs: Glyphs) -> None:
        """Nothing is known yet."""
        self.day, self._glyphs = day, glyphs
        self.list: Listing[Bake] = Listing(
            COLUMNS, _fields, lambda line: line.product_id, empty=N_("Nothing is forecast for this day")
        )

    def take(self, lines: Sequence[Bake]) -> None:
        """What is to be baked."""
        self.list.take(lines)

    def step(self, lines: int) -> None:
        """Through the list."""
        self.list.step(lines)

    def rows(self, width: int, height: int) -> list[Row]:
        """The day and how many pieces in all, then the list."""
        told = [_("Bake for {day}").format(day=regional.day(self.day))]
        if self.list.items:
            pieces = sum(line.pieces for line in self.list.items)
            told += [_("{n} pieces").format(n=number(pieces)), _("Ctrl+P: print")]
        head = cut("  " + f" {self._glyphs.dot} ".join(told), width)
        return [[Piece(head, "accent")], *self.list.rows(width, max(height - 1, 1), self._glyphs)][:height]


def plan_of(line: Bake) -> str:
    """That a person has said so, and why."""
    if not line.planned:
        return ""
    return f"{_('your plan')}: {line.reason}" if line.reason else _("your plan")


def _fields(line: Bake) -> tuple[Field, ...]:
    return (
        Field(number(line.pieces), "strong"),
        Field(line.item),
        Field(whole(line.forecast), "quiet"),
        Field(whole(line.known) if line.known else "", "quiet"),
        Field(plan_of(line), "changed"),
    )

"""The bake list of a day as a sheet: first how many of each thing, then every ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.core.packed import unpack
from kitchen_tui import regional
from kitchen_tui.places.sheet import Sheet
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.due import window_text

if TYPE_CHECKING:
    from data.questions.bake_list import Baking
    from data.questions.queue import QueueLine
    from kitchen_tui.places.sheet import Cell
    from kitchen_tui.sight import Sight

COLUMNS = (
    *(N_("Quantity"), N_("Product"), N_("Size"), N_("Flavour"), N_("Number"), N_("Station"), N_("Window")),
    *(N_("Writing"), N_("Allergens"), N_("Notes"), N_("Accessories")),
)


def bake_sheet(day: str) -> Sheet:
    """Of one calendar day (YYYY-MM-DD)."""

    def rows(sight: Sight) -> list[list[Cell]]:
        from data.questions.bake_list import bake_list

        baking = bake_list(sight.database, sight.store.id, day, sight.today())
        return [*map(_counted, baking), *(_ticket(line) for one in baking for line in one.tickets)]

    return Sheet("bake-list", _("Bake list for {day}").format(day=regional.day(day)), COLUMNS, rows)


def _counted(one: Baking) -> list[Cell]:
    blank: list[Cell] = [None] * (len(COLUMNS) - 4)
    return [one.quantity, one.product, one.size, one.flavour, *blank]


def _ticket(line: QueueLine) -> list[Cell]:
    number = f"{line.order_number}-{line.suffix}" if line.suffix else line.order_number
    extras = ", ".join(f"{quantity} {title}" for title, quantity in unpack(line.accessories))
    what: list[Cell] = [line.quantity, line.product, line.size, line.flavour]
    return [*what, number, _(line.stage), window_text(line), line.writing, line.allergens, line.notes, extras]

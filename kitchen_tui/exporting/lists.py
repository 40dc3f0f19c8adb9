"""The lists of the places without their screen: what the shell takes along is what the screen would."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

from kitchen_tui.exporting.bake_list import bake_sheet
from kitchen_tui.places.completed import Completed
from kitchen_tui.places.forecast_sheets import baking_sheet, week_sheet
from kitchen_tui.places.index import place_class
from kitchen_tui.places.place import Here
from kitchen_tui.places.sheet import DUE
from kitchen_tui.widgets.due import Clock
from kitchen_tui.widgets.glyphs import UNICODE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.core.actor import Actor
    from kitchen_tui.places.place import Place, Room
    from kitchen_tui.places.sheet import Cell, Sheet
    from kitchen_tui.sight import Sight

BAKE_LIST, TO_BAKE, FORECAST = "bake-list", "to-bake", "forecast"
_OF_ONE_DAY = {BAKE_LIST: bake_sheet, TO_BAKE: baking_sheet, FORECAST: week_sheet}
_PLACES = {"orders": "search", "dead-letters": "letters"}
"""Lists that are called otherwise than the place that has them."""
OF_A_DAY = ("queue", "completed", "unassigned", *_OF_ONE_DAY)


class Listed(NamedTuple):
    """A list and all of its rows."""

    sheet: Sheet
    rows: Sequence[Sequence[Cell]]


class _NoRoom:
    """As much of a room as a list needs: nothing is said, shown or done in it."""

    def __init__(self, here: Here, person: Actor, clock: Clock) -> None:
        self.glyphs, self.here, self.person, self.clock = UNICODE, here, person, clock

    def may(self, *commands: str) -> bool:
        return True


def here_of(sight: Sight) -> Here:
    """The store as screens need it."""
    store = sight.store
    return Here(store.id, store.name, store.timezone, store.currency, store.locale)


def listed(what: str, sight: Sight, person: Actor, day: str | None = None) -> Listed:
    """The list of a place by its name, or of a day, which may be another one than today; `day` (YYYY-MM-DD) is for
    those OF_A_DAY."""
    if what in _OF_ONE_DAY:
        sheet = _OF_ONE_DAY[what](day or sight.today())
        return Listed(sheet, sheet.rows(sight))
    here = here_of(sight)
    room = _NoRoom(here, person, Clock(sight.now(), here.zone, 0))
    place = place_class(_PLACES.get(what, what))(cast("Room", room))
    place.arrive("")
    if day is not None and isinstance(place, Completed):
        place.view = replace(place.view, on=day)
    for name, question in place.questions().items():
        place.told(name, question(sight))
    found = _sheet_of(place)
    rows = found.rows(sight)
    return Listed(found, rows if day is None or isinstance(place, Completed) else _due(found, rows, day))


def _sheet_of(place: Place) -> Sheet:
    sheet = place.sheet()
    if sheet is None:
        raise ValueError(f"{place.title} lists nothing")
    return sheet


def _due(sheet: Sheet, rows: Sequence[Sequence[Cell]], day: str) -> list[Sequence[Cell]]:
    at = sheet.columns.index(DUE)
    return [row for row in rows if row[at] == day]

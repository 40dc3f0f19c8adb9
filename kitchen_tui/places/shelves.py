"""Where finished tickets stand: the store's own places, or any that somebody named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui.cells import cut
from kitchen_tui.places.form import Ask
from kitchen_tui.texts import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.questions.completed import PlaceCount

_LONGEST = 40


def ask_place(shelves: Sequence[str], now: str, *, nowhere: bool) -> Ask:
    """The store's own places to choose from, when it has named them; else any text. `nowhere`: none is an answer."""
    if not shelves:
        return Ask("place", _("Place"), now, hint=_("type it or scan its code"), needed=not nowhere)
    named = dict.fromkeys([*shelves, *([now] if now else [])])
    choices = [(shelf, cut(shelf, _LONGEST)) for shelf in named]
    return Ask("place", _("Place"), now, choices=[*([("", _("no place"))] if nowhere else []), *choices])


def shelf_named(text: str, shelves: Sequence[str], places: Sequence[PlaceCount]) -> str | None:
    """The place that a scanned text names, if it is one of the store's, or anything stands there."""
    known = dict.fromkeys([*shelves, *(count.storage for count in places if count.storage)])
    return next((shelf for shelf in known if shelf.casefold() == text.strip().casefold()), None)

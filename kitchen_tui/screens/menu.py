"""What the palette offers: what can be done here, where one can go, and how the terminal looks and sounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui.deeds import DEEDS, OF_PLACES
from kitchen_tui.places.choosing import Choice
from kitchen_tui.places.index import BY_NAME
from kitchen_tui.texts import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kitchen_tui.deeds import Deed

_ANSWERS = frozenset(("yes", "back"))
_OF_THE_STATION = _ANSWERS | {
    *("mine", "unassigned", "all_day", "label", "take", "more", "tick", "send_back", "preview"),
    *("csv", "paper"),
}
_THEMES = (N_("dark"), N_("light"), N_("contrast"), N_("ascii"))


def everything(deeds: Sequence[Deed], tabs: Sequence[tuple[str, str]], *, at_a_place: bool) -> list[Choice]:
    """In the order in which it is likely to be wanted; `tabs` are name and title of the places."""
    here = [Choice(_(d.help), d.key, d.name) for d in deeds]
    places = [_to_place(name, title) for name, title in tabs]
    skipped = (_OF_THE_STATION if at_a_place else _ANSWERS) | {choice.deed for choice in here}
    taken = OF_PLACES if at_a_place else ()
    stations = [Choice(_(d.help), d.beside(taken).key, d.name) for d in DEEDS if d.name not in skipped]
    return [*here, *places, *stations, *_looks()]


def _to_place(name: str, title: str) -> Choice:
    also = BY_NAME[name].also
    return Choice(_("Go to: {place}").format(place=title), "", f"go:{name}", _(also) if also else "")


def _looks() -> Iterator[Choice]:
    for name in _THEMES:
        yield Choice(_("Theme: {name}").format(name=_(name)), "", f"theme:{name}")
    yield Choice(_("The bell: off, or on again"), "", "quiet")

"""Which finished tickets are looked at: of which days, at which place, whether they have left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.core.clock import at_minute, plus_days
from kitchen_tui.cells import cut
from kitchen_tui.regional import day
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.lines import Piece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.questions.completed import CompletedFilter, PlaceCount
    from kitchen_tui.widgets.glyphs import Glyphs

TODAY, WEEK, MONTH, ALWAYS = N_("today"), N_("7 days"), N_("31 days"), N_("all time")
_TIMES = (TODAY, WEEK, MONTH, ALWAYS)
_BACK = {TODAY: 0, WEEK: -6, MONTH: -30}
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class View:
    """`on` is one day, instead of `time`; `place` None is every place, empty is none."""

    time: str = WEEK
    on: str = ""
    place: str | None = None
    here: bool = False
    text: str = ""

    def later(self) -> View:
        """With the next longer time."""
        return replace(self, time=TODAY if self.on else _TIMES[(_TIMES.index(self.time) + 1) % len(_TIMES)], on="")

    def moved(self, places: Sequence[PlaceCount]) -> View:
        """At the next of the places where anything stands."""
        known: list[str | None] = [None, *(count.storage or "" for count in places)]
        at = known.index(self.place) if self.place in known else 0
        return replace(self, place=known[(at + 1) % len(known)])

    def asked(self, store_id: str, today: str, zone: str, limit: int) -> CompletedFilter:
        """The question."""
        from data.questions.completed import CompletedFilter

        first = self.on or (plus_days(today, _BACK[self.time]) if self.time in _BACK else "")
        since = at_minute(first, 0, zone) if first else None
        until = at_minute(plus_days(self.on, 1), 0, zone) if self.on else None
        return CompletedFilter(store_id, since, until, self.place, self.here, self.text or None, limit)

    def older_than(self, days: int, today: str) -> bool:
        """Whether it reaches back further than that."""
        first = self.on or (plus_days(today, _BACK[self.time]) if self.time in _BACK else "")
        return first < plus_days(today, 1 - days)

    def words(self, glyphs: Glyphs) -> list[Piece]:
        """What is looked at, in words that can be clicked."""
        dot = Piece(f" {glyphs.dot}", "quiet")
        when = day(self.on) if self.on else _(self.time)
        pieces = [dot, Piece(f" {when}", "accent" if self.on else "quiet", "time")]
        if self.place is not None:
            pieces += [dot, Piece(f" {cut(self.place, _LONGEST) or _('no place')}", "accent", "place")]
        if self.here:
            pieces += [dot, Piece(f" {_('still here')}", "accent", "here")]
        if self.text:
            pieces += [dot, Piece(f' "{cut(self.text, _LONGEST)}"', "accent")]
        return pieces

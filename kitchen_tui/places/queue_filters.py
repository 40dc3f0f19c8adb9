"""Which tickets of the queue are looked at: each filter is a word that a key or a click turns on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from data.core.clock import plus_days
from data.kitchen.stages import STATIONS
from kitchen_tui.cells import cut
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.lines import Piece

if TYPE_CHECKING:
    from data.questions.queue import QueueFilter
    from kitchen_tui.widgets.glyphs import Glyphs

MINE, NOBODY = N_("mine"), N_("unassigned")
TODAY, TOMORROW, WEEK = N_("due today"), N_("due tomorrow"), N_("due within 7 days")
T = TypeVar("T")

_WHOSE = ("", MINE, NOBODY)
_DAYS = ("", TODAY, TOMORROW, WEEK)
PRIORITIES = {0: "", 3: N_("High"), 2: N_("Medium"), 1: N_("Low")}
_LONGEST = 24
"""Cells of a typed text among the words."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What is set; empty is everything."""

    stage: str = ""
    whose: str = ""
    days: str = ""
    priority: int = 0
    text: str = ""

    def turned(self, name: str) -> Filters:
        """With the next of a filter's words."""
        if name == "stage":
            return replace(self, stage=_next(("", *STATIONS), self.stage))
        if name == "whose":
            return replace(self, whose=_next(_WHOSE, self.whose))
        if name == "days":
            return replace(self, days=_next(_DAYS, self.days))
        if name == "priority":
            return replace(self, priority=_next(tuple(PRIORITIES), self.priority))
        return replace(self, text="")

    def asked(self, store_id: str, today: str, person: str | None, limit: int) -> QueueFilter:
        """The question. What is late counts as due today, or nobody would see it."""
        from data.questions.queue import QueueFilter

        tomorrow = plus_days(today, 1)
        until = {TODAY: today, TOMORROW: tomorrow, WEEK: plus_days(today, 6)}.get(self.days)
        return QueueFilter(
            store_id,
            stage=self.stage or None,
            unassigned=self.whose == NOBODY,
            assignee_id=person or "" if self.whose == MINE else None,
            date_from=tomorrow if self.days == TOMORROW else None,
            date_to=until,
            search=self.text or None,
            priority=self.priority or None,
            limit=limit,
        )

    def words(self, glyphs: Glyphs) -> list[Piece]:
        """What is set, as words that can be clicked away; `all tickets` when nothing is."""
        typed = f'"{cut(self.text, _LONGEST)}"' if self.text else ""
        set_now = (
            (self.stage and _(self.stage), "stage"),
            (self.whose and _(self.whose), "whose"),
            (self.days and _(self.days), "days"),
            (PRIORITIES[self.priority] and _(PRIORITIES[self.priority]), "priority"),
            (typed, "text"),
        )
        pieces: list[Piece] = []
        for word, name in set_now:
            if word:
                pieces += [Piece(f" {glyphs.dot}", "quiet"), Piece(f" {word}", "accent", f"turn:{name}")]
        return pieces or [Piece(f" {glyphs.dot} ", "quiet"), Piece(_("all stations"), "quiet")]


def _next(values: tuple[T, ...], now: T) -> T:
    return values[(values.index(now) + 1) % len(values)]

"""When a ticket is due, in words: the day with its name, the window, how long there is still; and when to warn."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from data.core.clock import HOUR, MINUTE, Instant, at_minute, local, plus_days
from kitchen_tui import regional
from kitchen_tui.texts import _, ngettext
from kitchen_tui.widgets.age import age

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.questions.queue import QueueLine
    from kitchen_tui.board import Due

LATE, SOON, LATER = "late", "soon", ""

_DAY = 24 * HOUR


class Clock(NamedTuple):
    """What time it is here, and how long before a ticket is due its screen begins to warn."""

    now: Instant
    zone: str
    warn_ms: int

    def urgency(self, due: Due) -> str:
        """LATE once its window has begun (or its day is over), SOON a while before."""
        at = due_at(due, self.zone)
        if at is None:
            return LATER
        return LATE if self.now >= at else SOON if self.now >= at - self.warn_ms else LATER

    def countdown(self, due: Due) -> str:
        """`in 2 h 05`, `late 20 min`, `in 7 days`; nothing without a day."""
        at = due_at(due, self.zone)
        if at is None:
            return ""
        if self.now >= at:
            late = self.now - at
            return _("late {length}").format(length=age(late)) if late >= MINUTE else _("now")
        days = (date.fromisoformat(due[0] or "") - local(self.now, self.zone).date()).days
        if days > 1:
            return ngettext("in {n} day", "in {n} days", days).format(n=days)
        if due[1] is None:
            return _("tomorrow") if days else _("today")
        return _("in {length}").format(length=age(at - self.now))

    def date(self) -> str:
        """Today, as `Fri 27 Nov`."""
        return regional.day(self.today())

    def time(self) -> str:
        """The wall clock, as `10:42`."""
        here = local(self.now, self.zone)
        return regional.minute(here.hour * 60 + here.minute)

    def today(self) -> str:
        """The calendar day, as YYYY-MM-DD."""
        return local(self.now, self.zone).date().isoformat()

    def warnings(self, due: Mapping[Due, int]) -> tuple[int, int]:
        """How many of these are late, and how many soon will be."""
        late = soon = 0
        for when, many in due.items():
            urgency = self.urgency(when)
            late += many * (urgency == LATE)
            soon += many * (urgency == SOON)
        return late, soon


@lru_cache(maxsize=4096)
def due_at(due: Due, zone: str) -> Instant | None:
    """The instant at which a ticket is late: its window begins, or its day ends."""
    day, minute = due
    if day is None:
        return None
    return at_minute(plus_days(day, 1), 0, zone) if minute is None else at_minute(day, minute, zone)


def window_text(line: QueueLine) -> str:
    """`10:00-12:00` when it was understood, else as it was written."""
    if line.window_from is None:
        return line.due_window or ""
    return regional.span(line.window_from, line.window_to)

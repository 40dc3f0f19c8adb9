"""What the forecast asks: a week with what is marked in it, the reasons of one figure, what to bake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from data.core.clock import plus_days
from data.organization.policies import policies_of
from data.questions.forecast_scores import monday_of, weekly_scores
from data.questions.forecasts import age_of, week_of
from kitchen_tui.places.forecast_columns import WEEK, WEEKS
from kitchen_tui.places.forecast_forms import SHORT_KINDS
from kitchen_tui.places.forecast_grid import Line
from kitchen_tui.texts import _

if TYPE_CHECKING:
    from data.forecasts.marks import DayMark
    from data.questions.forecast_scores import Score
    from data.questions.forecasts import Age
    from data.questions.forecasts import Line as Known
    from kitchen_tui.sight import Sight


class Asked(NamedTuple):
    """The store's line first, then its products; how right the week was that is over, where that is known; whether the
    store is open for business: one that rests gets no forecast."""

    lines: Sequence[Line]
    marks: Sequence[DayMark]
    age: Age
    last_week: Score | None
    rests: bool

    def marked(self) -> dict[str, str]:
        """What is known of the days, in words."""
        titles = {line.product_id: line.title for line in self.lines}
        found: dict[str, list[str]] = defaultdict(list)
        for mark in self.marks:
            kind = _(SHORT_KINDS.get(mark.kind, mark.kind))
            about = f" ({titles.get(mark.product_id, mark.product_id)})" if mark.product_id else ""
            found[mark.date].append(f"{kind}{about}: {mark.says}" if mark.says else f"{kind}{about}")
        return {day: ", ".join(words) for day, words in found.items()}


def asked(sight: Sight, first: str) -> Asked:
    """Seven days from `first` on, beside the weeks before them."""
    week = week_of(sight.database, sight.store.id, first, WEEK, WEEKS * WEEK)
    known = [*([week.total] if week.total is not None else []), *week.lines]
    lines = [_line(line, week.dates) for line in known]
    rests = not policies_of(sight.store).active
    return Asked(lines, week.marks, age_of(sight.database, sight.store.id), _last_week(sight), rests)


def _last_week(sight: Sight) -> Score | None:
    monday = monday_of(sight.today())
    scores = weekly_scores(sight.database, sight.store.id, plus_days(monday, -WEEK), plus_days(monday, -1))
    return next((score for score in scores if not score.product_id), None)


def _line(line: Known, dates: Sequence[str]) -> Line:
    days = {on: day for on, day in zip(dates, line.days, strict=True) if day is not None}
    return Line(line.product_id, line.item, days, _by_week(dict(line.recent), dates[0]))


def _by_week(recent: Mapping[str, int], first: str) -> list[int | None]:
    """What sold on a day of each of the weeks before, on average; None of a week of which nothing is known."""
    weeks: dict[int, list[int]] = defaultdict(list)
    until = date.fromisoformat(first)
    for on, quantity in recent.items():
        weeks[((until - date.fromisoformat(on)).days - 1) // WEEK].append(quantity)
    return [sum(weeks[n]) // len(weeks[n]) if n in weeks else None for n in reversed(range(WEEKS))]

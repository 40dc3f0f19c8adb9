"""Who was nearer: the forecast or the person who overruled it, product by product and week by week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from data.forecasts.forecast import TOTAL
from data.store.database import Database

MODEL, PERSON, EVEN = "model", "person", "even"
_NOTHING_BETWEEN = 50
"""Thousandths a day: whoever is nearer by less is not, to a tenth of a piece."""
_SCORED = """SELECT product_id, item, date, p10, p50, p90, planned, actual FROM forecast
WHERE store_id = ? AND date >= ? AND date <= ? AND actual IS NOT NULL ORDER BY date, item, product_id"""
_SUMMED = (
    *("days", "sold", "model_miss", "model_lean", "inside", "person_miss"),
    *("overruled", "model_miss_then", "person_miss_then"),
)


@dataclass(frozen=True, slots=True)
class Score:
    """Over `days` days of a product ('' is all of them, summed product by product), in thousandths: what was sold, by
    how much the forecast's middle missed it in all and in which direction, on how many days it lay between p10 and p90.
    `person_miss` is that of what was baked instead, counting as the forecast on days when nobody said anything;
    `overruled` are the days on which somebody did, and the two last are both misses on those alone."""

    product_id: str
    item: str
    week: str
    days: int
    sold: int
    model_miss: int
    model_lean: int
    inside: int
    person_miss: int
    overruled: int
    model_miss_then: int
    person_miss_then: int

    @property
    def model_wape(self) -> float | None:
        """The forecast's miss as a part of what was sold; None where nothing was."""
        return self.model_miss / self.sold if self.sold else None

    @property
    def person_wape(self) -> float | None:
        """The same of what the person said; None where nothing was sold or nobody said anything."""
        return self.person_miss / self.sold if self.sold and self.overruled else None

    @property
    def coverage(self) -> float:
        """The part of the days between p10 and p90; eight in ten is right."""
        return self.inside / self.days

    @property
    def nearer(self) -> str | None:
        """Who was nearer on the days when both said something: 'model', 'person' or 'even'."""
        if not self.overruled:
            return None
        gap = self.model_miss_then - self.person_miss_then
        if abs(gap) < _NOTHING_BETWEEN * self.overruled:
            return EVEN
        return PERSON if gap > 0 else MODEL


def monday_of(day: str) -> str:
    """The first day of its week."""
    then = date.fromisoformat(day)
    return (then - timedelta(days=then.weekday())).isoformat()


def weekly_scores(database: Database, store_id: str, first: str, last: str) -> tuple[Score, ...]:
    """Of each week (by its Monday) all products together first, then each by title; the oldest week first."""
    weeks: dict[str, list[Score]] = defaultdict(list)
    for record in database.rows(_SCORED, (store_id, first, last)):
        if record[0] != TOTAL:
            score = _day(tuple(record))
            weeks[score.week].append(score)
    return tuple(score for week, days in sorted(weeks.items()) for score in _week(week, days))


def _week(week: str, days: list[Score]) -> list[Score]:
    products: dict[str, list[Score]] = defaultdict(list)
    for day in days:
        products[day.product_id].append(day)
    each = [_summed(product, those[-1].item, week, those) for product, those in products.items()]
    return [_summed(TOTAL, "", week, days), *sorted(each, key=lambda one: (one.item.casefold(), one.product_id))]


def overall(scores: Iterable[Score]) -> tuple[Score, ...]:
    """All weeks of each product put together, in the order in which they come; their `week` is the first one."""
    groups: dict[str, list[Score]] = defaultdict(list)
    for score in scores:
        groups[score.product_id].append(score)
    return tuple(_summed(p, all_of[-1].item, all_of[0].week, all_of) for p, all_of in groups.items())


def _day(record: tuple[str, str, str, int, int, int, int | None, int]) -> Score:
    product, item, day, low, middle, high, planned, actual = record
    miss = abs(middle - actual)
    person = miss if planned is None else abs(planned - actual)
    said = planned is not None
    inside = int(low <= actual <= high)
    overruled = (1, miss, person) if said else (0, 0, 0)
    return Score(product, item, monday_of(day), 1, actual, miss, middle - actual, inside, person, *overruled)


def _summed(product: str, item: str, week: str, scores: list[Score]) -> Score:
    sums = [sum(getattr(score, name) for score in scores) for name in _SUMMED]
    return Score(product, item, week, *sums)

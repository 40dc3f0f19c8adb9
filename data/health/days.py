"""Days on which a store usually sells, those on which it did not, and how long ago it sold."""

from __future__ import annotations

from collections import Counter
from datetime import date

from data.core.clock import plus_days
from data.health.metric import Part
from data.health.points import WEIGHTS, by_count, by_share, part
from data.health.seen import JUDGED_DAYS, LEARNT_DAYS, Seen
from data.organization.policies import WEEKDAYS

HOUR = 3_600_000
_USUAL, _OFTEN = 600, 4
"""A weekday is one to sell on when it was on so many thousandths of them, of at least so many."""
_SHOP_POINTS = ((72 * HOUR, 15), (24 * HOUR, 10), (6 * HOUR, 6), (HOUR, 3))
"""What it costs that a shop has not answered for so long; it is asked every quarter of an hour."""
_ALL_DAYS_AT, _ALL_SALES_AT = 500, 200


def weekday(day: str) -> str:
    """As the policies call it."""
    return WEEKDAYS[date.fromisoformat(day).weekday()]


def days_between(first: str, last: str) -> list[str]:
    """Both included; none where `last` is before."""
    start = date.fromisoformat(first)
    return [plus_days(first, n) for n in range((date.fromisoformat(last) - start).days + 1)]


def completeness(seen: Seen) -> Part:
    """Of the last four weeks: open days without a sale, sales of which nobody knows what was sold."""
    do = (
        "Fetch them again from the shop (sync-agent sweep), import the missing days, mark days that were closed, "
        "or say on which weekdays you are (Settings)"
    )
    if seen.first_day is None:
        return _nothing_known("completeness")
    open_days = [
        day for day in _since(seen, JUDGED_DAYS) if weekday(day) not in seen.closed_weekdays and day not in seen.excused
    ]
    missing = [day for day in open_days if day not in seen.sold_days]
    empty = len(seen.empty_sales) + seen.broken_lines
    lost = by_share("completeness", len(missing), len(open_days), _ALL_DAYS_AT)
    lost += by_share("completeness", empty, seen.sales, _ALL_SALES_AT)
    says = (
        f"Open days without a sale in four weeks: {len(missing)} of {len(open_days)}; "
        f"sales that do not say what was sold: {empty} of {seen.sales}"
    )
    return part("completeness", min(lost, WEIGHTS["completeness"]), says, do, (*missing, *seen.empty_sales))


def gaps(seen: Seen) -> Part:
    """In the half year that is learned from, up to the newest sale: days to sell on without one."""
    do = "Import what is missing, or mark the day as closed or bad: it is then left out of training"
    if seen.first_day is None or seen.last_day is None:
        return _nothing_known("gaps")
    usual = usual_weekdays(seen, seen.sold_days)
    until = min(seen.last_day, plus_days(seen.today, -1))
    days = [day for day in _since(seen, LEARNT_DAYS) if day <= until]
    missing = [day for day in days if weekday(day) in usual and day not in seen.sold_days and day not in seen.excused]
    says = f"Days without a sale on which you usually sell, in half a year: {len(missing)}"
    return part("gaps", by_count("gaps", len(missing), 2), says, do, tuple(reversed(missing)))


def freshness(seen: Seen) -> Part:
    """How many days to sell on went by since the newest sale, of each source by its own habit; and whether each shop
    still answers."""
    if seen.last_day is None:
        return _nothing_known("freshness")
    quiet = {source: _quiet_days(seen, days) for source, days in _expected(seen).items()}
    worst = max(quiet.values(), default=_quiet_days(seen, seen.sold_days))
    silent = [shop for shop in seen.shops if _silence(seen, shop.asked_at)]
    lost = max([by_count("freshness", worst, 5), *(_silence(seen, shop.asked_at) for shop in silent)])
    due = seen.last_day
    says = f"The newest sale is of {due}; days to sell on without one since: {worst}"
    sentences = [says]
    if silent:
        hours = (seen.now - min(shop.asked_at for shop in silent)) // HOUR
        told = f"Shops that have not answered for {hours} h: {', '.join(shop.account for shop in silent)}"
        sentences.append(told)
    do = "See whether the shop is connected (Shops), whether the till tells its sales, or import the newest ones"
    late = tuple(source for source, days in sorted(quiet.items()) if source and days)
    return part("freshness", min(lost, WEIGHTS["freshness"]), ". ".join(sentences), do, late)


def _nothing_known(code: str) -> Part:
    says = "No sale is known yet"
    do = "Connect a shop, or import what was sold so far (sync-agent sales import)"
    return part(code, WEIGHTS[code], says, do)


def usual_weekdays(seen: Seen, sold: frozenset[str]) -> frozenset[str]:
    """Those on which it mostly sells, of what there is to judge by."""
    if not sold:
        return frozenset()
    days = days_between(min(sold), min(max(sold), plus_days(seen.today, -1)))
    there = Counter(weekday(day) for day in days if day not in seen.excused)
    done = Counter(weekday(day) for day in sold if day < seen.today and day not in seen.excused)
    return frozenset(name for name, n in there.items() if n >= _OFTEN and done[name] * 1_000 >= n * _USUAL)


def _since(seen: Seen, days: int) -> list[str]:
    """The whole days of so many back, none before the first sale."""
    first = max(seen.first_day or seen.today, plus_days(seen.today, -days))
    return days_between(first, plus_days(seen.today, -1))


def _expected(seen: Seen) -> dict[str, frozenset[str]]:
    """The sources from which sales are expected, with their days. A history that was imported ends where sales of our
    own begin, and a source that said nothing for four weeks while others did is none any more."""
    own = [sold for sold in seen.sold if not sold.product_id]
    found: dict[str, set[str]] = {}
    for sold in own or seen.sold:
        found.setdefault(sold.source if own else "", set()).add(sold.day)
    newest = max((day for days in found.values() for day in days), default="")
    still = min(newest, plus_days(seen.today, -JUDGED_DAYS))
    return {source: frozenset(days) for source, days in found.items() if max(days) >= still}


def _quiet_days(seen: Seen, sold: frozenset[str]) -> int:
    if not sold:
        return 0
    usual = usual_weekdays(seen, sold)
    since = days_between(plus_days(max(sold), 1), plus_days(seen.today, -1))
    open_days = [day for day in since if weekday(day) not in seen.closed_weekdays and day not in seen.excused]
    # A source of which too little is known to have habits sells on the days on which the store is open.
    return sum(not usual or weekday(day) in usual for day in open_days)


def _silence(seen: Seen, asked_at: int) -> int:
    return next((points for after, points in _SHOP_POINTS if seen.now - asked_at > after), 0)

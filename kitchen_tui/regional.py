"""Days, times, amounts and numbers as the store's country writes them."""

from __future__ import annotations

from datetime import date

from data.core.clock import Instant, local
from data.core.money import format_minor
from kitchen_tui.widgets.due import day_text


def day(iso: str | None, today: str = "") -> str:
    """A calendar day (YYYY-MM-DD) in short: `Fri 27 Nov`, with its year when that is not `today`'s."""
    return day_text(iso, today)


def minute(of_day: int) -> str:
    """A minute of the day (0..1439) as a time: `10:42`, or `10:42 am` where people write so."""
    return f"{of_day // 60:02d}:{of_day % 60:02d}"


def moment(at: Instant, now: Instant, zone: str) -> str:
    """An instant: its time, and its day when that is not today's."""
    then, today = local(at, zone), local(now, zone).date()
    time = minute(then.hour * 60 + then.minute)
    return time if then.date() == today else f"{day(then.date().isoformat(), today.isoformat())} {time}"


def money(minor: int, currency: str) -> str:
    """An amount of smallest units with its currency."""
    return f"{format_minor(minor, currency)} {currency}"


def number(n: int) -> str:
    """A whole number with the separators of the country."""
    return str(n)


def parse_day(text: str) -> date | None:
    """A day as people here type it; None when it is none."""
    from data.orders.dates import readable_date

    found = readable_date(text)
    return date.fromisoformat(found) if found else None

"""Dates and windows as shops write them. A due date is a calendar date: it has no zone, and is never shifted."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from data.core.clock import Instant
from data.orders.loose_json import fold

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST = 120

_FORMATS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<day>\d{1,2}) ?[/.-] ?(?P<month>\d{1,2}) ?[/.-] ?(?P<year>\d{4})",
        r"(?P<year>\d{4}) ?[/.-] ?(?P<month>\d{1,2}) ?[/.-] ?(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ ,.-]*(?P<name>[a-z]{3,9})[ ,.-]*(?P<year>\d{4})",
        r"(?P<name>[a-z]{3,9})[ .]*(?P<day>\d{1,2})(?:st|nd|rd|th)?[ ,]+(?P<year>\d{4})",
    )
)
_TIME = r"(\d{1,2})(?:[:.]([0-5]\d))? ?(?:([ap])\.?m\.?)?"
_WINDOW = re.compile(rf"{_TIME} ?(?:and|to|until|[-–—]) ?{_TIME}", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def readable_date(written: str) -> str | None:
    """The calendar date of `Fri 27 Nov 2026`, `27/11/2026` (day first) or `2026-11-27`, as YYYY-MM-DD; None when the
    text is not wholly a date or there is no such day. A weekday, if any, is not held against the date."""
    if len(written) > _LONGEST:
        return None
    plain = _without_weekday(fold(written))
    found = next(filter(None, (pattern.fullmatch(plain) for pattern in _FORMATS)), None)
    if found is None:
        return None
    part = found.groupdict()
    month = _month(part["name"]) if "name" in part else int(part["month"])
    try:
        return date(int(part["year"]), month, int(part["day"])).isoformat()
    except ValueError:
        return None


def _without_weekday(plain: str) -> str:
    first, space, rest = plain.replace(",", " ", 1).partition(" ") if plain[:1].isalpha() else ("", "", plain)
    word = first.rstrip(".")
    is_weekday = word == "weds" or (len(word) >= 3 and any(day.startswith(word) for day in _WEEKDAYS))
    return rest.strip() if space and is_weekday else plain


def _month(name: str) -> int:
    return next((n for n, month in enumerate(_MONTHS, start=1) if month.startswith(name)), 0)


def split_window(written: str, word: str) -> tuple[str, str | None]:
    """The text before ` between ` and the time window after it, both trimmed; None without a window."""
    before, *after = re.split(rf"\s{re.escape(word)}(?:\s|$)", written.strip(), maxsplit=1, flags=re.IGNORECASE)
    return before.strip(), (after[0].strip() or None) if after else None


def window_minutes(written: str | None) -> tuple[int, int] | tuple[None, None]:
    """Minutes after midnight of `10:00 AM and 12:00 PM`, `09:00 and 11:00`, `9am - 11am`; None twice when it says
    less, or ends before it begins. `2 and 4 PM` is an afternoon, `11 and 1 PM` begins before noon."""
    found = _WINDOW.fullmatch(fold(written)) if written and len(written) <= _LONGEST else None
    if found is None:
        return None, None
    hour, minute, half, to_hour, to_minute, to_half = found.groups()
    end = _minutes(to_hour, to_minute, to_half)
    for begins in [half] if half or not to_half else [to_half, "a"]:
        begin = _minutes(hour, minute, begins)
        if begin is not None and end is not None and begin <= end:
            return begin, end
    return None, None


def _minutes(hour: str, minute: str | None, half: str | None) -> int | None:
    hours = int(hour)
    if half is not None:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half == "p" else 0)
    return hours * 60 + int(minute or 0) if hours < 24 else None


def read_instant(value: object) -> Instant | None:
    """The instant of an ISO 8601 text (`2026-11-18T10:05:00+11:00`; UTC when it names no offset); None otherwise."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    aware = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return (aware - _EPOCH) // timedelta(milliseconds=1)

"""Time as the rules see it: instants arrive in the envelope, calendar days belong to a store's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Instant = int
"""Milliseconds since the epoch, UTC."""

MINUTE = 60_000
HOUR = 60 * MINUTE


def zone(name: str) -> tzinfo:
    """The zone of that IANA name; UTC for one that this machine does not know, so that a store that came from a newer
    one can still be worked in. Whoever shows times says so (`known_zone`)."""
    return _found(name) or UTC


def known_zone(name: str) -> bool:
    """Whether a name is one of a zone."""
    return _found(name) is not None


@lru_cache(maxsize=32)
def _found(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return None


def local(at: Instant, zone_name: str) -> datetime:
    """The wall clock of a store at an instant."""
    return datetime.fromtimestamp(at / 1000, tz=zone(zone_name))


def local_day(at: Instant, zone_name: str) -> str:
    """The store's calendar day at an instant, as YYYY-MM-DD."""
    return local(at, zone_name).date().isoformat()


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def told(at: Instant, now: Instant, zone_name: str) -> str:
    """A time for people: the store's wall clock, with the day when it is another one; never by the process's locale,
    for what a rule says is kept and must be the same everywhere."""
    then = local(at, zone_name)
    if then.date() == local(now, zone_name).date():
        return f"{then:%H:%M}"
    return f"{_WEEKDAYS[then.weekday()]} {then:%d} {_MONTHS[then.month - 1]} {then:%H:%M}"


def is_day(text: str) -> bool:
    """Whether a text is a calendar day as we write it, YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def plus_days(day: str, days: int) -> str:
    """A calendar day later (or earlier); never shifted by a clock change, and never beyond the last day there is."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return (date.max if days > 0 else date.min).isoformat()


def at_minute(day: str, minute: int, zone_name: str) -> Instant:
    """The instant of a wall clock minute (0..1439) of a store's day."""
    start = datetime.combine(date.fromisoformat(day), datetime.min.time(), tzinfo=zone(zone_name))
    wall = start.replace(hour=min(minute, 1439) // 60, minute=min(minute, 1439) % 60)
    try:
        return int(wall.astimezone(UTC).timestamp() * 1000)
    except OverflowError:  # the first day of all, or the last: a zone is nothing to it
        return int(wall.replace(tzinfo=UTC).timestamp() * 1000)


def iso(at: Instant | None) -> str | None:
    """An instant for machines: ISO 8601 in UTC with milliseconds."""
    if at is None:
        return None
    return datetime.fromtimestamp(at / 1000, tz=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

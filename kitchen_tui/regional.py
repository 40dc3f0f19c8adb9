"""Days, times, amounts and numbers as the store's country writes them.

The days and times of an English 24 h kitchen are built in; every other form, and money, is CLDR's, by way of Babel.
That is loaded when it is first needed: never before the store is open, and never at all for most kitchens.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from data.core.clock import Instant, local
from data.core.money import format_minor, parse_minor
from kitchen_tui import texts

if TYPE_CHECKING:
    from kitchen_tui.countries import Country

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BUILT_IN = "en_AU"
_MONTH_FIRST = ("_US", "_PH", "_CA")
"""Countries that put the month before the day."""
_BETWEEN_THOUSANDS = dict.fromkeys(map(ord, "'\u2019"))
_ISO_DAY = len("2026-11-27")
_NEVER = "0000"
"""As today: every day is of another year."""
_TOLD = re.compile(r"(?:([A-Z][a-z]{2}) (\d{1,2}) ([A-Z][a-z]{2}) )?(\d\d):(\d\d)")

_locale, _language, _hour12 = _BUILT_IN, texts.ENGLISH, False


def settle(locale: str, *, language: str = "", hour12: bool = False) -> None:
    """From now on everything is written as in `locale` (`de_AT`), in `language` (empty: the locale's own), and times
    by the 12 h clock where `hour12` says so."""
    global _locale, _language, _hour12
    country = locale.replace("-", "_") or _BUILT_IN
    spoken = (language or country).replace("-", "_").partition("_")[0]
    if (country, spoken, hour12) == (_locale, _language, _hour12):
        return
    _locale, _language, _hour12 = country, spoken, hour12
    texts.use(_language, own_times=hour12 or not _english_days())
    for known in (day, minute, _country):
        known.cache_clear()


def plain_day(iso: str | None, today: str) -> str:
    """`Fri 27 Nov`, with its year when that is not `today`'s (empty: never): the built-in form, everywhere the same."""
    if iso is None:
        return "no date"
    at = date.fromisoformat(iso)
    year = f" {at.year}" if today and today[:4] != iso[:4] else ""
    return f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]}{year}"


def plain_minute(of_day: int) -> str:
    """`10:42`: the built-in form, everywhere the same."""
    return f"{of_day // 60:02d}:{of_day % 60:02d}"


def plain_span(first: int, last: int | None) -> str:
    """`10:00-12:00`: the built-in form."""
    return plain_minute(first) if last is None else f"{plain_minute(first)}-{plain_minute(last)}"


@lru_cache(maxsize=1024)
def day(iso: str | None, today: str = "") -> str:
    """A calendar day (YYYY-MM-DD) in short: `Fri 27 Nov`, with its year when that is not `today`'s."""
    if iso is None:
        return texts._("no date")
    if _english_days():
        return plain_day(iso, today)
    return _country().day(date.fromisoformat(iso), with_year=bool(today) and today[:4] != iso[:4])


@lru_cache(maxsize=1440)
def minute(of_day: int) -> str:
    """A minute of the day (0..1439) as a time: `10:42`, or `10:42 am` where people write so."""
    return _country().minute(of_day) if _hour12 else plain_minute(of_day)


def span(first: int, last: int | None) -> str:
    """From a minute of the day to another, in few cells: `10:00-12:00`, `10-11:30am`."""
    if not _hour12:
        return plain_span(first, last)
    return minute(first) if last is None else f"{_tight(first)}-{_tight(last)}"


def moment(at: Instant, now: Instant, zone: str) -> str:
    """An instant: its time, and its day when that is not today's."""
    then, today = local(at, zone), local(now, zone).date()
    time = minute(then.hour * 60 + then.minute)
    return time if then.date() == today else f"{day(then.date().isoformat(), today.isoformat())} {time}"


def retold(told: str, *, with_year: bool = False) -> str:
    """A time as a rule told it (`Fri 27 Nov 10:42`, or a day as `2026-11-27`), in the form of this country; a day with
    its year where that may be the point."""
    found = _TOLD.fullmatch(told)
    if found is None:
        return _retold_day(told, _NEVER if with_year else "")
    weekday, number, month, hour, minutes = found.groups()
    time = minute(int(hour) * 60 + int(minutes))
    if weekday is None or _english_days():
        return time if weekday is None else f"{weekday} {number} {month} {time}"
    at = _some_day(weekday, int(number), month)
    return told if at is None else f"{day(at.isoformat())} {time}"


def money(minor: int, currency: str) -> str:
    """An amount of smallest units with its currency."""
    return _country().money(minor, currency)


def amount_to_edit(minor: int, currency: str) -> str:
    """An amount without its currency, as it may stand in a field: `12,50`."""
    return format_minor(minor, currency).replace(".", _country().decimal_sign())


def parse_amount(text: str, currency: str) -> int | None:
    """Smallest units of an amount as people here type it (`1.250,00`); None when it is none, or could be two."""
    return parse_minor(_with_a_point(text), currency)


def parse_thousandths(text: str) -> int | None:
    """Thousandths of a quantity as people here type it (`1.250`, `2,5`); None when it is none, or is below zero."""
    found = re.fullmatch(r"(\d{1,12})(?:\.(\d{1,3}))?", _with_a_point(text), re.ASCII)
    return int(found[1]) * 1_000 + int((found[2] or "").ljust(3, "0")) if found else None


def _with_a_point(text: str) -> str:
    """A number without what stands between its thousands, and with a point before its decimals."""
    plain, sign = "".join(text.split()).translate(_BETWEEN_THOUSANDS), _country().decimal_sign()
    other = "," if sign == "." else "."
    if re.fullmatch(rf"[+-]?\d{{1,3}}(?:\{other}\d{{3}})+(?:\{sign}\d*)?", plain, re.ASCII):
        plain = plain.replace(other, "")
    # The keypad's key is a point everywhere; a comma is a decimal only where people write it so.
    return plain.replace(",", ".") if sign == "," else plain


def number(n: int) -> str:
    """A whole number with the separators of the country."""
    return str(n) if -1000 < n < 1000 else _country().number(n)


def decimal(n: int, places: int) -> str:
    """`n` units of the last of so many decimal places: 124 with one of them is `12.4`, or `12,4`."""
    if not places:
        return number(n)
    whole, part = divmod(abs(n), 10**places)
    return f"{'-' if n < 0 else ''}{number(whole)}{_country().decimal_sign()}{part:0{places}d}"


def percent(share: float) -> str:
    """A share of 1, as `99.49 %`: what is less than a limit never looks like it, so it is not rounded up."""
    whole, part = divmod(int(share * 10_000 + 1e-6), 100)
    return f"{number(whole)}{_country().decimal_sign()}{part:02d} %" if part else f"{number(whole)} %"


def parse_day(text: str) -> date | None:
    """A day as people here type it; None when it is none."""
    from data.orders.dates import readable_date

    plain = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text.strip())
    if not plain or len(plain) > 40:
        return None
    if _locale.endswith(_MONTH_FIRST) and (typed := _country().parsed_day(plain)) is not None:
        return typed
    found = readable_date(plain)
    if found is not None:
        return date.fromisoformat(found)
    return None if _english_days() else _country().parsed_day(plain)


def day_to_edit(iso: str) -> str:
    """A day with its year, as it may stand in a field: in words, in numbers, or as it is kept, whichever `parse_day`
    takes back first."""
    at = date.fromisoformat(iso)
    told = day(iso, _NEVER)
    if parse_day(told) == at:
        return told
    numbers = _country().day_in_numbers(at)
    return numbers if parse_day(numbers) == at else iso


def span_to_edit(first: int, last: int | None) -> str:
    """From a minute of the day to another, as it may stand in a field: as it is shown, if that can be read back."""
    from data.orders.dates import window_minutes

    shown = span(first, last)
    return shown if window_minutes(shown) == (first, last) else plain_span(first, last)


def _retold_day(told: str, today: str) -> str:
    try:
        return day(date.fromisoformat(told).isoformat(), today) if len(told) == _ISO_DAY else told
    except ValueError:
        return told


def _english_days() -> bool:
    """Whether days are written in the built-in form."""
    return _language == texts.ENGLISH and not _locale.endswith(_MONTH_FIRST)


def _tight(of_day: int) -> str:
    return minute(of_day).replace(":00", "").replace(" ", "")


def _some_day(weekday: str, number: int, month: str) -> date | None:
    """A day of this name and number, whatever its year."""
    if weekday not in _DAYS or month not in _MONTHS:
        return None
    for year in range(2016, 2028):
        try:
            at = date(year, _MONTHS.index(month) + 1, number)
        except ValueError:
            continue
        if at.weekday() == _DAYS.index(weekday):
            return at
    return None


@lru_cache(maxsize=1)
def _country() -> Country:
    from kitchen_tui.countries import Country

    return Country(_locale, _language)

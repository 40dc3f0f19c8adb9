"""How a country writes days, times, amounts and numbers, by the Unicode CLDR. Loaded only where that is needed."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_skeleton, parse_date
from babel.numbers import format_currency, format_decimal, get_decimal_symbol

from data.core.money import NO_CURRENCY, decimals, format_minor

_FALLBACK = "en_AU"
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u202f\u2009"), " ")
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u061c"))
"""Invisible marks of direction: a terminal has its own."""
_ABBREVIATION = re.compile(r"(?<=[^\W\d])\.|,|،")


class Country:
    """Its forms, in one language."""

    def __init__(self, locale: str, language: str) -> None:
        """`locale` rules amounts; days and times are told in `language` as people of that country do."""
        self._locale = _known(locale) or Locale.parse(_FALLBACK)
        spoken = f"{language}_{self._locale.territory or ''}".rstrip("_")
        same = self._locale.language == language
        self._told = self._locale if same else _known(spoken) or _known(language) or self._locale

    def day(self, at: date, *, with_year: bool) -> str:
        """`Fr 27. Nov`: the shortest form with its weekday, without the stops that only cost cells."""
        skeleton = "yMMMEd" if with_year else "MMMEd"
        return _plain(_ABBREVIATION.sub("", format_skeleton(skeleton, at, locale=self._told)))

    def day_in_numbers(self, at: date) -> str:
        """`27.11.2026`."""
        return _plain(format_skeleton("yMd", at, locale=self._locale))

    def minute(self, of_day: int) -> str:
        """`10:42 am`."""
        at = datetime(2000, 1, 1, of_day // 60, of_day % 60)  # noqa: DTZ001 - a wall clock's, of no day and no zone
        return _plain(format_skeleton("hm", at, locale=self._told))

    def money(self, minor: int, currency: str) -> str:
        """`$89.00` at home, `A$89.00` abroad: as the country writes this currency."""
        if currency == NO_CURRENCY:
            return format_minor(minor, currency)
        amount = Decimal(minor).scaleb(-decimals(currency))
        return _plain(format_currency(amount, currency, locale=self._locale))

    def decimal_sign(self) -> str:
        """Between whole and part: a point or a comma; a point where it is neither."""
        sign = get_decimal_symbol(self._locale)
        return sign if sign == "," else "."

    def number(self, n: int) -> str:
        """`1,234`."""
        return _plain(format_decimal(n, locale=self._locale))

    def parsed_day(self, text: str) -> date | None:
        """A day in numbers, in the order of the country."""
        try:
            return parse_date(text, locale=self._locale, format="short")
        except (ValueError, IndexError):
            return None


def is_known(locale: str) -> bool:
    """Whether a language of a country is one of the CLDR's."""
    return _known(locale) is not None


def _known(locale: str) -> Locale | None:
    try:
        return Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        return None


def _plain(text: str) -> str:
    return " ".join(text.translate(_BLANKS).translate(_MARKS).split())

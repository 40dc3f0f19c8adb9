"""Public holidays of a country and its region, offline, and the days that a shop announces itself."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from holidays import HolidayBase, country_holidays

from forecasting.panel import Names
from forecasting.tables import BadTable, table

COLUMNS = ("date", "store", "holiday", "closed")


class UnknownCountry(ValueError):
    """No calendar is known for this country or region."""


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """Whose public holidays count, and what is announced.

    `country` is ISO 3166-1 alpha-2 (`DE`), `region` ISO 3166-2 without the country (`BW`). `days` is a table with
    `date` and one or both of `holiday` (a name: a holiday more, for all stores) and `closed` (1: closed, 0: open though
    it is habitually closed; an empty cell says nothing) and perhaps `store` (empty: all stores).
    """

    country: str | None = None
    region: str | None = None
    days: pd.DataFrame | None = None


def read_calendar(given: "Calendar | str | pd.DataFrame | None") -> Calendar:
    """`DE` or `DE-BW` or a table of days as a calendar, its days checked; None is one without holidays.

    Raises:
        BadTable: it is none, or a row of its days cannot be read.
    """
    if isinstance(given, pd.DataFrame):
        given = Calendar(days=given)
    if isinstance(given, str):
        country, _, region = given.strip().partition("-")
        given = Calendar(country or None, region or None)
    if given is None:
        return Calendar()
    if not isinstance(given, Calendar):
        raise BadTable(f"A calendar is a country such as 'DE' or 'DE-BW', or a table of days, not {given!r}")
    days = None if given.days is None else _read_days(given.days)
    for what, name in (("country", given.country), ("region", given.region)):
        if not isinstance(name, str | None):
            raise BadTable(f"The {what} of a calendar is text such as 'DE', not {name!r}")
    return Calendar(given.country and given.country.upper(), given.region, days)


def _read_days(days: pd.DataFrame) -> pd.DataFrame:
    told = table(days, "days of the calendar")
    told.need(["date"])
    told.only(COLUMNS)
    blank = pd.Series("", index=told.frame.index, dtype=object)
    read = pd.DataFrame({"store": blank, "item": blank, "date": told.days(), "holiday": blank, "closed": np.nan})
    for name in ("store", "holiday"):
        if name in told.frame:
            read[name] = told.names(name, blank="")
    if "closed" in told.frame:
        read["closed"] = told.numbers("closed", "closed, which is 0 or 1", blank=np.nan)
        told.refuse(~(read["closed"].isna() | read["closed"].isin([0.0, 1.0])), lambda _: "closed is 0 or 1")
    told.refuse(
        (read["holiday"] != "") & (read["store"] != ""),
        lambda _: "a holiday is one of all stores: leave the store empty",
    )
    return read


def holiday_names(dates: pd.DatetimeIndex, calendar: Calendar) -> Names:
    """The name of the public holiday that each date is, in the country's own language; empty where it is none.

    Raises:
        UnknownCountry: there is no calendar of it.
    """
    found = np.full(len(dates), "", dtype=object)
    if calendar.country is not None:
        known = _of_country(calendar, range(dates[0].year, dates[-1].year + 1))
        found = np.array([str(known.get(day, "")) for day in dates.date], dtype=object)
    if calendar.days is not None:
        named = calendar.days[calendar.days["holiday"] != ""]
        at = dates.get_indexer(pd.DatetimeIndex(named["date"]))
        found[at[at >= 0]] = named["holiday"].to_numpy(dtype=object)[at >= 0]
    return found


def _of_country(calendar: Calendar, years: range) -> HolidayBase:
    """In the country's language: without it the names, and what is said by them, would be those of the process's."""
    country = str(calendar.country)
    try:
        known = country_holidays(country)
        regions = {name.casefold(): name for name in (*known.subdivisions, *known.subdivisions_aliases)}
        region = calendar.region and regions.get(calendar.region.casefold(), calendar.region)
        return country_holidays(country, subdiv=region, years=years, language=known.default_language)
    except NotImplementedError as why:
        named = country if calendar.region is None else f"{country}-{calendar.region}"
        raise UnknownCountry(f"There is no calendar of public holidays for {named!r}") from why

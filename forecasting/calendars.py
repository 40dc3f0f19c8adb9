"""Public holidays of a country and its region, offline, and the days that a shop announces itself."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from holidays import country_holidays

from forecasting.panel import Names


class UnknownCountry(ValueError):
    """No calendar is known for this country or region."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Whose public holidays count: a country (ISO 3166-1 alpha-2, `DE`) and a region (ISO 3166-2, `BW`)."""

    country: str | None = None
    region: str | None = None


def read_calendar(given: "Calendar | str | None") -> Calendar:
    """`DE` or `DE-BW` as a calendar; None is one without holidays."""
    if isinstance(given, Calendar):
        return given
    country, _, region = (given or "").partition("-")
    return Calendar(country or None, region or None)


def holiday_names(dates: pd.DatetimeIndex, calendar: Calendar) -> Names:
    """The name of the public holiday that each date is, in the country's own language; empty where it is none.

    Raises:
        UnknownCountry: there is no calendar of it.
    """
    if calendar.country is None:
        return np.full(len(dates), "", dtype=object)
    years = range(dates[0].year, dates[-1].year + 1)
    try:
        known = country_holidays(calendar.country, subdiv=calendar.region, years=years)
    except NotImplementedError as why:
        named = calendar.country if calendar.region is None else f"{calendar.country}-{calendar.region}"
        raise UnknownCountry(f"There is no calendar of public holidays for {named!r}") from why
    return np.array([known.get(day, "") for day in dates.date], dtype=object)

"""Public holidays of a country and its region, offline."""

import numpy as np
import pandas as pd
from holidays import country_holidays

from forecasting.panel import Floats


class UnknownCountry(ValueError):
    """No calendar is known for this country or region."""


def holidays_on(dates: pd.DatetimeIndex, country: str | None, region: str | None = None) -> Floats:
    """1.0 for each date that is a public holiday, else 0.0; all 0.0 without a country.

    Args:
        dates: the days asked about.
        country: ISO 3166-1 alpha-2, such as `DE`.
        region: ISO 3166-2 without the country, such as `BW`.

    Raises:
        UnknownCountry: there is no calendar of it.
    """
    if country is None:
        return np.zeros(len(dates))
    years = range(dates[0].year, dates[-1].year + 1)
    try:
        known = country_holidays(country, subdiv=region, years=years)
    except NotImplementedError as why:
        named = country if region is None else f"{country}-{region}"
        raise UnknownCountry(f"There is no calendar of public holidays for {named!r}") from why
    return np.array([float(day in known) for day in dates.date])

"""What will sell: for each store, item and day ahead a low, a middle and a high figure, and why."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from forecasting.calendars import Calendar
from forecasting.causes import mean_without
from forecasting.explanations import explain_made
from forecasting.runs import Given, Run, run
from forecasting.totals import totals_of


def forecast(
    history: pd.DataFrame,
    horizon: int,
    *,
    calendar: Calendar | str | pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    prices: pd.DataFrame | None = None,
    orders: pd.DataFrame | None = None,
    origin: date | None = None,
) -> pd.DataFrame:
    """What each series of `history` will sell on each of the days that follow the origin.

    Args:
        history: `store, item, date, quantity` and, if wished, more columns (`history`); a day without a row is a day
            without a sale.
        horizon: days ahead, 1 to 28.
        calendar: whose public holidays count, `"DE"` or `"DE-BW"`, and which days are closed: a `Calendar`, or a table
            of its `days`.
        events: promotions, campaigns, festivals and school holidays, past and ahead: `date`, perhaps `store` and
            `item` (empty: all), a `name`, and columns of facts, which are numbers.
        prices: planned ones: `store, item, date, price`. They tell if `history` has a `price`.
        orders: what is ordered already for days ahead: `store, item, date, quantity`. No figure is below it; an
            item that a store never sold has rows of its own for them.
        origin: the last day that is known, the last of `history` if it is not given; what is later is not looked at.

    Returns:
        `store, item, date, p10, p50, p90, mean`, in the units of `quantity`, sorted; the same for the same arguments.

    Raises:
        BadHistory: the sales cannot be read.
        BadTable: another table cannot be read.
        UnknownCountry: there is no calendar.
        ValueError: the horizon is out of range.
    """
    return _figures(run(history, horizon, Given(calendar, events, prices, orders, origin)))


def forecast_totals(
    history: pd.DataFrame,
    horizon: int,
    *,
    calendar: Calendar | str | pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    prices: pd.DataFrame | None = None,
    orders: pd.DataFrame | None = None,
    origin: date | None = None,
) -> pd.DataFrame:
    """What each store will sell of all its items together; arguments and errors as for `forecast`.

    Returns:
        `store, date, p10, p50, p90, mean`: the means are sums of the items', the quantiles come from the errors of the
        totals themselves, as what is off in one item is made up for by another.
    """
    done = run(history, horizon, Given(calendar, events, prices, orders, origin))
    return totals_of(done.made, done.settled)


def forecast_and_explain(
    history: pd.DataFrame,
    horizon: int,
    *,
    calendar: Calendar | str | pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    prices: pd.DataFrame | None = None,
    orders: pd.DataFrame | None = None,
    origin: date | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`forecast` and `explain` from one and the same learning; arguments and errors as there."""
    done = run(history, horizon, Given(calendar, events, prices, orders, origin))
    return _figures(done), _reasons(done)


@dataclass(frozen=True, slots=True, eq=False)
class Foreseen:
    """All that one learning tells: what `forecast`, `forecast_totals` and `explain` return."""

    forecasts: pd.DataFrame
    totals: pd.DataFrame
    reasons: pd.DataFrame


def foresee(
    history: pd.DataFrame,
    horizon: int,
    *,
    calendar: Calendar | str | pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    prices: pd.DataFrame | None = None,
    orders: pd.DataFrame | None = None,
    origin: date | None = None,
) -> Foreseen:
    """`forecast`, `forecast_totals` and `explain` from one and the same learning; arguments and errors as there."""
    done = run(history, horizon, Given(calendar, events, prices, orders, origin))
    return Foreseen(_figures(done), totals_of(done.made, done.settled), _reasons(done))


def explain(
    history: pd.DataFrame,
    horizon: int,
    *,
    calendar: Calendar | str | pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    prices: pd.DataFrame | None = None,
    orders: pd.DataFrame | None = None,
    origin: date | None = None,
) -> pd.DataFrame:
    """Why `forecast` says what it says; arguments and errors as there.

    Returns:
        `store, item, date, rank, code, about, units`: for each store, item and date a `base` (rank 0, an average day),
        then at most eight drivers, the largest first, then `other`, their rest. `units` sum to the forecast's `mean`.
        `drivers.in_words(code, about)` says a driver in English.
    """
    done = run(history, horizon, Given(calendar, events, prices, orders, origin))
    return _reasons(done)


def forecast_without(
    history: pd.DataFrame,
    horizon: int,
    code: str,
    about: str = "",
    *,
    calendar: Calendar | str | pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    prices: pd.DataFrame | None = None,
    orders: pd.DataFrame | None = None,
    origin: date | None = None,
) -> pd.DataFrame:
    """`forecast` once more by the same model, with the cause of one driver of `explain` taken away.

    A driver that lifts a forecast has a higher forecast with its cause than without it.

    Args:
        history, horizon, calendar, events, prices, orders, origin: as for `forecast`.
        code, about: of the driver.

    Returns:
        `store, item, date, mean`.

    Raises:
        ValueError: there is no such driver; and what `forecast` raises.
    """
    done = run(history, horizon, Given(calendar, events, prices, orders, origin))
    return _figures(done)[["store", "item", "date"]].assign(mean=mean_without(done, code, about))


def _figures(done: Run) -> pd.DataFrame:
    panel, asked, settled = done.made.known.panel, done.made.asked, done.settled
    return pd.DataFrame(
        {
            "store": panel.stores[asked.series],
            "item": panel.items[asked.series],
            "date": done.made.known.dates[asked.day],
            "p10": settled.spread[:, 0],
            "p50": settled.spread[:, 1],
            "p90": settled.spread[:, 2],
            "mean": settled.mean,
        }
    )


def _reasons(done: Run) -> pd.DataFrame:
    return explain_made(done.made, done.settled, done.now.plain, done.told.holidays)

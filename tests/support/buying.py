"""A bakery that buys: a dairy and a mill, forecasts for the days ahead, what the machine advises of it."""

from __future__ import annotations

from data.core.clock import plus_days
from data.core.outcome import Put
from data.core.packed import pack
from data.forecasts.forecast import Forecast, ForecastExplanation, forecast_id
from data.procurement.supplying import SetItemTerms, SetOffer, SetSupplier
from data.store.execute import apply
from tests.support.bakery import Bakery
from tests.support.cast import ADI, GELATO_CAKE, MILK, TODAY

CAN, BOTTLE = "milk-10", "milk-1"


def expect(
    bakery: Bakery,
    product_id: str,
    *days: int,
    store_id: str = "bannos",
    title: str = GELATO_CAKE,
    first: str = TODAY,
    known: int = 0,
) -> None:
    """Forecasts of a product from a day on: so many, and no doubt about it."""
    with bakery.database.transaction():
        for n, many in enumerate(days):
            day, whole = plus_days(first, n), many * 1_000
            ident = forecast_id(store_id, product_id, day)
            row = Forecast(
                ident,
                store_id,
                product_id,
                title,
                day,
                whole,
                whole,
                whole,
                whole,
                known * 1_000,
                None,
                "run",
                bakery.machine.at,
                None,
                None,
                None,
            )
            apply(bakery.database, Put(row))
            drivers = pack([["weekday", "Saturday", 500], ["level", "last week's level", -200]])
            why = ForecastExplanation(ident, store_id, whole - 300, drivers, 0)
            apply(bakery.database, Put(why))


def dairy(bakery: Bakery, *, minimum: int = 0, multiple: int = 1, service: int = 500) -> None:
    """Sells milk in cans of 10 kg and bottles; delivers every day, what is ordered by noon the day after."""
    bakery.must(SetSupplier("dairy", "bannos", "Dairy", "orders@dairy.example"), ADI)
    offer = SetOffer(CAN, "dairy", MILK, "Can 10 kg", 10_000, 1_250, "M10", "9300000000017", minimum, multiple)
    bakery.must(offer, ADI)
    bakery.must(SetItemTerms(MILK, service_permille=service), ADI)

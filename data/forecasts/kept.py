"""What the machine that makes the forecasts keeps to itself: stores that wait, and imported sales."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant


@dataclass(frozen=True, slots=True)
class ForecastRequest:
    """A store that waits for its forecasts. `message` is packed: restaurantId and forecastDate. Whoever leases it has
    it until `leased_until`, and says by `fence` that it is still his; a row that is done goes."""

    id: str
    store_id: str
    forecast_date: str
    message: str
    made_at: Instant
    leased_until: Instant | None
    lease_by: str | None
    fence: int
    tries: int
    says: str | None


@dataclass(frozen=True, slots=True)
class DailySales:
    """What was sold of a product on a day before there were sales of our own: thousandths, and minor units a piece.
    A day that sold out tells the least that was wanted."""

    store_id: str
    product_id: str
    date: str
    quantity: int
    price: int | None
    sold_out: bool
    source: str

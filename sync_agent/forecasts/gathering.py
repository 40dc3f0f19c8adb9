"""What a store's forecast is made of, read in one moment: its sales, its products, its orders for the days to come, and
what people know of days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from data.core.clock import Instant, at_minute, local_day, plus_days
from data.forecasts.marks import DayMark
from data.forecasts.terms import ProductTerms
from data.organization.policies import WEEKDAYS, country_of, policies_of
from data.organization.store import Store
from data.questions.sales_history import LIVE_UNTIL, Sales, Sold, sales_before
from data.stock.item import Product
from data.store.database import Database, StoredRows

FEWEST_DAYS = 28
"""Days on which a store sold something. With fewer a forecast would be a guess that looks like knowledge."""
LONGEST_SILENCE = 90
"""Days without any sale after which nobody can tell how a store would sell now."""
LONGEST_GAP = 365
"""Days without any sale after which another business begins."""


@dataclass(frozen=True, slots=True)
class Material:
    """All of a store that its forecast from `date` on is made of. `calendar` is the country of its holidays, with the
    region behind a dash; '' for none. `left_out` are days that a long pause cut off."""

    store: Store
    date: str
    horizon: int
    sales: Sales
    products: Mapping[str, Product]
    categories: Mapping[str, str]
    marks: tuple[DayMark, ...]
    calendar: str
    closed_weekdays: tuple[int, ...]
    left_out: int

    @property
    def days(self) -> int:
        """Days on which something was sold."""
        return len({sold.date for sold in self.sales.past})

    @property
    def dates(self) -> tuple[str, ...]:
        """The days ahead."""
        return tuple(plus_days(self.date, n) for n in range(self.horizon))


class NoSuchStoreError(LookupError):
    """The store is not here. `code` is stable."""

    code = "no_such_store"


def gather(database: Database, store_id: str, date: str, horizon: int, now: Instant) -> Material:
    """For a day that is over, only what was known when it began. Raises NoSuchStoreError."""
    rows = StoredRows(database)
    store = rows.get(Store, store_id)
    if store is None:
        raise NoSuchStoreError(f"There is no store {store_id} here")
    over = date < local_day(now, store.timezone)
    heard_before = at_minute(date, 0, store.timezone) if over else LIVE_UNTIL
    sales = sales_before(database, store_id, store.timezone, date, heard_before)
    policies = policies_of(store)
    country = country_of(store)
    kept = _after_the_last_pause(sales.past)
    return Material(
        store,
        date,
        horizon,
        Sales(kept, sales.ahead, sales.unmapped, sales.own_since, sales.imported, sales.typed),
        {product.id: product for product in rows.where(Product, store_id=store_id)},
        {one.product_id: one.category for one in rows.where(ProductTerms, store_id=store_id) if one.category},
        tuple(mark for mark in rows.where(DayMark, store_id=store_id) if mark.active),
        f"{country}-{policies.region}" if country and policies.region else country,
        tuple(n for n, name in enumerate(WEEKDAYS) if name in policies.closed_weekdays),
        len({sold.date for sold in sales.past}) - len({sold.date for sold in kept}),
    )


def _after_the_last_pause(past: tuple[Sold, ...]) -> tuple[Sold, ...]:
    days = sorted({sold.date for sold in past})
    begun = days[0] if days else ""
    for before, after in pairwise(days):
        if plus_days(before, LONGEST_GAP) < after:
            begun = after
    return tuple(sold for sold in past if sold.date >= begun)

"""What the machine advises to buy, as rows: every terminal shows the same, with its age."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One item. `quantity` is in its unit and the sum of `parts`, a packed list of [code, of what, amount]; `products`
    says which demand is behind it: [store, product, from, to, amount]; `warnings` is a packed list of [code, of what,
    amount]. Without an offer it is what is missing, and `warnings` says what to do. `surplus` is what is left when the
    next delivery comes, `runs_out` the first day for which there is not enough before this one comes. Dates are the
    store's; amounts of money are in its currency's smallest unit."""

    id: str
    store_id: str
    item_id: str
    item: str
    unit: str
    supplier_id: str | None
    offer_id: str | None
    quantity: int
    packs: int
    amount: int
    currency: str
    order_by: Instant | None
    arrives: str | None
    covers_until: str | None
    runs_out: str | None
    surplus: int
    lasts_until: str | None
    parts: str
    products: str
    warnings: str
    made_at: Instant


@dataclass(frozen=True, slots=True)
class ProcurementRun:
    """The last reckoning of a store: when, on which forecast (`forecast_at` when that was made, `forecast_until` its
    last day), for how long it holds, and `says`, what is wrong with all of it in one word (`no_forecast`)."""

    store_id: str
    made_at: Instant
    holds_until: Instant
    forecast_at: Instant | None
    forecast_until: str | None
    says: str
    inputs: str

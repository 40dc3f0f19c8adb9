"""What there is to see of a store's sales and of what they rest on: the figures that the score is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from data.core.clock import Instant

USUAL_DAYS, JUDGED_DAYS, LEARNT_DAYS, LATE_DAYS = 56, 28, 182, 7
"""What is usual is read from eight weeks, sales are judged over four, gaps over the half year that is learned from, and
what comes late over one."""


class SoldOnDay(NamedTuple):
    """What was sold of one thing on a day, by one source, in lines of more than nothing. `quantity` in thousandths,
    prices in minor units (None: not told), `free` lines cost nothing."""

    day: str
    source: str
    title: str
    variant: str
    sku: str
    quantity: int
    lines: int
    free: int
    least_price: int | None
    most_price: int | None
    product_id: str = ""
    """What a history that was imported says of it."""


class Known(NamedTuple):
    """A product of ours. `made_of`: it has a recipe, or is stocked as it is."""

    id: str
    title: str
    sku: str
    made_of: bool


class Linked(NamedTuple):
    """What a shop calls a thing; `product_id` is "" for one that is an item of the stock, or nothing of ours."""

    sku: str
    title: str
    product_id: str
    is_item: bool


class ShopSeen(NamedTuple):
    """A shop that sells for the store, or did until it broke; `asked_at` is when it last answered."""

    account: str
    asked_at: Instant


class Alike(NamedTuple):
    """Sales with the same lines within seconds of each other: how many too many, how many sales cost as much, and one
    of them."""

    extra: int
    of_that_price: int
    number: str
    day: str


class Skewed(NamedTuple):
    """A terminal, and how many of its commands came by a clock that was far off, at most by so much."""

    terminal: str
    commands: int
    most_ms: int


class Below(NamedTuple):
    """An item of the stock of which there is less than nothing."""

    name: str
    on_hand: int
    unit: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Of one store at one moment. Days are the store's, as ISO text; `today` itself is not judged, for it goes on.

    `sold_days` are those of the last 182 on which anything was sold, `sold` is what, in the last 56; the counts are of
    the last 28 days, of `late_*` of the last 7.
    """

    now: Instant
    today: str
    first_day: str | None = None
    last_day: str | None = None
    closed_weekdays: tuple[str, ...] = ()
    sold_days: frozenset[str] = frozenset()
    sold: tuple[SoldOnDay, ...] = ()
    sales: int = 0
    empty_sales: tuple[str, ...] = ()
    broken_lines: int = 0
    tests: int = 0
    alike: tuple[Alike, ...] = ()
    products: tuple[Known, ...] = ()
    links: tuple[Linked, ...] = ()
    item_skus: frozenset[str] = frozenset()
    shops: tuple[ShopSeen, ...] = ()
    late_sales: int = 0
    missed: tuple[str, ...] = ()
    waiting: int = 0
    skewed: tuple[Skewed, ...] = ()
    below: tuple[Below, ...] = ()
    excused: frozenset[str] = field(default_factory=frozenset)
    """Days of which somebody has said that they were bad, or that the store was closed."""
    explained: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """A day and a product ("" for all) of which somebody has said why it was not as usual."""

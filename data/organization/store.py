"""A store and a terminal. Stores are configuration, never tables or code."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant


@dataclass(frozen=True, slots=True)
class Store:
    """`letter` begins its barcodes; `sizes`, `policies` and `docket` are packed configuration."""

    id: str
    name: str
    letter: str
    timezone: str
    currency: str
    locale: str
    sizes: str
    policies: str
    docket: str
    secret: str
    created_at: Instant


@dataclass(frozen=True, slots=True)
class Terminal:
    """This or another machine of the organization; `number` begins the numbers of orders taken on it."""

    id: str
    store_id: str
    number: int
    name: str
    station: str
    origin: str
    here: bool

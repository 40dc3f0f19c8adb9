"""A shop that sells for a store, as every screen may know it: its secrets stay at the hub."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant
from data.core.ids import derived_id

SHOPIFY, SQUARE = "shopify", "square"
VENDORS = (SHOPIFY, SQUARE)
UNNAMED = "to-be-named"
"""The account of a shop whose vendor says only with the token whose it is."""
PENDING, CONNECTED, BROKEN, DISCONNECTED = "PENDING", "CONNECTED", "BROKEN", "DISCONNECTED"
"""PENDING: nobody has said yes yet. BROKEN: it was connected, and a person must connect it again."""


@dataclass(frozen=True, slots=True)
class PosIntegration:
    """`account` is the shop's domain or the merchant's id, `location` where it keeps stock; `says` what is wrong with
    it, in words. `synced_at`: all orders changed before it are here; `heard_at`: the newest webhook."""

    id: str
    store_id: str
    vendor: str
    account: str
    location: str | None
    status: str
    since: Instant
    says: str | None
    synced_at: Instant | None
    heard_at: Instant | None
    made_at: Instant

    @property
    def sells(self) -> bool:
        """Whether it takes orders and wants to know what there is."""
        return self.status == CONNECTED


@dataclass(frozen=True, slots=True)
class SyncJob:
    """A long piece of work for a shop, as far as it has come: `cursor` is where it goes on, `total` None while nobody
    knows."""

    id: str
    store_id: str
    integration_id: str
    kind: str
    status: str
    done: int
    total: int | None
    cursor: str | None
    says: str | None
    begun_at: Instant
    changed_at: Instant


def integration_id(store_id: str, vendor: str, account: str) -> str:
    """A shop connected twice to a store is one."""
    return derived_id(store_id, f"shop:{vendor}:{account}")

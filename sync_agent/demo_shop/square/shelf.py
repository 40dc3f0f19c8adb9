"""Stock at the played Square: what was counted and sold, in the order of the times at which it happened."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

from data.core.clock import HOUR, Instant, iso
from data.core.packed import pack
from data.orders.dates import read_instant
from sync_agent.demo_shop.faults import SOLD, Faults
from sync_agent.demo_shop.square.refusals import Refusal
from sync_agent.demo_shop.square.seller import Seller

_QUANTITY = re.compile(r"\d{1,20}(?:\.\d{1,5})?", re.ASCII)
_DAY = 24 * HOUR
_MOST_CHANGES = 100
_COUNTED, _SOLD = 1, 0
"""A count goes after a sale of the same moment: it saw the shelf without what was sold."""
Shelf = tuple[str, str]
"""(variation, location)."""


class Shelves:
    """One timeline for each shelf."""

    def __init__(self, seller: Seller, faults: Faults, clock: Callable[[], Instant]) -> None:
        """Everything was counted at the beginning: 20 of each, at every location."""
        self._seller, self._faults, self._clock = seller, faults, clock
        self._told: dict[Shelf, list[tuple[Instant, int, Decimal]]] = defaultdict(list)
        self._keys: dict[str, tuple[str, dict[str, Any]]] = {}
        self.changed: list[Shelf] = []
        """What a webhook has not told yet."""
        for variation in seller.variations:
            for location in seller.locations:
                self._told[variation.id, location].append((clock(), _COUNTED, Decimal(20)))

    def sell(self, variation: str, location: str, quantity: Decimal, at: Instant) -> None:
        """Square takes it off the shelf by itself."""
        self._tell((variation, location), at, _SOLD, quantity)

    def set(self, variation: str, location: str, quantity: int) -> None:
        """Somebody counts, and types it in."""
        self._tell((variation, location), self._clock(), _COUNTED, Decimal(quantity))

    def forget(self, variation: str, location: str) -> None:
        """It was never counted there."""
        self._told.pop((variation, location), None)

    def count(self, shelf: Shelf) -> Decimal | None:
        """What is there now; None where nobody ever counted."""
        left: Decimal | None = None
        for _, kind, quantity in self._in_time(shelf):
            left = quantity if kind == _COUNTED else (left or Decimal(0)) - quantity
        return left

    def change(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """BatchChangeInventory: all of it or nothing, once for each key."""
        content = sha256(pack(dict(asked)).encode()).hexdigest()
        known = self._keys.get(asked["idempotency_key"])
        if known is not None and known[0] != content:
            raise Refusal(400, "IDEMPOTENCY_KEY_REUSED", "The key was used for another request.")
        if known is not None:
            return known[1]
        counts = [self._checked(change) for change in asked.get("changes") or ()]
        if not 1 <= len(counts) <= _MOST_CHANGES:
            raise Refusal(400, "ARRAY_LENGTH_TOO_LONG" if counts else "ARRAY_EMPTY", "1 to 100 changes.")
        ignore = asked.get("ignore_unchanged_counts", True) is not False
        for shelf, at, quantity in counts:
            if self._faults.strikes(SOLD):
                self._tell(shelf, self._clock(), _SOLD, Decimal(1))
            if not (ignore and self._last_count(shelf) == quantity):
                self._tell(shelf, at, _COUNTED, quantity)
        shelves = list(dict.fromkeys(shelf for shelf, _, _ in counts))
        answer = {"counts": [self._said(shelf) for shelf in shelves]}
        self._keys[asked["idempotency_key"]] = (content, answer)
        return answer

    def retrieve(self, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The counts of BatchRetrieveInventoryCounts, before they are cut into pages."""
        ids, places = asked.get("catalog_object_ids"), asked.get("location_ids")
        if asked.get("states") not in (None, []) and "IN_STOCK" not in asked["states"]:
            return []
        wanted = [s for s in sorted(self._told) if (not ids or s[0] in ids) and (not places or s[1] in places)]
        return [self._said(shelf) for shelf in wanted]

    def said_of(self, shelves: Sequence[Shelf]) -> list[dict[str, Any]]:
        """Counts for a webhook."""
        return [self._said(shelf) for shelf in shelves if shelf in self._told]

    def _tell(self, shelf: Shelf, at: Instant, kind: int, quantity: Decimal) -> None:
        self._told[shelf].append((at, kind, quantity))
        self.changed.append(shelf)

    def _in_time(self, shelf: Shelf) -> list[tuple[Instant, int, Decimal]]:
        """What was told of a shelf by when it happened; of one moment, as it was told."""
        return sorted(self._told.get(shelf, ()), key=lambda told: told[:2])

    def _last_count(self, shelf: Shelf) -> Decimal | None:
        counts = [quantity for _, kind, quantity in self._in_time(shelf) if kind == _COUNTED]
        return counts[-1] if counts else None

    def _checked(self, change: Mapping[str, Any]) -> tuple[Shelf, Instant, Decimal]:
        count = change.get("physical_count")
        if change.get("type") != "PHYSICAL_COUNT" or count is None or count.get("state") != "IN_STOCK":
            raise Refusal(400, "INVALID_VALUE", "Only physical counts of what is in stock are played here.")
        shelf = (str(count.get("catalog_object_id")), str(count.get("location_id")))
        if shelf[0] not in {one.id for one in self._seller.variations} or shelf[1] not in self._seller.locations:
            raise Refusal(404, "NOT_FOUND", f"No such item or location: {shelf[0]} at {shelf[1]}.")
        if not _QUANTITY.fullmatch(str(count.get("quantity"))):
            raise Refusal(400, "INVALID_VALUE", "A quantity has up to 5 decimals and is not below 0.")
        at, now = read_instant(count.get("occurred_at")), self._clock()
        if at is None or not now - _DAY <= at <= now:
            raise Refusal(400, "INVALID_TIME", "occurred_at is older than 24 hours, or in the future.")
        return shelf, at, Decimal(count["quantity"])

    def _said(self, shelf: Shelf) -> dict[str, Any]:
        return {
            "catalog_object_id": shelf[0],
            "catalog_object_type": "ITEM_VARIATION",
            "state": "IN_STOCK",
            "location_id": shelf[1],
            "quantity": f"{self.count(shelf):f}",
            "calculated_at": iso(self._clock()),
        }

"""Stock at Square: counts are absolute, quantities are texts, and a count holds from the time at which it was made.

Square takes no belief with a count. It reckons by time: what was sold after `occurred_at` is taken off the count, even
when the sale reached it first. So `Push.at` does what a belief does elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from data.core.clock import HOUR, MINUTE, Instant, iso
from data.core.money import exact
from data.orders.loose_json import mapping
from sync_agent.shops.square.client import Client
from sync_agent.shops.square.pages import walk
from sync_agent.shops.trouble import Rejected
from sync_agent.shops.vendor import Push, Pushed

IN_STOCK, PHYSICAL_COUNT = "IN_STOCK", "PHYSICAL_COUNT"
MOST_CHANGES = 100
_OLDEST = 24 * HOUR - 10 * MINUTE
"""A count may be a day old when it arrives; the rest is for the way there."""
_IDS_A_CALL = 100


def levels(client: Client, external_ids: Sequence[str], location: str) -> dict[str, int]:
    """What is in stock at a place, in whole units; what was never counted there is left out."""
    found: dict[str, int] = {}
    for start in range(0, len(external_ids), _IDS_A_CALL):
        asked = {
            "catalog_object_ids": list(external_ids[start : start + _IDS_A_CALL]),
            "location_ids": [location],
            "states": [IN_STOCK],
        }
        for page in walk(_asking(client, asked), _named):
            found |= {one["catalog_object_id"]: units for one in _counts(page) if (units := whole(one)) is not None}
    return found


def _asking(client: Client, asked: Mapping[str, Any]) -> Callable[[dict[str, str]], dict[str, Any]]:
    return lambda cursor: client.post("/v2/inventory/counts/batch-retrieve", {**asked, **cursor})


def _named(page: dict[str, Any]) -> list[str]:
    return [one["catalog_object_id"] for one in _counts(page)]


def _counts(page: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    given = page.get("counts")
    counts = [mapping(one) for one in given] if isinstance(given, list) else []
    return [one for one in counts if isinstance(one.get("catalog_object_id"), str) and one.get("state") == IN_STOCK]


def whole(count: Mapping[str, Any]) -> int | None:
    """The whole units of a count, which is a decimal text and may be below nothing; None when it is no number."""
    quantity = exact(count.get("quantity"))
    return None if quantity is None else math.floor(quantity)


def push(client: Client, pushes: Sequence[Push], now: Instant) -> list[Pushed]:
    """Sets what is shown. Square takes a call whole or not at all: one that it will never take is halved until the
    push that is to blame stands alone, so that it does not hold up the others."""
    if not pushes:
        return []
    try:
        client.post("/v2/inventory/changes/batch-create", _changes(pushes, now))
    except Rejected as trouble:
        if len(pushes) == 1:
            return [Pushed(pushes[0], trouble)]
        half = len(pushes) // 2
        return [*push(client, pushes[:half], now), *push(client, pushes[half:], now)]
    return [Pushed(one, None) for one in pushes]


def _changes(pushes: Sequence[Push], now: Instant) -> dict[str, Any]:
    times = [_stamp(one.at, now) for one in pushes]
    return {
        "idempotency_key": _key(pushes, times),
        "changes": [
            {
                "type": PHYSICAL_COUNT,
                "physical_count": {
                    "catalog_object_id": one.external_id,
                    "location_id": one.location,
                    "state": IN_STOCK,
                    "quantity": str(one.quantity),
                    "occurred_at": iso(at),
                    "reference_id": one.key[:255],
                },
            }
            for one, at in zip(pushes, times, strict=True)
        ],
        # By default a count that equals the last count is passed over, though sales since then have changed the stock.
        "ignore_unchanged_counts": False,
    }


def _stamp(at: Instant, now: Instant) -> Instant:
    """Square refuses a count that is older than a day or from the future: it is made again, as of this minute."""
    return at if now - _OLDEST <= at <= now else now - now % MINUTE


def _key(pushes: Sequence[Push], times: Sequence[Instant]) -> str:
    """One for the call, from those of its pushes and from the times that it says. A count of another time is another
    body, for which Square refuses a key that it knows."""
    parts = (f"{one.key} {at}" for one, at in zip(pushes, times, strict=True))
    return sha256("\n".join(parts).encode()).hexdigest()

"""From the bytes that arrived to the command that takes them in; the same for a webhook, a poll and a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from data.core.command import Command
from data.core.ids import derived_id, digest, order_id
from data.core.packed import pack
from data.orders.docket import Docket, UnreadableOrder, docket_to_args
from data.orders.intake import IngestOrder, KeepDeadLetter
from data.orders.reading import docket_rules
from data.orders.shopify import read_order as read_shopify_order
from data.orders.square import read_order as read_square_order
from data.organization.policies import policies_of
from data.organization.store import Store

SHOPS = {"shopify": read_shopify_order, "square": read_square_order}
_NOT_CONTENT = ("sha256", "updated_at", "version", "fulfilled")
"""That a customer has it is no other order: the kitchen says itself when a cake has gone."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One order (or what claims to be one): the command, and where its raw bytes belong."""

    command: Command
    payload_of: str
    sha256: str
    raw: bytes
    docket: Docket | None
    reason: str | None = None


def arrivals(raw: bytes, store: Store, shop: str = "shopify") -> Iterator[Arrival]:
    """The orders in a payload: one object, `{"order": ...}`, `{"orders": [...]}` or a list."""
    try:
        payload = json.loads(raw)
    except (ValueError, RecursionError) as trouble:
        yield _dead(raw, store, shop, "payload", f"not JSON: {trouble}")
        return
    found = _orders(payload)
    if not found:
        yield _dead(raw, store, shop, "payload", "the file holds no order")
    for order in found:
        own = raw if len(found) == 1 else pack(order).encode("utf-8", "surrogatepass")
        yield _arrival(order, own, store, shop)


def _orders(payload: Any) -> list[Any]:
    if isinstance(payload, list):
        return payload
    if isinstance(payload, dict) and isinstance(payload.get("orders"), list):
        return list(payload["orders"])
    if isinstance(payload, dict) and isinstance(payload.get("order"), dict) and "line_items" not in payload:
        return [payload["order"]]
    return [payload]


def _arrival(payload: Any, raw: bytes, store: Store, shop: str) -> Arrival:
    mark = sha256(raw).hexdigest()
    rules = replace(docket_rules(store.docket, policies_of(store).split_up_to), zone=store.timezone)
    try:
        docket = SHOPS[shop](payload, rules, sha256=mark)
    except UnreadableOrder as trouble:
        return _dead(raw, store, shop, trouble.reason, trouble.says)
    args = docket_to_args(docket)
    content = digest(pack({name: value for name, value in args.items() if name not in _NOT_CONTENT}))
    command = IngestOrder(store.id, pack(args), content, mark)
    return Arrival(command, order_id(store.id, docket.gid), mark, raw, docket)


def _dead(raw: bytes, store: Store, shop: str, reason: str, says: str) -> Arrival:
    mark = sha256(raw).hexdigest()
    command = KeepDeadLetter(store.id, shop, reason, says, mark)
    return Arrival(command, derived_id(mark, f"dead:{store.id}"), mark, raw, None, reason)

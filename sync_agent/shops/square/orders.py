"""Orders are found by SearchOrders: by when they changed, and by when they were made, however late they arrived."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal
from urllib.parse import quote

from data.core.clock import Instant, iso
from data.orders.square import ORDER_ID
from sync_agent.shops.square.answers import NOT_FOUND
from sync_agent.shops.square.client import Client
from sync_agent.shops.square.pages import Mark, mark_of
from sync_agent.shops.trouble import Rejected, Unavailable
from sync_agent.shops.vendor import OrderSeen, Page

When = Literal["UPDATED_AT", "CREATED_AT"]
PAGE = 100
MOST_PLACES = 10
"""So many locations one search may name."""


def search(
    client: Client, places: Sequence[str], when: When, since: Instant, until: Instant, after: str | None
) -> Page:
    """One page of the orders of these places, the earliest first (among ten places: more are searched one ten after
    the other). Both ends of the time belong to it."""
    mark = mark_of(after)
    group = places[mark.group * MOST_PLACES : (mark.group + 1) * MOST_PLACES]
    if not group:
        return Page((), None)
    heard = client.post("/v2/orders/search", _asked(group, when, since, until, mark))
    orders = tuple(_seen(order) for order in _listed(heard.get("orders")))
    following = mark.after(heard.get("cursor"), (order.gid for order in orders))
    if following is None and (mark.group + 1) * MOST_PLACES < len(places):
        following = replace(Mark(), group=mark.group + 1)
    return Page(orders, following.packed() if following else None)


def _asked(group: Sequence[str], when: When, since: Instant, until: Instant, mark: Mark) -> dict[str, Any]:
    """The same question for every page, but for its cursor; Square wants the time that is filtered sorted by."""
    time = {when.lower(): {"start_at": iso(since), "end_at": iso(until)}}
    query = {
        "filter": {"date_time_filter": time},
        "sort": {"sort_field": when, "sort_order": "ASC"},
    }
    cursor = {"cursor": mark.cursor} if mark.cursor else {}
    return {"location_ids": list(group), "query": query, "limit": PAGE, "return_entries": False, **cursor}


def fetch(client: Client, gid: str, places: Sequence[str]) -> OrderSeen | None:
    """One order as it is now; None when Square does not know it, or when it belongs to none of these places."""
    if not ORDER_ID.fullmatch(gid):
        return None
    try:
        heard = client.get(f"/v2/orders/{quote(gid, safe='')}")
    except Rejected as trouble:
        if trouble.code == NOT_FOUND:
            return None
        raise
    order = heard.get("order")
    if not isinstance(order, dict) or order.get("id") != gid:
        raise Unavailable("Square's answer does not hold the order", "garbled")
    return _seen(order) if not places or order.get("location_id") in places else None


def _listed(orders: object) -> list[Mapping[str, Any]]:
    given = orders if isinstance(orders, list) else []
    return [order for order in given if isinstance(order, dict)]


def _seen(order: Mapping[str, Any]) -> OrderSeen:
    """The same order is the same bytes, whichever question it answers."""
    raw = json.dumps(order, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return OrderSeen(str(order.get("id") or ""), raw.encode("utf-8", "surrogatepass"))

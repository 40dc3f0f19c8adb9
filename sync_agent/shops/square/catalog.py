"""What a seller sells and counts, and where: variations of items, and locations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from data.orders.loose_json import mapping, text, title
from sync_agent.shops.square.client import Client
from sync_agent.shops.square.pages import mark_of
from sync_agent.shops.vendor import Place, Sellable

_PAGE = 100


def sellables(client: Client, after: str | None) -> tuple[list[Sellable], str | None]:
    """One page of items, each as its variations: only these have a SKU and a stock."""
    mark = mark_of(after)
    cursor = {"cursor": mark.cursor} if mark.cursor else {}
    heard = client.post("/v2/catalog/search", {"object_types": ["ITEM"], "limit": _PAGE, **cursor})
    found = [one for item in _objects(heard.get("objects")) for one in _variations(item)]
    following = mark.after(heard.get("cursor"), (one.external_id for one in found))
    return found, following.packed() if following else None


def _variations(item: Mapping[str, Any]) -> Iterator[Sellable]:
    data = mapping(item.get("item_data"))
    for variation in _objects(data.get("variations")):
        own = mapping(variation.get("item_variation_data"))
        ident = text(variation.get("id"))
        if ident is not None and not item.get("is_deleted") and not variation.get("is_deleted"):
            named, kind = title(data.get("name")), title(own.get("name"))
            yield Sellable(ident, title(own.get("sku")), named or kind or ident, kind)


def places(client: Client) -> list[Place]:
    """Every location, those too that are closed now: orders of theirs may still arrive."""
    heard = client.get("/v2/locations")
    found = [(text(one.get("id")), title(one.get("name"))) for one in _objects(heard.get("locations"))]
    return [Place(ident, name or ident) for ident, name in found if ident is not None]


def _objects(given: object) -> list[Mapping[str, Any]]:
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []

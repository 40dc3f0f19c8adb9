"""Shopify's ids: always text, the gid before the number, never a float (they pass 2^53)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from data.orders.loose_json import identifier

ORDER, ITEM, LOCATION = "Order", "InventoryItem", "Location"
_LEVEL = "gid://shopify/InventoryLevel/"


def gid(kind: str, value: object) -> str | None:
    """The gid of a number, its text, or of a gid of this kind; None for anything else, a rounded float too."""
    if isinstance(value, str) and value.startswith("gid://") and not value.startswith(f"gid://shopify/{kind}/"):
        return None
    number = identifier(value)
    return None if number is None else f"gid://shopify/{kind}/{number}"


def own_gid(kind: str, thing: Mapping[str, object]) -> str | None:
    """The gid of a thing that is told whole; None for a thing of another kind, whatever its number."""
    named = thing.get("admin_graphql_api_id")
    if isinstance(named, str) and named.startswith("gid://"):
        return gid(kind, named)
    return gid(kind, thing.get("id"))


def level_ids(level: Mapping[str, object]) -> tuple[str | None, str | None]:
    """The gids of the item and of the place of a stock level. Its own gid names the item exactly where the number
    beside it may have been rounded."""
    named = level.get("admin_graphql_api_id")
    item: object = level.get("inventory_item_id")
    if isinstance(named, str) and named.startswith(_LEVEL):
        item = next(iter(parse_qs(urlsplit(named).query).get("inventory_item_id", ())), item)
    return gid(ITEM, item), gid(LOCATION, level.get("location_id"))

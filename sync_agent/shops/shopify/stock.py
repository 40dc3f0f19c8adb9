"""What a shop sells, where it keeps it, and how much of it it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data.orders.loose_json import mapping, text, title
from sync_agent.shops.shopify.client import Client
from sync_agent.shops.shopify.documents import LEVELS, LOCATIONS, VARIANTS
from sync_agent.shops.shopify.ids import ITEM, LOCATION, gid
from sync_agent.shops.shopify.pages import read_page
from sync_agent.shops.trouble import Unavailable
from sync_agent.shops.vendor import Place, Sellable

_A_PAGE, _LEVELS_A_CALL, _MOST_PAGES = 100, 100, 20
AVAILABLE = "available"
_NO_VARIANT = "Default Title"


def read_levels(client: Client, external_ids: Sequence[str], location: str) -> Mapping[str, int]:
    """What is shown as available at a place; items that are unknown, or not kept there, are left out."""
    levels: dict[str, int] = {}
    ids = list(dict.fromkeys(external_ids))
    for start in range(0, len(ids), _LEVELS_A_CALL):
        asked = {"ids": ids[start : start + _LEVELS_A_CALL], "location": location}
        nodes = client.ask(LEVELS, asked).get("nodes")
        levels |= _levels(nodes if isinstance(nodes, list) else [])
    return levels


def _levels(nodes: Sequence[object]) -> dict[str, int]:
    levels: dict[str, int] = {}
    for node in map(mapping, nodes):
        item, quantities = gid(ITEM, node.get("id")), mapping(node.get("inventoryLevel")).get("quantities")
        for quantity in map(mapping, quantities if isinstance(quantities, list) else []):
            shown = quantity.get("quantity")
            if item is not None and quantity.get("name") == AVAILABLE and type(shown) is int:
                levels[item] = shown
    return levels


def read_sellables(client: Client, after: str | None) -> tuple[Sequence[Sellable], str | None]:
    """A page of what is sold and counted."""
    nodes, cursor = read_page(client.ask(VARIANTS, {"first": _A_PAGE, "after": after}).get("productVariants"), after)
    return [sellable for node in nodes if (sellable := _sellable(node)) is not None], cursor


def _sellable(node: Mapping[str, Any]) -> Sellable | None:
    item, variant = mapping(node.get("inventoryItem")), title(node.get("title"))
    external_id = gid(ITEM, item.get("id"))
    if external_id is None or item.get("tracked") is not True:
        return None
    name = title(mapping(node.get("product")).get("title")) or variant or "?"
    return Sellable(external_id, text(node.get("sku")), name, None if variant == _NO_VARIANT else variant)


def read_places(client: Client) -> Sequence[Place]:
    """Where stock is kept."""
    places: list[Place] = []
    after: str | None = None
    for _ in range(_MOST_PAGES):
        data = client.ask(LOCATIONS, {"first": _A_PAGE, "after": after})
        nodes, after = read_page(data.get("locations"), after)
        known = ((gid(LOCATION, node.get("id")), title(node.get("name"))) for node in nodes)
        places += [Place(id_, name or id_) for id_, name in known if id_ is not None]
        if after is None:
            return places
    raise Unavailable("The shop's pages do not end", "pages")

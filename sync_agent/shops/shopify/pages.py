"""Shopify's connections: some nodes, and a cursor to the next ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.orders.loose_json import mapping
from sync_agent.shops.trouble import Unavailable


def read_page(connection: object, after: str | None) -> tuple[list[Mapping[str, Any]], str | None]:
    """The nodes of a page, and what asks for the next (None: this was the last). Raises Unavailable for a page that
    leads to itself: it would never end."""
    said = mapping(connection)
    nodes, info = said.get("nodes"), mapping(said.get("pageInfo"))
    if not isinstance(nodes, list):
        raise Unavailable("The shop's answer holds no list where one was asked for", "no_list")
    found: list[Mapping[str, Any]] = [node for node in nodes if isinstance(node, dict)]
    if not info.get("hasNextPage"):
        return found, None
    cursor = info.get("endCursor")
    if not isinstance(cursor, str) or not cursor or cursor == after:
        raise Unavailable("The shop's pages do not go on", "page_repeats")
    return found, cursor

"""What we ask Shopify, word for word: each document is a file, and nothing gets into one but by a variable."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_FOLDER = files(__package__) / "graphql"
_FRAGMENTS = {"OrderFields": "order_fields", "LineFields": "line_fields", "ShopMoney": "shop_money"}
"""By name, each before those that it spreads itself."""

ORDERS, ORDER, ORDER_LINES, ORDERS_COUNT = "orders", "order", "order_lines", "orders_count"
LEVELS, SET_QUANTITIES, ACTIVATE = "levels", "set_quantities", "activate"
VARIANTS, LOCATIONS = "variants", "locations"
SUBSCRIPTIONS, SUBSCRIBE = "subscriptions", "subscribe"
ALL = (
    ORDERS,
    ORDER,
    ORDER_LINES,
    ORDERS_COUNT,
    LEVELS,
    SET_QUANTITIES,
    ACTIVATE,
    VARIANTS,
    LOCATIONS,
    SUBSCRIPTIONS,
    SUBSCRIBE,
)


@cache
def document(name: str) -> str:
    """A document with the fragments that it spreads."""
    texts = [_read(name)]
    for fragment, file in _FRAGMENTS.items():
        if any(f"...{fragment}" in text for text in texts):
            texts.append(_read(file))
    return "\n".join(texts)


def _read(name: str) -> str:
    return (_FOLDER / f"{name}.graphql").read_text(encoding="utf-8")

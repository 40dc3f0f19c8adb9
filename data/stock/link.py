"""What a shop calls a thing that we count."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StockLink:
    """A shop's thing and ours: a product in a size, or an item that is sold as it is; neither: nobody has said yet, and
    the shop is told nothing of it."""

    integration_id: str
    external_id: str
    store_id: str
    sku: str | None
    title: str
    product_id: str | None
    size: str
    item_id: str | None

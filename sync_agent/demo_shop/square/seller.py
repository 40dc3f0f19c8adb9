"""The seller that is played: who it is, where it sells, and what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sync_agent.demo_shop.square.names import Names

CURRENCY = "AUD"
FLAVOURS = ("Gelato flavour: Pistachio", "Gelato flavour: Mango", "Gelato flavour: Dark chocolate")
_ITEMS = (
    ("Gelato Cake", (("Small", 5_900), ("Medium", 8_900), ("Large", 12_900))),
    ("Opera Cake", (("Small", 6_500), ("Medium", 9_500))),
    ("Black Forest", (("Medium", 8_500), ("Large", 11_900))),
    ("Cupcake Box", (("Six", 3_000), ("Twelve", 5_400))),
    ("Candles", (("Pack", 500),)),
)


@dataclass(frozen=True, slots=True)
class Variation:
    """One thing on the shelf."""

    id: str
    item_id: str
    item: str
    name: str
    sku: str
    price: int


@dataclass(frozen=True, slots=True)
class Seller:
    """All of it is made from the seed."""

    merchant_id: str
    locations: tuple[str, ...]
    variations: tuple[Variation, ...]

    def catalog(self) -> list[dict[str, Any]]:
        """The items as CatalogObjects with their variations."""
        by_item: dict[str, list[Variation]] = {}
        for variation in self.variations:
            by_item.setdefault(variation.item_id, []).append(variation)
        return [_item(ident, own) for ident, own in by_item.items()]

    def places(self) -> list[dict[str, Any]]:
        """The locations as Square tells them, by name."""
        return [
            {
                "id": ident,
                "name": f"Shop {number}",
                "merchant_id": self.merchant_id,
                "timezone": "Australia/Sydney",
                "country": "AU",
                "currency": CURRENCY,
                "status": "ACTIVE" if number == 1 else "INACTIVE",
            }
            for number, ident in enumerate(self.locations, start=1)
        ]


def seller_of(names: Names, places: int = 2) -> Seller:
    """A bakery with so many locations; only the first still sells."""
    variations = []
    for item, kinds in _ITEMS:
        item_id = names.fresh("item")
        for kind, price in kinds:
            sku = f"{item}-{kind}".upper().replace(" ", "-")
            variations.append(Variation(names.fresh("variation"), item_id, item, kind, sku, price))
    locations = tuple(names.fresh("location", 13) for _ in range(places))
    return Seller(names.fresh("merchant", 13), locations, tuple(variations))


def _item(ident: str, variations: Sequence[Variation]) -> dict[str, Any]:
    data: Mapping[str, Any] = {"name": variations[0].item, "variations": [_variation(one) for one in variations]}
    return {"type": "ITEM", "id": ident, "version": 1, "is_deleted": False, "item_data": data}


def _variation(one: Variation) -> dict[str, Any]:
    data = {
        "item_id": one.item_id,
        "name": one.name,
        "sku": one.sku,
        "pricing_type": "FIXED_PRICING",
        "price_money": {"amount": one.price, "currency": CURRENCY},
        "track_inventory": True,
    }
    return {"type": "ITEM_VARIATION", "id": one.id, "version": 1, "is_deleted": False, "item_variation_data": data}

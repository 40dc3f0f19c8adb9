"""What the played shop sells."""

from __future__ import annotations

from dataclasses import dataclass

_SIZES = (("Small", "59.00"), ("Medium", "89.00"), ("Large", "119.00"))
_FLAVOURS = ("Hazelnut", "Pistachio", "Lemon")
_CAKES = ("Chocolate Gelato Cake", "Vanilla Sponge Cake", "Red Velvet Cake", "Black Forest Cake")
_LITTLE = (("Candles", "CANDLES", "5.00"), ("Macaron Box", "MACARON-BOX", "24.00"))

FIRST_ID = 9_007_199_254_740_993
"""2^53 + 1: whoever keeps an id of this shop in a float keeps another one."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One thing that can be put into a cart; `title` is None where the product has only one."""

    number: int
    product: str
    product_number: int
    title: str | None
    sku: str
    price: str
    at_first: int

    @property
    def item_number(self) -> int:
        """Its inventory item."""
        return self.number + 100_000

    @property
    def name(self) -> str:
        """Product and variant."""
        return f"{self.product} - {self.title}" if self.title else self.product


def menu() -> tuple[Variant, ...]:
    """Every variant, in the order of its id."""
    return tuple(_cakes()) + tuple(
        Variant(FIRST_ID + 900 + n, title, FIRST_ID + 50 + n, None, sku, price, 200)
        for n, (title, sku, price) in enumerate(_LITTLE)
    )


def _cakes() -> list[Variant]:
    found = []
    for c, cake in enumerate(_CAKES):
        for s, (size, price) in enumerate(_SIZES):
            for f, flavour in enumerate(_FLAVOURS):
                sku = "-".join(word[:3].upper() for word in (*cake.split(), size, flavour))
                number = FIRST_ID + 100 * (c + 1) + 10 * s + f
                found.append(Variant(number, cake, FIRST_ID + c, f"{size} / {flavour}", sku, price, 40))
    return found

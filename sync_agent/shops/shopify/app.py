"""What our app is at Shopify: the same for every shop that it is installed in."""

from __future__ import annotations

from dataclasses import dataclass, field

VERSION = "2026-07"
SCOPES = ("read_orders", "read_products", "read_inventory", "write_inventory", "read_locations", "read_customers")


@dataclass(frozen=True, slots=True)
class App:
    """`base` is where a shop is found, with `{shop}` for its domain: a played one is elsewhere."""

    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...] = SCOPES
    base: str = "https://{shop}"

    def url(self, shop: str, path: str) -> str:
        """An address of a shop."""
        return self.base.replace("{shop}", shop).rstrip("/") + path

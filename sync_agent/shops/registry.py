"""The vendors that there are, each made once for the place where it is found."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Protocol

from data.shops.integration import SHOPIFY, SQUARE
from data.store.machine import ThisMachine
from sync_agent.shops.line import Line
from sync_agent.shops.vendor import Vendor


class UnknownVendor(LookupError):
    """No vendor of this name is spoken here."""


class Vendors(Protocol):
    """Answers a vendor by its name, at its own address or at another."""

    def __call__(self, name: str, base_url: str | None = None, client_id: str = "", client_secret: str = "") -> Vendor:
        """Raises UnknownVendor."""
        ...


@cache
def vendor_of(name: str, base_url: str | None = None, client_id: str = "", client_secret: str = "") -> Vendor:
    """A vendor at its own address, or at `base_url`. Raises UnknownVendor."""
    if name == SHOPIFY:
        from sync_agent.shops.shopify import app as shopify
        from sync_agent.shops.shopify.vendor import Shopify

        app = shopify.App(client_id, client_secret)
        return Shopify(replace(app, base=base_url) if base_url else app, Line())
    if name == SQUARE:
        from sync_agent.shops.square import app as square
        from sync_agent.shops.square.vendor import Square

        ours = square.App(client_id, client_secret or None)
        return Square(replace(ours, base=base_url) if base_url else ours, Line(), ThisMachine().now)
    raise UnknownVendor(name)

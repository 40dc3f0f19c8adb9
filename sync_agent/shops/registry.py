"""The vendors that there are, each made once for the place where it is found."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from typing import Protocol
from urllib.parse import urlsplit

from data.shops.integration import SHOPIFY, SQUARE
from data.store.machine import ThisMachine
from sync_agent.shops.addresses import AT_HOME, CheckedTransport
from sync_agent.shops.line import Line
from sync_agent.shops.vendor import Vendor


class UnknownVendor(LookupError):
    """No vendor of this name is spoken here."""


class Vendors(Protocol):
    """Answers a vendor by its name, at its own address or at another."""

    def __call__(
        self,
        name: str,
        base_url: str | None = None,
        client_id: str = "",
        client_secret: str = "",
        own_token: str = "",
    ) -> Vendor:
        """Raises UnknownVendor."""
        ...


@cache
def vendor_of(
    name: str, base_url: str | None = None, client_id: str = "", client_secret: str = "", own_token: str = ""
) -> Vendor:
    """A vendor at its own address, or at `base_url`. `own_token` is our application's, where a vendor lets only that
    one subscribe. Raises UnknownVendor."""
    if name == SHOPIFY:
        from sync_agent.shops.shopify import app as shopify
        from sync_agent.shops.shopify.vendor import Shopify

        app = shopify.App(client_id, client_secret)
        return Shopify(replace(app, base=base_url) if base_url else app, line_to(base_url))
    if name == SQUARE:
        from sync_agent.shops.square import app as square
        from sync_agent.shops.square.vendor import Square

        ours = square.App(client_id, client_secret or None, own_token or None)
        return Square(replace(ours, base=base_url) if base_url else ours, line_to(base_url), ThisMachine().now)
    raise UnknownVendor(name)


def line_to(base_url: str | None) -> Line:
    """Checked, unless an admin has named an address of our own network (`is_at_home`)."""
    return Line() if base_url and is_at_home(base_url) else Line(CheckedTransport())


def is_at_home(base_url: str) -> bool:
    """Whether an address is one that an admin has allowed by name. Played shops stand there."""
    named = urlsplit(base_url)
    allowed = os.environ.get(AT_HOME, "").split(",")
    return bool(named.hostname) and f"{named.hostname}:{named.port or 443}" in [one.strip() for one in allowed]

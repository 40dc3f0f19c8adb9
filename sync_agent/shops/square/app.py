"""What our application is at Square: the same for every seller that it is connected to."""

from __future__ import annotations

from dataclasses import dataclass, field

VERSION = "2025-08-20"
"""Sent always: without it answers follow the application's own default."""
SCOPES = ("MERCHANT_PROFILE_READ", "ORDERS_READ", "PAYMENTS_READ", "ITEMS_READ", "INVENTORY_READ", "INVENTORY_WRITE")
"""PAYMENTS_READ, because a sale of the till is told by its payment only."""


@dataclass(frozen=True, slots=True)
class App:
    """Without `client_secret` it connects by PKCE, and its refresh tokens work once. `own_token` is the application's,
    which alone may subscribe to webhooks; a seller's private application has no other token. `base` is where Square
    is found: its sandbox and a played one are elsewhere."""

    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    own_token: str | None = field(default=None, repr=False)
    scopes: tuple[str, ...] = SCOPES
    base: str = "https://connect.squareup.com"

"""Shopify on its played shop, all in this process and by one clock."""

from __future__ import annotations

from sync_agent.demo_shop.door import as_transport
from sync_agent.demo_shop.outbox import Post
from sync_agent.demo_shop.shopify.played import PlayedShopify
from sync_agent.demo_shop.shopify.webhooks import headers_of
from sync_agent.shops.line import Line
from sync_agent.shops.shopify.app import App
from sync_agent.shops.shopify.vendor import Shopify
from sync_agent.shops.vendor import Shop, Token, Vendor
from tests.contract.bench import Clock

REDIRECT = "https://hub.example/integrations/callback"


class ShopifyBench:
    """Implements tests.contract.bench.Bench."""

    hooks = "https://hub.example/webhooks/shopify/bannos"
    checks_belief = True

    def __init__(self, seed: int = 1) -> None:
        self.clock = Clock()
        self.played = PlayedShopify(seed, now=self.clock, mono=self.clock.seconds)
        self.account, self.faults = self.played.account, self.played.faults
        app = App("played-client", self.played.client_secret)
        self.vendor: Vendor = Shopify(app, Line(as_transport(self.played.serve)), self.clock.seconds)

    def secrets(self) -> list[str]:
        return [self.played.client_secret]

    def sign(self, topic: str, raw: bytes, secret: str) -> dict[str, str]:
        return headers_of(topic, raw, secret, self.account, "delivery-1", "event-1", "2026-11-27T10:00:00+11:00")

    def first_token(self) -> Token:
        now = self.clock()
        state, code, account = self.vendor.callback(self.played.permit("state-1"), now)
        assert state == "state-1"
        return self.vendor.exchange(account, code, REDIRECT, "", now)

    def shop(self, access: str) -> Shop:
        return self.vendor.open(self.account, access, self.hooks)

    def end_access(self) -> None:
        self.played.door.end_access()

    def place_order(self) -> str:
        return self.played.place_order()

    def edit_order(self, gid: str) -> None:
        self.played.edit_order(gid)

    def cancel_order(self, gid: str) -> None:
        self.played.cancel_order(gid)

    def posts(self) -> list[Post]:
        return self.played.outbox.take()

    def show(self, external_id: str, location: str, available: int) -> None:
        self.played.show(external_id, location, available)

    def forget(self, external_id: str, location: str) -> None:
        self.played.forget(external_id, location)

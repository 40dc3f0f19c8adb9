"""Square on the bench: the vendor, a played Square in the same process, and hands to move things there."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from sync_agent.demo_shop.door import Asked, as_transport
from sync_agent.demo_shop.outbox import Post
from sync_agent.demo_shop.square.played import CLIENT, PlayedSquare
from sync_agent.shops.line import Line
from sync_agent.shops.square.app import App
from sync_agent.shops.square.signature import HEADER, signature
from sync_agent.shops.square.vendor import Square
from sync_agent.shops.vendor import Shop, Token, Vendor
from tests.contract.bench import Clock

BASE = "https://square.example"
HOOKS = "https://hub.example/webhooks/square/bannos"
REDIRECT = "https://hub.example/integrations/callback"
VERIFIER = "v" * 43


class SquareBench:
    """By PKCE, whose refresh tokens work once, unless told otherwise."""

    checks_belief = False
    hooks = HOOKS

    def __init__(self, *, seed: int = 7, secret: bool = False, places: int = 2) -> None:
        self.clock = Clock()
        self.played = PlayedSquare(seed, self.clock, places=places)
        self.faults = self.played.faults
        self.account = self.played.seller.merchant_id
        self.app = App(CLIENT[0], CLIENT[1] if secret else None, self.played.grants.own_token, base=BASE)
        self.line = Line(as_transport(self.played.serve), mono=self.clock.seconds)
        self.square = Square(self.app, self.line, self.clock)
        self.vendor: Vendor = self.square

    def secrets(self) -> list[str]:
        return [one["signature_key"] for one in self.played.hooks.subscriptions.values()]

    def sign(self, topic: str, raw: bytes, secret: str) -> dict[str, str]:
        return {HEADER: signature(HOOKS, raw, secret).decode(), "Content-Type": "application/json"}

    def first_token(self) -> Token:
        url = urlsplit(self.vendor.authorize_url("", "state-1", REDIRECT, VERIFIER))
        answer = self.played.serve(Asked("GET", url.path, url.query, {}, b""))
        back = parse_qs(urlsplit(answer.headers["location"]).query)
        state, code, account = self.vendor.callback([(k, v[0]) for k, v in back.items()], self.clock())
        assert (state, account) == ("state-1", "")
        token = self.vendor.exchange("", code, REDIRECT, VERIFIER, self.clock())
        assert token.account == self.account
        return token

    def shop(self, access: str) -> Shop:
        return self.vendor.open(self.account, access, HOOKS)

    def end_access(self) -> None:
        self.played.grants.end_all()

    def place_order(self) -> str:
        return self.played.place_order()

    def edit_order(self, gid: str) -> None:
        self.played.edit_order(gid)

    def cancel_order(self, gid: str) -> None:
        self.played.cancel_order(gid)

    def posts(self) -> list[Post]:
        return self.played.outbox.take()

    def show(self, external_id: str, location: str, available: int) -> None:
        self.played.shelves.set(external_id, location, available)

    def forget(self, external_id: str, location: str) -> None:
        self.played.shelves.forget(external_id, location)

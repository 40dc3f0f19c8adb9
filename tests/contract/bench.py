"""What a vendor brings along to be tested: itself, its played shop, and hands to move things there."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from data.core.clock import Instant
from data.orders.arrival import Arrival, arrivals
from data.orders.intake import IngestOrder
from data.organization.store import Store
from sync_agent.demo_shop.faults import Faults
from sync_agent.demo_shop.outbox import Post
from sync_agent.shops.trouble import Throttled, TokenExpired, Unavailable
from sync_agent.shops.vendor import OrderSeen, Page, Shop, Token, Vendor
from tests.support.cast import NOW

Answered = TypeVar("Answered")
STORE = Store("bannos", "Banno's", "B", "Australia/Sydney", "AUD", "en_AU", "[]", "{}", "{}", "00" * 16, NOW)
MINUTE = 60_000


@dataclass(slots=True)
class Clock:
    """The one clock of a test: the vendor's, the played shop's and ours."""

    at: Instant = NOW

    def __call__(self) -> Instant:
        """Milliseconds since the epoch."""
        return self.at

    def seconds(self) -> float:
        """The same as a monotonic clock tells it."""
        return self.at / 1000

    def pass_by(self, seconds: float) -> None:
        """Nobody waits in a test."""
        self.at += math.ceil(seconds * 1000)


class Bench(Protocol):
    """One vendor and one played shop, new for every test, with all its unkindness switched on."""

    vendor: Vendor
    account: str
    hooks: str
    clock: Clock
    faults: Faults
    checks_belief: bool
    """Whether the vendor holds `Push.believed` against what it shows."""

    def secrets(self) -> list[str]:
        """What signs deliveries now; the first is the newest."""
        ...

    def sign(self, topic: str, raw: bytes, secret: str) -> dict[str, str]:
        """The headers of a delivery of these bytes; only the signature in them depends on the secret."""
        ...

    def first_token(self) -> Token:
        """The owner says yes, and the callback is exchanged."""
        ...

    def shop(self, access: str) -> Shop:
        """The shop, opened with a token."""
        ...

    def end_access(self) -> None:
        """Every access token given out so far is too old now."""
        ...

    def place_order(self) -> str:
        """Somebody buys; the order's gid."""
        ...

    def edit_order(self, gid: str) -> None:
        """Something about it is changed."""
        ...

    def cancel_order(self, gid: str) -> None:
        """It is called off."""
        ...

    def posts(self) -> list[Post]:
        """The webhooks on their way, taken from it."""
        ...

    def show(self, external_id: str, location: str, available: int) -> None:
        """Somebody else sets what the shop shows."""
        ...

    def forget(self, external_id: str, location: str) -> None:
        """The item is no longer kept at that place."""
        ...


def arrival(bench: Bench, seen: OrderSeen) -> Arrival:
    """What becomes of an order that was seen, by the same way as a file."""
    (found,) = arrivals(seen.raw, STORE, bench.vendor.name)
    return found


def content(bench: Bench, seen: OrderSeen) -> str:
    """The hash by which a repetition of an order is known."""
    command = arrival(bench, seen).command
    assert isinstance(command, IngestOrder), command
    return command.content_hash


def all_pages(shop: Callable[[str | None], Page], limit: int = 200) -> list[OrderSeen]:
    """The orders of every page, in order."""
    orders: list[OrderSeen] = []
    after: str | None = None
    for _ in range(limit):
        page = shop(after)
        orders += page.orders
        after = page.after
        if after is None:
            return orders
    raise AssertionError("The pages do not end")


class Patience:
    """Does what the agent does with each trouble, without waiting: what it was told to wait passes at once."""

    def __init__(self, bench: Bench, tries: int = 60) -> None:
        """Begins with a first token."""
        self.bench, self._tries, self.waited = bench, tries, 0.0
        self.token = self._held(bench.first_token)

    def do(self, what: Callable[[Shop], Answered]) -> Answered:
        """Asks until it is answered."""
        return self._held(lambda: what(self.bench.shop(self.token.access)))

    def _held(self, ask: Callable[[], Answered]) -> Answered:
        for _ in range(self._tries):
            try:
                return ask()
            except Throttled as trouble:
                self._wait(trouble.wait)
            except Unavailable:
                self._wait(1.0)
            except TokenExpired:
                self.token = self._refreshed()
        raise AssertionError("Patience has an end")

    def _refreshed(self) -> Token:
        bench = self.bench
        return self._held(lambda: bench.vendor.refreshed(bench.account, self.token, bench.clock()))

    def _wait(self, seconds: float) -> None:
        self.waited += seconds
        self.bench.clock.pass_by(seconds)


def kind_shop(bench: Bench) -> Shop:
    """The shop with a token of its own; whoever asks for it has switched the unkindness off."""
    return bench.shop(bench.first_token().access)


def gids(orders: Sequence[OrderSeen]) -> list[str]:
    """Their gids, in order, each once."""
    return list(dict.fromkeys(order.gid for order in orders))

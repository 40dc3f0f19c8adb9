"""Shopify as a vendor, and one of its shops."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence

from data.core.clock import Instant
from sync_agent.shops.line import Line
from sync_agent.shops.shopify import oauth
from sync_agent.shops.shopify.app import App
from sync_agent.shops.shopify.budget import Budget
from sync_agent.shops.shopify.client import Client
from sync_agent.shops.shopify.deliveries import OWED, TOPICS, read_delivery, read_told
from sync_agent.shops.shopify.orders import CREATED, UPDATED, count_orders, read_one, read_page_of_orders
from sync_agent.shops.shopify.pushing import PUSHES_A_CALL, push_all
from sync_agent.shops.shopify.stock import read_levels, read_places, read_sellables
from sync_agent.shops.shopify.subscriptions import read_subscriptions, subscribe
from sync_agent.shops.trouble import Rejected
from sync_agent.shops.vendor import Delivery, OrderSeen, Page, Place, Push, Pushed, Sellable, Shop, Token, Told


class Shopify:
    """Implements `sync_agent.shops.vendor.Vendor`."""

    name = "shopify"
    topics: Sequence[str] = TOPICS
    pushes_a_call = PUSHES_A_CALL
    owed: Sequence[str] = OWED

    def __init__(self, app: App, line: Line, mono: Callable[[], float] = time.monotonic) -> None:
        """One for all shops: what each lets us ask is kept here, whoever asks it."""
        self._app, self._line, self._mono = app, line, mono
        self._budgets: dict[str, Budget] = {}
        self._lock = threading.Lock()

    def delivery(self, headers: Mapping[str, str], raw: bytes, secrets: Sequence[str], url: str) -> Delivery:
        """The URL is not part of what Shopify signs."""
        return read_delivery(headers, raw, secrets)

    def told(self, topic: str, raw: bytes) -> Sequence[Told]:
        """What a delivery tells."""
        return read_told(topic, raw)

    def authorize_url(self, account: str, state: str, redirect: str, verifier: str) -> str:
        """Shopify has no PKCE: its callback is signed instead."""
        return oauth.authorize_url(self._app, account, state, redirect)

    def callback(self, query: Sequence[tuple[str, str]], now: Instant) -> tuple[str, str, str]:
        """(state, code, shop)."""
        return oauth.read_callback(self._app, query, now)

    def exchange(self, account: str, code: str, redirect: str, verifier: str, now: Instant) -> Token:
        """The first token."""
        return oauth.exchange(self._line, self._app, account, code, now)

    def refreshed(self, account: str, token: Token, now: Instant) -> Token:
        """The next one."""
        return oauth.refresh(self._line, self._app, account, token, now)

    def leave(self, account: str, access: str, *, alone: bool) -> None:
        """Raises Rejected always: what ends the permission removes the app from the shop, with whatever else its
        owner uses it for; a token that nobody renews ends within the hour."""
        raise Rejected("Only its owner can remove our application from a Shopify shop", "owner")

    def open(self, account: str, token: str, hooks: str, places: Sequence[str] = ()) -> Shop:
        """Shopify keeps its orders by shop and not by place, so `places` narrows nothing."""
        with self._lock:
            budget = self._budgets.setdefault(account, Budget(self._mono))
        return ShopifyShop(Client(self._line, self._app, account, token, budget), hooks)


class ShopifyShop:
    """Implements `sync_agent.shops.vendor.Shop`."""

    def __init__(self, client: Client, hooks: str) -> None:
        """`hooks` is where it tells us things."""
        self._client, self._hooks = client, hooks

    def orders(self, since: Instant, until: Instant, after: str | None) -> Page:
        """Orders changed in this time."""
        return read_page_of_orders(self._client, UPDATED, since, until, after)

    def count(self, since: Instant, until: Instant) -> int | None:
        """How many orders were changed in this time."""
        return count_orders(self._client, since, until)

    def orders_made(self, since: Instant, until: Instant, after: str | None) -> Page:
        """Orders made in this time."""
        return read_page_of_orders(self._client, CREATED, since, until, after)

    def order(self, gid: str) -> OrderSeen | None:
        """One order as it is now."""
        return read_one(self._client, gid)

    def places(self) -> Sequence[Place]:
        """Where stock is kept."""
        return read_places(self._client)

    def sellables(self, after: str | None) -> tuple[Sequence[Sellable], str | None]:
        """What is sold and counted; the ids are those of inventory items."""
        return read_sellables(self._client, after)

    def stock(self, external_ids: Sequence[str], location: str) -> Mapping[str, int]:
        """What is shown as available."""
        return read_levels(self._client, external_ids, location)

    def push(self, pushes: Sequence[Push]) -> Sequence[Pushed]:
        """Sets what is shown."""
        return push_all(self._client, pushes)

    def subscriptions(self) -> Sequence[str]:
        """The topics told at our URL."""
        return read_subscriptions(self._client, self._hooks)

    def subscribe(self, topics: Sequence[str]) -> Sequence[str]:
        """The app's client secret signs all of them, so no secret comes with them."""
        subscribe(self._client, topics, self._hooks)
        return ()

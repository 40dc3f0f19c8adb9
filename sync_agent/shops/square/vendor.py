"""Square as a vendor of shops: its parts behind the interface that every vendor has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import uuid4

from data.core.clock import Instant
from sync_agent.shops.line import Line
from sync_agent.shops.square import catalog, oauth, orders, stock, subscriptions
from sync_agent.shops.square.app import App
from sync_agent.shops.square.client import Client
from sync_agent.shops.square.deliveries import TOPICS, read_delivery, read_told
from sync_agent.shops.trouble import Disconnected, Rejected, TokenExpired
from sync_agent.shops.vendor import Delivery, OrderSeen, Page, Place, Push, Pushed, Sellable, Token, Told


class Square:
    """One application of ours, for all the sellers that it is connected to."""

    name = "square"
    topics: Sequence[str] = TOPICS
    pushes_a_call = stock.MOST_CHANGES
    owed: Sequence[str] = ()

    def __init__(self, app: App, line: Line, clock: Callable[[], Instant]) -> None:
        """`clock` tells milliseconds since the epoch: a count may be no older than a day when it is sent."""
        self._app, self._line, self._clock = app, line, clock

    def delivery(self, headers: Mapping[str, str], raw: bytes, secrets: Sequence[str], url: str) -> Delivery:
        """See `Vendor`; `url` is the notification URL as it was given to Square."""
        return read_delivery(headers, raw, secrets, url)

    def told(self, topic: str, raw: bytes) -> Sequence[Told]:
        """See `Vendor`."""
        return read_told(topic, raw)

    def authorize_url(self, account: str, state: str, redirect: str, verifier: str) -> str:
        """See `Vendor`; Square asks for the account itself."""
        return oauth.authorize_url(self._app, state, redirect, verifier)

    def callback(self, query: Sequence[tuple[str, str]], now: Instant) -> tuple[str, str, str]:
        """See `Vendor`."""
        return oauth.read_callback(query)

    def exchange(self, account: str, code: str, redirect: str, verifier: str, now: Instant) -> Token:
        """See `Vendor`; the token tells the account."""
        return oauth.exchange(self._line, self._app, code, redirect, verifier, now)

    def refreshed(self, account: str, token: Token, now: Instant) -> Token:
        """See `Vendor`."""
        return oauth.refresh(self._line, self._app, account, token, now)

    def leave(self, account: str, access: str, *, alone: bool) -> None:
        """See `Vendor`; raises Rejected without the application's secret."""
        oauth.revoke(self._line, self._app, account, None if alone else access)

    def open(self, account: str, token: str, hooks: str, places: Sequence[str] = ()) -> SquareShop:
        """See `Vendor`; raises Disconnected for a token that is none."""
        client = Client(self._line, self._app.base, token)
        own = Client(self._line, self._app.base, self._app.own_token) if self._app.own_token else client
        return SquareShop(client, own, hooks, tuple(places), self._clock)


class SquareShop:
    """One seller's shop: `Shop` for Square."""

    def __init__(
        self, client: Client, own: Client, hooks: str, wanted: tuple[str, ...], clock: Callable[[], Instant]
    ) -> None:
        """`own` asks in the application's name; `wanted` are the locations whose orders are ours, all when empty."""
        self._client, self._own, self._hooks, self._wanted, self._clock = client, own, hooks, wanted, clock
        self._known: tuple[str, ...] | None = None

    def orders(self, since: Instant, until: Instant, after: str | None) -> Page:
        """See `Shop`."""
        return orders.search(self._client, self._searched(), "UPDATED_AT", since, until, after)

    def count(self, since: Instant, until: Instant) -> int | None:
        """Square counts no orders."""
        return None

    def orders_made(self, since: Instant, until: Instant, after: str | None) -> Page:
        """See `Shop`: sales of a till without a line arrive up to 72 hours after they were made."""
        return orders.search(self._client, self._searched(), "CREATED_AT", since, until, after)

    def order(self, gid: str) -> OrderSeen | None:
        """See `Shop`."""
        return orders.fetch(self._client, gid, self._wanted)

    def places(self) -> Sequence[Place]:
        """See `Shop`."""
        return catalog.places(self._client)

    def sellables(self, after: str | None) -> tuple[Sequence[Sellable], str | None]:
        """See `Shop`."""
        return catalog.sellables(self._client, after)

    def stock(self, external_ids: Sequence[str], location: str) -> Mapping[str, int]:
        """See `Shop`."""
        return stock.levels(self._client, external_ids, location)

    def push(self, pushes: Sequence[Push]) -> Sequence[Pushed]:
        """See `Shop`; what is believed is not held against what Square shows (see `stock`)."""
        return stock.push(self._client, pushes, self._clock())

    def subscriptions(self) -> Sequence[str]:
        """See `Shop`."""
        with self._as_the_application():
            return subscriptions.topics_at(self._own, self._hooks)

    def subscribe(self, topics: Sequence[str]) -> Sequence[str]:
        """See `Shop`."""
        with self._as_the_application():
            return subscriptions.subscribe(self._own, self._hooks, topics, lambda: str(uuid4()))

    @contextmanager
    def _as_the_application(self) -> Iterator[None]:
        """Its token is not the seller's: when it opens nothing, no seller can help by connecting again."""
        try:
            yield
        except (Disconnected, TokenExpired) as trouble:
            if self._own is self._client:
                raise
            raise Rejected("Square does not take the application's own token", trouble.code) from trouble

    def _searched(self) -> tuple[str, ...]:
        if self._known is None:
            self._known = self._wanted or tuple(sorted(place.id for place in self.places()))
        return self._known

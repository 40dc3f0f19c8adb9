"""What a vendor of shops must be able to do. Everything beyond this file speaks in these words and no vendor's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from data.core.clock import Instant


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook as its signature vouches for it, or as its headers claim. `id` is this delivery's, `event_id` that of
    what happened (two subscriptions tell of one event); `account` is the shop's domain or the merchant's id; `made_at`
    is the vendor's claim."""

    id: str
    event_id: str
    topic: str
    account: str | None
    made_at: Instant | None


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """An order, whole, in the form that `data.orders.arrival` reads for this vendor; JSON, and its SHA-256 is kept."""

    gid: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class OrderNamed:
    """Something happened to an order and the delivery is thin: fetch it. `version` orders what is told of it."""

    gid: str
    version: int | None


@dataclass(frozen=True, slots=True)
class StockSeen:
    """What the shop shows of an item at a place: `available` in whole units."""

    external_id: str
    location: str
    available: int
    at: Instant | None


@dataclass(frozen=True, slots=True)
class Left:
    """The shop's owner has taken the permission back."""

    why: str


@dataclass(frozen=True, slots=True)
class Erase:
    """The law wants a customer's data gone, or `shown`: that of these orders, or (None) of all that the shop had."""

    what: str
    orders: tuple[str, ...] | None
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Nothing:
    """Understood, and nothing to do: the sentence says why."""

    why: str


Told = OrderSeen | OrderNamed | StockSeen | Left | Erase | Nothing


@dataclass(frozen=True, slots=True)
class Token:
    """What opens a shop: `expires_at` and `refresh_until` where they end at all. `account` where the vendor says only
    now whose shop it is; `renew_at` where it wants to be asked for the next one long before the end."""

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    expires_at: Instant | None
    refresh_until: Instant | None
    account: str | None = None
    renew_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Push:
    """What the shop is to show: an absolute quantity. `believed` is what we think it shows (None: do not check); `key`
    stays the same when an answer was lost, and is new when something was reckoned anew; `at` is when it was so."""

    external_id: str
    location: str
    quantity: int
    believed: int | None
    key: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of one push; `trouble` None: it is shown now."""

    push: Push
    trouble: Exception | None


@dataclass(frozen=True, slots=True)
class Sellable:
    """A thing that the shop sells and counts: what our items and products are matched with by `sku`."""

    external_id: str
    sku: str | None
    title: str
    variant: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """Orders, each in the form of `OrderSeen`, and what asks for the next page (None: this is the last)."""

    orders: tuple[OrderSeen, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a shop keeps its stock."""

    id: str
    name: str


class Shop(Protocol):
    """One connected shop, from one thread at a time. Every method raises a ShopTrouble in our words; none retries,
    waits or refreshes by itself."""

    def orders(self, since: Instant, until: Instant, after: str | None) -> Page:
        """Orders changed in this time, both ends included, the earliest change first; one page. The times stay the
        same for all pages of a walk."""
        ...

    def count(self, since: Instant, until: Instant) -> int | None:
        """How many orders `orders` will tell of this time; None where the vendor does not say."""
        ...

    def orders_made(self, since: Instant, until: Instant, after: str | None) -> Page:
        """Orders made in this time, whenever they reached the vendor."""
        ...

    def order(self, gid: str) -> OrderSeen | None:
        """One order as it is now; None when the shop does not know it."""
        ...

    def places(self) -> Sequence[Place]:
        """Where it keeps stock."""
        ...

    def sellables(self, after: str | None) -> tuple[Sequence[Sellable], str | None]:
        """What it sells and counts, a page at a time."""
        ...

    def stock(self, external_ids: Sequence[str], location: str) -> Mapping[str, int]:
        """What it shows as available; what it does not know is left out."""
        ...

    def push(self, pushes: Sequence[Push]) -> Sequence[Pushed]:
        """Sets what it shows, as many as one call takes (`pushes_a_call`); a trouble of the whole call is raised."""
        ...

    def subscriptions(self) -> Sequence[str]:
        """The topics that it tells us at our URL."""
        ...

    def subscribe(self, topics: Sequence[str]) -> Sequence[str]:
        """Makes these subscriptions, answers the signing secrets that came with them, if any."""
        ...


class Vendor(Protocol):
    """What holds for all shops of a vendor."""

    name: str
    topics: Sequence[str]
    """What we want to be told."""
    pushes_a_call: int
    owed: Sequence[str]
    """What we are told still, and must hear, after a shop was disconnected."""

    def delivery(self, headers: Mapping[str, str], raw: bytes, secrets: Sequence[str], url: str) -> Delivery:
        """Holds the signature against the raw bytes and every secret that may still sign, in constant time and before
        anything is parsed; the same work when there is no secret. Raises Forged, Unreadable."""
        ...

    def told(self, topic: str, raw: bytes) -> Sequence[Told]:
        """What a delivery tells; raises Unreadable."""
        ...

    def authorize_url(self, account: str, state: str, redirect: str, verifier: str) -> str:
        """Where the owner says yes. `verifier` (43 to 128 letters and digits) is the secret of this one attempt, for
        vendors with PKCE; `account` is empty where the vendor asks the owner for it."""
        ...

    def callback(self, query: Sequence[tuple[str, str]], now: Instant) -> tuple[str, str, str]:
        """(state, code, account) of a callback that is truly the vendor's, `account` empty when it does not say;
        raises Forged, and Rejected when the owner said no."""
        ...

    def exchange(self, account: str, code: str, redirect: str, verifier: str, now: Instant) -> Token:
        """The first token, for the same `redirect` and `verifier` as before."""
        ...

    def refreshed(self, account: str, token: Token, now: Instant) -> Token:
        """The next one; raises Disconnected when there will be none."""
        ...

    def leave(self, account: str, access: str, *, alone: bool) -> None:
        """Gives a permission that its owner gave back: all of it, or what this access token opens where we are not
        `alone` and another store of ours sells by the same permission. Raises Rejected where only the owner can."""
        ...

    def open(self, account: str, token: str, hooks: str, places: Sequence[str] = ()) -> Shop:
        """A shop of this account; `hooks` is the URL at which it tells us things. With `places`, only the orders of
        these, where a vendor keeps its orders by place: two stores may share one account."""
        ...

"""POST /webhooks/{vendor}/{store}: what the shops tell. Verified over the raw bytes, kept as it came, answered at once;
what it means is somebody else's work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from data.ledger import inbox
from data.shops.integration import SHOPIFY, SQUARE, VENDORS
from data.shops.kept import WebhookDelivery
from data.store.errors import StoreError
from sync_agent.hub.addressees import Addressee, Addressees
from sync_agent.hub.limits import raw_body, refusal
from sync_agent.hub.quota import Quota
from sync_agent.hub.running import Hub
from sync_agent.hub.store import HubStore
from sync_agent.hub.timings import told_of
from sync_agent.shops.keys import ShopKeys
from sync_agent.shops.registry import vendor_of
from sync_agent.shops.trouble import Forged, Unreadable
from sync_agent.shops.vendor import Delivery, Vendor

router = APIRouter(tags=["shops"])
_KEPT_HEADERS = ("x-shopify-topic", "x-shopify-shop-domain", "x-shopify-triggered-at", "x-shopify-api-version")
_NAMES_ACCOUNT = {SHOPIFY: "x-shopify-shop-domain"}
_LATER = {"Retry-After": "5"}
_LONGEST_NAME = 200


class Heard(BaseModel):
    """`dedupe`: this delivery has been here before."""

    ok: bool = True
    dedupe: bool = False


@dataclass(frozen=True, slots=True)
class Mailroom:
    """What the endpoint works with (`app.state.mailroom`); `wake` tells whoever takes deliveries in."""

    vendors: dict[str, Vendor]
    addressees: Addressees
    quota: Quota
    wake: Callable[[], None]


def mailroom(store: HubStore, master: bytes, wake: Callable[[], None]) -> Mailroom:
    """For every vendor that there is."""
    return Mailroom(
        {name: vendor_of(name) for name in VENDORS}, Addressees(store, ShopKeys(master)), Quota(store), wake
    )


@router.post("/webhooks/inventory")
async def of_inventory(request: Request) -> Heard:
    """Shopify's changes of stock, of any shop that is connected here."""
    return await _heard(request, SHOPIFY, None)


@router.post("/api/v1/webhooks/square")
async def of_square(request: Request) -> Heard:
    """Square's events, of any merchant that is connected here."""
    return await _heard(request, SQUARE, None)


@router.post("/webhooks/{vendor}/{store_id}")
async def of_store(
    request: Request, vendor: Annotated[str, Path(max_length=40)], store_id: Annotated[str, Path(max_length=64)]
) -> Heard:
    """A store's shop tells something."""
    return await _heard(request, vendor, store_id)


async def _heard(request: Request, vendor: str, store_id: str | None) -> Heard:
    """200 for what is signed and new, or known; 401 for what is not signed, whoever it claims to be; 503 when it could
    not be kept, so that it comes again."""
    hub: Hub = request.app.state.hub
    room: Mailroom = request.app.state.mailroom
    speaks = room.vendors.get(vendor)
    if speaks is None:
        raise refusal(404, "unknown_vendor", "No such vendor is known here")
    raw = await raw_body(request, "application/json")
    headers = {name.lower(): value for name, value in request.headers.items()}
    post = _Post(hub, room, speaks, store_id, headers, raw)
    try:
        heard, told = await run_in_threadpool(post.taken)
    except Forged as trouble:
        # Never the body of what failed: what it was is found by its hash.
        told_of(request).update(bytes=len(raw), sha256=_mark(raw))
        raise refusal(401, "unauthorized", "Unauthorized") from trouble
    except StoreError as trouble:
        raise refusal(503, "not_recorded", "It could not be kept: send it again", **_LATER) from trouble
    told_of(request).update(topic=told, dedupe=heard.dedupe)
    if not heard.dedupe:
        room.wake()
    return heard


@dataclass(frozen=True, slots=True)
class _Post:
    """One delivery at the door; all of it in one thread, for the way there costs more than the work."""

    hub: Hub
    room: Mailroom
    speaks: Vendor
    store_id: str | None
    headers: dict[str, str]
    raw: bytes

    def taken(self) -> tuple[Heard, str]:
        """What it is answered, and its topic for the log. Raises Forged, StoreError, HTTPException 503."""
        account = self.headers.get(_NAMES_ACCOUNT.get(self.speaks.name, ""))
        meant = self.room.addressees.of(self.speaks.name, self.store_id, account and account.strip().lower())
        verified = self._verified(meant)
        new = [self._kept(whose, came) for whose, came in verified]
        topic = next((came.topic for _, came in verified if came), "")
        return Heard(dedupe=not any(new)), topic if topic in self.speaks.topics else "other"

    def _verified(self, meant: list[Addressee]) -> list[tuple[Addressee, Delivery | None]]:
        """Whose it is: of several, where two stores sell through one account. Where nobody is meant the same work is
        done, so that the time tells nothing. Raises Forged."""
        found: list[tuple[Addressee, Delivery | None]] = []
        for whose in meant:
            try:
                came = self.speaks.delivery(self.headers, self.raw, whose.secrets, whose.url)
            except Forged:
                continue
            except Unreadable:
                found.append((whose, None))
                continue
            if came.account is None or came.account == whose.shop.account:
                found.append((whose, came))
        if not meant:
            self.speaks.delivery(self.headers, self.raw, (), "")
        if not found:
            raise Forged("Nobody here is told by whoever signed this")
        return found

    def _kept(self, whose: Addressee, came: Delivery | None) -> bool:
        """Whether it is new."""
        if not self.room.quota.take(whose.organization, whose.shop.id, len(self.raw)):
            raise refusal(503, "inbox_full", "Too much waits to be taken in: send it again", **_LATER)
        row = _row(self.hub, whose, came, self.headers, self.raw)
        return self.hub.store.write(whose.organization, lambda database: inbox.keep(database, row))


def _row(hub: Hub, whose: Addressee, came: Delivery | None, headers: dict[str, str], raw: bytes) -> WebhookDelivery:
    named = (_name(came.id), _name(came.event_id), _name(came.topic)) if came else _nameless(raw)
    kept = {name: headers[name][:200] for name in _KEPT_HEADERS if name in headers}
    shop = whose.shop
    return inbox.delivery(shop.id, shop.store_id, shop.vendor, named, kept, raw, hub.now())


def _nameless(raw: bytes) -> tuple[str, str, str]:
    """Signed, and names neither itself nor its topic: by its bytes it is one all the same."""
    return _mark(raw), _mark(raw), ""


def _name(text: str) -> str:
    """As it is, or its hash where no database would take it into an index: too long, half a character, a zero byte."""
    return text if len(text) <= _LONGEST_NAME and text.isprintable() else _mark(text.encode("utf-8", "surrogatepass"))


def _mark(raw: bytes) -> str:
    return sha256(raw).hexdigest()

"""POST /webhooks/{vendor}/{store}: what the shops tell. Verified over the raw bytes, kept as it came, answered at once;
what it means is somebody else's work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from data.ledger import inbox
from data.shops.integration import DISCONNECTED, SHOPIFY, SQUARE, VENDORS
from data.shops.kept import WebhookDelivery
from data.store.errors import StoreError
from sync_agent.hub.addressees import Addressee, Addressees
from sync_agent.hub.intray import InTray
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
_LARGE = 64 * 1024
"""Bytes from which on verifying would hold the other calls up."""
JSON = "application/json"
_LONGEST_NAME = 200


class Heard(BaseModel):
    """`dedupe`: this delivery has been here before."""

    ok: bool = True
    dedupe: bool = False


_NEW, _AGAIN = (Heard(dedupe=known).model_dump_json().encode() for known in (False, True))


@dataclass(frozen=True, slots=True)
class Mailroom:
    """What the endpoint works with (`app.state.mailroom`)."""

    vendors: dict[str, Vendor]
    addressees: Addressees
    quota: Quota
    tray: InTray


def mailroom(store: HubStore, master: bytes) -> Mailroom:
    """For every vendor that there is."""

    def keep(organization: str, came: Sequence[WebhookDelivery]) -> list[bool]:
        return store.write(organization, lambda database: inbox.keep(database, came))

    vendors = {name: vendor_of(name) for name in VENDORS}
    return Mailroom(vendors, Addressees(store, ShopKeys(master)), Quota(store), InTray(keep))


@router.post("/webhooks/inventory", response_model=Heard)
async def of_inventory(request: Request) -> Response:
    """Shopify's changes of stock, of any shop that is connected here."""
    return await _heard(request, SHOPIFY, None)


@router.post("/api/v1/webhooks/square", response_model=Heard)
async def of_square(request: Request) -> Response:
    """Square's events, of any merchant that is connected here."""
    return await _heard(request, SQUARE, None)


@router.post("/webhooks/{vendor}/{store_id}", response_model=Heard)
async def of_store(request: Request) -> Response:
    """A store's shop tells something."""
    return await _heard(request, request.path_params["vendor"], request.path_params["store_id"])


async def _heard(request: Request, vendor: str, store_id: str | None) -> Response:
    """200 for what is signed and new, or known; 401 for what is not signed, whoever it claims to be; 503 when it could
    not be kept, so that it comes again."""
    hub: Hub = request.app.state.hub
    room: Mailroom = request.app.state.mailroom
    speaks = room.vendors.get(vendor)
    if speaks is None:
        raise refusal(404, "unknown_vendor", "No such vendor is known here")
    raw = await raw_body(request, JSON)
    post = _Post(speaks, dict(request.headers), raw)
    try:
        verified = await _verified(room, post, store_id)
        new = [await _kept(hub, room, post, whose, came) for whose, came in verified]
    except Forged as trouble:
        # Never the body of what failed: what it was is found by its hash.
        told_of(request).update(bytes=len(raw), sha256=_mark(raw))
        raise refusal(401, "unauthorized", "Unauthorized") from trouble
    except StoreError as trouble:
        raise refusal(503, "not_recorded", "It could not be kept: send it again", **_LATER) from trouble
    topic = next((came.topic for _, came in verified if came), "")
    told_of(request).update(topic=topic if topic in speaks.topics else "other", dedupe=not any(new))
    return Response(_NEW if any(new) else _AGAIN, media_type=JSON)


async def _verified(room: Mailroom, post: _Post, store_id: str | None) -> list[tuple[Addressee, Delivery | None]]:
    """See `_Post.verified`. Only what takes long is worth the way to another thread."""
    account = post.account
    meant = room.addressees.remembered(post.speaks.name, store_id, account)
    if meant is None:
        meant = await run_in_threadpool(room.addressees.of, post.speaks.name, store_id, account)
    if len(post.raw) > _LARGE:
        return await run_in_threadpool(post.verified, meant)
    return post.verified(meant)


async def _kept(hub: Hub, room: Mailroom, post: _Post, whose: Addressee, came: Delivery | None) -> bool:
    """Whether it is new, once it is durable. Raises StoreError, HTTPException 503."""
    size = len(post.raw)
    free = room.quota.remembered(whose.shop.id, size)
    if free is None:
        free = await run_in_threadpool(room.quota.take, whose.organization, whose.shop.id, size)
    if not free:
        raise refusal(503, "inbox_full", "Too much waits to be taken in: send it again", **_LATER)
    return await room.tray.put(whose.organization, _row(hub, whose, came, post.headers, post.raw))


@dataclass(frozen=True, slots=True)
class _Post:
    """One delivery at the door."""

    speaks: Vendor
    headers: dict[str, str]
    raw: bytes

    @property
    def account(self) -> str | None:
        """Of the shop that it says it comes from, where its vendor says so outside the body."""
        account = self.headers.get(_NAMES_ACCOUNT.get(self.speaks.name, ""))
        return account and account.strip().lower()

    def verified(self, meant: list[Addressee]) -> list[tuple[Addressee, Delivery | None]]:
        """Whose it is: of several, where two stores sell through one account. Where nobody is meant the same work is
        done, so that the time tells nothing. Raises Forged; StoreError where it may be true, and cannot be told."""
        found: list[tuple[Addressee, Delivery | None]] = []
        for whose in meant:
            try:
                came = self.speaks.delivery(self.headers, self.raw, whose.secrets, whose.url)
            except Forged:
                continue
            except Unreadable:
                if whose.shop.status != DISCONNECTED:
                    found.append((whose, None))
                continue
            if self._is_for(whose, came):
                found.append((whose, came))
        if not meant:
            self.speaks.delivery(self.headers, self.raw, (), "")
        if not found and any(whose.sealed for whose in meant):
            raise StoreError("What this shop signs with cannot be read")
        if not found:
            raise Forged("Nobody here is told by whoever signed this")
        return found

    def _is_for(self, whose: Addressee, came: Delivery) -> bool:
        heard = whose.shop.status != DISCONNECTED or came.topic in self.speaks.owed
        return heard and came.account in (None, whose.shop.account)


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

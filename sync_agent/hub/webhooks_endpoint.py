"""POST /webhooks/{vendor}/{store}: what the shops tell. Verified over the raw bytes, kept as it came, answered at once;
what it means is somebody else's work."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from data.ledger import inbox
from data.shops.integration import SHOPIFY, SQUARE, VENDORS
from data.shops.kept import WebhookDelivery
from data.store.errors import StoreError
from sync_agent.hub.addressees import Addressee, Addressees
from sync_agent.hub.limits import in_turn, raw_body, refusal
from sync_agent.hub.running import Hub
from sync_agent.hub.store import HubStore
from sync_agent.shops.keys import ShopKeys
from sync_agent.shops.registry import vendor_of
from sync_agent.shops.trouble import Forged, Unreadable
from sync_agent.shops.vendor import Delivery, Vendor

_log = logging.getLogger(__name__)
router = APIRouter(tags=["shops"])
_KEPT_HEADERS = ("x-shopify-topic", "x-shopify-shop-domain", "x-shopify-triggered-at", "x-shopify-api-version")
_NAMES_ACCOUNT = {SHOPIFY: "x-shopify-shop-domain"}
_LATER = {"Retry-After": "5"}


class Heard(BaseModel):
    """`dedupe`: this delivery has been here before."""

    ok: bool = True
    dedupe: bool = False


@dataclass(frozen=True, slots=True)
class Mailroom:
    """What the endpoint works with (`app.state.mailroom`); `wake` tells whoever takes deliveries in."""

    vendors: dict[str, Vendor]
    addressees: Addressees
    wake: Callable[[], None]


def mailroom(store: HubStore, master: bytes, wake: Callable[[], None]) -> Mailroom:
    """For every vendor that there is."""
    return Mailroom({name: vendor_of(name) for name in VENDORS}, Addressees(store, ShopKeys(master)), wake)


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
    try:
        account = headers.get(_NAMES_ACCOUNT.get(vendor, ""))
        meant = await run_in_threadpool(room.addressees.of, vendor, store_id, account)
        whose, came = _verified(speaks, meant, headers, raw)
        in_turn(hub.rate, whose.shop.id)
        row = _row(hub, whose, came, headers, raw)
        new = await run_in_threadpool(hub.store.write, whose.organization, lambda database: inbox.keep(database, row))
    except StoreError as trouble:
        raise refusal(503, "not_recorded", "It could not be kept: send it again", **_LATER) from trouble
    _log.info("webhook", extra={"topic": row.topic, "dedupe": not new})
    if new:
        room.wake()
    return Heard(dedupe=not new)


def _verified(
    speaks: Vendor, meant: list[Addressee], headers: dict[str, str], raw: bytes
) -> tuple[Addressee, Delivery | None]:
    """Whose it is. Where nobody is meant the same work is done, so that the time tells nothing."""
    for whose in meant:
        try:
            came = speaks.delivery(headers, raw, whose.secrets, whose.url)
        except Forged:
            continue
        except Unreadable:
            return whose, None
        if came.account is None or came.account == whose.shop.account:
            return whose, came
    if not meant:
        with suppress(Forged, Unreadable):
            speaks.delivery(headers, raw, (), "")
    raise refusal(401, "unauthorized", "Unauthorized")


def _row(hub: Hub, whose: Addressee, came: Delivery | None, headers: dict[str, str], raw: bytes) -> WebhookDelivery:
    named = (came.id, came.event_id, came.topic) if came else _nameless(raw)
    kept = {name: headers[name][:200] for name in _KEPT_HEADERS if name in headers}
    shop = whose.shop
    return inbox.delivery(shop.id, shop.store_id, shop.vendor, named, kept, raw, hub.now())


def _nameless(raw: bytes) -> tuple[str, str, str]:
    """Signed, and names neither itself nor its topic: by its bytes it is one all the same."""
    from hashlib import sha256

    mark = sha256(raw).hexdigest()
    return mark, mark, ""

"""A shop is connected to a store, tells how it stands, and is let go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from data.core.actor import Role
from data.core.command import Command, Context
from data.core.ids import derived_id
from data.core.outcome import Accepted, Change, Event, Outcome, Put, Refused, Write, noop
from data.core.rows import Rows
from data.core.text import clean
from data.notices.notice import ATTENTION, Notice
from data.organization.store import Store
from data.shops.integration import (
    BROKEN,
    CONNECTED,
    DISCONNECTED,
    PENDING,
    VENDORS,
    PosIntegration,
    SyncJob,
    integration_id,
)
from data.shops.work import enqueue
from data.stock.link import StockLink

_ACCOUNT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,252}")
INITIAL_SYNC = "INITIAL_SYNC"
_OPENED = {PENDING: 0, CONNECTED: 1, BROKEN: 2, DISCONNECTED: 3}


@dataclass(frozen=True, slots=True)
class ConnectShop(Command):
    """A shop of a vendor; `connected` where its owner has said yes already."""

    name: ClassVar[str] = "connect_shop"
    least: ClassVar[Role] = Role.OWNER
    for_service: ClassVar[bool] = True
    relied_on: ClassVar[bool] = True

    store_id: str
    vendor: str
    account: str
    location: str | None = None
    connected: bool = False


@dataclass(frozen=True, slots=True)
class SetShopState(Command):
    """What the hub knows of a shop: None leaves as it is; an empty `says` means that nothing is wrong any more."""

    name: ClassVar[str] = "set_shop_state"
    least: ClassVar[Role] = Role.OWNER
    for_service: ClassVar[bool] = True

    integration_id: str
    status: str | None = None
    says: str | None = None
    synced_at: int | None = None
    heard_at: int | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True)
class NoteSyncJob(Command):
    """How far a shop's long work has come."""

    name: ClassVar[str] = "note_sync_job"
    least: ClassVar[Role] = Role.OWNER
    for_service: ClassVar[bool] = True

    integration_id: str
    kind: str
    status: str
    done: int
    total: int | None = None
    cursor: str | None = None
    says: str | None = None


@dataclass(frozen=True, slots=True)
class DisconnectShop(Command):
    """It sells for this store no more; what came from it stays."""

    name: ClassVar[str] = "disconnect_shop"
    least: ClassVar[Role] = Role.OWNER
    for_service: ClassVar[bool] = True
    relied_on: ClassVar[bool] = True

    integration_id: str
    reason: str = ""


def connect_shop(command: ConnectShop, rows: Rows, ctx: Context) -> Outcome:
    """The same shop again is the same row, and begins anew."""
    store = rows.get(Store, command.store_id)
    if store is None:
        return Refused("no_such_store", f"No store {command.store_id}")
    if command.vendor not in VENDORS:
        return Refused("unknown_vendor", f"{clean(command.vendor, 40)!r}: shops are {' or '.join(VENDORS)}")
    if not _ACCOUNT.fullmatch(command.account):
        return Refused("bad_account", f"{clean(command.account, 80)!r} is no shop's name")
    ident = integration_id(store.id, command.vendor, command.account)
    status = CONNECTED if command.connected else PENDING
    known = rows.get(PosIntegration, ident)
    writes: list[Write] = []
    if known is None:
        head = (ident, store.id, command.vendor, command.account, command.location)
        writes.append(Put(PosIntegration(*head, status, ctx.now, None, None, None, ctx.now)))
    elif known.status in (status, CONNECTED):
        # Asked once more, it goes on selling by the permission that it has until there is a new one.
        return noop("known", f"{command.account} is {known.status.lower()} already")
    else:
        columns = {"status": status, "since": ctx.now, "says": None, "location": command.location or known.location}
        writes.append(Change(PosIntegration, (ident,), columns))
        if command.connected:
            writes += _missed(rows, known, ctx)
    event = Event("shop_connected", store_id=store.id, detail={"shop": ident, "status": status})
    return Accepted(
        f"{command.account} sells for {store.name}: {status.lower()}", writes=tuple(writes), events=(event,)
    )


def _missed(rows: Rows, shop: PosIntegration, ctx: Context) -> list[Write]:
    """A shop that comes back has heard of nothing meanwhile."""
    links = [link for link in rows.where(StockLink, integration_id=shop.id) if link.product_id or link.item_id]
    return [write for link in links for write in enqueue(rows, ctx.now, shop, link.external_id)]


def set_shop_state(command: SetShopState, rows: Rows, ctx: Context) -> Outcome:
    """Times only go on. A shop that breaks is told to its store, once for each time."""
    shop = rows.get(PosIntegration, command.integration_id)
    if shop is None:
        return Refused("no_such_shop", "No such shop is connected")
    if command.status is not None and command.status not in _OPENED:
        return Refused("bad_status", f"{clean(command.status, 40)!r} is no state of a shop")
    if command.status == BROKEN and shop.status == DISCONNECTED:
        return noop("disconnected", f"{shop.account} was disconnected meanwhile: nobody needs to connect it again")
    columns = _changed(command, shop, ctx)
    if not columns:
        return noop("unchanged", f"{shop.account} is known to stand so")
    writes: list[Write] = [Change(PosIntegration, (shop.id,), columns)]
    if columns.get("status") == BROKEN:
        text = f"{shop.account} must be connected again: {columns.get('says') or shop.says or 'it lets nobody in'}"
        ident = derived_id(ctx.command_id, f"broken:{shop.id}")
        writes.append(
            Put(Notice(ident, shop.store_id, ATTENTION, "shop_broken", text, None, None, None, ctx.now, None, None))
        )
    return Accepted(f"{shop.account} stands otherwise now", writes=tuple(writes))


def _changed(command: SetShopState, shop: PosIntegration, ctx: Context) -> dict[str, object]:
    columns: dict[str, object] = {}
    if command.status is not None and command.status != shop.status:
        columns |= {"status": command.status, "since": ctx.now}
    if command.says is not None and (clean(command.says, 500) or None) != shop.says:
        columns["says"] = clean(command.says, 500) or None
    for name in ("synced_at", "heard_at"):
        told, known = getattr(command, name), getattr(shop, name)
        if told is not None and (known is None or told > known):
            columns[name] = told
    if command.location is not None and command.location != shop.location:
        columns["location"] = command.location
    return columns


def note_sync_job(command: NoteSyncJob, rows: Rows, ctx: Context) -> Outcome:
    """One row for each kind of work of a shop."""
    shop = rows.get(PosIntegration, command.integration_id)
    if shop is None:
        return Refused("no_such_shop", "No such shop is connected")
    ident = derived_id(shop.id, f"job:{command.kind}")
    known = rows.get(SyncJob, ident)
    says = clean(command.says, 500) if command.says else None
    stands = {name: getattr(command, name) for name in ("done", "total")}
    stands |= {"status": clean(command.status, 40), "cursor": clean(command.cursor, 2_000) if command.cursor else None}
    stands |= {"says": says, "changed_at": ctx.now}
    if known is None:
        kind = clean(command.kind, 40)
        row = SyncJob(id=ident, store_id=shop.store_id, integration_id=shop.id, kind=kind, begun_at=ctx.now, **stands)
        return Accepted("The work has begun", writes=(Put(row),))
    return Accepted("The work goes on", writes=(Change(SyncJob, (ident,), stands),))


def disconnect_shop(command: DisconnectShop, rows: Rows, ctx: Context) -> Outcome:
    """By the store's owner or by the shop's."""
    shop = rows.get(PosIntegration, command.integration_id)
    if shop is None:
        return Refused("no_such_shop", "No such shop is connected")
    if shop.status == DISCONNECTED:
        return noop("known", f"{shop.account} is disconnected already")
    says = clean(command.reason, 500) or None
    columns = {"status": DISCONNECTED, "since": ctx.now, "says": says}
    event = Event("shop_disconnected", store_id=shop.store_id, detail={"shop": shop.id, "reason": says})
    text = f"{shop.account} does not sell for this store any more"
    return Accepted(text, writes=(Change(PosIntegration, (shop.id,), columns),), events=(event,))

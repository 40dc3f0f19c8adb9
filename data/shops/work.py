"""What shops must be told, and how that goes: one row for each thing, for as long as it is sold there. What changes
again while it waits is told once, as it is then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.core.actor import Role
from data.core.clock import Instant
from data.core.command import Command, Context
from data.core.ids import derived_id
from data.core.outcome import Accepted, Change, Event, Outcome, Put, Refused, Write, noop
from data.core.rows import Rows
from data.core.text import clean
from data.notices.notice import ATTENTION, Notice
from data.orders.order import DeadLetter
from data.shops.integration import PosIntegration

PENDING, DONE, ERROR = "pending", "done", "error"
INVENTORY_PUSH = "inventory_push"
STOCK_CORRECTED = "stock.corrected"
MAX_RETRIES = 8
WINDOW = 5_000
"""Milliseconds in which changes of one thing become one push."""
MOST_SETTLED = 500
"""In one command."""


@dataclass(frozen=True, slots=True)
class Work:
    """`subject` is what the shop calls the thing; `version` counts the changes of it: whoever told the shop of an older
    one leaves it waiting. An error without `next_retry_at` has been given up, and lies as a dead letter. `says` is what
    was wrong last, until the shop was told."""

    id: str
    store_id: str
    integration_id: str
    topic: str
    dedupe_key: str
    subject: str
    status: str
    version: int
    retry_count: int
    max_retries: int
    next_retry_at: Instant | None
    quantity: int | None
    says: str | None
    created_at: Instant
    changed_at: Instant


@dataclass(frozen=True, slots=True)
class SettleWork(Command):
    """What became of some of it: each its id, the version that the shop was told of, the quantity it shows now (None:
    it counts no such thing), what was wrong (nothing: it is done), and when to try again (None: never as it stands)."""

    name: ClassVar[str] = "settle_work"
    least: ClassVar[Role] = Role.OWNER
    for_service: ClassVar[bool] = True

    integration_id: str
    results: tuple[tuple[str, int, int | None, str, int | None], ...]


@dataclass(frozen=True, slots=True)
class RetryFailedSync(Command):
    """What went wrong with a shop is tried once more, from the beginning; `work_ids` empty: all of it."""

    name: ClassVar[str] = "retry_failed_sync"
    least: ClassVar[Role] = Role.ADMIN
    for_service: ClassVar[bool] = True

    integration_id: str
    work_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PushStock(Command):
    """The shop shows something else than we have (or nobody knows what): it is told again. `found` says of each what it
    showed and what it should, `source` who looked."""

    name: ClassVar[str] = "push_stock"
    least: ClassVar[Role] = Role.ADMIN
    for_service: ClassVar[bool] = True

    integration_id: str
    external_ids: tuple[str, ...]
    found: tuple[tuple[str, int | None, int], ...] = ()
    source: str = ""


def work_id(integration_id: str, topic: str, subject: str) -> str:
    """One row for each thing of a shop."""
    return derived_id(integration_id, f"work:{topic}:{subject}")


def enqueue(rows: Rows, now: Instant, shop: PosIntegration, subject: str, window: int = WINDOW) -> list[Write]:
    """The thing has changed: the shop is told after the window, whatever it is then. What waits already waits no
    longer for it; what is being tried again keeps its pause."""
    ident = work_id(shop.id, INVENTORY_PUSH, subject)
    known = rows.get(Work, ident)
    if known is None:
        key = f"{INVENTORY_PUSH}:{shop.id}:{subject}"
        return [Put(_fresh(ident, shop, key, subject, now, now + window))]
    columns: dict[str, object] = {"version": known.version + 1, "changed_at": now}
    if known.next_retry_at is None:
        columns |= {"status": PENDING, "retry_count": 0, "next_retry_at": now + window}
    return [Change(Work, (ident,), columns)]


def _fresh(ident: str, shop: PosIntegration, key: str, subject: str, now: Instant, due: Instant) -> Work:
    return Work(
        id=ident,
        store_id=shop.store_id,
        integration_id=shop.id,
        topic=INVENTORY_PUSH,
        dedupe_key=key,
        subject=subject,
        status=PENDING,
        version=1,
        retry_count=0,
        max_retries=MAX_RETRIES,
        next_retry_at=due,
        quantity=None,
        says=None,
        created_at=now,
        changed_at=now,
    )


def settle_work(command: SettleWork, rows: Rows, ctx: Context) -> Outcome:
    """An error counts, and is given up after `max_retries`: it becomes a dead letter, and somebody is told once."""
    shop = rows.get(PosIntegration, command.integration_id)
    if shop is None or len(command.results) > MOST_SETTLED:
        return Refused("no_such_shop", "No such shop is connected")
    writes: list[Write] = []
    for ident, version, quantity, says, again_at in command.results:
        work = rows.get(Work, ident)
        if work is not None and work.integration_id == shop.id:
            writes += _settled(rows, ctx, work, version, quantity, clean(says, 500), again_at)
    if not writes:
        return noop("unknown", "None of this is known")
    return Accepted(f"{len(command.results)} of {shop.account} are settled", writes=tuple(writes))


def _settled(
    rows: Rows, ctx: Context, work: Work, version: int, quantity: int | None, says: str, again_at: Instant | None
) -> list[Write]:
    if not says:
        is_newest = work.version == version
        columns: dict[str, object] = {"quantity": quantity, "retry_count": 0, "says": None, "changed_at": ctx.now}
        columns |= {"status": DONE if is_newest else PENDING, "next_retry_at": None if is_newest else ctx.now}
        return [Change(Work, (work.id,), columns), *_mended(rows, ctx, work)]
    tries = work.retry_count + 1
    given_up = again_at is None or tries > work.max_retries
    columns = {"status": ERROR, "retry_count": tries, "says": says, "changed_at": ctx.now}
    columns["next_retry_at"] = None if given_up else again_at
    change = Change(Work, (work.id,), columns)
    return [change, *_given_up(rows, ctx, work, says)] if given_up else [change]


def _given_up(rows: Rows, ctx: Context, work: Work, says: str) -> list[Write]:
    text = f"The shop could not be told what there is of {work.subject}: {says}"
    letter = rows.get(DeadLetter, work.id)
    if letter is not None and letter.closed_at is None:
        return [Change(DeadLetter, (work.id,), {"says": text, "at": ctx.now})]
    notice_id = derived_id(ctx.command_id, f"given_up:{work.id}")
    notice = Notice(notice_id, work.store_id, ATTENTION, "push_failed", text, None, None, None, ctx.now, None, None)
    if letter is not None:
        columns = {"says": text, "at": ctx.now, "closed_at": None, "owner": None, "closed_says": None}
        return [Change(DeadLetter, (work.id,), columns), Put(notice)]
    fresh = DeadLetter(work.id, work.store_id, work.topic, "push_failed", text, None, "", ctx.now, None)
    return [Put(fresh), Put(notice)]


def _mended(rows: Rows, ctx: Context, work: Work) -> list[Write]:
    """A success closes the dead letter of the failures before it: what was wrong stands until then, however often the
    thing was tried again or changed meanwhile."""
    letter = rows.get(DeadLetter, work.id) if work.says else None
    if letter is None or letter.closed_at is not None:
        return []
    return [Change(DeadLetter, (work.id,), {"closed_at": ctx.now, "closed_says": "The shop was told"})]


def retry_failed_sync(command: RetryFailedSync, rows: Rows, ctx: Context) -> Outcome:
    """Only what is an error; done and waiting work stays as it is."""
    shop = rows.get(PosIntegration, command.integration_id)
    if shop is None:
        return Refused("no_such_shop", "No such shop is connected")
    failed = [w for w in rows.where(Work, integration_id=shop.id) if w.status == ERROR]
    chosen = [w for w in failed if not command.work_ids or w.id in command.work_ids]
    if not chosen:
        return noop("nothing_failed", f"Nothing of {shop.account} has failed")
    columns = {"status": PENDING, "retry_count": 0, "next_retry_at": ctx.now, "changed_at": ctx.now}
    writes = tuple(Change(Work, (w.id,), columns) for w in chosen)
    event = Event("sync_retried", store_id=shop.store_id, detail={"shop": shop.id, "work": len(chosen)})
    return Accepted(f"{len(chosen)} things of {shop.account} are tried again", writes=writes, events=(event,))


def push_stock(command: PushStock, rows: Rows, ctx: Context) -> Outcome:
    """At once: whoever asks has looked."""
    shop = rows.get(PosIntegration, command.integration_id)
    if shop is None or len(command.external_ids) > MOST_SETTLED:
        return Refused("no_such_shop", "No such shop is connected")
    subjects = dict.fromkeys(command.external_ids)
    writes = [write for subject in subjects for write in enqueue(rows, ctx.now, shop, subject, 0)]
    if not writes:
        return noop("nothing", "Nothing is to be told")
    detail = {"shop": shop.id, "source": clean(command.source, 40), "found": [list(one) for one in command.found]}
    events = (Event(STOCK_CORRECTED, store_id=shop.store_id, detail=detail),) if command.found else ()
    return Accepted(f"{shop.account} is told of {len(subjects)} things", writes=tuple(writes), events=events)

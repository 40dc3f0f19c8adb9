"""The shops of a store as screens show them, what they are still to be told, and where a thing is sold."""

from __future__ import annotations

from typing import NamedTuple

from data.core.clock import Instant
from data.shops.connecting import INITIAL_SYNC
from data.shops.integration import BROKEN, DISCONNECTED, UNNAMED
from data.shops.work import DONE, ERROR, INVENTORY_PUSH, PENDING, work_id
from data.store.database import Database

ALL, WAITING, FAILED, TOLD = "", PENDING, ERROR, DONE
"""What one looks at of the work: all that is left to do, or one state of it."""
_EVERY = 1_000_000_000


class ShopLine(NamedTuple):
    """A shop, how many things wait and how many failed, and its first sync as far as it has come (no `job`: none was
    begun)."""

    id: str
    vendor: str
    account: str
    status: str
    since: Instant
    says: str | None
    synced_at: Instant | None
    heard_at: Instant | None
    waiting: int
    failed: int
    job: str | None
    done: int
    total: int | None
    job_says: str | None
    job_at: Instant | None

    @property
    def was_a_question(self) -> bool:
        """Whether it is no shop any more, only the question to a seller who has answered."""
        return self.account == UNNAMED and self.status == DISCONNECTED


class WorkLine(NamedTuple):
    """One thing that a shop is told of. `shows` is what it was told last; `title` is the shop's own."""

    id: str
    shop_id: str
    account: str
    subject: str
    title: str
    sku: str | None
    status: str
    tries: int
    most: int
    next_at: Instant | None
    shows: int | None
    says: str | None
    changed_at: Instant

    @property
    def given_up(self) -> bool:
        """Whether it stays so until a person does something."""
        return self.status == ERROR and self.next_at is None


class WorkCount(NamedTuple):
    """How many things of a store are in a state."""

    status: str
    things: int


class SoldLine(NamedTuple):
    """Where a thing is sold, and what it shows there: None, as long as the shop was told nothing of it."""

    account: str
    title: str
    size: str
    shows: int | None


_OF_STATE = "(SELECT count(*) FROM work_queue w WHERE w.integration_id = p.id AND w.status = '{}')"
_SHOPS = (
    "SELECT p.id, p.vendor, p.account, p.status, p.since, p.says, p.synced_at, p.heard_at, "
    f"{_OF_STATE.format(PENDING)}, {_OF_STATE.format(ERROR)}, j.status, coalesce(j.done, 0), j.total, j.says, "
    "j.changed_at FROM pos_integration p "
    f"LEFT JOIN pos_sync_job j ON j.integration_id = p.id AND j.kind = '{INITIAL_SYNC}' "
    f"WHERE p.store_id = ? ORDER BY p.status = '{DISCONNECTED}', p.account, p.id"
)
_OF_STORE = "FROM pos_integration p JOIN work_queue w ON w.integration_id = p.id"
_THING = "LEFT JOIN stock_link l ON l.integration_id = w.integration_id AND l.external_id = w.subject"
_WORK = (
    "SELECT w.id, p.id, p.account, w.subject, coalesce(l.title, ''), l.sku, w.status, w.retry_count, w.max_retries, "
    f"w.next_retry_at, w.quantity, w.says, w.changed_at {_OF_STORE} {_THING} WHERE p.store_id = ?"
)
_FIRST_WHAT_FAILED = (
    f"ORDER BY CASE WHEN w.status <> '{ERROR}' THEN 2 WHEN w.next_retry_at IS NULL THEN 0 ELSE 1 END, "
    "coalesce(w.next_retry_at, w.changed_at), w.id LIMIT ?"
)
_NEWEST_FIRST = "ORDER BY w.changed_at DESC, w.id LIMIT ?"
_COUNTS = f"SELECT w.status, count(*) {_OF_STORE} WHERE p.store_id = ? GROUP BY w.status ORDER BY w.status"
_SOLD = (
    "SELECT p.id, l.external_id, p.account, l.title, l.size FROM stock_link l "
    "JOIN pos_integration p ON p.id = l.integration_id "
    "WHERE l.item_id = ? OR l.product_id IN (SELECT q.product_id FROM product_requirements q WHERE q.item_id = ?) "
    "ORDER BY p.account, l.title, l.size, l.external_id LIMIT ?"
)
BROKEN_COUNT = f"SELECT count(*) FROM pos_integration WHERE store_id = ? AND status = '{BROKEN}'"


def shops_of(database: Database, store_id: str) -> list[ShopLine]:
    """Every shop that sells for a store, or did; those that do no more come last."""
    return [ShopLine._make(row) for row in database.rows(_SHOPS, (store_id,))]


def work_of(
    database: Database, store_id: str, state: str = ALL, shop_id: str = "", limit: int = _EVERY
) -> list[WorkLine]:
    """What a store's shops (or one of them) are to be told. First what was given up, then what is tried again, then
    what waits, each the next one first; of what is done, the newest."""
    states = f"w.status IN ('{PENDING}', '{ERROR}')" if state == ALL else "w.status = ?"
    where = f"AND {states}{' AND p.id = ?' if shop_id else ''}"
    values = [store_id, *([state] if state else []), *([shop_id] if shop_id else []), limit]
    order = _NEWEST_FIRST if state == TOLD else _FIRST_WHAT_FAILED
    return [WorkLine._make(row) for row in database.rows(f"{_WORK} {where} {order}", values)]


def work_counts(database: Database, store_id: str) -> list[WorkCount]:
    """How much there is in each state that has any."""
    return [WorkCount(status, int(n)) for status, n in database.rows(_COUNTS, (store_id,))]


def sold_in(database: Database, item_id: str, limit: int = 50) -> list[SoldLine]:
    """The shops' things that take an item of the stock, or are it."""
    found = database.rows(_SOLD, (item_id, item_id, limit))
    works = [work_id(shop, INVENTORY_PUSH, subject) for shop, subject, *_ in found]
    marks = ", ".join("?" * len(works))
    told = f"SELECT id, quantity FROM work_queue WHERE id IN ({marks})"
    shows: dict[str, int | None] = dict(database.rows(told, works)) if works else {}
    return [SoldLine._make((*line[2:], shows.get(work))) for line, work in zip(found, works, strict=True)]

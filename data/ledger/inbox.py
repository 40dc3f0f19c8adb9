"""Webhooks as they came: each is kept once, and taken by one worker at a time, the oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from data.core.clock import Instant
from data.core.ids import derived_id
from data.core.packed import pack
from data.shops.kept import DEAD, NEW, TAKEN, WebhookDelivery
from data.store.database import Column, Database, Record
from data.store.kinds import kind_of

LEASE = 60_000
"""Milliseconds after which a worker that took a delivery and said nothing is taken for dead."""
MOST_TRIES = 8
_KIND = kind_of(WebhookDelivery)
_COLUMNS = ", ".join(_KIND.columns)
_IS = {"str": "text", "bytes": "bytea", "int": "bigint", "Instant": "bigint"}
_LISTS = ", ".join(f"?::{_IS[str(each.type).partition(' ')[0]]}[]" for each in fields(WebhookDelivery))
_NEW = "ON CONFLICT DO NOTHING RETURNING id"
_KEEP_ALL = f"INSERT INTO webhook_inbox ({_COLUMNS}) SELECT * FROM unnest({_LISTS}) {_NEW}"
_KEEP_ONE = f"{_KIND.insert} {_NEW}"
_SKIP = {"postgresql": " FOR UPDATE SKIP LOCKED", "sqlite": ""}
_DUE = "SELECT 1 FROM webhook_inbox WHERE state = 'new' AND next_at <= ? LIMIT 1"
_LEASE = """UPDATE webhook_inbox SET next_at = ?, tries = tries + 1 WHERE id IN (SELECT id FROM webhook_inbox
WHERE state = 'new' AND next_at <= ? ORDER BY received_at, id LIMIT ?{skip}) RETURNING {columns}"""
_SETTLE = "UPDATE webhook_inbox SET state = ?, next_at = ?, says = ? WHERE id = ? AND tries = ? AND state = 'new'"
_AGAIN = """UPDATE webhook_inbox SET state = 'new', tries = 1, next_at = ? WHERE id = ? AND state = 'dead'
RETURNING {columns}"""
_DEAD = "SELECT {columns} FROM webhook_inbox WHERE state = 'dead' AND store_id = ? ORDER BY received_at DESC, id"
_WAITING = "SELECT count(*), min(received_at) FROM webhook_inbox WHERE state = 'new'"
# Found by the index of what waits: with an equality on the shop, SQLite would read all that ever came from it.
_WAITING_OF = """SELECT count(CASE WHEN integration_id = ? THEN 1 END),
coalesce(sum(CASE WHEN integration_id = ? THEN length(raw) END), 0)
FROM webhook_inbox WHERE state = 'new' AND next_at >= 0"""
_TIDY = "DELETE FROM webhook_inbox WHERE state = 'taken' AND received_at < ?"


def delivery(
    integration_id: str,
    store_id: str,
    provider: str,
    name: tuple[str, str, str],
    headers: dict[str, str],
    raw: bytes,
    now: Instant,
) -> WebhookDelivery:
    """One that has just come; `name` is its delivery id, its event id and its topic."""
    ident = derived_id(integration_id, f"delivery:{name[0]}")
    return WebhookDelivery(ident, integration_id, store_id, provider, *name, now, pack(headers), raw, NEW, 0, now, None)


def keep(database: Database, came: Sequence[WebhookDelivery]) -> list[bool]:
    """Of each whether it is new: the same delivery again is kept once. All or none, in a transaction of its own."""
    # In one order, whoever keeps them: two processes that hear the same ones do not wait for each other in a ring.
    records = [_KIND.record(one) for one in sorted(came, key=lambda one: one.id)]
    with database.transaction():
        new = {ident for (ident,) in _kept(database, records)}
    first = {one.id: n for n, one in reversed([*enumerate(came)])}
    return [one.id in new and first[one.id] == n for n, one in enumerate(came)]


def _kept(database: Database, records: Sequence[Record]) -> list[Record]:
    """The ids of those that are new."""
    if database.dialect == "postgresql":
        # The statement is the same for any number of them.
        return database.rows(_KEEP_ALL, [Column(cells) for cells in zip(*records, strict=True)])
    return [new for record in records for new in database.rows(_KEEP_ONE, record)]


def is_due(database: Database, now: Instant) -> bool:
    """Whether anything waits to be taken up: asked every second, and takes no turn."""
    return bool(database.rows(_DUE, (now,)))


def lease(database: Database, many: int, now: Instant) -> list[WebhookDelivery]:
    """The caller's for a minute, the oldest first; its `tries` is the fence."""
    sql = _LEASE.format(skip=_SKIP[database.dialect], columns=", ".join(_KIND.columns))
    with database.transaction():
        found = [_KIND.row(record) for record in database.rows(sql, (now + LEASE, now, many))]
    return sorted(found, key=lambda one: (one.received_at, one.id))


def settle(database: Database, came: WebhookDelivery, says: str, *, dead: bool = False) -> bool:
    """A word has been said on it; inside the caller's transaction. False when another worker has it by now."""
    return database.run(_SETTLE, (DEAD if dead else TAKEN, None, says, came.id, came.tries)) == 1


def put_back(database: Database, came: WebhookDelivery, says: str, again_at: Instant) -> bool:
    """Once more later; inside the caller's transaction."""
    return database.run(_SETTLE, (NEW, again_at, says, came.id, came.tries)) == 1


def replay(database: Database, ident: str, now: Instant) -> WebhookDelivery | None:
    """A dead one comes to life, the caller's for a minute; None for one that is not dead. In its own transaction."""
    with database.transaction():
        found = database.rows(_AGAIN.format(columns=", ".join(_KIND.columns)), (now + LEASE, ident))
    return _KIND.row(found[0]) if found else None


def dead(database: Database, store_id: str) -> list[WebhookDelivery]:
    """Those of a store of which nothing came, the newest first."""
    sql = _DEAD.format(columns=", ".join(_KIND.columns))
    return [_KIND.row(record) for record in database.rows(sql, (store_id,))]


def waiting(database: Database) -> tuple[int, Instant | None]:
    """How many nobody has said a word on, and since when the oldest waits."""
    many, oldest = database.rows(_WAITING)[0]
    return many, oldest


def waiting_of(database: Database, integration_id: str) -> tuple[int, int]:
    """How many deliveries of one shop wait, and how many bytes they are."""
    many, size = database.rows(_WAITING_OF, (integration_id, integration_id))[0]
    return many, int(size)


def tidy(database: Database, before: Instant) -> int:
    """Those on which a word was said, and that are older, go; inside the caller's transaction."""
    return database.run(_TIDY, (before,))

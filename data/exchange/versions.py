"""The version of every row that this node feeds: one counter a scope, bumped once a transaction (SYNC 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from data.core.clock import Instant
from data.core.outcome import Put
from data.exchange import values
from data.exchange.archived import brought_back
from data.exchange.message import Head
from data.exchange.travelling import Key, scopes_of_rows
from data.exchange.values import Mark, RowVersion
from data.store.database import Database, StoredRows
from data.store.execute import apply
from data.store.kinds import kind_of, upsert

_LOCK = "SELECT scope FROM sync_head WHERE scope = ANY(?) ORDER BY scope FOR UPDATE"
Stamped = dict[str, list[tuple[Key, bool]]]
_BEGIN = "INSERT INTO sync_head (scope, ver, tag) VALUES (?, 0, '') ON CONFLICT DO NOTHING"
_LAST_SCOPE = "SELECT scope FROM sync_row WHERE tbl = ? AND pk = ? AND scope IN ({marks}) ORDER BY ver DESC"


def lock(database: Database, scopes: Iterable[str], *, waits: bool = True) -> set[str]:
    """Takes the counters of these scopes first, in one order for all: their commits then have the order of their
    versions, and no reader ever passes one that is still to come. Answers which it has: all, unless it `waits` for
    nobody. A file has one writer, who has them all."""
    wanted = set(scopes)
    if database.dialect == "sqlite":
        return wanted
    held = _held(database, wanted, waits=waits)
    missing = sorted(wanted - held) if waits else []
    for scope in missing:
        # Of two that come first at once the second waits here, and must not set back what the first has begun.
        database.run(_BEGIN, (scope,))
    return held | _held(database, missing, waits=True) if missing else held


def _held(database: Database, scopes: Iterable[str], *, waits: bool) -> set[str]:
    return {scope for (scope,) in database.rows(_LOCK if waits else f"{_LOCK} SKIP LOCKED", (sorted(scopes),))}


def set_head(database: Database, scope: str, newest: Head) -> None:
    """The newest version of a scope is this one now."""
    database.run(upsert(kind_of(values.Head), database.dialect), (scope, *newest))


def head(database: Database, scope: str) -> Head:
    """The newest version of a scope."""
    found = StoredRows(database).get(values.Head, scope)
    return (found.ver, found.tag) if found else (0, "")


def was_head(database: Database, scope: str, cookie: Head) -> bool:
    """Whether this version once was the newest here, under this tag."""
    if cookie == (0, ""):
        return True
    found = StoredRows(database).get(Mark, scope, cookie[0])
    return found is not None and found.tag == cookie[1]


def is_forgotten(database: Database, scope: str, cookie: Head) -> bool:
    """Whether it is not remembered any more what changed since this version: whoever holds it must hear everything."""
    if StoredRows(database).get(Mark, scope, cookie[0]) is not None:
        return False
    oldest = database.rows("SELECT min(ver) FROM sync_mark WHERE scope = ?", (scope,))[0][0]
    return oldest is not None and cookie[0] < oldest and not (cookie == (0, "") and oldest == 1)


def forget_before(database: Database, scope: str, at: Instant) -> int:
    """Lets go of the tombstones and marks up to the newest version from before `at`, whose own mark stays: a node that
    holds it misses nothing. Inside the caller's transaction; answers how many rows went."""
    upto = database.rows("SELECT max(ver) FROM sync_mark WHERE scope = ? AND at < ?", (scope, at))[0][0]
    if upto is None:
        return 0
    stones = database.run("DELETE FROM sync_row WHERE scope = ? AND deleted AND ver <= ?", (scope, upto))
    return stones + database.run("DELETE FROM sync_mark WHERE scope = ? AND ver < ?", (scope, upto))


def stamp(
    database: Database, keys: Iterable[Key], scopes: tuple[str, ...], tag: Callable[[], str], at: Instant
) -> Stamped:
    """These rows have changed: one new version for each scope that they belong to. One that is gone leaves a tombstone
    in the scope of `scopes` where it was. An order that is kept back comes back with them, whole. Answers which rows of
    which scope have it, and whether they are gone."""
    changed = list(keys)
    changed += brought_back(database, changed, at)
    by_scope: Stamped = {}
    for key, scope in scopes_of_rows(database, changed).items():
        where = scope or _scope_before(database, key, scopes)
        if where is not None:
            by_scope.setdefault(where, []).append((key, scope is None))
    for scope, told in sorted(by_scope.items()):
        _one_more(database, scope, told, tag(), at)
    return by_scope


def keep_back(database: Database, keys: Iterable[Key], tag: Callable[[], str], at: Instant) -> None:
    """Those below are told that these rows are gone, which stay here: one new version of each scope that they are
    of. Inside the caller's transaction, which holds all scopes."""
    by_scope: dict[str, list[tuple[Key, bool]]] = {}
    for key, scope in scopes_of_rows(database, keys).items():
        if scope is not None:
            by_scope.setdefault(scope, []).append((key, True))
    for scope, told in sorted(by_scope.items()):
        _one_more(database, scope, told, tag(), at)


def _one_more(database: Database, scope: str, told: Iterable[tuple[Key, bool]], tag: str, at: Instant) -> None:
    ver = head(database, scope)[0] + 1
    set_head(database, scope, (ver, tag))
    apply(database, Put(Mark(scope, ver, tag, at)))
    rows = [(scope, *key, ver, deleted) for key, deleted in told]
    database.many(upsert(kind_of(RowVersion), database.dialect), rows)


def _scope_before(database: Database, key: Key, scopes: tuple[str, ...]) -> str | None:
    """Where a row that is gone was versioned; None when nobody below ever saw it."""
    marks = ", ".join("?" * len(scopes))
    found = database.rows(_LAST_SCOPE.format(marks=marks), (*key, *scopes)) if scopes else []
    return found[0][0] if found else None

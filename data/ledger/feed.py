"""What a node below has not heard yet: the rows with a newer version than its cookie, or all there are (SYNC 4, 6)."""

from __future__ import annotations

from collections.abc import Iterable

from data.exchange.message import Head, NewsRow
from data.exchange.travelling import all_of, taken
from data.exchange.versions import head
from data.store.database import Database

_SINCE = "SELECT tbl, pk, deleted FROM sync_row WHERE scope = ? AND ver > ? ORDER BY ver, tbl, pk"


def heads(database: Database, scopes: Iterable[str]) -> dict[str, Head]:
    """The newest version of each scope."""
    return {scope: head(database, scope) for scope in scopes}


def since(database: Database, scope: str, cookie: Head) -> list[NewsRow]:
    """The rows of a scope that changed after a cookie, as they are now; tombstones for those that are gone."""
    changed = database.rows(_SINCE, (scope, cookie[0]))
    there = taken(database, [(tbl, pk) for tbl, pk, deleted in changed if not deleted])
    return [NewsRow(tbl, pk, there.get((tbl, pk))) for tbl, pk, _ in changed]


def everything(database: Database, scope: str) -> list[NewsRow]:
    """The whole of a scope."""
    return [NewsRow(*key, record) for key, record in all_of(database, scope)]

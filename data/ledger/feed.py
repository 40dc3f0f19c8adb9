"""What a node below has not heard yet: the rows with a newer version than its cookie, or all there are (SYNC 4, 6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from data.exchange.archived import all_below
from data.exchange.message import Head, NewsRow, Record
from data.exchange.travelling import Key, taken
from data.exchange.versions import Stamped, head
from data.store.database import Database

_SINCE = "SELECT tbl, pk, deleted, ver FROM sync_row WHERE scope = ? AND ver > ? ORDER BY ver, tbl, pk"


def heads(database: Database, scopes: Iterable[str]) -> dict[str, Head]:
    """The newest version of each scope."""
    return {scope: head(database, scope) for scope in scopes}


class Feed:
    """What changed since the cookies of several who ask at once: looked up once for all of them, before this
    transaction's own versions are given."""

    def __init__(self, database: Database, cookies: Iterable[Mapping[str, Head]]) -> None:
        """Reads from the oldest of these cookies on; who is at the head has missed nothing."""
        self._database = database
        self._taken: dict[Key, Record] = {}
        oldest: dict[str, int] = {}
        for held in cookies:
            for scope, (ver, _) in held.items():
                oldest[scope] = min(ver, oldest.get(scope, ver))
        self._before = {scope: self._since(scope, ver) for scope, ver in oldest.items()}

    def _since(self, scope: str, ver: int) -> list[tuple[Key, bool, int]]:
        if ver == head(self._database, scope)[0]:
            return []
        return [((tbl, pk), deleted, at) for tbl, pk, deleted, at in self._database.rows(_SINCE, (scope, ver))]

    def since(self, scope: str, cookie: Head, stamped: Stamped) -> list[NewsRow]:
        """The rows of a scope that changed after a cookie, `stamped` in this transaction or before it, as they are now;
        tombstones for those that are gone."""
        newest = sorted(stamped.get(scope, ()))
        again = {key for key, _ in newest}
        missed = [(key, gone) for key, gone, ver in self._before[scope] if ver > cookie[0] and key not in again]
        changed = missed + newest
        self._taken.update(taken(self._database, [key for key, gone in changed if not gone and key not in self._taken]))
        return [NewsRow(*key, None if gone else self._taken[key]) for key, gone in changed]


def everything(database: Database, scope: str) -> list[NewsRow]:
    """The whole of a scope."""
    return [NewsRow(*key, record) for key, record in all_below(database, scope)]

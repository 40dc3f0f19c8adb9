"""A transaction of a hub that reads a row once and writes all at its end, by one statement.

Each statement costs a way to the server and back, and a command needs thirty. While a hub holds its stores locked,
nobody else changes their rows: what was read stays true, and what is written can wait. Whatever does not fit into this
picture raises NotAhead, and the same work is done once more, statement by statement (sync_agent.hub.store).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any

from data.store import looking, sending
from data.store.database import Database, Record
from data.store.errors import Clash, NotRecorded
from data.store.kinds import Insert, Kind, Select, Update, Upsert, kind_of, select_where
from data.store.looking import Given, Wish
from data.store.seen import Seen, Undo, Values

_TABLES = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)")
_MOST_EXPECTED = 512
"""Rows that are asked for together."""


class NotAhead(NotRecorded):
    """This has to be done statement by statement."""


class Ahead:
    """In front of a server, for one transaction in which the stores concerned are locked first. `expected` are ids that
    will be asked for."""

    dialect = "postgresql"

    def __init__(self, database: Database, expected: Iterable[str] = ()) -> None:
        """Nothing is known yet."""
        self._db = database
        self._seen: dict[str, Seen] = {}
        self._expected = dict.fromkeys(expected)
        self._ids: dict[str, dict[Any, None]] = {"": self._expected}
        self._undo: list[list[Undo]] = []

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Record]:
        """See Database."""
        if isinstance(sql, Select):
            return self._select(sql, tuple(values))
        if "FOR UPDATE" in sql:
            # Whoever held it before us may have changed what we read.
            self._write_all()
            self._seen.clear()
        self._make_true(sql)
        return self._db.rows(sql, values)

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """See Database."""
        kind = kind_of(sql.cls) if isinstance(sql, Insert) else getattr(sql, "kind", None)
        if kind is None or not sending.fits(kind):
            self._forget(sql)
            return self._db.run(sql, values)
        if isinstance(sql, Update):
            return self._update(self._of(kind), sql.columns, tuple(values))
        seen = self._of(kind)
        self._done(seen.lay(tuple(values)) if isinstance(sql, Upsert) else seen.insert(tuple(values)))
        return 1

    def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """See Database."""
        if isinstance(sql, Insert | Upsert):
            for each in values:
                self.run(sql, each)
            return
        self._forget(sql)
        self._db.many(sql, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """See Database."""
        with self._db.transaction():
            yield
            self._write_all()

    def snapshot(self) -> AbstractContextManager[None]:
        """See Database."""
        return self._db.snapshot()

    @contextmanager
    def step(self) -> Iterator[None]:
        """Nothing of it is written before it is over: taking it back needs no statement."""
        self._undo.append([])
        try:
            yield
        except NotRecorded as trouble:
            if not isinstance(trouble, Clash):
                raise
            self._take_back()
            raise
        except BaseException:
            self._take_back()
            raise
        done = self._undo.pop()
        if self._undo:
            self._undo[-1] += done

    def close(self) -> None:
        """Whoever opened the database closes it."""

    def known(self, kind: Kind, keys: Sequence[Values]) -> list[Record | None] | None:
        """These rows as they are now, without asking; None when one of them would have to be asked for."""
        seen = self._of(kind)
        try:
            return [seen.rows[key] for key in keys]
        except KeyError:
            return None

    def look(self, wishes: tuple[Wish, ...], given: Given) -> None:
        """Asks for all of these rows at once; `expected` are given, too. After the stores are locked."""
        lists = {**given, "expected": list(self._expected)}
        answered = self._db.rows(looking.question(wishes), [list(lists[name]) for name in looking.names(wishes)])
        tables = {wish.cls: self._of(kind_of(wish.cls)) for wish in wishes}
        for kind, records in looking.learn(wishes, lists, answered, tables):
            self._lead(kind, records)

    def _done(self, undo: Undo) -> None:
        if self._undo:
            self._undo[-1].append(undo)

    def _take_back(self) -> None:
        for undo in reversed(self._undo.pop()):
            undo()

    def _of(self, kind: Kind) -> Seen:
        found = self._seen.get(kind.table)
        if found is None:
            found = self._seen[kind.table] = Seen(kind)
        return found

    def _select(self, sql: Select, values: Values) -> list[Record]:
        seen = self._of(sql.kind)
        if sql.by_key:
            if values not in seen.rows:
                wanted = [each for each in self._like(values) if each not in seen.rows]
                self._read(seen, sql, wanted)
                for each in wanted:
                    seen.rows.setdefault(each, None)
            record = seen.rows[values]
            return [] if record is None else [record]
        shape = sql.shape
        whole = seen.begin(shape)
        if values not in whole:
            wanted = [values] if sql.nulls else [each for each in self._like(values) if each not in whole]
            self._read(seen, sql, wanted)
            whole.update(wanted)
        return seen.found(shape, values)

    def _read(self, seen: Seen, sql: Select, wanted: list[Values]) -> None:
        if len(wanted) == 1:
            records = self._db.rows(str(sql), wanted[0])
        else:
            among = f"{seen.kind.select} WHERE {sql.equals[0]} = ANY(?)"
            records = self._db.rows(among, ([each[0] for each in wanted],))
        seen.read(records)
        self._lead(seen.kind, records)

    def _lead(self, kind: Kind, records: Sequence[Record]) -> None:
        """Who looks at these rows will look at those that they name, too."""
        for at, name in _ids(kind) if records else ():
            self._ids.setdefault(name, {}).update(dict.fromkeys(record[at] for record in records))

    def _like(self, values: Values) -> list[Values]:
        """The value, and those that will be asked for as it was."""
        if len(values) == 1:
            for ids in self._ids.values():
                if values[0] in ids:
                    others = [(each,) for each in ids if each is not None and each != values[0]]
                    return [values, *others[: _MOST_EXPECTED - 1]]
        return [values]

    def _update(self, seen: Seen, columns: tuple[str, ...], values: Values) -> int:
        key = values[len(columns) :]
        if key not in seen.rows:
            self.rows(select_where(seen.kind, seen.kind.key, ()), key)
        if seen.rows[key] is None:
            return 0
        self._done(seen.change(key, columns, values))
        return 1

    def _make_true(self, sql: str) -> None:
        """Writes what a statement would have to see."""
        if any(self._seen[table].dirty for table in _TABLES.findall(sql) if table in self._seen):
            self._write_all()

    def _forget(self, sql: str) -> None:
        self._make_true(sql)
        for table in _TABLES.findall(sql):
            self._seen.pop(table, None)

    def _write_all(self) -> None:
        if not any(seen.dirty for seen in self._seen.values()):
            return
        if self._undo:
            raise NotAhead("A step has to be written before it is over")
        sent = sending.everything(self._seen.values())
        if sent is not None and self._db.rows(sent[0], sent[1]) != sent[2]:
            raise NotAhead("Not all rows were there")


@cache
def _ids(kind: Kind) -> tuple[tuple[int, str], ...]:
    """Where its rows name others."""
    return tuple((at, name) for at, name in enumerate(kind.columns) if name.endswith("_id"))

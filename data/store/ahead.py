"""A transaction of a hub that reads a row once and writes at its end, some hundred rows by one statement.

Each statement costs a round trip, and a command needs twenty. While a hub holds its stores locked, nobody else changes
their rows: what was read stays true, and what is written can wait. Whatever does not fit into this picture raises
NotAhead, and the same work is done once more, statement by statement (sync_agent.hub.store).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Protocol

from data.store.database import Database, Record
from data.store.errors import Clash, NotRecorded
from data.store.kinds import Insert, Kind, Select, Update, kind_of, select_where, update

_TABLES = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)")
_MOST_EXPECTED = 512
"""Rows that are asked for together."""
_ARRAYS = {"str": "text[]", "int": "bigint[]", "Instant": "bigint[]", "bool": "boolean[]", "bytes": "bytea[]"}
_SOME = 4
"""From so many rows on, one statement for all is worth its planning."""
NEW = "new"
Shape = tuple[tuple[str, ...], tuple[str, ...]]
Values = tuple[Any, ...]


class NotAhead(NotRecorded):
    """This has to be done statement by statement."""


class Server(Database, Protocol):
    """A database to which statements can be sent together."""

    def run_all(self, statements: Sequence[tuple[str, Sequence[Any]]]) -> list[int]:
        """Executes them in one round trip; answers how many rows each touched."""
        ...


@dataclass(slots=True)
class _Seen:
    """What is known of a table: rows by key (None: there is none), by the shapes asked for, and what is to be written:
    NEW, or the columns that change."""

    kind: Kind
    rows: dict[Values, Record | None] = field(default_factory=dict)
    by_shape: dict[Shape, dict[Values, dict[Values, None]]] = field(default_factory=dict)
    whole: dict[Shape, set[Values]] = field(default_factory=dict)
    dirty: dict[Values, Any] = field(default_factory=dict)

    def key_of(self, record: Record) -> Values:
        """The values of a row's key."""
        return tuple(record[n] for n in _places(self.kind, self.kind.key))

    def put(self, key: Values, record: Record | None) -> None:
        """From now on the row is this."""
        before = self.rows.get(key)
        self.rows[key] = record
        for shape, found in self.by_shape.items():
            if before is not None and (old := _cell(self.kind, shape, before)) is not None:
                found.get(old, {}).pop(key, None)
            if record is not None and (new := _cell(self.kind, shape, record)) is not None:
                found.setdefault(new, {})[key] = None

    def read(self, records: Iterable[Record]) -> None:
        """Rows as the database has them; what is to be written is newer."""
        for record in records:
            key = self.key_of(record)
            if key not in self.dirty:
                self.put(key, record)

    def begin(self, shape: Shape) -> None:
        """From now on rows are found by this shape, too."""
        if shape not in self.by_shape:
            found: dict[Values, dict[Values, None]] = {}
            for key, record in self.rows.items():
                if record is not None and (values := _cell(self.kind, shape, record)) is not None:
                    found.setdefault(values, {})[key] = None
            self.by_shape[shape], self.whole[shape] = found, set()

    def found(self, shape: Shape, values: Values) -> list[Record]:
        """In the order of their keys."""
        keys = self.by_shape[shape].get(values, {})
        return [record for key in sorted(keys) if (record := self.rows[key]) is not None]


@cache
def _places(kind: Kind, names: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(kind.columns.index(name) for name in names)


def _cell(kind: Kind, shape: Shape, record: Record) -> Values | None:
    """The values by which a shape finds a row; None when it does not find it."""
    equals, nulls = shape
    if any(record[n] is not None for n in _places(kind, nulls)):
        return None
    values = tuple(record[n] for n in _places(kind, equals))
    return None if any(value is None for value in values) else values


class Ahead:
    """In front of a database, for one transaction in which the stores concerned are locked first. `expected` are ids
    that will be asked for."""

    dialect = "postgresql"

    def __init__(self, database: Server, expected: Iterable[str] = ()) -> None:
        """Nothing is known yet."""
        self._db = database
        self._seen: dict[str, _Seen] = {}
        self._ids: dict[str, dict[Any, None]] = {"": dict.fromkeys(expected)}
        self._undo: list[list[Callable[[], None]]] = []

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Record]:
        """See Database."""
        if isinstance(sql, Select):
            return self._select(sql, tuple(values))
        if sql.endswith("FOR UPDATE"):
            # Whoever held it before us may have changed what we read.
            self._write_all()
            self._seen.clear()
        self._make_true(sql)
        return self._db.rows(sql, values)

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """See Database."""
        if isinstance(sql, Insert):
            return self._insert(self._of(kind_of(sql.cls)), tuple(values))
        if isinstance(sql, Update):
            return self._update(self._of(sql.kind), sql.columns, tuple(values))
        self._forget(sql)
        return self._db.run(sql, values)

    def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """See Database."""
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

    def _take_back(self) -> None:
        for undo in reversed(self._undo.pop()):
            undo()

    def close(self) -> None:
        """Whoever opened the database closes it."""

    def known(self, kind: Kind, keys: Sequence[Values]) -> list[Record | None] | None:
        """These rows as they are now, without asking; None when one of them would have to be asked for."""
        seen = self._of(kind)
        return [seen.rows[key] for key in keys] if all(key in seen.rows for key in keys) else None

    def _of(self, kind: Kind) -> _Seen:
        return self._seen.setdefault(kind.table, _Seen(kind))

    def _select(self, sql: Select, values: Values) -> list[Record]:
        seen, shape = self._of(sql.kind), (sql.equals, sql.nulls)
        if sql.equals == sql.kind.key and not sql.nulls:
            if values not in seen.rows:
                self._read_keys(seen, sql, values)
            record = seen.rows[values]
            return [] if record is None else [record]
        seen.begin(shape)
        if values not in seen.whole[shape]:
            self._read_shape(seen, sql, shape, values)
        return seen.found(shape, values)

    def _read_keys(self, seen: _Seen, sql: Select, values: Values) -> None:
        wanted = [each for each in self._like(values) if each not in seen.rows]
        self._read(seen, sql, wanted)
        for each in wanted:
            seen.rows.setdefault(each, None)

    def _read_shape(self, seen: _Seen, sql: Select, shape: Shape, values: Values) -> None:
        wanted = [values] if sql.nulls else [each for each in self._like(values) if each not in seen.whole[shape]]
        self._read(seen, sql, wanted)
        seen.whole[shape].update(wanted)

    def _read(self, seen: _Seen, sql: Select, wanted: list[Values]) -> None:
        if len(wanted) == 1:
            records = self._db.rows(str(sql), wanted[0])
        else:
            among = f"{seen.kind.select} WHERE {sql.equals[0]} = ANY(?)"
            records = self._db.rows(among, ([each[0] for each in wanted],))
        seen.read(records)
        for name in seen.kind.columns:
            if name.endswith("_id"):
                at = seen.kind.columns.index(name)
                self._ids.setdefault(name, {}).update(dict.fromkeys(record[at] for record in records))

    def _like(self, values: Values) -> list[Values]:
        """The value, and those that will be asked for as it was."""
        if len(values) == 1:
            for ids in self._ids.values():
                if values[0] in ids:
                    others = [(each,) for each in ids if each is not None and each != values[0]]
                    return [values, *others[: _MOST_EXPECTED - 1]]
        return [values]

    def _insert(self, seen: _Seen, record: Record) -> int:
        key = seen.key_of(record)
        if seen.rows.get(key) is not None:
            raise Clash(f"{seen.kind.table} {key} is there already")
        self._change(seen, key, record, NEW)
        return 1

    def _update(self, seen: _Seen, columns: tuple[str, ...], values: Values) -> int:
        key = values[len(columns) :]
        if key not in seen.rows:
            self.rows(select_where(seen.kind, seen.kind.key, ()), key)
        record = seen.rows[key]
        if record is None:
            return 0
        changed = list(record)
        for at, value in zip(_places(seen.kind, columns), values, strict=False):
            changed[at] = value
        before = seen.dirty.get(key, frozenset())
        self._change(seen, key, tuple(changed), NEW if before == NEW else before | set(columns))
        return 1

    def _change(self, seen: _Seen, key: Values, record: Record, how: Any) -> None:
        if self._undo:
            was, there, before = seen.rows.get(key), key in seen.rows, seen.dirty.get(key)
            self._undo[-1].append(lambda: _back(seen, key, was if there else None, before, there=there))
        seen.put(key, record)
        seen.dirty[key] = how

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
        writes = [write for seen in self._seen.values() for write in _writes(seen)]
        touched = self._db.run_all([(sql, values) for sql, values, _ in writes])
        if touched != [wanted for _, _, wanted in writes]:
            raise NotAhead("Not all rows were there")


def _writes(seen: _Seen) -> Iterator[tuple[str, Sequence[Any], int]]:
    """Statements, their values, and how many rows each touches; what was to be written is written then."""
    ways: dict[Any, list[Values]] = {}
    for key, how in seen.dirty.items():
        ways.setdefault(how, []).append(key)
    seen.dirty.clear()
    for how, keys in ways.items():
        names = seen.kind.columns if how == NEW else (*sorted(how), *seen.kind.key)
        places = _places(seen.kind, names)
        rows = [[record[at] for at in places] for key in keys if (record := seen.rows[key]) is not None]
        if len(rows) < _SOME:
            sql: str = seen.kind.insert if how == NEW else update(seen.kind, tuple(sorted(how)))
            yield from ((sql, row, 1) for row in rows)
        else:
            sql = _insert_all(seen.kind) if how == NEW else _update_all(seen.kind, tuple(sorted(how)))
            yield sql, [list(column) for column in zip(*rows, strict=True)], len(rows)


def _back(seen: _Seen, key: Values, record: Record | None, how: Any, *, there: bool) -> None:
    seen.put(key, record)
    if not there:
        del seen.rows[key]
    if how is None:
        seen.dirty.pop(key, None)
    else:
        seen.dirty[key] = how


@cache
def _arrays(kind: Kind, names: tuple[str, ...]) -> str:
    told = {f.name: str(f.type).partition(" | ")[0] for f in fields(kind.cls)}
    return ", ".join(f"?::{_ARRAYS[told[name]]}" for name in names)


@cache
def _insert_all(kind: Kind) -> str:
    return f"INSERT INTO {kind.table} ({', '.join(kind.columns)}) SELECT * FROM unnest({_arrays(kind, kind.columns)})"


@cache
def _update_all(kind: Kind, columns: tuple[str, ...]) -> str:
    names = (*columns, *kind.key)
    sets = ", ".join(f"{name} = given.{name}" for name in columns)
    same = " AND ".join(f"{kind.table}.{name} = given.{name}" for name in kind.key)
    given = f"unnest({_arrays(kind, names)}) AS given({', '.join(names)})"
    return f"UPDATE {kind.table} SET {sets} FROM {given} WHERE {same}"

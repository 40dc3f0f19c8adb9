"""The thin executor under the named SQL: one interface, one class for SQLite and one for PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

from data.store.kinds import kind_of, select_where

T = TypeVar("T")
Record = tuple[Any, ...]


class Column(list[Any]):
    """The cells of one column of many rows, as one value of a statement for a server: told as they are, not spelled."""


class Database(Protocol):
    """A connection. Statements use `?` for values; `dialect` picks the few that differ."""

    dialect: str

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Record]:
        """All records of a statement."""
        ...

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Executes a statement; answers how many rows it touched."""
        ...

    def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """Executes a statement once for each of these."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, durable when it ends; raises NotRecorded when it could not be."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Reads of one moment, which wait for nobody and hold nobody up; raises NotRecorded."""
        ...

    def step(self) -> AbstractContextManager[None]:
        """A part of a transaction: what raises within it leaves nothing of it, and the rest stands."""
        ...

    def close(self) -> None:
        """Lets go of the connection."""
        ...


class StoredRows:
    """Rows as the rules read them, from a database."""

    def __init__(self, database: Database) -> None:
        """Reads through this connection, inside whatever transaction it is in."""
        self._database = database

    def get(self, kind: type[T], *key: Any) -> T | None:
        """The row with this primary key, or None."""
        stored = kind_of(kind)
        found = self._database.rows(select_where(stored, stored.key, ()), key)
        row: T | None = stored.row(found[0]) if found else None
        return row

    def where(self, kind: type[T], **equals: Any) -> tuple[T, ...]:
        """The rows whose columns equal these values, in order of their primary key."""
        stored = kind_of(kind)
        names, values, nulls = tuple(equals), list(equals.values()), tuple[str, ...]()
        if None in values:
            nulls = tuple(n for n, v in equals.items() if v is None)
            names, values = tuple(n for n in names if n not in nulls), [v for v in values if v is not None]
        found = self._database.rows(select_where(stored, names, nulls), values)
        return tuple(map(stored.row, found))

"""Several commands as one: all are kept, or none."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from data.store.database import Database, Record


class AtOnce:
    """A database inside one open transaction of its owner: every command is a step, and all are kept or none."""

    def __init__(self, database: Database) -> None:
        """Works on the owner's connection."""
        self._database, self.dialect = database, database.dialect

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Record]:
        """All records of a statement."""
        return self._database.rows(sql, values)

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Executes a statement; answers how many rows it touched."""
        return self._database.run(sql, values)

    def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """Executes a statement once for each of these."""
        self._database.many(sql, values)

    def transaction(self) -> AbstractContextManager[None]:
        """A step; it is durable when the owner's transaction is."""
        return nullcontext()

    def snapshot(self) -> AbstractContextManager[None]:
        """Reads of one moment: the owner's transaction is one."""
        return nullcontext()

    def step(self) -> AbstractContextManager[None]:
        """A part of the owner's transaction."""
        return self._database.step()

    def close(self) -> None:
        """The owner closes the connection."""

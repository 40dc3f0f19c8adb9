"""A node's disk: a database in memory that can be copied, set back, filled up, or lose its power at any statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from data.store.database import Database, Record
from data.store.errors import NotRecorded
from data.store.sqlite import SqliteDatabase


class PowerCutError(BaseException):
    """The process is gone. Nobody in the product catches it."""


class Fuse:
    """Counts down the statements of transactions; at zero `blows` happens: "cut" or "full"."""

    def __init__(self) -> None:
        """Holds."""
        self.left: int | None = None
        self.blows = "cut"
        self.dead = False
        self.busy = 0
        """So many transactions find another program at the database."""
        self.torn = False
        """Each statement is for ever by itself, as if nobody had begun a transaction."""

    def set(self, left: int, blows: str) -> None:
        """So many statements from now."""
        self.left, self.blows = left, blows

    def mend(self) -> None:
        """Nothing is about to happen any more."""
        self.left, self.busy = None, 0

    def begin(self) -> None:
        """A transaction begins; raises NotRecorded when it may not."""
        if self.busy:
            self.busy -= 1
            raise NotRecorded("Another program holds the database: try again")

    def burn(self) -> None:
        """One statement more; raises NotRecorded or PowerCutError when it was the last."""
        if self.left is None:
            return
        self.left -= 1
        if self.left > 0:
            return
        self.left = None
        if self.blows == "full":
            raise NotRecorded("The disk is full: free some space")
        self.dead = True
        raise PowerCutError


class SimDisk(Database, Protocol):
    """What a node of a shift stands on, wherever its rows are."""

    fuse: Fuse

    def image(self) -> Any:
        """What is on it, to begin another disk from."""
        ...

    def again(self, image: Any = None) -> SimDisk:
        """The machine starts anew, with what is on the disk or with another image."""
        ...

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[Record]:
        """For the oracle: without the product, and without the fuse."""
        ...

    def leave(self) -> None:
        """The shift is over."""
        ...


class Disk(SqliteDatabase):
    """In memory. What SQLite itself does about a file is proven elsewhere (tests/durability)."""

    def __init__(self, image: bytes) -> None:
        """Holds these bytes."""
        self.fuse = Fuse()
        super().__init__(None)
        self._db.deserialize(image)

    def image(self) -> bytes:
        """What is on it."""
        return bytes(self._db.serialize())

    def again(self, image: bytes | None = None) -> Disk:
        """As SimDisk."""
        return Disk(self.image() if image is None else image)

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[Record]:
        """As SimDisk."""
        return self._db.execute(sql, values).fetchall()

    def leave(self) -> None:
        """As SimDisk."""
        self.close()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Record]:
        """As SqliteDatabase; may be the last statement."""
        self._burn()
        return super().rows(sql, values)

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """As SqliteDatabase; may be the last statement."""
        self._burn()
        return super().run(sql, values)

    def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """As SqliteDatabase; may be the last statement."""
        self._burn()
        super().many(sql, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """As SqliteDatabase; the power may also go just before the commit."""
        self.fuse.begin()
        with super().transaction():
            yield
            self._burn()

    def _burn(self) -> None:
        if self.fuse.left is None or not self._db.in_transaction:
            return
        try:
            self.fuse.burn()
        except BaseException:
            if self.fuse.torn:
                self._db.execute("COMMIT")
            raise

    def __del__(self) -> None:
        self._db.close()


def as_memory(image: bytes) -> bytes:
    """A file's bytes for use in memory, where there is no write-ahead log."""
    changed = bytearray(image)
    changed[18:20] = b"\x01\x01"
    return bytes(changed)


def raw(image: bytes) -> sqlite3.Connection:
    """An image to look into; the caller closes it."""
    found = sqlite3.connect(":memory:", isolation_level=None)
    found.deserialize(image)
    return found

"""A node's disk: a database in memory that can be copied, set back, filled up, or lose its power at any statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from data.store.database import Record
from data.store.errors import NotRecorded
from data.store.sqlite import SqliteDatabase


class PowerCutError(BaseException):
    """The process is gone. Nobody in the product catches it."""


class Disk(SqliteDatabase):
    """`fuse` counts down the statements of transactions; at zero `blows` happens: "cut" or "full"."""

    def __init__(self, image: bytes) -> None:
        """Holds these bytes."""
        super().__init__(None)
        self._db.deserialize(image)
        self.fuse: int | None = None
        self.blows = "cut"
        self.dead = False

    @property
    def connection(self) -> sqlite3.Connection:
        """For the oracle, which reads without the product."""
        return self._db

    def image(self) -> bytes:
        """What is on it."""
        return bytes(self._db.serialize())

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Record]:
        """As SqliteDatabase; may be the last statement."""
        self._burn()
        return super().rows(sql, values)

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """As SqliteDatabase; may be the last statement."""
        self._burn()
        return super().run(sql, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """As SqliteDatabase; the power may also go just before the commit."""
        with super().transaction():
            yield
            self._burn()

    def _burn(self) -> None:
        if self.fuse is None or not self._db.in_transaction:
            return
        self.fuse -= 1
        if self.fuse > 0:
            return
        self.fuse = None
        if self.blows == "full":
            raise NotRecorded("The disk is full: free some space")
        self.dead = True
        raise PowerCutError

    def __del__(self) -> None:
        self._db.close()


def as_memory(image: bytes) -> bytes:
    """A file's bytes for use in memory, where there is no write-ahead log."""
    changed = bytearray(image)
    changed[18:20] = b"\x01\x01"
    return bytes(changed)

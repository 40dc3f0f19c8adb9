"""A node's disk: a database in memory that can be copied, set back, filled up, or lose its power at any statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.store.sqlite import SqliteDatabase
from sync_agent.simulate.burning import Burning, Fuse


class Kept(SqliteDatabase):
    """In memory, or in a file. What SQLite itself does about a file is proven elsewhere (tests/durability)."""

    def __init__(self, path: Path | None, image: bytes | None = None) -> None:
        """Holds these bytes."""
        super().__init__(path)
        if image is not None:
            self._db.deserialize(image)

    def image(self) -> bytes:
        """What is in it."""
        return bytes(self._db.serialize())

    def writes(self) -> int:
        """How many rows were written, ever."""
        return self._db.total_changes

    def end(self, *, well: bool) -> None:
        """A transaction is over before its time."""
        if self._db.in_transaction:
            self._db.execute("COMMIT" if well else "ROLLBACK")

    def hold_beside(self, image: bytes) -> None:
        """These bytes are there as well, for `back`."""
        self._db.execute("ATTACH ':memory:' AS beside")
        self._db.deserialize(image, name="beside")

    def back(self) -> None:
        """Every row is as it is beside."""
        self.end(well=False)
        with self.transaction():
            for (table,) in self.rows("SELECT name FROM beside.sqlite_master WHERE type = 'table'"):
                self.run(f"DELETE FROM main.{table}")  # noqa: S608
                self.run(f"INSERT INTO main.{table} SELECT * FROM beside.{table}")  # noqa: S608

    def __del__(self) -> None:
        self._db.close()


class _TakenBackError(Exception):
    """It was only tried."""


class Disk(Burning):
    """What is kept in memory, and a fuse."""

    _kept_in: Kept

    def __init__(self, image: bytes) -> None:
        """Holds these bytes."""
        super().__init__(Kept(None, image))

    def image(self) -> bytes:
        """As SimDisk."""
        return self._kept_in.image()

    def again(self, image: bytes | None = None) -> Disk:
        """As SimDisk. Without power only a transaction that was under way is gone."""
        if image is not None:
            return Disk(image)
        self._kept_in.end(well=False)
        self.fuse = Fuse()
        return self

    def writes(self) -> int | None:
        """As SimDisk."""
        return self._kept_in.writes()

    def leave(self) -> None:
        """As SimDisk."""
        self.close()

    @contextmanager
    def tried(self) -> Iterator[None]:
        """What is done within is taken back; nothing happens to the disk meanwhile."""
        fuse, self.fuse = self.fuse, Fuse()
        try:
            with self.transaction():
                yield
                raise _TakenBackError
        except _TakenBackError:
            return
        finally:
            self.fuse = fuse

    def _tear(self) -> None:
        self._kept_in.end(well=True)


class MorningDisk(Disk):
    """Set back to one image again and again: what SQLite has learnt of the schema and of our statements stays."""

    def __init__(self, image: bytes, home: list[MorningDisk]) -> None:
        """Lies at `home` when nobody uses it."""
        super().__init__(image)
        self._kept_in.hold_beside(image)
        self._home = home

    def morning(self) -> MorningDisk:
        """As if it were new."""
        self.fuse = Fuse()
        self._kept_in.back()
        return self

    def leave(self) -> None:
        """As SimDisk."""
        self._home.append(self)


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

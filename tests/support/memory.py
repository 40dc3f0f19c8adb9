"""Stores in memory, each as cheap as copying its bytes; loads nothing that a station does not load."""

from __future__ import annotations

from pathlib import Path

from data.store.sqlite import SqliteDatabase
from tests.support.bakery import Bakery, open_shop
from tests.support.clockwork import Clockwork

_WAL_MARKS = slice(18, 20)


class Volatile(SqliteDatabase):
    """A store in memory that is closed when nobody holds it any more: newer Pythons warn of one left open."""

    def __init__(self) -> None:
        """Empty: without even a schema."""
        super().__init__(None)

    def __del__(self) -> None:
        self._db.close()


def in_memory(image: bytes) -> SqliteDatabase:
    """A store of these bytes that lives and dies with the test."""
    database = Volatile()
    database._db.deserialize(image)
    return database


def image_of(database: SqliteDatabase) -> bytes:
    """The bytes of a store, to begin many tests from."""
    return as_image(database._db.serialize())


def as_image(raw: bytes) -> bytes:
    """A file's bytes for use in memory, where there is no write-ahead log."""
    image = bytearray(raw)
    image[_WAL_MARKS] = b"\x01\x01"
    return bytes(image)


class Shop:
    """An opened shop to begin from again and again, each time as it was."""

    def __init__(self, bakery: Bakery) -> None:
        """Remembers the bakery's database, its clock and how many commands it gave."""
        assert isinstance(bakery.database, SqliteDatabase)
        self._image, self._at, self._made = image_of(bakery.database), bakery.machine.at, bakery.machine._made

    def open(self) -> Bakery:
        """A bakery of its own."""
        machine = Clockwork(self._at)
        machine._made = self._made
        return Bakery(in_memory(self._image), machine)


def opened_shop(template: Path) -> Shop:
    """The shop of the cast on its first morning."""
    return Shop(open_shop(in_memory(as_image(template.read_bytes()))))

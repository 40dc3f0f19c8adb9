"""Base images: what stood here before the first guess, so that every guess can be taken back (SYNC 5)."""

from __future__ import annotations

import json
from collections.abc import Iterable

from data.core.packed import pack
from data.exchange.message import Record
from data.exchange.travelling import Key, lay, taken
from data.store.database import Database

_KNOWN = "SELECT 1 FROM sync_base WHERE tbl = ? AND pk = ?"
_KEEP = "INSERT INTO sync_base (tbl, pk, image) VALUES (?, ?, ?)"


def keep_images(database: Database, keys: Iterable[Key]) -> None:
    """The upstream's rows of these keys, unless a guess has touched them before."""
    new = [key for key in dict.fromkeys(keys) if not database.rows(_KNOWN, key)]
    there = taken(database, new).items()
    database.many(_KEEP, [(*key, None if record is None else pack(list(record))) for key, record in there])


def images(database: Database) -> dict[Key, Record]:
    """What is kept, by key."""
    found = database.rows("SELECT tbl, pk, image FROM sync_base ORDER BY tbl, pk")
    return {(tbl, pk): None if image is None else tuple(json.loads(image)) for tbl, pk, image in found}


def put_back(database: Database, keys: Iterable[Key]) -> None:
    """What was guessed of these rows is taken back, and nothing is kept for them any more."""
    kept = images(database)
    back = {key: kept[key] for key in keys if key in kept}
    lay(database, back.items())
    database.many("DELETE FROM sync_base WHERE tbl = ? AND pk = ?", list(back))

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
    return {key: unfolded(image) for key, image in folded(database).items()}


def folded(database: Database) -> dict[Key, str | None]:
    """The same as it is written: most of it is never looked at."""
    return {
        (tbl, pk): image for tbl, pk, image in database.rows("SELECT tbl, pk, image FROM sync_base ORDER BY tbl, pk")
    }


def unfolded(image: str | None) -> Record:
    """The row that an image tells."""
    return None if image is None else tuple(json.loads(image))


def images_of(database: Database, keys: Iterable[Key]) -> dict[Key, str | None]:
    """Those of these keys that are kept."""
    found: dict[Key, str | None] = {}
    for key in keys:
        for (image,) in database.rows("SELECT image FROM sync_base WHERE tbl = ? AND pk = ?", key):
            found[key] = image
    return found


def put_back(database: Database, keys: Iterable[Key]) -> None:
    """What was guessed of these rows is taken back, and nothing is kept for them any more."""
    lay(database, taken_back(database, keys).items())


def taken_back(database: Database, keys: Iterable[Key]) -> dict[Key, Record]:
    """What these rows are to be without guesses, for the caller to write; nothing is kept for them any more."""
    kept = images_of(database, keys)
    drop_images(database, kept)
    return {key: unfolded(image) for key, image in kept.items()}


def drop_images(database: Database, keys: Iterable[Key]) -> None:
    """Nothing is kept for these rows any more: nobody guesses about them, or the guesses were right."""
    database.many("DELETE FROM sync_base WHERE tbl = ? AND pk = ?", list(keys))

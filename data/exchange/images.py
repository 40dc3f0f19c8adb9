"""Base images: what stood here before the first guess, so that every guess can be taken back (SYNC 5)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from data.core.packed import pack
from data.exchange.laying import lay
from data.exchange.message import Record
from data.exchange.travelling import MOST_KEYS, Key, by_keys, filled_up, taken
from data.store.database import Database

_KEEP = "INSERT INTO sync_base (tbl, pk, image) VALUES (?, ?, ?)"


def keep_images(database: Database, wrote: Mapping[Key, bool]) -> None:
    """The upstream's rows of these keys, unless a guess has touched them before; of a row that is new there is none."""
    kept = set(_kept(database, wrote, "tbl", "pk"))
    missing = [key for key in wrote if key not in kept]
    there = taken(database, [key for key in missing if not wrote[key]])
    images = ((key, there.get(key)) for key in missing)
    database.many(_KEEP, [(*key, None if record is None else pack(list(record))) for key, record in images])


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
    return {(tbl, pk): image for tbl, pk, image in _kept(database, keys, "tbl", "pk", "image")}


def put_back(database: Database, keys: Iterable[Key]) -> None:
    """What was guessed of these rows is taken back, and nothing is kept for them any more."""
    kept = images_of(database, keys)
    drop_images(database, kept)
    lay(database, [(key, unfolded(image)) for key, image in kept.items()])


def drop_images(database: Database, keys: Iterable[Key]) -> None:
    """Nothing is kept for these rows any more: nobody guesses about them, or the guesses were right."""
    database.many("DELETE FROM sync_base WHERE tbl = ? AND pk = ?", list(keys))


def _kept(database: Database, keys: Iterable[Key], *columns: str) -> list[tuple[Any, ...]]:
    wanted, found = list(keys), list[tuple[Any, ...]]()
    for at in range(0, len(wanted), MOST_KEYS):
        part = filled_up(wanted[at : at + MOST_KEYS])
        sql = by_keys("sync_base", ("tbl", "pk"), columns, len(part))
        found += database.rows(sql, [cell for key in part for cell in key])
    return found

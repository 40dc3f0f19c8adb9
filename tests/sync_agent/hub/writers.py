"""Some of many who write at once: `python -m tests.sync_agent.hub.writers URL FIRST COUNT`, in its own process."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from data.core.outcome import Put
from data.exchange.travelling import Key, key_of
from data.exchange.versions import lock, stamp
from data.notices.notice import ATTENTION, Notice
from data.store.database import Database
from data.store.execute import apply
from data.store.kinds import kind_of
from sync_agent.hub.running import fresh
from sync_agent.hub.store import PostgresStore
from tests.support.cast import NOW
from tests.sync_agent.hub.rig import ORGANIZATION, STORES

THREADS = 2


def noticed(number: int) -> Notice:
    """Row `number`, of one of the two stores."""
    store = STORES[number % len(STORES)]
    return Notice(f"n{number}", store, ATTENTION, "x", "x", None, None, None, NOW, None, None, None)


def key(number: int) -> Key:
    return key_of(kind_of(Notice), noticed(number))


def commit(database: Database, number: int) -> None:
    """One row in one transaction, in the feed's way and, as a control, in that of a serial number."""
    row = noticed(number)
    with database.transaction():
        database.run("INSERT INTO control (number) VALUES (?)", (number,))
        lock(database, [row.store_id])
        apply(database, Put(row))
        stamp(database, [key(number)], (row.store_id,), fresh, NOW)


def write(store: PostgresStore, numbers: Iterable[int]) -> None:
    for number in numbers:
        store.write(ORGANIZATION, lambda database, number=number: commit(database, number))  # type: ignore[misc]


if __name__ == "__main__":
    url, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with closing(PostgresStore(url, THREADS)) as store, ThreadPoolExecutor(THREADS) as pool:
        parts = [range(first + n, first + count, THREADS) for n in range(THREADS)]
        list(pool.map(lambda part: write(store, part), parts))

"""Some of many who write at once: `python -m tests.sync_agent.hub.writers URL FIRST COUNT SECONDS`, in a process
of their own. They tell what they wrote, as ranges."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial

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


def write(store: PostgresStore, numbers: range, until: float) -> range:
    """As many of these as there is time for; answers which."""
    for n, number in enumerate(numbers):
        if time.monotonic() > until:
            return numbers[:n]
        store.write(ORGANIZATION, partial(commit, number=number), [])
    return numbers


if __name__ == "__main__":
    url, first, count, lasts_s = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    until = time.monotonic() + lasts_s
    with closing(PostgresStore(url, THREADS)) as store, ThreadPoolExecutor(THREADS) as pool:
        parts = [range(first + n, first + count, THREADS) for n in range(THREADS)]
        for done in pool.map(lambda part: write(store, part, until), parts):
            sys.stdout.write(f"{done.start} {done.stop} {done.step}\n")

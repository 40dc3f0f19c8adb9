"""Reads lists as `kitchen-tui export` does while its input says `go`: `python -m tests.bench.pager FILE STORE`."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

from data.core.clock import local_day
from data.questions.attention import stuck, unassigned
from data.questions.completed import CompletedFilter, completed
from data.questions.counts import all_day
from data.questions.notices import notices_seen, notices_to_see
from data.questions.queue import QueueFilter, queue_for
from data.questions.search import find_orders
from data.store.sqlite import SqliteDatabase
from kitchen_tui.giving_way import give_way

PAGE, ZONE = 200, "Australia/Sydney"


def read_once(database: SqliteDatabase, store: str, pages: int) -> None:
    """One page after the other of each list, each longer than the last one, as a person scrolls."""
    now = time.time_ns() // 1_000_000
    today = local_day(now, ZONE)
    limit = PAGE * pages
    completed(database, CompletedFilter(store, limit=limit))
    queue_for(database, QueueFilter(store, None, limit=limit), today)
    find_orders(database, store, "", limit)
    find_orders(database, store, "opera", limit)
    all_day(database, store)
    notices_to_see(database, store, limit)
    notices_seen(database, store, limit)
    stuck(database, store, now)
    unassigned(database, store, today, now)


def main() -> None:
    """Answers every line of its input with how often it has read everything."""
    give_way()
    database, store = SqliteDatabase(Path(sys.argv[1]), reads_only=True), sys.argv[2]
    going, read_through = threading.Event(), [0]

    def read() -> None:
        while going.wait():
            read_once(database, store, read_through[0] % 5 + 1)
            read_through[0] += 1

    threading.Thread(target=read, daemon=True).start()
    for line in sys.stdin:
        (going.set if line.strip() == "go" else going.clear)()
        print(read_through[0], flush=True)


if __name__ == "__main__":
    main()

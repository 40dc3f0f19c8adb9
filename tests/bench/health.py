"""What it costs to measure the health of a store's data: years of sales must not make it dearer than weeks."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from data.core.clock import MINUTE, at_minute
from data.health.judging import judged
from data.organization.store import Store
from data.questions.health_seen import seen
from data.store.database import Database
from data.store.sqlite import SqliteDatabase
from tests.bench import product
from tests.bench.figure import Figure
from tests.bench.kit import Kit
from tests.bench.subject import MissingError
from tests.support.bakery import open_shop
from tests.support.cast import NOW, SYDNEY
from tests.support.databases import migrated_file
from tests.support.sold import days_back

YEARS, WEEKS = 2 * 365, 9 * 7
SALES_A_DAY, LINES, PRODUCTS = 250, 3, 200
GOAL_MS, GROWS = 400, 1.5
_SALE = "INSERT INTO transactions VALUES (?, 'bannos', ?, 'web', ?, 'AUD', ?, FALSE, ?, ?)"
_LINE = "INSERT INTO transaction_items VALUES (?, ?, ?, NULL, NULL, ?, 300, 'bannos')"


def measure(kit: Kit) -> Iterator[Figure]:
    """Processor time of reading and judging, of a store of 200 products that makes 250 sales a day."""
    if kit.subject is not product:
        raise MissingError("the peers measure no health")
    rounds = kit.choose(9, 3)
    weeks, years = (_judged(kit.folder / name, days, rounds) for name, days in (("weeks", WEEKS), ("years", YEARS)))
    yield Figure("health of two years' sales", years, "ms CPU", goal=GOAL_MS, note="200 products, 250 sales a day")
    yield Figure("health of two years' sales", years, "ms CPU", weeks, "of nine weeks", GROWS)


def _judged(folder: Path, days: int, rounds: int) -> float:
    folder.mkdir()
    with closing(SqliteDatabase(migrated_file(folder))) as database:
        store = open_shop(database).rows.get(Store, "bannos")
        assert store is not None
        _sell(database, days)
        times = []
        for _ in range(rounds):
            begun = time.process_time()
            with database.snapshot():
                judged(seen(database, store, NOW))
            times.append(time.process_time() - begun)
    return statistics.median(times) * 1e3


def _sell(database: Database, days: int) -> None:
    dice, n = random.Random(1), 0
    with database.transaction():
        for day in days_back(days):
            sales, lines = [], []
            for k in range(SALES_A_DAY):
                at, ident = at_minute(day, 7 * 60 + 2 * k, SYDNEY) + dice.randrange(MINUTE), f"{n:07}"
                n += 1
                quantities = [dice.randint(1, 3) for _ in range(LINES)]
                sales.append((ident, ident, at, 300 * sum(quantities), ident, at))
                lines += [
                    (ident, str(line), f"Product {dice.randrange(PRODUCTS)}", quantity)
                    for line, quantity in enumerate(quantities)
                ]
            database.many(_SALE, sales)
            database.many(_LINE, lines)

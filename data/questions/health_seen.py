"""What there is to see of a store's sales, read for its score: bounded, whatever the store has sold in years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from data.core.clock import MINUTE, Instant, at_minute, local_day, plus_days
from data.health.lines import ALIKE_MS
from data.health.seen import (
    JUDGED_DAYS,
    LATE_DAYS,
    LEARNT_DAYS,
    USUAL_DAYS,
    Alike,
    Below,
    Known,
    Linked,
    Seen,
    ShopSeen,
    Skewed,
    SoldOnDay,
)
from data.organization.policies import policies_of
from data.organization.store import Store
from data.shops.integration import BROKEN, CONNECTED
from data.store.database import Database

_MOST_NAMED, _MOST_ALIKE = 1_000, 1_000
_WAITS_LONG = 10 * MINUTE
_UNIT = 1_000
_OF_THE_TIME = "t.store_id = ? AND t.at >= ? AND t.at < ?"
_SOLD = "AND NOT t.test AND i.quantity > 0"
_FIRST = "SELECT t.at FROM transactions t WHERE t.store_id = ? AND NOT t.test ORDER BY t.at LIMIT 1"
_LAST = "SELECT t.at FROM transactions t WHERE t.store_id = ? AND t.at < ? AND NOT t.test ORDER BY t.at DESC LIMIT 1"
# With a limit, for a server would else read all that a store ever sold and compare it with each day.
_ON_A_DAY = """{days} SELECT d.n FROM days d WHERE (
SELECT t.at FROM transactions t WHERE t.store_id = ? AND t.at >= d.lo AND t.at < d.hi AND NOT t.test
ORDER BY t.at LIMIT 1) IS NOT NULL"""
_BY_DAY = f"""SELECT {{day}}, t.source, i.title, coalesce(i.variant, ''), coalesce(i.sku, ''),
CAST(sum(i.quantity) AS BIGINT), count(*), CAST(sum(CASE WHEN i.unit_price = 0 THEN 1 ELSE 0 END) AS BIGINT),
min(nullif(i.unit_price, 0)), max(nullif(i.unit_price, 0))
FROM transactions t CROSS JOIN transaction_items i WHERE {_OF_THE_TIME} AND i.transaction_id = t.id {_SOLD}
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5"""
_SALES = f"SELECT t.id, t.at, t.source, t.total, t.gid FROM transactions t WHERE {_OF_THE_TIME} AND NOT t.test "
_SALES += "ORDER BY t.at, t.id"
_TESTS = f"SELECT count(*) FROM transactions t WHERE {_OF_THE_TIME} AND t.test"
_EMPTY = f"""SELECT t.gid FROM transactions t WHERE {_OF_THE_TIME} AND NOT t.test AND t.total <> 0 AND NOT EXISTS (
SELECT 1 FROM transaction_items i WHERE i.transaction_id = t.id AND i.quantity > 0)
ORDER BY t.at DESC, t.id LIMIT {_MOST_NAMED}"""
_BROKEN_LINES = f"""SELECT count(*) FROM transactions t CROSS JOIN transaction_items i WHERE {_OF_THE_TIME}
AND i.transaction_id = t.id AND (i.quantity < 0 OR (i.title = '' AND coalesce(i.sku, '') = ''))"""
_LINES = """SELECT i.transaction_id, i.title, coalesce(i.variant, ''), coalesce(i.sku, ''), i.quantity, i.unit_price
FROM transaction_items i WHERE i.transaction_id IN ({marks})"""
_PRODUCTS = """SELECT p.id, p.title, coalesce(p.sku, ''), p.finished_item_id IS NOT NULL OR EXISTS (
SELECT 1 FROM product_requirements b WHERE b.product_id = p.id AND b.quantity > 0)
FROM product p WHERE p.store_id = ? ORDER BY p.id"""
_LINKS = """SELECT coalesce(l.sku, ''), l.title, coalesce(l.product_id, ''), l.item_id IS NOT NULL
FROM stock_link l WHERE l.store_id = ? ORDER BY l.integration_id, l.external_id"""
_ITEM_SKUS = "SELECT i.sku FROM inventory_items i WHERE i.store_id = ? AND i.sku IS NOT NULL"
_SHOPS = f"""SELECT p.account, coalesce(p.synced_at, p.made_at) FROM pos_integration p
WHERE p.store_id = ? AND p.status IN ('{CONNECTED}', '{BROKEN}') ORDER BY p.account, p.id"""
_MISSED = f"""SELECT g.gid FROM pos_integration p JOIN webhook_gap g ON g.integration_id = p.id
WHERE p.store_id = ? AND g.found_at >= ? ORDER BY g.found_at DESC, g.gid LIMIT {_MOST_NAMED}"""
_WAITING = "SELECT count(*) FROM webhook_inbox w WHERE w.state = 'new' AND w.store_id = ? AND w.received_at < ?"
_SKEWED = """SELECT t.name, count(*), max(abs(j.skew_ms)) FROM journal j JOIN terminal t ON t.id = j.terminal_id
WHERE (skew_ms > 120000 OR skew_ms < -120000) AND j.received_at >= ? AND t.store_id = ?
GROUP BY t.id, t.name ORDER BY t.id"""
_BELOW = "SELECT i.name, i.on_hand, i.unit FROM inventory_items i WHERE i.store_id = ? AND i.on_hand < 0 ORDER BY i.id"
_IMPORTED = """SELECT d.date, d.source, d.product_id, d.quantity, d.price FROM daily_sales d
WHERE d.store_id = ? AND d.date >= ? AND d.date <= ? AND d.quantity > 0 ORDER BY d.date, d.product_id"""
_IMPORTED_DAYS = "SELECT DISTINCT d.date FROM daily_sales d WHERE d.store_id = ? AND d.date >= ? AND d.date <= ?"
_IMPORTED_ENDS = "SELECT min(d.date), max(d.date) FROM daily_sales d WHERE d.store_id = ? AND d.date <= ?"
_MARKS = "SELECT m.date, m.product_id, m.kind FROM day_mark m WHERE m.store_id = ? AND m.date >= ? AND m.active"
_EXCUSES = ("bad", "closed")
Sale = tuple[str, Instant, str, int, str]
"""Its id, when, by which source, its total, the shop's name of it."""


def seen(database: Database, store: Store, now: Instant) -> Seen:
    """All at one moment: to be asked within a snapshot."""
    zone = store.timezone
    today = local_day(now, zone)
    since = {days: plus_days(today, -days) for days in (LATE_DAYS, JUDGED_DAYS, USUAL_DAYS, LEARNT_DAYS)}
    begun = {days: at_minute(day, 0, zone) for days, day in since.items()}
    until = at_minute(today, 0, zone)
    judged = (store.id, begun[JUDGED_DAYS], until)
    first_day, last_day = _ends(database, store, today)
    sales: list[Sale] = [tuple(row) for row in database.rows(_SALES, judged)]
    marks = database.rows(_MARKS, (store.id, since[LEARNT_DAYS]))
    return Seen(
        now=now,
        today=today,
        first_day=first_day,
        last_day=last_day,
        closed_weekdays=policies_of(store).closed_weekdays,
        sold_days=_sold_days(database, store, _days(since[LEARNT_DAYS], today)),
        sold=_sold(database, store, _days(since[USUAL_DAYS], today)),
        sales=len(sales),
        empty_sales=tuple(_number(gid) for (gid,) in database.rows(_EMPTY, judged)),
        broken_lines=_count(database, _BROKEN_LINES, judged),
        tests=_count(database, _TESTS, judged),
        alike=_alike(database, sales, zone),
        products=tuple(Known(a, b, c, bool(d)) for a, b, c, d in database.rows(_PRODUCTS, (store.id,))),
        links=tuple(Linked(a, b, c, bool(d)) for a, b, c, d in database.rows(_LINKS, (store.id,))),
        item_skus=frozenset(sku for (sku,) in database.rows(_ITEM_SKUS, (store.id,))),
        shops=tuple(ShopSeen._make(row) for row in database.rows(_SHOPS, (store.id,))),
        late_sales=sum(at >= begun[LATE_DAYS] for _, at, *_ in sales),
        missed=tuple(_number(gid) for (gid,) in database.rows(_MISSED, (store.id, begun[LATE_DAYS]))),
        waiting=_count(database, _WAITING, (store.id, now - _WAITS_LONG)),
        skewed=tuple(Skewed._make(row) for row in database.rows(_SKEWED, (begun[LATE_DAYS], store.id))),
        below=tuple(Below._make(row) for row in database.rows(_BELOW, (store.id,))),
        excused=frozenset(day for day, product, kind in marks if not product and kind in _EXCUSES),
        explained=frozenset((day, product) for day, product, _ in marks),
    )


def _ends(database: Database, store: Store, today: str) -> tuple[str | None, str | None]:
    tomorrow = at_minute(plus_days(today, 1), 0, store.timezone)
    found = [*database.rows(_FIRST, (store.id,)), *database.rows(_LAST, (store.id, tomorrow))]
    days = [local_day(at, store.timezone) for (at,) in found]
    days += [day for day in database.rows(_IMPORTED_ENDS, (store.id, today))[0] if day is not None]
    return (min(days), min(max(days), today)) if days else (None, None)


def _days(first: str, today: str) -> list[str]:
    """From the first day to today, both included."""
    days = [first]
    while days[-1] < today:
        days.append(plus_days(days[-1], 1))
    return days


def _bounds(days: Sequence[str], zone: str) -> list[Instant]:
    """When each of them begins, and when the last one ends."""
    return [at_minute(day, 0, zone) for day in (*days, plus_days(days[-1], 1))]


def _with_days(days: Sequence[str], zone: str) -> str:
    """The days as a table of the statement; its bounds are whole numbers of ours."""
    begins = _bounds(days, zone)
    values = ", ".join(f"({n}, {begins[n]}, {begins[n + 1]})" for n in range(len(days)))
    return f"WITH days(n, lo, hi) AS (VALUES {values})"


def _which_day(begins: Sequence[Instant]) -> str:
    """The number of the day of a sale, as an expression: joined with a table of days, a server would read all that a
    store ever sold, once for each of them."""
    return f"CASE {' '.join(f'WHEN t.at < {end} THEN {n}' for n, end in enumerate(begins[1:]))} END"


def _sold_days(database: Database, store: Store, days: list[str]) -> frozenset[str]:
    found = database.rows(_ON_A_DAY.format(days=_with_days(days, store.timezone)), (store.id,))
    imported = database.rows(_IMPORTED_DAYS, (store.id, days[0], days[-1]))
    return frozenset((*(days[n] for (n,) in found), *(day for (day,) in imported)))


def _sold(database: Database, store: Store, days: list[str]) -> tuple[SoldOnDay, ...]:
    before = days[:-1]
    begins = _bounds(before, store.timezone)
    rows = database.rows(_BY_DAY.format(day=_which_day(begins)), (store.id, begins[0], begins[-1]))
    sold = [
        SoldOnDay(before[n], source, title, variant, sku, quantity * _UNIT, lines, free, least, most)
        for n, source, title, variant, sku, quantity, lines, free, least, most in rows
    ]
    told = database.rows(_IMPORTED, (store.id, before[0], before[-1]))
    return (*sold, *(SoldOnDay(day, s, "", "", "", q, 1, 0, price, price, p) for day, s, p, q, price in told))


def _alike(database: Database, sales: Iterable[Sale], zone: str) -> tuple[Alike, ...]:
    """Sales of one source and one total within seconds are candidates; those with the same lines are told."""
    of_that_price, recent, pairs = Counter[int](), dict[tuple[str, int], Sale](), list[tuple[Sale, Sale]]()
    for sale in sales:
        _, at, source, total, _ = sale
        of_that_price[total] += 1
        before = recent.get((source, total))
        if total and before is not None and at - before[1] <= ALIKE_MS and len(pairs) < _MOST_ALIKE:
            pairs.append((before, sale))
        recent[source, total] = sale
    lines = _lines(database, sorted({sale[0] for pair in pairs for sale in pair}))
    return tuple(
        Alike(1, of_that_price[sale[3]], _number(sale[4]), local_day(sale[1], zone))
        for before, sale in pairs
        if lines.get(before[0]) == lines.get(sale[0])
    )


def _lines(database: Database, ids: list[str]) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    for at in range(0, len(ids), 250):
        some = ids[at : at + 250]
        for ident, *line in database.rows(_LINES.format(marks=", ".join("?" * len(some))), some):
            found.setdefault(ident, []).append(tuple(line))
    return {ident: sorted(lines) for ident, lines in found.items()}


def _number(gid: str) -> str:
    """A shop's name of a sale, without what is the same for all."""
    return gid.rsplit("/", 1)[-1]


def _count(database: Database, sql: str, values: Sequence[Any]) -> int:
    return int(database.rows(sql, values)[0][0])

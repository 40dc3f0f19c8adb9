"""A terminal's stores on their way to a hub: which rows, in which order, in which pages.

What the terminal held when it set out is fixed: whatever is done there meanwhile is a guess, and its base images tell
how each row was. So a page can be asked for again at any time, and is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from data.core.envelope import JournalEntry
from data.core.packed import pack, unpack
from data.exchange.images import images
from data.exchange.travelling import TABLES, Key, kind_named, scope_of
from data.exchange.values import Founding
from data.orders.order import OrderPayload
from data.store.database import Database
from data.store.kinds import Kind, kind_of

PAYLOADS, JOURNAL = "order_payload", "journal"
STAGES = (*TABLES, PAYLOADS, JOURNAL)
ROWS_A_PAGE = 500
BYTES_A_PAGE = 256 * 1024
"""About so many at most, one row alone excepted."""
_FOUNDING = "SELECT node_id, scopes, origin, begun_at, upto, heads FROM sync_founding"


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a table, in the order of their keys. `after` and `upto` are the packed places that it lies between;
    one without records only moves on."""

    table: str
    after: str
    upto: str
    records: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a terminal brings, before the first page: everything that could be in the way of it at the hub. `stores`
    are (id, letter), `terminals` and `staff` (id, number)."""

    node_id: str
    terminal_id: str
    origin: str
    stores: tuple[tuple[str, str], ...]
    terminals: tuple[tuple[str, int], ...]
    staff: tuple[tuple[str, int], ...]

    @property
    def scopes(self) -> tuple[str, ...]:
        """The stores, sorted."""
        return tuple(sorted(store for store, _ in self.stores))


def foundings(database: Database) -> list[Founding]:
    """All that are known here, under way or done."""
    kind = kind_of(Founding)
    return [kind.row(record) for record in database.rows(f"{_FOUNDING} ORDER BY begun_at, node_id")]


def next_page(database: Database, founding: Founding, final: int, after: str, rows: int = ROWS_A_PAGE) -> Page | None:
    """The page after a place; None when there are no more. `final` is the end of the chain at the setting out."""
    stage, last = _place(after)
    while stage < len(STAGES):
        found = _records(database, founding, final, stage, last, rows)
        if found:
            return _page(database, STAGES[stage], after, found)
        stage, last = stage + 1, None
    return None


def kind_at(table: str) -> Kind:
    """The kind of a table that goes to the hub at a founding; raises KeyError for any other."""
    local = {PAYLOADS: OrderPayload, JOURNAL: JournalEntry}
    return kind_of(local[table]) if table in local else kind_named(table)


def base_rows(database: Database, founding: Founding, scope: str) -> Iterator[tuple[Key, tuple[Any, ...]]]:
    """All travelling rows of a store as they were at the setting out, table by table, in the order of their keys."""
    alone = Founding(founding.node_id, pack([scope]), founding.origin, founding.begun_at, "", None)
    place = ""
    while (page := next_page(database, alone, 0, place)) is not None and page.table in TABLES:
        kind = kind_named(page.table)
        for record in page.records:
            yield (page.table, pack([kind.value(record, name) for name in kind.key])), record
        place = page.upto


def _place(packed: str) -> tuple[int, list[Any] | None]:
    if not packed:
        return 0, None
    table, *key = unpack(packed)
    return STAGES.index(table), key


def _records(
    database: Database, founding: Founding, final: int, stage: int, last: list[Any] | None, rows: int
) -> list[tuple[Any, ...]]:
    table, scopes = STAGES[stage], unpack(founding.scopes)
    values: list[Any] = list(scopes)
    if table == PAYLOADS:
        values.append(founding.begun_at)
    elif table == JOURNAL:
        values = [founding.origin, final]
    return database.rows(_select(table, len(scopes), after=last is not None), [*values, *(last or ()), rows])


@cache
def _select(table: str, scopes: int, *, after: bool) -> str:
    kind, marks = kind_at(table), ", ".join("?" * scopes)
    if table == JOURNAL:
        where = "NOT (origin = ? AND seq IS NOT NULL AND seq > ?) AND settled"
    elif table == PAYLOADS:
        where = f"order_id IN (SELECT o.id FROM orders o WHERE o.store_id IN ({marks})) AND received_at <= ?"
    else:
        where = f"{scope_of(table)} IN ({marks})"
    names, key = (", ".join(f"{table}.{name}" for name in of) for of in (kind.columns, kind.key))
    beyond = f" AND ({key}) > ({', '.join('?' * len(kind.key))})" if after else ""
    return f"SELECT {names} FROM {table} WHERE {where}{beyond} ORDER BY {key} LIMIT ?"


def _page(database: Database, table: str, after: str, found: Sequence[tuple[Any, ...]]) -> Page:
    """The rows first, then the images: a guess that came between has left its image by now."""
    kind, size, count = kind_at(table), 0, 0
    for record in found:
        size += sum(len(cell) if isinstance(cell, str | bytes) else 8 for cell in record)
        if count and size > BYTES_A_PAGE:
            break
        count += 1
    keys = [pack([kind.value(record, name) for name in kind.key]) for record in found[:count]]
    kept = images(database) if table in TABLES else {}
    base = [kept.get((table, pk), record) for pk, record in zip(keys, found, strict=False)]
    upto = pack([table, *unpack(keys[-1])])
    return Page(table, after, upto, tuple(tuple(record) for record in base if record is not None))

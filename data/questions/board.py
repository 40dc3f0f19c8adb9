"""What a wall screen asks: when the open tickets of every station are due, and which of them come first."""

from __future__ import annotations

from typing import NamedTuple

from data.store.database import Database


class DueAt(NamedTuple):
    """Open tickets of one station that are due on a day, with the minute at which their window begins."""

    stage: str
    due_date: str | None
    window_from: int | None
    tickets: int


class DueNext(NamedTuple):
    """One of the tickets that are due first, without a word about its customer."""

    id: str
    order_number: str
    suffix: str
    product: str
    stage: str
    due_date: str
    window_from: int | None


_LIVE = "FROM ticket t{hint} WHERE t.store_id = ? AND t.in_queue AND t.cancelled_at IS NULL"
_DAY_ENDS = 1_440


def due_at_stations(database: Database, store_id: str, last_day: str) -> list[DueAt]:
    """Every station's open tickets by day and window, up to a calendar day; those without a day, too."""
    sql = (
        f"SELECT t.stage, t.due_date, t.window_from, count(*) {_live(database, 'ix_queue_stage')} "
        "AND (t.due_date <= ? OR t.due_date IS NULL) GROUP BY t.stage, t.due_date, t.window_from"
    )
    return [DueAt(s, day, m, int(n)) for s, day, m, n in database.rows(sql, (store_id, last_day))]


def due_next(database: Database, store_id: str, last_day: str, limit: int = 20) -> list[DueNext]:
    """The tickets that are due up to a calendar day, the first one first; a day without a window ends last."""
    sql = (
        f"SELECT t.id, t.order_number, t.suffix, t.product, t.stage, t.due_date, t.window_from "
        f"{_live(database, 'ix_queue')} AND t.due_date <= ? "
        f"ORDER BY t.due_date, coalesce(t.window_from, {_DAY_ENDS}), t.number_sort, t.id LIMIT ?"
    )
    return [DueNext._make(record) for record in database.rows(sql, (store_id, last_day, limit))]


def _live(database: Database, index: str) -> str:
    return _LIVE.format(hint=f" INDEXED BY {index}" if database.dialect == "sqlite" else "")

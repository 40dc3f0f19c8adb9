"""How much there is to do: per stage, unassigned, and the all-day count by product, size and flavour."""

from __future__ import annotations

from typing import NamedTuple

from data.kitchen.stages import STATIONS
from data.store.database import Database


class StageCount(NamedTuple):
    """Open tickets at a stage, and how many of them nobody has."""

    stage: str
    open: int
    unassigned: int


class AllDay(NamedTuple):
    """How many of one thing are still to be made at a station (or anywhere)."""

    product: str
    size: str | None
    flavour: str | None
    quantity: int


class DueCount(NamedTuple):
    """Open tickets of a stage that are due on a day, with the minute at which their window begins."""

    due_date: str | None
    window_from: int | None
    tickets: int


_LIVE = "FROM ticket t{hint} WHERE t.store_id = ? {stage}AND t.in_queue AND t.cancelled_at IS NULL"


def stage_counts(database: Database, store_id: str) -> tuple[StageCount, ...]:
    """One count a station, in the order of the line, zero included."""
    sql = (
        "SELECT t.stage, count(*), count(*) - count(t.assignee_id) "
        + _LIVE.format(hint=_hint(database, "ix_queue_stage"), stage="")
        + " GROUP BY t.stage"
    )
    found = {stage: (n, free) for stage, n, free in database.rows(sql, (store_id,))}
    return tuple(StageCount(s, *found.get(s, (0, 0))) for s in STATIONS)


def all_day(database: Database, store_id: str, stage: str | None = None, limit: int = 50) -> list[AllDay]:
    """The largest counts first."""
    values = [store_id] + ([stage] if stage else []) + [limit]
    sql = (
        "SELECT t.product, t.size, t.flavour, sum(t.quantity) "
        + _LIVE.format(
            hint=_hint(database, "ix_queue_stage" if stage else "ix_queue"), stage="AND t.stage = ? " if stage else ""
        )
        + " GROUP BY t.product, t.size, t.flavour "
        "ORDER BY 4 DESC, t.product, t.size IS NULL, t.size, t.flavour IS NULL, t.flavour LIMIT ?"
    )
    return [AllDay(p, s, f, int(n)) for p, s, f, n in database.rows(sql, values)]


def due_counts(database: Database, store_id: str, stage: str, last_day: str) -> list[DueCount]:
    """When the open tickets of a stage are due, up to a calendar day: what a screen needs to warn before they are."""
    sql = (
        "SELECT t.due_date, t.window_from, count(*) "
        + _LIVE.format(hint=_hint(database, "ix_queue_stage"), stage="AND t.stage = ? AND t.due_date <= ? ")
        + " GROUP BY t.due_date, t.window_from"
    )
    return [DueCount(day, minute, int(n)) for day, minute, n in database.rows(sql, (store_id, stage, last_day))]


def _hint(database: Database, index: str) -> str:
    return f" INDEXED BY {index}" if database.dialect == "sqlite" else ""

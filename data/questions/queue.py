"""The queue of a store or of one station, in the order of O26: priority, due date, size, number."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import Any, NamedTuple

from data.core.clock import plus_days
from data.kitchen.ticket import Ticket
from data.questions.matching import any_like, like
from data.store.database import Database

HIGH, MEDIUM, LOW = 3, 2, 1
PRIORITY_NAMES = {HIGH: "High", MEDIUM: "Medium", LOW: "Low"}
_FIRST_DAY, _LAST_DAY = "0000-01-01", "9999-12-31"


class QueueLine(NamedTuple):
    """One ticket as a queue shows it. `kept` and `accessories` are packed; dates are the store's calendar days."""

    priority: int
    id: str
    store_id: str
    order_id: str
    human_id: str
    code: str
    order_number: str
    suffix: str
    product: str
    size: str | None
    flavour: str | None
    writing: str | None
    notes: str | None
    kept: str
    accessories: str
    allergens: str | None
    quantity: int
    customer: str | None
    method: str | None
    due_date: str | None
    due_window: str | None
    window_from: int | None
    window_to: int | None
    stage: str
    cycle: int
    packing_start_ts: int | None
    assignee_id: str | None
    assignee_name: str | None
    assignee_note: str | None
    storage: str | None
    cancelled_at: int | None
    inventory_blocked: bool
    test: bool
    priority_override: int | None
    changed: bool


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What to leave out: `stage` None is every station; dates are inclusive and leave out undated tickets. `after` is
    the last ticket of the page before: whatever left the queue since, the next page has no gap and no repeat."""

    store_id: str
    stage: str | None = None
    unassigned: bool = False
    assignee_id: str | None = None
    date_from: str | None = None
    date_to: str | None = None
    search: str | None = None
    priority: int | None = None
    limit: int = 200
    offset: int = 0
    after: Ticket | None = None


_TICKET_FIELDS = frozenset(f.name for f in fields(Ticket))
_COLUMNS = (
    "t.id, t.store_id, t.order_id, t.human_id, t.code, t.order_number, t.suffix, t.product, t.size, t.flavour, "
    "t.writing, t.notes, t.kept, t.accessories, t.allergens, t.quantity, t.customer, t.method, t.due_date, "
    "t.due_window, t.window_from, t.window_to, t.stage, t.cycle, t.packing_start_ts, t.assignee_id"
)
_REST = "t.assignee_note, t.storage, t.cancelled_at, t.inventory_blocked, t.test, t.priority_override"
_NAME = "(SELECT s.name FROM staff s WHERE s.id = t.assignee_id)"
_CHANGED = "EXISTS (SELECT 1 FROM notice n WHERE n.ticket_id = t.id AND n.level = 'stop' AND n.acknowledged_at IS NULL)"
_SEARCHED = ("t.human_id", "t.code", "t.product", "t.customer", "t.flavour")
_SORT = "due_date, size_rank, size, number_sort, id"
_PLACE = (
    "CASE WHEN t.due_date IS NULL THEN 1 ELSE 0 END, coalesce(t.due_date, ''), t.size_rank, coalesce(t.size, ''), "
    "t.number_sort, t.id"
)


@dataclass(frozen=True, slots=True)
class _Shape:
    """Which parts a statement has; one statement a shape is made and kept."""

    dialect: str
    bands: tuple[str, ...]
    stage: bool
    unassigned: bool
    assignee: bool
    search: bool
    priority: bool
    after: bool


def queue_for(database: Database, wanted: QueueFilter, today: str) -> list[QueueLine]:
    """The lines of a queue on a calendar day of the store."""
    sql, values = queue_statement(database.dialect, wanted, today)
    return [QueueLine._make(record) for record in database.rows(sql, values)]


def queue_statement(dialect: str, wanted: QueueFilter, today: str) -> tuple[str, list[Any]]:
    """The SQL of a queue question and its values."""
    bands = _bands(wanted, today)
    shape = _Shape(
        dialect,
        tuple(name for name, _ in bands),
        wanted.stage is not None,
        wanted.unassigned,
        wanted.assignee_id is not None,
        bool(wanted.search),
        wanted.priority is not None,
        wanted.after is not None,
    )
    values: list[Any] = []
    for name, bounds in bands:
        values += _band_values(wanted, name, bounds, today)
    return _statement(shape), [*values, wanted.limit, wanted.offset]


def _bands(wanted: QueueFilter, today: str) -> list[tuple[str, tuple[str, ...]]]:
    tomorrow, soon = plus_days(today, 1), plus_days(today, 3)
    first, last = wanted.date_from or _FIRST_DAY, wanted.date_to or _LAST_DAY
    ranges = {
        "high": (first, min(tomorrow, last)),
        "medium": (max(plus_days(tomorrow, 1), first), min(soon, last)),
        "low": (max(plus_days(soon, 1), first), last),
    }
    bands: list[tuple[str, tuple[str, ...]]] = [(n, r) for n, r in ranges.items() if r[0] <= r[1]]
    if wanted.date_from is None and wanted.date_to is None:
        bands += [("undated", ()), ("override", ())]
    else:
        bands.append(("override_dated", (first, last)))
    levels = (str(wanted.priority), _BY_HAND)
    return [band for band in bands if wanted.priority is None or _WHERE[band[0]][0] in levels]


def _band_values(wanted: QueueFilter, name: str, bounds: tuple[str, ...], today: str) -> list[Any]:
    values: list[Any] = [wanted.store_id]
    if wanted.stage is not None:
        values.append(wanted.stage)
    values += bounds
    if wanted.priority is not None and name.startswith("override"):
        values.append(wanted.priority)
    if wanted.assignee_id is not None:
        values.append(wanted.assignee_id)
    if wanted.search:
        values += [like(wanted.search)] * len(_SEARCHED)
    if wanted.after is not None:
        values += _place(wanted.after, today)
    return [*values, wanted.limit + wanted.offset]


def _place(ticket: Ticket, today: str) -> tuple[Any, ...]:
    level = priority_of(ticket.due_date, ticket.priority_override, today)
    due = ticket.due_date
    return -level, int(due is None), due or "", ticket.size_rank, ticket.size or "", ticket.number_sort, ticket.id


_BY_HAND = "t.priority_override"
_WHERE = {
    "high": (str(HIGH), "t.priority_override IS NULL AND t.due_date >= ? AND t.due_date <= ?"),
    "medium": (str(MEDIUM), "t.priority_override IS NULL AND t.due_date >= ? AND t.due_date <= ?"),
    "low": (str(LOW), "t.priority_override IS NULL AND t.due_date >= ? AND t.due_date <= ?"),
    "undated": (str(MEDIUM), "t.priority_override IS NULL AND t.due_date IS NULL"),
    "override": (_BY_HAND, "t.priority_override IS NOT NULL"),
    "override_dated": (
        _BY_HAND,
        "t.priority_override IS NOT NULL AND t.due_date >= ? AND t.due_date <= ?",
    ),
}


@cache
def _statement(shape: _Shape) -> str:
    parts = " UNION ALL ".join(f"SELECT * FROM ({_band(shape, name)}) AS {name}" for name in shape.bands)
    names = ", ".join(QueueLine._fields)
    return (
        f"SELECT {names} FROM ({parts}) AS q "
        "ORDER BY priority DESC, due_date IS NULL, due_date, size_rank, size, number_sort, id LIMIT ? OFFSET ?"
    )


def _band(shape: _Shape, name: str) -> str:
    level, where = _WHERE[name]
    index = "ix_queue_override" if name.startswith("override") else "ix_queue_stage" if shape.stage else "ix_queue"
    hint = f" INDEXED BY {index}" if shape.dialect == "sqlite" else ""
    stage = "t.stage = ? AND " if shape.stage else ""
    where += " AND t.priority_override = ?" if shape.priority and name.startswith("override") else ""
    filters = ("" if not shape.unassigned else " AND t.assignee_id IS NULL AND t.cancelled_at IS NULL") + (
        " AND t.assignee_id = ?" if shape.assignee else ""
    )
    search = f" AND ({any_like(shape.dialect, _SEARCHED)})" if shape.search else ""
    after = f" AND (-({level}), {_PLACE}) > ({', '.join('?' * 7)})" if shape.after else ""
    # Only overrides differ in priority: what the limit of a band cuts off must be what the whole queue puts last.
    first = "t.priority_override DESC, t.due_date IS NULL, " if name.startswith("override") else ""
    return (
        f"SELECT {level} AS priority, {_COLUMNS}, {_NAME} AS assignee_name, {_REST}, {_CHANGED} AS changed, "
        f"t.size_rank, t.number_sort FROM ticket t{hint} WHERE t.store_id = ? AND {stage}t.in_queue AND {where}"
        f"{filters}{search}{after} ORDER BY {first}{', '.join('t.' + c for c in _SORT.split(', '))} LIMIT ?"
    )


def line_of(ticket: Ticket, today: str, assignee_name: str | None = None, *, changed: bool = False) -> QueueLine:
    """One ticket as a queue would show it on a calendar day of its store."""
    known = {name: getattr(ticket, name) for name in QueueLine._fields if name in _TICKET_FIELDS}
    priority = priority_of(ticket.due_date, ticket.priority_override, today)
    return QueueLine(priority=priority, assignee_name=assignee_name, changed=changed, **known)


def priority_of(due_date: str | None, override: int | None, today: str) -> int:
    """N1: High until tomorrow, Medium within three days or undated, else Low; a supervisor may say otherwise."""
    if override is not None:
        return override
    if due_date is None:
        return MEDIUM
    if due_date <= plus_days(today, 1):
        return HIGH
    return MEDIUM if due_date <= plus_days(today, 3) else LOW

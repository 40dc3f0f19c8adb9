"""What a person knows of a day that its figures do not tell: an event, a promotion, that it went badly or sold out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from data.core.actor import Role
from data.core.clock import Instant
from data.core.command import Command, Context
from data.core.outcome import Accepted, Change, Event, Outcome, Put, Refused, Write, noop
from data.core.rows import Rows
from data.core.text import clean
from data.organization.store import Store
from data.stock.item import Product

BAD, CLOSED, EVENT, PROMOTION, SOLD_OUT, ONE_OFF = "bad", "closed", "event", "promotion", "sold_out", "one_off"
KINDS = {
    BAD: "Bad day: its figures are not learned from",
    CLOSED: "Closed",
    EVENT: "Event nearby",
    PROMOTION: "Promotion",
    SOLD_OUT: "Sold out",
    ONE_OFF: "Big order that will not come again",
}
_OF_A_PRODUCT = (ONE_OFF,)
_MOST = 10**12


@dataclass(frozen=True, slots=True)
class DayMark:
    """A day of a store, or of one product there, and what was the matter; `value` is the thousandths of a one-off.
    One that was taken back stays, no more active."""

    store_id: str
    date: str
    product_id: str
    kind: str
    says: str
    value: int | None
    active: bool
    at: Instant
    staff_id: str


@dataclass(frozen=True, slots=True)
class MarkDay(Command):
    """A day is marked, or with `active` False the mark is taken back. `product_id` '' is the whole store; `value` is
    how much of a one-off order was sold, in thousandths."""

    name: ClassVar[str] = "mark_day"
    least: ClassVar[Role] = Role.SUPERVISOR

    store_id: str
    date: str
    kind: str
    product_id: str = ""
    says: str = ""
    value: int | None = None
    active: bool = True


def mark_day(command: MarkDay, rows: Rows, ctx: Context) -> Outcome:
    """One row for each day, product and kind; the last word counts."""
    wrong = _fault(command, rows)
    if wrong is not None:
        return wrong
    key = (command.store_id, command.date, command.product_id, command.kind)
    known = rows.get(DayMark, *key)
    says = clean(command.says.strip(), 200)
    if not command.active:
        if known is None or not known.active:
            return noop("unchanged", f"{command.date} is not marked so")
        columns = {"active": False, "at": ctx.now, "staff_id": ctx.actor.staff_id}
        return _marked(command, Change(DayMark, key, columns), f"{command.date} is marked so no more")
    if known is not None and (known.active, known.says, known.value) == (True, says, command.value):
        return noop("unchanged", f"{command.date} is marked so already")
    row = DayMark(*key, says, command.value, True, ctx.now, ctx.actor.staff_id)
    written = {name: getattr(row, name) for name in ("says", "value", "active", "at", "staff_id")}
    return _marked(command, Put(row) if known is None else Change(DayMark, key, written), f"{command.date} is marked")


def day_fault(text: str) -> Refused | None:
    """Why a text is no calendar day."""
    try:
        if date.fromisoformat(text).isoformat() == text:
            return None
    except ValueError:
        pass
    return Refused("bad_date", f"{text!r} is no date: write it like 2026-11-21")


def _fault(command: MarkDay, rows: Rows) -> Refused | None:
    if rows.get(Store, command.store_id) is None:
        return Refused("no_such_store", f"No store {command.store_id}")
    if command.kind not in KINDS:
        return Refused("bad_kind", f"{command.kind!r} is no kind of mark: {', '.join(KINDS)}")
    product = rows.get(Product, command.product_id) if command.product_id else None
    if command.product_id and (product is None or product.store_id != command.store_id):
        return Refused("no_such_product", f"No product {command.product_id} there")
    if command.kind in _OF_A_PRODUCT and not command.product_id:
        return Refused("product_needed", "Of which product was the big order?")
    if command.active and command.kind == ONE_OFF and command.value is None:
        return Refused("quantity", "How much of it was sold in one go?")
    if command.value is not None and not 0 <= command.value <= _MOST:
        return Refused("quantity", "A quantity cannot be below zero, or beyond all measure")
    return day_fault(command.date)


def _marked(command: MarkDay, write: Write, says: str) -> Accepted:
    detail = {"date": command.date, "kind": command.kind, "product_id": command.product_id, "active": command.active}
    return Accepted(says, writes=(write,), events=(Event("day_marked", store_id=command.store_id, detail=detail),))

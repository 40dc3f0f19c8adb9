"""Finished tickets as lines of a list, and as cells for a file or paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui.places.listing import Column, Field
from kitchen_tui.regional import day, moment
from kitchen_tui.texts import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.core.clock import Instant
    from data.questions.completed import CompletedLine
    from kitchen_tui.places.place import Room
    from kitchen_tui.places.sheet import Cell

COLUMNS = (
    Column(N_("Number"), 10),
    Column(N_("Product"), 12, grow=True),
    Column(N_("Size"), 11, spare=4),
    Column(N_("Flavour"), 14, spare=6),
    Column(N_("Customer"), 18, spare=3),
    Column(N_("Due"), 10, spare=5),
    Column(N_("Packed"), 17, spare=2),
    Column(N_("Stands at"), 13),
    Column(N_("Order"), 12, spare=1),
)
SHEET_COLUMNS = (
    *(N_("Number"), N_("Product"), N_("Size"), N_("Flavour"), N_("Customer")),
    *(N_("Due"), N_("Packed"), N_("Stands at"), N_("Order")),
)
_STATUS = {"READY": N_("ready"), "COMPLETED": N_("handed over"), "CANCELLED": N_("cancelled")}
_NOT_YET = N_("not complete")


def fields(line: CompletedLine, room: Room) -> Sequence[Field]:
    """One field a column; what has left is quiet."""
    clock = room.clock
    struck, left = line.cancelled_at is not None, line.handed_over_at is not None
    product = line.product if line.quantity == 1 else f"{line.quantity} {room.glyphs.times} {line.product}"
    plain = "quiet" if left else "text"
    return (
        Field(number_of(line), "struck" if struck else "quiet" if left else "strong"),
        Field(product, "struck" if struck else plain),
        Field(line.size or "", plain),
        Field(line.flavour or "", "quiet"),
        Field(line.customer or "", plain),
        Field(day(line.due_date, clock.today()), "quiet"),
        Field(_packed(line, clock.now, clock.zone), "quiet"),
        Field(line.storage or "", "quiet" if left else "strong"),
        Field(_order(line), "late" if struck else "accent" if line.order_status == "READY" else "quiet"),
    )


def sheet_cells(line: CompletedLine, now: Instant, zone: str) -> list[Cell]:
    """The same for a file or paper."""
    what = [number_of(line), line.product, line.size, line.flavour, line.customer]
    return [*what, line.due_date, _packed(line, now, zone), line.storage, _order(line)]


def number_of(line: CompletedLine) -> str:
    """What is called across the kitchen."""
    return line.order_number + (f"-{line.suffix}" if line.suffix else "")


def _order(line: CompletedLine) -> str:
    return _(_STATUS.get(line.order_status, _NOT_YET))


def _packed(line: CompletedLine, now: Instant, zone: str) -> str:
    return moment(line.packed_at, now, zone) if line.packed_at is not None else ""

"""Stock as people move it: receive, adjust, waste, count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.core.actor import Role
from data.core.command import Command, Context
from data.core.outcome import Accepted, Event, Outcome, Refused, noop
from data.core.rows import Rows
from data.core.text import clean
from data.stock.item import InventoryItem
from data.stock.ledger import ADJUST, COUNT, RECEIVE, WASTE, Movement, book

_LIMIT = 10**12


@dataclass(frozen=True, slots=True)
class MoveStock(Command):
    """`quantity` is in the item's smallest unit."""

    kind: ClassVar[str]

    item_id: str
    quantity: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReceiveStock(MoveStock):
    """Goods came in."""

    name: ClassVar[str] = "receive_stock"
    least: ClassVar[Role] = Role.SUPERVISOR
    kind: ClassVar[str] = RECEIVE


@dataclass(frozen=True, slots=True)
class AdjustStock(MoveStock):
    """A correction up or down, with its reason."""

    name: ClassVar[str] = "adjust_stock"
    least: ClassVar[Role] = Role.SUPERVISOR
    kind: ClassVar[str] = ADJUST


@dataclass(frozen=True, slots=True)
class WasteStock(MoveStock):
    """Thrown away."""

    name: ClassVar[str] = "waste_stock"
    least: ClassVar[Role] = Role.SUPERVISOR
    kind: ClassVar[str] = WASTE


@dataclass(frozen=True, slots=True)
class CountStock(MoveStock):
    """What was counted on the shelf: `quantity` is the new on_hand."""

    name: ClassVar[str] = "count_stock"
    kind: ClassVar[str] = COUNT


def move_stock(command: MoveStock, rows: Rows, ctx: Context) -> Outcome:
    """One ledger line and the new balance."""
    item = rows.get(InventoryItem, command.item_id)
    if item is None:
        return Refused("no_such_item", "No such stock item")
    delta = _delta(command, item)
    if isinstance(delta, Refused):
        return delta
    if delta == 0:
        return noop("unchanged", f"{item.name}: nothing to change")
    reason = clean(command.reason, 500) or command.kind
    movement = Movement(item.id, delta, 0, command.kind, reason)
    writes = book(rows, ctx, [movement])
    event = Event(
        "stock_moved", store_id=item.store_id, detail={"item_id": item.id, "kind": command.kind, "delta": delta}
    )
    on_hand = item.on_hand + delta
    return Accepted(f"{item.name}: {on_hand} {item.unit} on hand", writes=tuple(writes), events=(event,))


def _delta(command: MoveStock, item: InventoryItem) -> int | Refused:
    quantity = command.quantity
    if abs(quantity) > _LIMIT:
        return Refused("quantity", f"{quantity} is more than any store room holds")
    if command.kind == COUNT:
        return quantity - item.on_hand if quantity >= 0 else Refused("quantity", "A count cannot be below zero")
    if command.kind == ADJUST:
        return quantity if command.reason.strip() else Refused("reason_needed", "Say why the stock is corrected")
    if quantity <= 0:
        return Refused("quantity", "The quantity must be above zero")
    return quantity if command.kind == RECEIVE else -quantity

"""What `sync-agent inventory` tells: items, movements and sums, for a program and for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from data.core.clock import iso
from data.core.text import one_line

if TYPE_CHECKING:
    from data.questions.stock import LedgerLine, Uneven
    from sync_agent.shelves.room import Item


def item(one: Item) -> dict[str, Any]:
    """Its balances, in its unit."""
    line = one.line
    told: dict[str, Any] = {"verdict": "item", "item": line.id, "store": one.place.store_id, "name": line.name}
    told |= {"sku": line.sku, "unit": line.unit, "on_hand": line.on_hand, "reserved": line.reserved}
    told |= {"buffer": line.buffer, "available": line.available, "reorder_point": line.reorder_point}
    return told | {"limits_sale": line.limits_sale, "mark": line.mark}


def line(one: Item) -> str:
    """The same in words."""
    it, unit = one.line, one_line(one.line.unit)
    sku = f" ({one_line(it.sku)})" if it.sku else ""
    mark = f" {it.mark}" if it.mark else ""
    held = f"{it.on_hand} {unit} on hand, {it.reserved} reserved, {it.buffer} kept back"
    return f"{it.id} {one.place.store_id} {one_line(it.name)}{sku}: {held}, {it.available} to promise{mark}"


def movement(one: LedgerLine) -> dict[str, Any]:
    """One line of a ledger."""
    told = {"verdict": "movement", "movement": one.id, "at": iso(one.at), "kind": one.kind, "on_hand": one.on_hand}
    told |= {"reserved": one.reserved, "reason": one.reason, "order": one.order_number, "ticket": one.ticket}
    return told | {"who": one.who, "command": one.command_id}


def moved(one: LedgerLine, unit: str) -> str:
    """The same in words."""
    of = f", order {one_line(one.order_number)}" if one.order_number else ""
    who = f", {one_line(one.who)}" if one.who else ""
    held = f", reserved {one.reserved:+d}" if one.reserved else ""
    return f"{iso(one.at)} {one.kind} {one.on_hand:+d} {one_line(unit)}{held}: {one_line(one.reason)}{of}{who}"


def sums(one: Item, found: tuple[int, int, int], *, whole: bool, more: bool) -> dict[str, Any]:
    """What all movements of an item sum to beside its balances; `equal` None where not all of them are here."""
    many, on_hand, reserved = found
    equal = (on_hand, reserved) == (one.line.on_hand, one.line.reserved) if whole else None
    told: dict[str, Any] = {"verdict": "sum", "item": one.line.id, "movements": many, "more": more, "equal": equal}
    told |= {"sum_on_hand": on_hand, "sum_reserved": reserved}
    return told | {"on_hand": one.line.on_hand, "reserved": one.line.reserved}


def summed(told: dict[str, Any], unit: str) -> str:
    """The same in words."""
    balance = f"{told['on_hand']} {one_line(unit)} on hand, {told['reserved']} reserved"
    if told["equal"] is None:
        return f"{balance}; the movements of orders long closed are at the hub"
    found = f"{told['movements']} movements sum to {told['sum_on_hand']} and {told['sum_reserved']}"
    return f"{balance}; {found}: {'equal' if told['equal'] else 'NOT EQUAL'}"


def unequal(store_id: str, one: Uneven) -> dict[str, Any]:
    """An item that is not the sum of its movements."""
    told: dict[str, Any] = {"verdict": "different", "store": store_id, "item": one.item_id, "on_hand": one.on_hand}
    told |= {"reserved": one.reserved, "sum_on_hand": one.ledger_on_hand}
    return told | {"sum_reserved": one.ledger_reserved}


def unequal_line(store_id: str, one: Uneven) -> str:
    """The same in words."""
    found = f"its movements sum to {one.ledger_on_hand} and {one.ledger_reserved}"
    return f"{store_id} {one.item_id}: {one.on_hand} on hand, {one.reserved} reserved, and {found}"

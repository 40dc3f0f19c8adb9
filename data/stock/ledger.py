"""Movements of stock. Every function answers the writes; the sums of the ledger stay the balances."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data.core.command import Context
from data.core.ids import derived_id
from data.core.outcome import Change, Put, Write
from data.core.rows import Rows
from data.notices.notice import ATTENTION, Notice
from data.stock.item import InventoryItem, InventoryTxn

HOLD, CONSUME, RELEASE, WASTE, RECEIVE, ADJUST, COUNT, GIVE_BACK = (
    "hold",
    "consume",
    "release",
    "waste",
    "receive",
    "adjust",
    "count",
    "give_back",
)


@dataclass(frozen=True, slots=True)
class Movement:
    """What one movement does to one item."""

    item_id: str
    on_hand: int
    reserved: int
    kind: str
    reason: str
    order_id: str | None = None
    ticket_id: str | None = None


def book(rows: Rows, ctx: Context, movements: Iterable[Movement]) -> list[Write]:
    """The ledger lines of these movements and the new balances; items that are not here are left out."""
    writes: list[Write] = []
    change: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    items: dict[str, InventoryItem] = {}
    for n, m in enumerate(movements):
        item = items.get(m.item_id) or rows.get(InventoryItem, m.item_id)
        if item is None:
            continue
        items[m.item_id] = item
        ident = derived_id(ctx.command_id, f"txn:{m.ticket_id}:{m.kind}:{n}")
        writes.append(
            Put(
                InventoryTxn(
                    ident,
                    item.store_id,
                    m.item_id,
                    m.on_hand,
                    m.reserved,
                    m.kind,
                    m.reason,
                    m.order_id,
                    m.ticket_id,
                    ctx.command_id,
                    ctx.now,
                )
            )
        )
        change[m.item_id][0] += m.on_hand
        change[m.item_id][1] += m.reserved
    for item_id, (on_hand, reserved) in change.items():
        item = items[item_id]
        columns = {"on_hand": item.on_hand + on_hand, "reserved": item.reserved + reserved}
        writes.append(Change(InventoryItem, (item_id,), columns))
        writes += _low_stock(item, item.available + on_hand - reserved, ctx)
    return writes


def _low_stock(item: InventoryItem, available: int, ctx: Context) -> list[Write]:
    """N5: a notice when what can be promised falls to the reorder point or below, once per crossing."""
    if not item.available > item.reorder_point >= available:
        return []
    ident = derived_id(ctx.command_id, f"low:{item.id}")
    text = f"{item.name} is low: {available} {item.unit} left to promise"
    return [Put(Notice(ident, item.store_id, ATTENTION, "low_stock", text, None, None, None, ctx.now, None, None))]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a ticket has of one item: still held, and already consumed."""

    item_id: str
    order_id: str | None
    held: int
    consumed: int


def standings(rows: Rows, ticket_id: str) -> Sequence[Standing]:
    """Per item: what the ledger says about a ticket."""
    held: dict[str, int] = defaultdict(int)
    used: dict[str, int] = defaultdict(int)
    orders: dict[str, str | None] = {}
    for txn in rows.where(InventoryTxn, ticket_id=ticket_id):
        held[txn.item_id] += txn.reserved_delta
        used[txn.item_id] -= txn.on_hand_delta
        orders[txn.item_id] = txn.order_id
    return [Standing(i, orders[i], held[i], used[i]) for i in sorted(orders)]


def consume_holds(rows: Rows, ctx: Context, ticket_id: str) -> list[Write]:
    """Turns what is still held for a ticket into stock used; nothing held, nothing written."""
    return book(
        rows,
        ctx,
        [
            Movement(s.item_id, -s.held, -s.held, CONSUME, "filling done", s.order_id, ticket_id)
            for s in standings(rows, ticket_id)
            if s.held
        ],
    )


def hold_again(rows: Rows, ctx: Context, ticket_id: str) -> list[Write]:
    """Undo of a consumption: the stock is back on the shelf and held."""
    return book(
        rows,
        ctx,
        [
            Movement(s.item_id, s.consumed, s.consumed, GIVE_BACK, "undo", s.order_id, ticket_id)
            for s in standings(rows, ticket_id)
            if s.consumed
        ],
    )


def release(ticket_id: str, standing: Sequence[Standing], reason: str) -> list[Movement]:
    """Lets go of what is held for a ticket."""
    return [Movement(s.item_id, 0, -s.held, RELEASE, reason, s.order_id, ticket_id) for s in standing if s.held]


def write_off(ticket_id: str, standing: Sequence[Standing], reason: str) -> list[Movement]:
    """Books what a ticket consumed as waste: the order's lines sum to zero, the shelf stays as empty as it is."""
    return [
        m
        for s in standing
        if s.consumed
        for m in (
            Movement(s.item_id, s.consumed, 0, GIVE_BACK, reason, s.order_id, ticket_id),
            Movement(s.item_id, -s.consumed, 0, WASTE, reason),
        )
    ]

"""How a person says what is moved: receive, adjust, waste or count, and how much."""

from __future__ import annotations

from data.stock.commands import AdjustStock, CountStock, MoveStock, ReceiveStock, WasteStock
from data.stock.ledger import ADJUST, COUNT, RECEIVE, WASTE
from data.stock.measuring import NotAQuantity, measured

_CLASSES: dict[str, type[MoveStock]] = {
    COUNT: CountStock,
    RECEIVE: ReceiveStock,
    WASTE: WasteStock,
    ADJUST: AdjustStock,
}


def movement(kind: str, item_id: str, amount: int, reason: str) -> MoveStock:
    """The command of a kind."""
    return _CLASSES[kind](item_id, amount, reason)


def amount_of(kind: str, text: str, unit: str, thousands: str = ",") -> int:
    """A quantity as this kind of movement may have it (see data.stock.measuring); raises NotAQuantity."""
    amount = measured(text, unit, thousands)
    if amount < 0 and kind != ADJUST:
        raise NotAQuantity("It cannot be below zero")
    if amount == 0 and kind in (RECEIVE, WASTE):
        raise NotAQuantity("It must be more than zero")
    return amount

"""Quantities as people type and read them, as the country writes its numbers and in its language."""

from __future__ import annotations

from data.stock.measuring import NotAQuantity, example, signed
from kitchen_tui.cells import cut
from kitchen_tui.regional import number
from kitchen_tui.texts import sentence

__all__ = ["NotAQuantity", "amount_of", "example", "shown_change", "shown_quantity", "signed"]


def amount_of(kind: str, text: str, unit: str) -> int:
    """`2.5 kg` of an item that is counted in g is 2500, as this kind of movement may have it; raises NotAQuantity, in
    the person's language. A sign is kept: see `signed`."""
    from data.stock import moving

    try:
        return moving.amount_of(kind, text, unit, number(1000)[1:2])
    except NotAQuantity as trouble:
        raise NotAQuantity(sentence(trouble.says)) from None


def shown_quantity(amount: int, unit: str) -> str:
    """`2,500 g`."""
    return f"{number(amount)} {cut(unit, 12)}".rstrip()


def shown_change(amount: int, unit: str = "") -> str:
    """`+2,500 g`, and `0 g` for nothing."""
    plus = "+" if amount > 0 else ""
    return f"{plus}{shown_quantity(amount, unit)}"

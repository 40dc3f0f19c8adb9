"""What somebody orders in the demo's shop."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from kitchen_tui.demo.around import Due

Pairs = tuple[tuple[str, str], ...]
WORDS, DAY_FIRST, ISO, TAG = "words", "day_first", "iso", "tag"
PICKUP, DELIVERY = "Pickup", "Local Delivery"


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `left` is what is wanted after a removal or refund; a line without SKU is a custom one."""

    title: str
    sku: str | None
    price: int
    size: str | None = None
    flavour: str | None = None
    quantity: int = 1
    left: int | None = None
    properties: Pairs = ()
    gift_card: bool = False

    @property
    def variant(self) -> str | None:
        """`Size / Flavour`, or what there is of it."""
        return " / ".join(filter(None, (self.size, self.flavour))) or None


@dataclass(frozen=True, slots=True)
class Cart:
    """What was ordered, by whom and for when; `due_text` stands for a date that nobody can read."""

    lines: tuple[Line, ...]
    customer: str | None
    due: Due | None
    style: str = WORDS
    due_text: str | None = None
    method: str | None = PICKUP
    street: str | None = None
    note: str | None = None
    attributes: Pairs = ()
    source: str = "web"
    financial_status: str = "paid"
    test: bool = False
    cancelled: bool = False

    def with_line(self, at: int, **changes: Any) -> Cart:
        """The same order with one line changed."""
        lines = list(self.lines)
        lines[at] = replace(lines[at], **changes)
        return replace(self, lines=tuple(lines))

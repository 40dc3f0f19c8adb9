"""What the played shop remembers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sync_agent.demo_shop.shopify.menu import FIRST_ID, Variant, menu

Order = dict[str, Any]
"""An order in the REST form, as its webhooks carry it."""

PLACES = ((FIRST_ID + 7_000_000, "Bakery"), (FIRST_ID + 7_000_001, "Market stall"))
CURRENCY = "AUD"
ZONE = "Australia/Sydney"


def gid(kind: str, number: object) -> str:
    """The gid of a thing of this shop."""
    return f"gid://shopify/{kind}/{number}"


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who wants to be told of what."""

    id: str
    topic: str
    uri: str


@dataclass(slots=True)
class State:
    """Orders by gid, levels by the gids of item and place."""

    now: Callable[[], int]
    orders: dict[str, Order] = field(default_factory=dict)
    variants: tuple[Variant, ...] = field(default_factory=menu)
    levels: dict[tuple[str, str], int] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    told: list[tuple[str, Any]] = field(default_factory=list)
    """What happened and is not yet in the post: topic and payload."""
    _numbers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The shelves are full on the first morning, at the bakery only."""
        place = gid("Location", PLACES[0][0])
        for variant in self.variants:
            self.levels[gid("InventoryItem", variant.item_number), place] = variant.at_first

    def number(self, kind: str, first: int) -> int:
        """The next number of a kind."""
        self._numbers[kind] = self._numbers.get(kind, first - 1) + 1
        return self._numbers[kind]

    def variant_of(self, item: str) -> Variant | None:
        """The variant that an inventory item is of."""
        return next((v for v in self.variants if gid("InventoryItem", v.item_number) == item), None)

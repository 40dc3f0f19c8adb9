"""What a forecast says, in whole thousandths, before it is a row."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.packed import pack

MOST_DRIVERS = 8
Part = tuple[str, str, int]
"""A code, English words, thousandths."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Of a product ('' is the store) on a day; base + drivers + rest == mean."""

    product_id: str
    item: str
    date: str
    p10: int
    p50: int
    p90: int
    mean: int
    known: int
    base: int
    drivers: tuple[Part, ...]
    rest: int

    @property
    def packed_drivers(self) -> str:
        """As a row keeps them."""
        return pack([list(part) for part in self.drivers])


@dataclass(frozen=True, slots=True)
class Outlook:
    """What came of a store's making: its figures, or none, and why; in words either way."""

    status: str
    figures: tuple[Figure, ...]
    says: str
    horizon: int


def ranked(parts: dict[tuple[str, str], int]) -> tuple[tuple[Part, ...], int]:
    """The greatest drivers first, whichever way they move it, and the sum of those that are not named."""
    order = sorted(parts.items(), key=lambda one: (-abs(one[1]), one[0]))
    drivers = tuple((code, says, many) for (code, says), many in order[:MOST_DRIVERS] if many)
    return drivers, sum(parts.values()) - sum(many for _, _, many in drivers)

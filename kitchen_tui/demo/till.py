"""What the demo's bakeries sold before they had this program: a year and more of days, as an old till had them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from math import sqrt
from random import Random
from typing import NamedTuple

from data.core.clock import plus_days
from data.forecasts.forecast import UNIT
from data.forecasts.kept import DailySales
from kitchen_tui.demo.menu import PRODUCTS
from kitchen_tui.demo.scene import Scene

SOURCE = "demo till"
YEAR = 364
DAYS = YEAR + 56
"""So that every day of the forecast and of the weeks before it has one of a year ago."""
_A_DAY = {
    "MUD": 9_000, "VAN": 7_500, "RED": 5_500, "CAR": 4_800, "HAZ": 3_600, "LEM": 4_200, "GEL": 6_400, "TIR": 5_200,
    "BLF": 3_100, "ORA": 2_700, "STR": 4_600, "PAS": 3_900, "NYC": 5_800, "UNI": 1_900, "DIN": 1_600, "NUM": 2_400,
    "DRI": 3_300, "PIS": 2_200, "VEG": 3_000, "PHO": 1_300, "RAS": 1_100, "WED": 250, "MIN": 41_000, "CUP": 12_500,
    "MAC": 14_000,
}  # fmt: skip
"""Thousandths of a piece on an average day."""
_WEEKDAY = (-320, -260, -150, 20, 340, 720, -350)
"""From Monday to Sunday, in thousandths of an average day."""
_MONTH = (-60, 20, -20, 30, 40, -30, -50, -40, 0, 10, 30, 120)
_SECOND_STORE = 450
"""Thousandths of what the first one sells."""


class Usual(NamedTuple):
    """What is to be thought of a day beforehand, in thousandths: base, and what the weekday and the season add."""

    base: int
    weekday: int
    season: int

    @property
    def mean(self) -> int:
        """All of it."""
        return self.base + self.weekday + self.season


@cache
def usual(store_id: str, sku: str, day: str, *, second: bool) -> Usual:
    """Of one product on one day. The cakes that people order for a feast sell at the weekend more than others."""
    at = date.fromisoformat(day)
    base = _A_DAY[sku] * (_SECOND_STORE if second else UNIT) // UNIT
    weekday = base * _WEEKDAY[at.weekday()] // UNIT
    return Usual(base, weekday, (base + weekday) * _MONTH[at.month - 1] // UNIT)


class Till:
    """One store's: what it has sold of each product on each day before today."""

    def __init__(self, scene: Scene, *, second: bool) -> None:
        """The same scene has sold the same."""
        self.scene, self._second = scene, second
        dice = Random(f"{scene.store_id} till {scene.letter}")
        self._sold = {
            (made.sku, n): self._draw(made.sku, scene.around.day(-n), dice)
            for made in PRODUCTS
            for n in range(1, DAYS + 1)
        }

    def usual(self, sku: str, day: str) -> Usual:
        """What is to be thought of a day."""
        return usual(self.scene.store_id, sku, day, second=self._second)

    def sold(self, sku: str, days_ago: int) -> int:
        """Thousandths, of whole pieces."""
        return self._sold[sku, days_ago]

    def rows(self) -> Iterator[DailySales]:
        """All of it, as an import would have left it."""
        today = self.scene.around.day(0)
        for made in PRODUCTS:
            ident = f"{self.scene.store_id}-{made.sku.lower()}"
            for n in range(1, DAYS + 1):
                yield DailySales(
                    self.scene.store_id,
                    ident,
                    plus_days(today, -n),
                    self._sold[made.sku, n],
                    made.price,
                    sold_out=False,
                    source=SOURCE,
                )

    def _draw(self, sku: str, day: str, dice: Random) -> int:
        mean = self.usual(sku, day).mean / UNIT
        return max(round(dice.gauss(mean, sqrt(mean * 1.2))), 0) * UNIT

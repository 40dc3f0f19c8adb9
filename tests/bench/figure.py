"""A measured figure beside its limit or peer, and what it says of the goal."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

GROSS = 3.0
"""So many times its goal is a regression, not a busy machine."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in `unit`; `beside` in the same unit, measured in the same run.

    `goal` is the largest ratio of the two, or the largest value when nothing stands beside it; None: only shown.
    """

    name: str
    value: float
    unit: str
    beside: float | None = None
    beside_name: str = ""
    goal: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.value / self.beside if self.beside else None

    @property
    def judged(self) -> float:
        """What the goal speaks of: the ratio, or the value."""
        return self.value if self.ratio is None else self.ratio

    @property
    def met(self) -> bool:
        return self.goal is None or self.judged <= self.goal

    @property
    def gross(self) -> bool:
        return self.goal is not None and self.judged > GROSS * self.goal

    def line(self) -> str:
        beside = f"{_number(self.beside)} {self.beside_name}" if self.beside is not None else ""
        ratio = f"{self.ratio:.2f}x" if self.ratio is not None else ""
        goal = "" if self.goal is None else f"goal {_number(self.goal)}{'x' if ratio else ''}"
        said = "" if self.goal is None else "OK" if self.met else "GROSS REGRESSION" if self.gross else "goal missed"
        value = f"{_number(self.value)} {self.unit}"
        return f"{self.name:<52}{value:>13}  {beside:<42}{ratio:>8}  {goal:<11}{said}".rstrip()

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio, "met": self.met, "gross": self.gross}


def median_ms(seconds: Sequence[float]) -> float:
    return statistics.median(seconds) * 1e3


def percentile_ms(seconds: Sequence[float], percent: float) -> float:
    """Nearest rank."""
    ranked = sorted(seconds)
    return ranked[max(0, math.ceil(percent / 100 * len(ranked)) - 1)] * 1e3


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:.3g}"

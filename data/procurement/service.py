"""How much of what may sell one buys for: the critical fractile of running out against throwing away."""

from __future__ import annotations

from data.procurement.rounding import up
from data.procurement.supplier import ItemTerms

LEAST, MOST = 100, 990
"""Permille: no forecast says anything of what lies beyond."""
RUNNING_OUT = 100
"""Percent of its price that a missing unit costs where nobody said otherwise."""
_KEEPING = 5
"""Percent of its price that a unit costs which only has to be kept."""
_TAIL = 82
"""Percent: how far the 99th percentile of a normal spread lies beyond the 90th, in steps from the 50th to the 90th."""


def service_of(terms: ItemTerms | None, days_covered: int) -> int:
    """The quantile in permille: what was set, else cost of running out / (that + cost of being left with it). A unit
    that is left costs the more of its price the less of its life is left after the days that are bought for."""
    if terms is not None and terms.service_permille is not None:
        return min(max(terms.service_permille, LEAST), MOST)
    short = terms.running_out_percent if terms is not None else RUNNING_OUT
    left = _KEEPING
    if terms is not None and terms.shelf_life_days is not None:
        left = min(max(100 * days_covered // max(terms.shelf_life_days, 1), _KEEPING), 100)
    return min(max(1000 * short // (short + left), LEAST), MOST)


def at_quantile(p10: int, p50: int, p90: int, permille: int) -> int:
    """Straight between the three, rounded up; beyond the 90th percentile on towards the 99th of a normal spread."""
    permille = min(max(permille, LEAST), MOST)
    if permille <= 500:
        return p10 + up((p50 - p10) * (permille - 100), 400)
    if permille <= 900:
        return p50 + up((p90 - p50) * (permille - 500), 400)
    return p90 + up((p90 - p50) * _TAIL * (permille - 900), 100 * 90)

"""Forecast quantities as people read them: kept in thousandths of a unit, shown with one decimal or none."""

from __future__ import annotations

from kitchen_tui import regional

_UNIT = 1_000
_WHOLE_FROM = 100 * _UNIT
"""From here on a decimal says nothing more."""


def places_of(thousandths: int) -> int:
    """How many decimal places a quantity is shown with."""
    return 0 if abs(thousandths) >= _WHOLE_FROM else 1


def rounded(thousandths: int, places: int) -> int:
    """To the nearest unit of the last of so many places; halves away from zero."""
    step: int = _UNIT // 10**places
    nearest = (abs(thousandths) + step // 2) // step
    return nearest if thousandths >= 0 else -nearest


def figure(thousandths: int) -> str:
    """`12.4`, and `124` of a hundred or more."""
    places = places_of(thousandths)
    return regional.decimal(rounded(thousandths, places), places)


def signed(amount: int, places: int) -> str:
    """What `rounded` answers, with its sign: `+4.2`."""
    return f"{'+' if amount > 0 else ''}{regional.decimal(amount, places)}"


def whole(thousandths: int) -> str:
    """`12`: what was counted, or will be baked."""
    return regional.number(rounded(thousandths, 0))


def between(low: int, high: int) -> str:
    """`8-17`: eight days in ten end there."""
    return f"{whole(low)}-{whole(high)}"


def to_edit(thousandths: int | None) -> str:
    """As it may stand in a field: `12`, `2.5`; nothing of nothing."""
    if thousandths is None:
        return ""
    steps = enumerate((_UNIT, _UNIT // 10, _UNIT // 100, 1))
    places, step = next((places, step) for places, step in steps if thousandths % step == 0)
    return regional.decimal(thousandths // step, places)

"""The five stages, the four stations, and the routes a ticket may take."""

from __future__ import annotations

FILLING, COVERING, DECORATING, PACKING, COMPLETE = STAGES = ("Filling", "Covering", "Decorating", "Packing", "Complete")
STATIONS = STAGES[:4]

FULL_ROUTE = ",".join(STATIONS)
PACKING_ONLY = PACKING

BEFORE_ANY_RETURN = frozenset({FILLING, COVERING})
"""A QC return goes back to Decorating, so these two stages belong to cycle 0 for ever."""


def station_of(text: str) -> str:
    """The stage of a station's name in any case; raises ValueError naming the four."""
    name = text.strip().capitalize()
    if name not in STATIONS:
        raise ValueError(f"no station {text!r}: one of {', '.join(s.lower() for s in STATIONS)}")
    return name

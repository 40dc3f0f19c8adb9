"""Hybrid logical clock: 48 bits of wall milliseconds and a 16-bit counter, for display order and hints only."""

from __future__ import annotations

_COUNTER = 16


def after(last: int, wall_ms: int) -> int:
    """The next reading: never at or below the last one, even when the wall clock steps back."""
    return max(last + 1, wall_ms << _COUNTER)


def wall(reading: int) -> int:
    """The wall milliseconds of a reading."""
    return reading >> _COUNTER

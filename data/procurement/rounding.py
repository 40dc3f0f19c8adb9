"""Whole numbers, rounded the way that leaves nobody short."""

from __future__ import annotations


def up(number: int, by: int) -> int:
    """Divided, and rounded up."""
    return -(-number // by)

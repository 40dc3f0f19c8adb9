"""Sales that are made up, so that what is in them is known: a level, a week, chance, and whatever a test adds."""

from __future__ import annotations

import numpy as np
import pandas as pd

WEEK = np.array([0.8, 0.8, 0.9, 1.0, 1.2, 1.5, 0.0])
"""Sundays are closed."""
START = pd.Timestamp("2024-01-01")


def sales(
    days: int = 250, levels: tuple[float, ...] = (40.0, 8.0), seed: int = 7, store: str = "bannos"
) -> pd.DataFrame:
    """A tidy table: an item for each level, sold by Poisson chance around it and the weekday; closed days: no row."""
    dates = pd.date_range(START, periods=days)
    return sold({f"item {n}": np.full(days, level) for n, level in enumerate(levels)}, dates, seed, store)


def sold(levels: dict[str, np.ndarray], dates: pd.DatetimeIndex, seed: int = 7, store: str = "bannos") -> pd.DataFrame:
    """The same of levels that change: for each item one for each date."""
    dice = np.random.default_rng(seed)
    week = WEEK[dates.day_of_week]
    parts = [
        pd.DataFrame({"store": store, "item": item, "date": dates, "quantity": dice.poisson(level * week)})
        for item, level in levels.items()
    ]
    made = pd.concat(parts, ignore_index=True)
    return made[made["quantity"] > 0].reset_index(drop=True)


def of(table: pd.DataFrame, item: str) -> pd.DataFrame:
    """The rows of an item."""
    return table[table["item"] == item].reset_index(drop=True)

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
    dice = np.random.default_rng(seed)
    dates = pd.date_range(START, periods=days)
    week = WEEK[dates.day_of_week]
    parts = [
        pd.DataFrame({"store": store, "item": f"item {n}", "date": dates, "quantity": dice.poisson(level * week)})
        for n, level in enumerate(levels)
    ]
    made = pd.concat(parts, ignore_index=True)
    return made[made["quantity"] > 0].reset_index(drop=True)

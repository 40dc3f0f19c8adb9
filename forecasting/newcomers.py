"""What has been sold for a few days only, or not yet: it leans on others of its kind, and nobody can be sure of it.

Its kind is the same item in other stores, else its category in its store, else its category anywhere, else its store.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.levels import Levels
from forecasting.panel import Floats, Mask, Names, Panel

RIPE = 28
"""Known days after which a series speaks for itself."""
_LEANS = 2.0
"""Days: of so many known, a level is half its own and half that of its kind."""
_UNSURE, _SURER = 2.0, 0.75
"""How much wider an interval is after one day, and by what power of the days it becomes narrower."""


@dataclass(frozen=True, slots=True)
class Newcomers:
    """By series: the `factor` on its own level, the level of its `kind` (NaN where there is no telling), how much
    `wider` its interval is, and whether it is yet to be sold."""

    factor: Floats
    kind: Floats
    wider: Floats
    unsold: Mask


def newcomers(panel: Panel, levels: Levels, history: pd.DataFrame) -> Newcomers:
    """See `Newcomers`; `levels` are those of the panel, and the last is of the origin."""
    days = np.isfinite(panel.demand).sum(axis=1)
    own = levels.level[:, -1]
    unsold = panel.born >= panel.days
    ripe = (days >= RIPE) & np.isfinite(own)
    kinds = _kinds(panel, history)
    kind = np.array([_level_of_kind(series, own, ripe, kinds) for series in range(panel.series)])
    young = ~ripe & ~unsold & np.isfinite(kind) & (own > 0)
    leaning = (days * own + _LEANS * kind) / ((days + _LEANS) * np.where(young, own, 1.0))
    wider = np.where(ripe, 1.0, 1 + _UNSURE / np.maximum(days, 1) ** _SURER)
    return Newcomers(np.where(young, leaning, 1.0), kind, wider, unsold)


def _kinds(panel: Panel, history: pd.DataFrame) -> tuple[Names, ...]:
    """Labels of each series, the nearest kind first; an empty one is no kind."""
    category = np.full(panel.series, "", dtype=object)
    if "category" in history:
        last = history[history["category"] != ""].drop_duplicates(["store", "item"], keep="last")
        told = dict(zip(zip(last["store"], last["item"], strict=True), last["category"], strict=True))
        category = np.array([told.get(key, "") for key in zip(panel.stores, panel.items, strict=True)], dtype=object)
    within = np.array(
        [f"{store}\n{kind}" if kind else "" for store, kind in zip(panel.stores, category, strict=True)], dtype=object
    )
    return panel.items, within, category, panel.stores


def _level_of_kind(series: int, own: Floats, ripe: Mask, kinds: tuple[Names, ...]) -> float:
    for kind in kinds:
        others = ripe & (kind == kind[series]) & (kind != "")
        others[series] = False
        if others.any():
            return float(np.median(own[others]))
    return np.nan

"""How much a series sells, and how that is spread over the week, as it was known on the eve of each day.

Both are weighted means that forget: the level within weeks, the week's profile within months. A profile of which few
pieces were seen leans on that of its store.
"""

from dataclasses import dataclass

import numpy as np

from forecasting.panel import Floats, Ints, Panel, in_stores

LEVEL_HALF_LIFE = 14.0
"""Days after which a day counts half in the level."""
PROFILE_HALF_LIFE = 8.0
"""Weeks after which a weekday counts half in the profile."""
LEAN = 15.0
"""Pieces of a weekday: of so many seen, a profile is half the series' own and half its store's."""
LEAST = 1e-3
"""No level is less: ratios to it stay finite."""
_FLAT, _STEEP = 0.05, 5.0


@dataclass(frozen=True, slots=True)
class Levels:
    """What was known on the eve of day `t`: `level[i, t]` in units a day, `profile[i, t, w]` with a mean of about 1."""

    level: Floats
    profile: Floats

    def usual(self, series: Ints, eve: Ints, weekday: Ints) -> Floats:
        """Units that are usual on such a weekday, as known on the eve of a day."""
        return np.maximum(self.level[series, eve] * self.profile[series, eve, weekday], LEAST)


def track(panel: Panel) -> Levels:
    """Level and profile of each series on the eve of each day, and of the day after the last."""
    stores, row = in_stores(panel)
    own, together = _track(panel.demand, panel), _track(stores.demand, stores).profile[row]
    slots = np.cumsum(np.isfinite(panel.demand), axis=1) / 7
    slots = np.minimum(np.pad(slots, ((0, 0), (1, 0))), PROFILE_HALF_LIFE / np.log(2))
    seen = (slots * np.nan_to_num(own.level))[:, :, None]
    profile = (seen * own.profile + LEAN * together) / (seen + LEAN)
    return Levels(level_of(panel, profile, LEVEL_HALF_LIFE), profile)


def level_of(panel: Panel, profile: Floats, half_life: float) -> Floats:
    """The level alone, with another memory: `half_life` in days. NaN before the first sale."""
    series, days = panel.demand.shape
    gain = 1 - 0.5 ** (1 / half_life)
    levels = np.empty((series, days + 1))
    level, seen = np.full(series, np.nan), np.zeros(series)
    for day in range(days):
        levels[:, day] = level
        sold = panel.demand[:, day]
        known = np.isfinite(sold)
        pure = sold / np.maximum(profile[:, day, panel.weekday(day)], _FLAT)
        level = np.where(known & ~np.isfinite(level), pure, level)
        seen += known
        level = np.where(known, level + np.maximum(gain, 1 / (seen + 1)) * (pure - level), level)
    levels[:, days] = level
    return levels


def _track(demand: Floats, panel: Panel) -> Levels:
    series, days = demand.shape
    level_gain, profile_gain = 1 - 0.5 ** (1 / LEVEL_HALF_LIFE), 1 - 0.5 ** (1 / PROFILE_HALF_LIFE)
    levels, profiles = np.empty((series, days + 1)), np.empty((series, days + 1, 7))
    level, seen = np.full(series, np.nan), np.zeros(series)
    profile, weeks = np.ones((series, 7)), np.zeros((series, 7))
    for day in range(days):
        levels[:, day], profiles[:, day] = level, profile
        sold, weekday = demand[:, day], int(panel.weekday(day))
        known = np.isfinite(sold)
        level = np.where(known & ~np.isfinite(level), sold, level)
        before = level
        seen += known
        weeks[:, weekday] += known
        pure = sold / np.maximum(profile[:, weekday], _FLAT)
        level = np.where(known, level + np.maximum(level_gain, 1 / (seen + 1)) * (pure - level), level)
        ratio = np.clip(sold / np.maximum(before, LEAST), 0, _STEEP)
        gain = np.maximum(profile_gain, 1 / (weeks[:, weekday] + 2))
        profile = profile.copy()
        profile[:, weekday] = np.where(
            known, profile[:, weekday] + gain * (ratio - profile[:, weekday]), profile[:, weekday]
        )
        mean = profile.mean(axis=1)
        profile, level = profile / mean[:, None], level * mean
    levels[:, days], profiles[:, days] = level, profile
    return Levels(levels, profiles)

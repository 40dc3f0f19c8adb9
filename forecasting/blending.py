"""Several ways to see the level of a series, mixed in the shares that would have been best lately.

A quick memory is right while a series climbs, a slow one when it only trembles, and what is learned where there is much
to learn from. Nobody knows which beforehand: the shares are found on days that were held out of learning, and stay near
equal ones where those days do not tell.
"""

import numpy as np

from forecasting.features import Known, Rows
from forecasting.levels import LEAST, level_of
from forecasting.panel import Floats, Ints

HALF_LIVES = (3.5, 7.0, 14.0, 28.0, 56.0, 112.0)
"""Days: the memories that are mixed with what is learned."""
_LEARNED, _LITTLE = 0.6, 0.3
_SHORT, _LONG = 240, 480
_ENOUGH, _STEEP = 600.0, 4
_STEPS, _STRENGTH, _SMOOTH = 300, 0.02, 0.05
_WEEK, _HALF_AS_OLD, _DOUBT, _FEWEST_WEEKS, _FARTHEST = 7, 60.0, 2.0, 4, 0.5


class Memories:
    """The levels of all memories."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._levels = [level_of(known.panel, known.levels.profile, half_life) for half_life in HALF_LIVES]

    def beside(self, learned: Floats, rows: Rows) -> Floats:
        """A column for what was learned, then one for each memory; units of a day."""
        weekday = self._known.panel.weekday(rows.day)
        shape = self._known.levels.profile[rows.series, rows.eve, weekday]
        remembered = [np.maximum(level[rows.series, rows.eve] * shape, LEAST) for level in self._levels]
        return np.column_stack([learned, *remembered])


def trust(days: int, evidence: float) -> float:
    """The share that what is learned from so many days of sales begins with: less where no year was seen.

    Where also each day told little (`evidence`, that of `learning.Past`), it begins with next to nothing, and the
    held-out days must show that it is of use.
    """
    little = _LITTLE * min(evidence / _ENOUGH, 1.0) ** _STEEP
    return little + (_LEARNED - little) * float(np.clip((days - _SHORT) / (_LONG - _SHORT), 0, 1))


def shares(ways: Floats, sold: Floats, learned: float) -> Floats:
    """What each column of `ways` should count, summing to 1, to come nearest to `sold` (absolute error).

    Found by exponentiated gradient from shares of which `learned` is that of the first, and held near them.
    """
    memories = ways.shape[1] - 1
    learned = max(learned, 1e-6)
    start = np.array([learned] + [(1 - learned) / memories] * memories)
    if not len(sold) or sold.mean() <= 0:
        return start
    unit, found = float(sold.mean()), start.copy()
    for _ in range(_STEPS):
        missed = np.tanh((sold - ways @ found) / (_SMOOTH * unit))
        slope = -(missed[:, None] * ways).mean(axis=0) / unit + _STRENGTH * np.log(np.maximum(found, 1e-9) / start)
        found = found * np.exp(-(slope - slope @ found))
        found /= found.sum()
    return found


def evened(share: Floats, ways: Floats, sold: Floats, age: Ints) -> Floats:
    """The shares, all made larger or smaller by what the held-out days sold beyond their forecast, all taken together.

    A middle value lies below the mean of what sells by chance, and what comes nearest to each day need not be right for
    all. Older days count less (`age` in days); of what may well be chance, week against week, little is believed.
    """
    week = age // _WEEK
    if len(np.unique(week)) < _FEWEST_WEEKS:
        return share
    weight = 0.5 ** (np.arange(week.max() + 1) * _WEEK / _HALF_AS_OLD)
    expected, real = (np.bincount(week, weights=units) for units in (ways @ share, sold))
    beyond = weight @ real / (weight @ expected) - 1
    missed = weight * (real - (1 + beyond) * expected)
    chance = (missed @ missed) / (weight @ expected) ** 2
    believed = beyond * beyond**2 / (beyond**2 + _DOUBT * chance + 1e-12)
    return np.asarray(share * (1 + np.clip(believed, -_FARTHEST, _FARTHEST)))

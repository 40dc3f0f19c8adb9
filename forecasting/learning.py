"""The part that is learned: by what ratio a day will differ from what is usual on such a weekday.

One small Poisson model over all series, learned from what was known at past origins and what then happened. A day
weighs what is usual on it, so that the ratio of a large series counts for more; and less the longer ago it was.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

from forecasting.features import YEAR, Known, Rows, features, usual
from forecasting.panel import Floats, Ints, Mask, Panel

YEARS = 3
"""Of history that is learned from."""
STRIDE = 7
"""Days between two origins, and days of a horizon that are learned from at each: every day once."""
MOST_ROWS = 120_000
"""Of a store so large that they are more, origins of more than a year ago are left out."""
WARM_UP = 42
"""Days of a series before its first origin."""
FEWEST = 300
"""Rows. With fewer, or where nothing was sold, nothing is learned, and every ratio is 1."""
STEPS = 250
"""Of each feature: the values that are told apart."""
_CHANCE = 2.0
"""Units that are usual on a day which counts half as evidence."""
_HALF_AS_OLD = 540.0
_HIGHEST_RATIO, _SLACK = 6.0, 4.0
"""No day counts as more than so many times what is usual and so many units: one order of 300 teaches nothing."""


@dataclass(frozen=True, slots=True)
class Past:
    """What can be learned from: rows with features, what was usual, and what was then sold."""

    rows: Rows
    names: tuple[str, ...]
    matrix: Floats
    usual: Floats
    sold: Floats

    def of(self, chosen: Mask) -> "Past":
        """Some of it."""
        return Past(self.rows.of(chosen), self.names, self.matrix[chosen], self.usual[chosen], self.sold[chosen])

    @property
    def evidence(self) -> float:
        """How many days of large sales it is worth: a day of few pieces is mostly chance, and counts for less."""
        return float((self.usual / (self.usual + _CHANCE)).sum())


def past_of(known: Known, horizon: int) -> Past:
    """Each past day as a forecast made some days before, once. A day that is not known (closed) is not learned from."""
    panel = known.panel
    origins, steps = _origins(panel, horizon), np.arange(1, horizon + 1)
    weeks, each = -(-horizon // STRIDE), np.arange(panel.series)
    ripe = origins[None, :] - panel.born[:, None] >= WARM_UP
    turn = (each[:, None] + np.arange(len(origins))) % weeks
    day = origins[:, None] + steps
    there = np.isfinite(panel.demand[:, np.minimum(day, panel.days - 1)]) & (day < panel.days)
    chosen = ripe[:, :, None] & there & (turn[:, :, None] == (steps - 1) // STRIDE)
    series, origin, step = np.nonzero(chosen)
    rows = Rows(series, origins[origin], steps[step])
    names, matrix = features(known, rows) if len(series) else ((), np.empty((0, 0)))
    return Past(rows, names, matrix, usual(known, rows), panel.demand[rows.series, rows.day])


def _origins(panel: Panel, horizon: int) -> Ints:
    """Past origins, the latest first: of the weekday on which the forecast is made, as what is known of the last days
    is worth more on some weekdays than on others. For more than a week ahead each series learns in turn from one of
    the weeks, so that far horizons cost no more than near ones; in a large store old origins are left out."""
    every = min(STRIDE, horizon)
    origins = np.arange(panel.days - 1 - every, max(0, panel.days - YEARS * 365) - 1, -every)
    old = origins < panel.days - YEAR
    rows = panel.series * every
    room = max(MOST_ROWS // rows - int((~old).sum()), 1)
    thinned = origins[old][:: -(-int(old.sum()) // room)] if old.any() else origins[old]
    return np.concatenate([origins[~old], thinned])


@dataclass(frozen=True, slots=True)
class Learned:
    """A model of ratios, or none where there was too little to learn from."""

    model: HistGradientBoostingRegressor | None
    columns: Mask

    def ratios(self, matrix: Floats) -> Floats:
        """To what is usual, one for each row of features."""
        if self.model is None:
            return np.ones(len(matrix))
        with one_thread():
            return np.asarray(self.model.predict(matrix[:, self.columns]), dtype=float)


def learn(past: Past, last_day: int) -> Learned:
    """Learns from all of it, as on the evening of `last_day`."""
    if len(past.sold) < FEWEST or not past.sold.any():
        return Learned(None, np.ones(past.matrix.shape[1] if past.matrix.size else 0, dtype=bool))
    columns = _telling(past.matrix)
    weight = past.usual * 0.5 ** ((last_day - past.rows.day) / _HALF_AS_OLD)
    model = HistGradientBoostingRegressor(
        loss="poisson",
        max_iter=120,
        max_leaf_nodes=12,
        learning_rate=0.06,
        min_samples_leaf=40,
        l2_regularization=5.0,
        early_stopping=False,
        random_state=0,
    )
    target = np.minimum(past.sold, _HIGHEST_RATIO * past.usual + _SLACK) / past.usual
    with one_thread():
        model.fit(_in_steps(past.matrix, columns), target, sample_weight=weight / weight.mean())
    return Learned(model, columns)


def _in_steps(matrix: Floats, columns: Mask) -> Floats:
    """Each value of these columns as the nearest of its `STEPS`, which is how far the model may tell values apart.

    The learner would look for such steps itself, and take longer over it than over all its trees. It parts two steps in
    their middle, so a model of steps answers the same for the values that they stand for.
    """
    chosen = np.flatnonzero(columns)
    made = np.empty((len(matrix), len(chosen)), order="F")
    for at, column in enumerate(matrix[:, each] for each in chosen):
        known = np.isfinite(column)
        ranked = np.sort(column[known])
        steps = np.unique(ranked[np.linspace(0, len(ranked) - 1, STEPS).astype(int)])
        middles = (steps[1:] + steps[:-1]) / 2
        made[:, at] = np.where(known, steps[np.searchsorted(middles, column)], np.nan)
    return made


def one_thread() -> threadpool_limits:
    """Models this small gain nothing from a second processor, and on a busy machine the threads wait for each other.
    Sums are also taken in one order everywhere, so that the same sales make the same forecast bit for bit."""
    return threadpool_limits(limits=1, user_api="openmp")


def _telling(matrix: Floats) -> Mask:
    """Columns with at least two different values."""
    lowest = np.where(np.isfinite(matrix), matrix, np.inf).min(axis=0)
    highest = np.where(np.isfinite(matrix), matrix, -np.inf).max(axis=0)
    return np.asarray(highest > lowest)

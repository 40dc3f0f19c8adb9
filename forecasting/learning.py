"""The part that is learned: by what ratio a day will differ from what is usual on such a weekday.

One small Poisson model over all series, learned from what was known at past origins and what then happened. A day
weighs what is usual on it, so that the ratio of a large series counts for more; and less the longer ago it was.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

from forecasting.features import Known, Rows, features, usual
from forecasting.panel import Floats, Mask

YEARS = 3
"""Of history that is learned from."""
STRIDE = 7
"""Days between two origins of one horizon: every day is learned from as one of each horizon's week."""
WARM_UP = 42
"""Days of a series before its first origin."""
FEWEST = 300
"""Rows. With fewer nothing is learned, and every ratio is 1."""
STEPS = 250
"""Of each feature: the values that are told apart."""
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


def past_of(known: Known, horizon: int) -> Past:
    """Every past origin that is used, for each horizon. A day that is not known (closed) is not learned from."""
    days = known.panel.days
    first = max(0, days - YEARS * 365)
    series, origins, ahead = [], [], []
    for step in range(1, horizon + 1):
        for origin in range(first + step * 3 % STRIDE, days - step, STRIDE):
            ripe = (origin - known.panel.born >= WARM_UP) & np.isfinite(known.panel.demand[:, origin + step])
            chosen = np.flatnonzero(ripe)
            series.append(chosen)
            origins.append(np.full(len(chosen), origin))
            ahead.append(np.full(len(chosen), step))
    rows = Rows(_joined(series), _joined(origins), _joined(ahead))
    names, matrix = features(known, rows) if len(rows.series) else ((), np.empty((0, 0)))
    return Past(rows, names, matrix, usual(known, rows), known.panel.demand[rows.series, rows.day])


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
    if len(past.sold) < FEWEST:
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
        model.fit(_in_steps(past.matrix[:, columns]), target, sample_weight=weight / weight.mean())
    return Learned(model, columns)


def _in_steps(matrix: Floats) -> Floats:
    """Each value as the nearest of `STEPS` of its column, which is how far the model may tell values apart.

    The learner would look for such steps itself, and take longer over it than over all its trees. It parts two steps in
    their middle, so a model of steps answers the same for the values that they stand for.
    """
    made = np.empty_like(matrix)
    for at, column in enumerate(matrix.T):
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


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.intp)

"""Learning and forecasting in one go, with all that is needed to say afterwards where each number came from."""

from dataclasses import dataclass

import numpy as np

from forecasting.blending import Memories, evened, shares, trust
from forecasting.features import Known, Rows, features, usual
from forecasting.learning import FEWEST, Learned, Past, learn, past_of
from forecasting.panel import Floats
from forecasting.spread import Held, quantiles

HELD_OUT = 120
"""Days before the origin on which the shares and the spread are found, and at most this part of the history:"""
HELD_OUT_PART = 0.4
HELD_OUT_PART_OF_FEW = 0.7
"""That part where nothing can be learned before the held-out days: then none need be kept for it."""
_LATELY = 90


@dataclass(frozen=True, slots=True)
class Made:
    """A row for each series and day asked about. `mean` is `ways @ share`: the first way is `usual` times the learned
    ratio, the others are memories of the level times the weekday's share of it."""

    known: Known
    asked: Rows
    names: tuple[str, ...]
    matrix: Floats
    past: Past
    learned: Learned
    usual: Floats
    ways: Floats
    share: Floats
    mean: Floats
    held: Held
    held_rows: Rows
    spread: Floats
    """A column for each of `spread.QUANTILES`."""

    @property
    def ratio(self) -> Floats:
        """What was learned: to what is usual."""
        return np.asarray(self.ways[:, 0] / self.usual)

    @property
    def weekdays(self) -> Floats:
        """For each series and weekday the part of the last months' days of that weekday on which it could be sold."""
        panel = self.known.panel
        lately = np.arange(max(0, panel.days - _LATELY), panel.days)
        known = np.isfinite(panel.demand[:, lately])
        on = panel.weekday(lately)[:, None] == np.arange(7)
        found = known @ on.astype(float) / np.maximum(on.sum(axis=0), 1)
        return np.where(found.sum(axis=1, keepdims=True) > 0, found, 1.0)


def make(known: Known, horizon: int) -> Made:
    """The forecast of each series of the panel for each of the days after its last."""
    panel, memories = known.panel, Memories(known)
    asked = _asked(panel.series, panel.days, horizon)
    past, last = past_of(known, horizon), panel.days - 1
    age = panel.days - int(panel.born.min())
    cut = panel.days - int(min(HELD_OUT, age * HELD_OUT_PART))
    rich = int((past.rows.day < cut).sum()) >= FEWEST
    if not rich:
        cut = panel.days - int(min(HELD_OUT, age * HELD_OUT_PART_OF_FEW))
    before = past.of(past.rows.day < cut)
    held = past.of(past.rows.origin >= cut)
    ratios = learn(before, cut).ratios(held.matrix)
    ways_held = memories.beside(held.usual * ratios, held.rows)
    share = shares(ways_held, held.sold, trust(age, before.evidence) if rich else 0.0)
    share = evened(share, ways_held, held.sold, last - held.rows.origin)
    names, matrix = features(known, asked)
    learned = learn(past, last) if rich else Learned(None, np.ones(matrix.shape[1], dtype=bool))
    base = usual(known, asked)
    ways = memories.beside(base * learned.ratios(matrix), asked)
    mean = ways @ share
    errors = Held(ways_held @ share, held.sold, held.rows.series, last - held.rows.origin, held.rows.ahead)
    spread = quantiles(mean, asked.series, asked.ahead, errors, panel.series)
    return Made(known, asked, names, matrix, past, learned, base, ways, share, mean, errors, held.rows, spread)


def _asked(series: int, days: int, horizon: int) -> Rows:
    of = np.repeat(np.arange(series), horizon)
    return Rows(of, np.full(len(of), days - 1), np.tile(np.arange(1, horizon + 1), series))

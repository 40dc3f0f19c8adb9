"""What lifts or lowers some days by a factor: taken out of the past before a level is found, put back ahead."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from forecasting.panel import Floats, Panel

_LEAST, _MOST = 0.05, 20.0


@dataclass(frozen=True, slots=True)
class Effect:
    """A factor for each series and day, those ahead included: 1 where it has no part. `code` and `about` are those of
    its driver."""

    code: str
    about: str
    factor: Floats


def take_out(panel: Panel, effects: Sequence[Effect]) -> Panel:
    """The panel as if there had been none of the effects."""
    return replace(panel, demand=panel.demand / together(panel, effects)[:, : panel.days])


def together(panel: Panel, effects: Sequence[Effect], ahead: int = 0) -> Floats:
    """The product of all, within bounds that no day's sales are multiplied or divided by more than."""
    product = np.ones((panel.series, panel.days + ahead))
    for effect in effects:
        product *= effect.factor[:, : product.shape[1]]
    return np.clip(product, _LEAST, _MOST)

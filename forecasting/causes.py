"""A forecast again, by the same model, with the cause of one driver taken away: whether a driver says the truth."""

import numpy as np

from forecasting.drivers import CODES, FACT, driver_of, fact_in_words
from forecasting.explanations import against_last_year, standing
from forecasting.panel import Floats
from forecasting.runs import Run
from forecasting.without import without


def mean_without(done: Run, code: str, about: str = "") -> Floats:
    """The `mean` of each row without the cause of a driver: without the event, at today's price, with no orders, on a
    day that is open, at the level of the year, on any weekday, with all else as it is.

    Raises:
        ValueError: there is no such driver in this forecast.
    """
    settled = done.settled
    if code == "orders":
        return settled.replaced
    if code in settled.instead:
        return np.asarray(np.where(settled.instead == code, settled.drawn, settled.replaced) + settled.ordered)
    usual = np.where(settled.instead == "", _drawn_without(done, code, about), settled.replaced)
    return np.asarray(usual + settled.ordered)


def _drawn_without(done: Run, code: str, about: str) -> Floats:
    made, settled = done.made, done.settled
    for factor in settled.factors:
        if (factor.code, factor.about) == (code, about):
            return settled.drawn / factor.factor
    for part in standing(made, done.now.plain, against_last_year(made)):
        if part.code[0] == code:
            return settled.drawn * np.exp(-part.log)
    driver = _learned(made.names, code, about)
    put_back = np.where(made.mean > 0, settled.drawn / np.where(made.mean > 0, made.mean, 1.0), 0.0)
    return without(made, driver) * put_back


def _learned(names: tuple[str, ...], code: str, about: str) -> str:
    for name in names:
        driver = driver_of(name)
        same = fact_in_words(name) == about if code == "fact" and name.startswith(FACT) else driver == code
        if same or (driver == "holiday" and code in ("holiday_eve", "holiday_after")):
            return driver
    raise ValueError(f"There is no driver {code!r} about {about!r} in this forecast: there are {', '.join(CODES)}")

"""A forecast as the answer of an inference endpoint, made on this machine: predictions, and a SHAP vector for each."""

import json

import pandas as pd

from forecasting.drivers import CODES

KEYS = ["store", "item", "date"]


def answer(forecasts: pd.DataFrame, reasons: pd.DataFrame) -> str:
    """`{"predictions": [...], "shap_values": [[...], ...]}` as JSON, in the order of `forecasts`.

    Args:
        forecasts: as `forecast` makes them; the predictions are their `mean`.
        reasons: as `explain` makes them of the same forecast.

    A vector has a number for each of `drivers.CODES`, the base first, in units; it sums to its prediction. What several
    drivers of one code say (two events on a day) is one number.
    """
    vectors = reasons.pivot_table(index=KEYS, columns="code", values="units", aggfunc="sum", fill_value=0.0)
    asked = pd.MultiIndex.from_frame(forecasts[KEYS])
    ordered = vectors.reindex(index=asked, columns=pd.Index(CODES), fill_value=0.0)
    return json.dumps({"predictions": forecasts["mean"].tolist(), "shap_values": ordered.to_numpy().tolist()})

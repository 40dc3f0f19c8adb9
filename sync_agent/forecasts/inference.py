"""Forecasts as an inference service answers them: predictions, and for each a vector of what moved it (F13)."""

from __future__ import annotations

from typing import Any

from data.forecasts.forecast import TOTAL, UNIT
from sync_agent.forecasts.figures import Outlook

REST = "other"


def answered(outlook: Outlook) -> dict[str, Any]:
    """`predictions`, and in the same order `base_values` and `shap_values`, in pieces: a value for each of `drivers`.
    A base value and its vector sum to the mean."""
    figures = [figure for figure in outlook.figures if figure.product_id != TOTAL]
    drivers = sorted({(code, says) for figure in figures for code, says, _ in figure.drivers})
    predictions, vectors = [], []
    for figure in figures:
        own = {(code, says): many for code, says, many in figure.drivers}
        vectors.append([own.get(driver, 0) / UNIT for driver in drivers] + [figure.rest / UNIT])
        spread = {name: getattr(figure, name) / UNIT for name in ("p10", "p50", "p90", "mean")}
        predictions.append({"product": figure.product_id, "item": figure.item, "date": figure.date, **spread})
    return {
        "predictions": predictions,
        "drivers": [*(says for _, says in drivers), REST],
        "base_values": [figure.base / UNIT for figure in figures],
        "shap_values": vectors,
    }

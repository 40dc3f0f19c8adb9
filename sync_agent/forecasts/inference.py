"""Forecasts as an inference service answers them: predictions, and for each a vector of what moved it (F13)."""

from __future__ import annotations

from typing import Any

from data.forecasts.forecast import TOTAL, UNIT
from sync_agent.forecasts.figures import Outlook

BASE, REST = "an average day", "everything else"


def answered(outlook: Outlook) -> dict[str, Any]:
    """`predictions` are the means of `rows`, in pieces; `shap_values` has a vector for each, a number for each of
    `drivers`, the base first, which sum to it."""
    figures = [figure for figure in outlook.figures if figure.product_id != TOTAL]
    drivers = sorted({(code, says) for figure in figures for code, says, _ in figure.drivers})
    rows, vectors = [], []
    for figure in figures:
        own = {(code, says): many for code, says, many in figure.drivers}
        vectors.append([many / UNIT for many in (figure.base, *(own.get(one, 0) for one in drivers), figure.rest)])
        spread = {name: getattr(figure, name) / UNIT for name in ("p10", "p50", "p90")}
        rows.append({"product": figure.product_id, "item": figure.item, "date": figure.date, **spread})
    return {
        "predictions": [figure.mean / UNIT for figure in figures],
        "shap_values": vectors,
        "drivers": [BASE, *(says for _, says in drivers), REST],
        "rows": rows,
    }

"""What a forecast costs, in a process of its own: `python -m tests.bench.forecast_child accuracy FOLDER ORIGINS`,
`... night STORES`, `... reasons`. One JSON object on standard output."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from forecasting import backtest, forecast
from forecasting.attributions import attribute
from forecasting.backtesting import NAIVE
from forecasting.features import know
from forecasting.history import read_history
from forecasting.levels import track
from forecasting.making import make
from forecasting.panel import lay_out
from forecasting.peers import NAMES, python
from sync_agent.forecasts.sales_folder import read_sales
from tests.forecasting.bakeries import sales

ITEMS, DAYS, AHEAD = 200, 730, 14


def main() -> None:
    what, *told = sys.argv[1:]
    doings: dict[str, Callable[..., dict[str, Any]]] = {"accuracy": accuracy, "night": night, "reasons": reasons}
    print(json.dumps(doings[what](*told)))


def accuracy(folder: str, origins: str) -> dict[str, Any]:
    """A row of figures for each model, and the memory that ours took."""
    read = read_sales(Path(folder))
    peers = (NAIVE, *(NAMES if python() else ()))
    memory, rows = 0.0, {}
    for asked in ((), peers):
        table = backtest(
            read.frame,
            origins=int(origins),
            country=read.country,
            region=read.region,
            known_future=read.known_future,
            peers=asked,
        )
        memory = memory or megabytes()
        rows = table.set_index("model").to_dict("index")
    return {"rows": rows, "memory": memory}


def night(stores: str) -> dict[str, Any]:
    """Store after store in one process: the processor seconds of each, and the memory after the first and the last."""
    seconds, memory = [], []
    for number in range(int(stores)):
        history = store(number)
        begun = time.process_time()
        forecast(history, AHEAD)
        seconds.append(time.process_time() - begun)
        memory.append(megabytes())
    return {"seconds": seconds, "memory": memory}


def reasons() -> dict[str, Any]:
    """SHAP values of all rows of a store, without what is done once."""
    panel = lay_out(read_history(store(0)))
    made = make(know(panel, track(panel), np.zeros(panel.days + AHEAD + 2), {}, AHEAD), AHEAD)
    attribute(made.learned, made.matrix[:10])
    begun = time.process_time()
    attribute(made.learned, made.matrix)
    seconds = time.process_time() - begun
    return {"seconds": seconds, "rows": len(made.matrix), "columns": int(made.learned.columns.sum())}


def store(number: int) -> pd.DataFrame:
    dice = np.random.default_rng(number)
    levels = tuple(float(level) for level in np.exp(dice.normal(1.5, 1.2, ITEMS)))
    return sales(days=DAYS, levels=levels, seed=number, store=f"store {number}")


def megabytes() -> float:
    unit = 1024 if sys.platform == "linux" else 1024 * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


if __name__ == "__main__":
    main()

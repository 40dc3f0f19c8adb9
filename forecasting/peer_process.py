"""AutoETS or AutoTheta of statsforecast, in a process of its own: that library asks for other releases than ours.

Run as a script by a Python that has it (`python peer_process.py NAME HORIZON FOLDER`), so nothing of ours is imported.
For each `*.csv` of the folder (`store, item, date, y`) a `*.out` is written: `store, item, date, p10, p50, p90`; on
standard output stand the processor seconds of each, as a JSON list.
"""

import json
import sys
import time
import warnings
from pathlib import Path

SEASON = 7


def main() -> None:
    """Works through the folder."""
    name, horizon, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    seconds = [forecast(name, horizon, file, file.with_suffix(".out")) for file in sorted(folder.glob("*.csv"))]
    sys.stdout.write(json.dumps(seconds) + "\n")


def forecast(name: str, horizon: int, told: Path, made: Path) -> float:
    """One file; answers the processor seconds without reading and writing."""
    import pandas as pd
    from statsforecast import StatsForecast, models

    table = pd.read_csv(told, dtype={"store": str, "item": str}, parse_dates=["date"], keep_default_na=False)
    begun = time.process_time()
    keys = table.groupby(["store", "item"], sort=True).ngroup()
    series = pd.DataFrame({"unique_id": keys, "ds": table["date"], "y": table["y"]})
    model = getattr(models, name)(season_length=SEASON, alias="m")
    instead = models.SeasonalNaive(SEASON, alias="m")
    ahead = StatsForecast(models=[model], freq="D", n_jobs=1, fallback_model=instead).forecast(
        df=series, h=horizon, level=[80]
    )
    seconds = time.process_time() - begun
    names = table.assign(unique_id=keys)[["unique_id", "store", "item"]].drop_duplicates()
    ahead = ahead.reset_index(drop="unique_id" in ahead.columns).merge(names, on="unique_id")
    ahead = ahead.rename(columns={"ds": "date", "m-lo-80": "p10", "m": "p50", "m-hi-80": "p90"})
    ahead[["store", "item", "date", "p10", "p50", "p90"]].to_csv(made, index=False)
    return seconds


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    main()

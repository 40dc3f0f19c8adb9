"""Forecasts beside those of others on the same sales, in one run: how far off, how sure, at what cost.

`BAKELINE_FORECAST_DATA` names a folder of folders of sales; without it a set that is made up stands in.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.figure import Figure
from tests.bench.kit import Kit

DATA = "BAKELINE_FORECAST_DATA"
ROOT = Path(__file__).parent.parent.parent
OURS, NAIVE, ETS, THETA = "Bakeline", "SeasonalNaive", "AutoETS", "AutoTheta"
RATIOS = ("WQL", "WAPE", "MASE", "RMSSE")
LEVELS = (2.0, 5.0, 9.0, 14.0, 30.0, 80.0)
RIGHT_COVERAGE = 0.81
"""The middle of 0.77 to 0.85."""
Rows = Mapping[str, Mapping[str, float]]


def measure(kit: Kit) -> Iterator[Figure]:
    subprocess.run(["sh", "scripts/peers.sh"], cwd=ROOT, check=False)
    told = {folder.name: _child("accuracy", str(folder), str(kit.choose(8, 3))) for folder in _folders(kit)}
    for name, found in told.items():
        yield from _of_a_set(name, found["rows"], found["memory"])
    yield from _of_all([found["rows"] for found in told.values()])
    yield from _cost(kit)


def _folders(kit: Kit) -> Sequence[Path]:
    given = os.environ.get(DATA)
    if given:
        return sorted(folder for folder in Path(given).iterdir() if any(folder.glob("sales.csv*")))
    return [_made_up(kit.new_folder() / "made up")]


def _made_up(folder: Path) -> Path:
    # The other benches measure starts and memory: nothing so heavy is loaded beside them.
    import pandas as pd

    from tests.forecasting.bakeries import sales

    folder.mkdir()
    stores = [sales(days=760, levels=LEVELS, seed=seed, store=f"store {seed}") for seed in range(4)]
    pd.concat(stores).to_csv(folder / "sales.csv", index=False)
    return folder


def _of_a_set(name: str, rows: Rows, memory: float) -> Iterator[Figure]:
    ours, peer = rows[OURS], ETS if ETS in rows else NAIVE
    for figure in RATIOS:
        others = ", ".join(f"{other} {rows[other][figure]:.3f}" for other in rows if other not in (OURS, peer))
        yield Figure(f"{name}: {figure}", ours[figure], "", rows[peer][figure], peer, 1.0, others)
    others = ", ".join(f"{other} {rows[other]['bias']:+.3f}" for other in rows)
    yield Figure(f"{name}: bias, either way", abs(ours["bias"]), "", goal=0.03, note=others)
    others = ", ".join(f"{other} {rows[other]['cov80']:.3f}" for other in rows)
    off = abs(ours["cov80"] - RIGHT_COVERAGE)
    yield Figure(f"{name}: 80 % coverage, from {RIGHT_COVERAGE}", off, "", goal=0.04, note=others)
    goal = 0.5 if peer == ETS and ours["series"] >= 30 else None
    yield Figure(f"{name}: processor, a forecast", ours["seconds"], "s", rows[peer]["seconds"], peer, goal)
    yield Figure(f"{name}: memory, without reasons", memory, "MB", goal=250)


def _of_all(sets: Sequence[Rows]) -> Iterator[Figure]:
    if all(ETS in rows for rows in sets):
        for peer, goal in ((ETS, 0.93), (THETA, None), (NAIVE, None)):
            ratio = statistics.mean(rows[OURS]["WQL"] / rows[peer]["WQL"] for rows in sets)
            yield Figure(f"WQL beside {peer}, mean of {len(sets)} sets", ratio, "x", goal=goal)


def _cost(kit: Kit) -> Iterator[Figure]:
    stores = kit.choose(50, 5)
    night = _child("night", str(stores))
    first, *others = night["seconds"]
    size = "200 items x 2 years x 14 days"
    yield Figure(f"a store of {size}, processor", first, "s")
    last = statistics.median(others[-max(len(others) // 5, 2) :])
    yield Figure(f"a night of {stores} such stores, the last of them", last, "s", first, "the first", 1.3)
    memory = night["memory"]
    yield Figure(f"a night of {stores} such stores, memory", memory[-1], "MB", memory[0], "after the first", 1.3)
    reasons = _child("reasons")
    rows = f"{reasons['rows']:,} rows x {reasons['columns']} features"
    yield Figure(f"SHAP values of {rows}, processor", reasons["seconds"], "s", goal=1.5)


def _child(*told: str) -> dict[str, Any]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tests.bench.forecast_child", *told]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer

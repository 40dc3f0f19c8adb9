"""Forecasters of others that ours is held against: those of statsforecast, where a Python with it is at hand."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from forecasting import peer_process
from forecasting.naive import filled
from forecasting.protocol import Window

NAMES = ("AutoETS", "AutoTheta")
PYTHON = "BAKELINE_PEERS_PYTHON"
"""The environment's word for a Python that has statsforecast."""
ENVIRONMENT = ".venv-peers"
"""Else the one of this folder, beside that of the Python that runs; else that Python itself."""
_PATIENCE = 3600.0


class PeersFailed(RuntimeError):
    """The library of the peers gave up; says why."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Its forecast at each window, and the processor seconds of each."""

    forecasts: list[pd.DataFrame]
    seconds: list[float]


@cache
def python() -> str | None:
    """The Python that has statsforecast, if any has it."""
    beside = Path(sys.prefix).parent / ENVIRONMENT / "bin" / "python"
    for candidate in (os.environ.get(PYTHON), str(beside) if beside.exists() else None, sys.executable):
        if candidate and _has_it(candidate):
            return candidate
    return None


def ask(name: str, windows: Sequence[Window], horizon: int) -> Peer:
    """What the peer `name` of `NAMES` says at each window.

    Raises:
        PeersFailed: it is not there, or gave up.
    """
    interpreter = python()
    if interpreter is None:
        raise PeersFailed("statsforecast is not installed")
    with tempfile.TemporaryDirectory(prefix="bakeline-peers-") as kept:
        files = [Path(kept) / f"{number:04d}.csv" for number in range(len(windows))]
        for file, window in zip(files, windows, strict=True):
            filled(window.history).to_csv(file, index=False)
        said = _run([interpreter, peer_process.__file__, name, str(horizon), kept])
        made = [_read(file.with_suffix(".out")) for file in files]
    return Peer(made, json.loads(said.splitlines()[-1]))


def _read(file: Path) -> pd.DataFrame:
    return pd.read_csv(file, dtype={"store": str, "item": str}, parse_dates=["date"], keep_default_na=False)


def _run(command: list[str]) -> str:
    alone = {**os.environ, "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=alone, timeout=_PATIENCE, check=True)
    except subprocess.CalledProcessError as why:
        raise PeersFailed((why.stderr.strip().splitlines() or ["it ended without a word"])[-1]) from why
    except (OSError, subprocess.TimeoutExpired) as why:
        raise PeersFailed(str(why)) from why
    return done.stdout


def _has_it(interpreter: str) -> bool:
    asked = "import importlib.util, sys; sys.exit(importlib.util.find_spec('statsforecast') is None)"
    try:
        return subprocess.run([interpreter, "-c", asked], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False

"""A seed is a shift: whoever plays it, in whatever process, sees the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from sync_agent.simulate.runs import Terms, Totals, play

SEEDS = (3, 14)


def told(seed: int) -> dict[str, Any]:
    found = Totals()
    for verdict, _ in play([seed], Terms()):
        found.add(verdict)
    return found.told(Terms())


def elsewhere(seed: int, hash_seed: str) -> dict[str, Any]:
    """The same in a process in which sets have another order."""
    command = [sys.executable, "-m", "sync_agent.cli", "simulate", "--shifts", "1", "--seed", str(seed), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PYTHONHASHSEED": hash_seed})
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def untimed(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name not in ("seconds", "shifts_per_second")}


def test_the_same_seed_is_the_same_shift():
    for seed in SEEDS:
        assert told(seed) == told(seed)


def test_another_process_with_another_order_of_sets_sees_the_same():
    for seed, hash_seed in zip(SEEDS, ("1", "4242"), strict=True):
        assert untimed(elsewhere(seed, hash_seed)) == untimed(told(seed))

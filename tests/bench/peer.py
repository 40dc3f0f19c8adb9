"""How the peers are started, and what they say."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tests.bench.subject import Launch

READY = re.compile("READY")
_PEERS = "tests.bench.peers"


def empty() -> Launch:
    """The smallest Textual app."""
    return Launch((sys.executable, "-m", f"{_PEERS}.textual_empty"))


def line_station(rows: int, folder: Path) -> Launch:
    """The least of a scan station that Textual can do; its database lies in a folder of its own in `folder`."""
    argv = (sys.executable, "-m", f"{_PEERS}.textual_line_station", str(rows))
    return Launch(argv, {"BENCH_DIR": str(folder)})


def code(number: int) -> str:
    """Of the row `number`, from 0."""
    return f"{number + 1:013d}"


def ok(code: str) -> re.Pattern[str]:
    return re.compile(f"OK {code}")

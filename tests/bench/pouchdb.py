"""PouchDB and its server, where node finds them in NODE_PATH."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

_SCRIPT = Path(__file__).parent / "peers" / "pouchdb_sync.js"


def times(folder: Path, commands: int, rows: int) -> tuple[float, float, float] | None:
    """Seconds to drain so many documents, to pull them, and to begin a replica of so many rows; None without it."""
    node = shutil.which("node")
    if node is None or not any((Path(each) / "pouchdb-server").is_dir() for each in _places()):
        return None
    argv = [node, str(_SCRIPT), str(folder), str(commands), str(rows)]
    done = subprocess.run(argv, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    return told["drain"], told["pull"], told["begin"]


def _places() -> list[str]:
    return [each for each in os.environ.get("NODE_PATH", "").split(os.pathsep) if each]

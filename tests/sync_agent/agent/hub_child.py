"""A hub in a process of its own: `python -m tests.sync_agent.agent.hub_child FILE PORT`."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from tests.sync_agent.agent.rig import hub_at


def main(path: str, port: str) -> None:
    with hub_at(Path(path), int(port)) as hub:
        sys.stdout.write(f"{hub.port}\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])

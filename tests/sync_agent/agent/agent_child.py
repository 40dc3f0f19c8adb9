"""An agent in a process of its own, with a rig's papers: `-m tests.sync_agent.agent.agent_child FOLDER NODE URL`."""

from __future__ import annotations

import sys
from pathlib import Path

from sync_agent.lock import AnotherAgentError
from sync_agent.service import work
from tests.sync_agent.agent.rig import Papers


def main(folder: str, node_id: str, url: str) -> int:
    try:
        work(Path(folder), lambda _: Papers(url, node_id), once=False)
    except AnotherAgentError as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

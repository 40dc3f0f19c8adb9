"""An agent in a process of its own, with a rig's papers: `python -m tests.sync_agent.agent.agent_child FOLDER NODE URL`."""

from __future__ import annotations

import sys
from pathlib import Path

from sync_agent.lock import AnotherAgentError
from sync_agent.service import work
from tests.sync_agent.agent.rig import Papers


def main(folder: str, node_id: str, url: str) -> int:
    print("BORN", flush=True)
    try:
        work(
            Path(folder),
            lambda _: Papers(url, node_id),
            once=False,
            say=lambda s: print(s.trouble or "fine", flush=True),
        )
    except AnotherAgentError as trouble:
        print(trouble, file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

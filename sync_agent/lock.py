"""One agent on one data folder: a lock that the system takes back when its holder ends, however it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from data.store.errors import NotRecorded
from data.store.turns import AGENT_LOCK, Turns


class AnotherAgentError(RuntimeError):
    """There is one already."""


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Raises AnotherAgentError at once when this folder has one."""
    turns = Turns(folder / AGENT_LOCK, patience_ms=0)
    with ExitStack() as held:
        held.callback(turns.close)
        try:
            held.enter_context(turns.mine())
        except NotRecorded as taken:
            raise AnotherAgentError(f"Another agent works on {folder} already") from taken
        yield

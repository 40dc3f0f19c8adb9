"""One agent on one data folder: a lock that the system takes back when its holder ends, however it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from data.store.errors import NotAStore, NotRecorded
from data.store.home import has_store
from data.store.turns import AGENT_LOCK, Turns


class AnotherAgentError(RuntimeError):
    """There is one already."""


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Raises AnotherAgentError at once when this folder has one, NotAStore when it has nothing to work on."""
    if not has_store(folder):
        raise NotAStore(f"There is nothing in {folder} yet: `sync-agent enrol` brings this machine to a hub")
    turns = Turns(folder / AGENT_LOCK, patience_ms=0)
    with ExitStack() as held:
        held.callback(turns.close)
        try:
            held.enter_context(turns.mine())
        except NotRecorded as taken:
            raise AnotherAgentError(f"Another agent works on {folder} already") from taken
        yield

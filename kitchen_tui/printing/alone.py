"""One process prints for a data folder: a lock beside the store says which."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from data.store.errors import NotRecorded
from data.store.turns import Turns

LOCK = "printing.lock"


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Whether this process may print until the end of the block; the system frees the lock when a process dies."""
    turns = Turns(folder / LOCK, patience_ms=0)
    with ExitStack() as held:
        held.callback(turns.close)
        yield _taken(held, turns)


@contextmanager
def in_turn(folder: Path, wait: Callable[[], bool]) -> Iterator[bool]:
    """As `alone`, but tries again as long as `wait` (which takes a little while) answers yes."""
    turns = Turns(folder / LOCK, patience_ms=0)
    with ExitStack() as held:
        held.callback(turns.close)
        mine = _taken(held, turns)
        while not mine and wait():
            mine = _taken(held, turns)
        yield mine


def _taken(held: ExitStack, turns: Turns) -> bool:
    try:
        held.enter_context(turns.mine())
    except NotRecorded:
        return False
    return True

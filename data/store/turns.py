"""Writers of one SQLite file take turns by a lock beside it: fairer waits, and never a writer beside a checkpoint."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.store.errors import NotRecorded

_STEP_S = 0.002
AGENT_LOCK = "agent.lock"
"""Beside the store; held by the agent for as long as it lives."""

if sys.platform == "win32":
    import msvcrt

    def _try(fd: int) -> None:
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)

    def _free(fd: int) -> None:
        os.lseek(fd, 0, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _try(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _free(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_UN)


class Turns:
    """One lock file; taken for the length of a transaction."""

    def __init__(self, path: Path, patience_ms: int) -> None:
        """Opens (or makes) the lock file; raises OSError when that is not allowed."""
        self._patience_s = patience_ms / 1000
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    @contextmanager
    def mine(self) -> Iterator[None]:
        """Waits for the turn; raises NotRecorded when another process keeps it for longer than our patience."""
        end = time.monotonic() + self._patience_s
        while True:
            try:
                _try(self._fd)
                break
            except OSError:
                if time.monotonic() > end:
                    raise NotRecorded("Another program holds the database: try again") from None
                time.sleep(_STEP_S)
        try:
            yield
        finally:
            _free(self._fd)

    def close(self) -> None:
        """Lets go of the file."""
        os.close(self._fd)


def is_held(path: Path) -> bool:
    """Whether a living process has this lock."""
    if not path.exists():
        return False
    turns = Turns(path, patience_ms=0)
    try:
        with turns.mine():
            return False
    except NotRecorded:
        return True
    finally:
        turns.close()

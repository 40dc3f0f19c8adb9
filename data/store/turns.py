"""Writers of one SQLite file take turns by a lock beside it: fairer waits, and never a writer beside a checkpoint.

Whoever has to wait knocks, by a second lock: one that has the turn for long can see that it is wanted, and give way.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.store.errors import NotRecorded

_STEP_S = 0.0005
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
        self._fd = _opened(path)
        self._knocker = path.with_suffix(".knock")
        self._knock: int | None = None

    @contextmanager
    def mine(self) -> Iterator[None]:
        """Waits for the turn; raises NotRecorded when another process keeps it for longer than our patience."""
        if not _taken(self._fd):
            self._wait()
        try:
            yield
        finally:
            _free(self._fd)

    def wanted(self) -> bool:
        """Asked by whoever has the turn: whether anybody waits for it; microseconds."""
        if not self._knocks():
            return True
        self._leaves()
        return False

    def _wait(self) -> None:
        end, knocking = time.monotonic() + self._patience_s, False
        try:
            while time.monotonic() < end:
                # Of several that wait one is heard, and that is enough.
                knocking = knocking or self._knocks()
                time.sleep(_STEP_S)
                if _taken(self._fd):
                    return
        finally:
            if knocking:
                self._leaves()
        raise NotRecorded("Another program holds the database: try again")

    def _knocks(self) -> bool:
        """Whether the knocker is ours now. A disk on which there can be none costs only time."""
        if self._knock is None:
            try:
                self._knock = _opened(self._knocker)
            except OSError:
                return True
        return _taken(self._knock)

    def _leaves(self) -> None:
        if self._knock is not None:
            _free(self._knock)

    def close(self) -> None:
        """Lets go of the files."""
        os.close(self._fd)
        if self._knock is not None:
            os.close(self._knock)


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _taken(fd: int) -> bool:
    try:
        _try(fd)
    except OSError:
        return False
    return True


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

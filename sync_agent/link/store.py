"""The terminal's database as the agent uses it: one thread for all that writes, and an eye on what the app commits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from data.store.schema import FILE_NAME, SCHEMA_VERSION
from data.store.sqlite import SqliteDatabase

P = ParamSpec("P")
T = TypeVar("T")
_LONG_LOG = 4 * 1024 * 1024
"""Of the write-ahead log, bytes: about two hundred scans."""
_END = "SELECT heard, (SELECT max(j.seq) FROM journal j WHERE j.origin = n.origin) FROM sync_node n"


class Store:
    """Used from the event loop; what is done runs in a thread of its own, one after the other."""

    def __init__(self, database: SqliteDatabase, folder: Path) -> None:
        """Of a data folder."""
        self.database = database
        self._thread = ThreadPoolExecutor(1, "store")
        self._eye = SqliteDatabase(folder / FILE_NAME, reads_only=True)
        self._log = folder / f"{FILE_NAME}-wal"
        self._version = 0

    async def do(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Raises what the work raises; once begun it is not broken off."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: work(*args, **kwargs))

    def moved(self) -> bool:
        """Whether anybody has committed since it was asked last; microseconds."""
        before, self._version = self._version, self._eye.data_version()
        return before != self._version

    def outdated(self) -> bool:
        """Whether another release has changed the schema under us."""
        return bool(self._eye.rows("PRAGMA user_version") != [(SCHEMA_VERSION,)])

    def asks(self, beyond: int) -> bool:
        """Whether this machine has commands beyond this seq, or believes nothing any more that it heard."""
        return any(not heard or (end or 0) > beyond for heard, end in self._eye.rows(_END))

    def tidy(self) -> None:
        """Moves a long log into the file; the app leaves that to the agent while there is one."""
        if self._log.exists() and self._log.stat().st_size >= _LONG_LOG:
            self.database.tidy(always=True)

    def close(self) -> None:
        """Waits for what is being done."""
        self._thread.shutdown()
        self._eye.close()
        self.database.close()

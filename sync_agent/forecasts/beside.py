"""What begins the making of forecasts beside a hub, or beside a terminal that works alone: it looks at the clock, and
leaves the reckoning to a process of low priority, which ends when nobody waits any more."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from data.core.clock import Instant
from data.store.database import Database
from data.store.errors import StoreError
from sync_agent.commands.at_the_shops import DATABASE
from sync_agent.forecasts.authority import Authority, NotMadeHereError, of_database, of_folder
from sync_agent.forecasts.queue import waiting
from sync_agent.forecasts.schedule import schedule
from sync_agent.forecasts.stores import NoSuchPlaceError, bakes, places
from sync_agent.hub.beside import beside
from sync_agent.hub.organizations import NotFounded
from sync_agent.hub.running import Changed

_log = logging.getLogger(__name__)
FIRST_LOOK_S, LOOK_S = 20.0, 60.0
"""After the beginning, and between two looks; with as much again by dice: several processes do not look together."""
_AGAIN_S = 600.0
"""After a process that failed."""
_LOOK_AT_CHILD_S, _GOODBYE_S = 0.5, 2.0


@dataclass(frozen=True, slots=True)
class Where:
    """A database: how it is opened, and how a process is told of it (a URL may hold a password, which is nothing for a
    list of processes)."""

    opened: Callable[[], AbstractContextManager[Authority]]
    options: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


class Scheduler:
    """`forecast-scheduler`, for one thread."""

    def __init__(self, place: Where, now: Callable[[], Instant], failed: Callable[[], None] = lambda: None) -> None:
        """`failed` hears of processes that did."""
        self._where, self._now, self._failed = place, now, failed
        self._command = [sys.executable, "-m", "sync_agent.cli", "forecast", "work", *place.options]
        self.over = False
        """Forecasts are made elsewhere from now on."""
        self._ended = threading.Event()
        self._dice = Random()

    def watched(self) -> AbstractContextManager[None]:
        """So long it looks; a process that is at work at the end is ended, and what it had not finished comes again."""
        return beside("forecasts", self._run, self._ended)

    def _run(self) -> None:
        wait = FIRST_LOOK_S
        while not self._ended.wait(wait * (1 + self._dice.random())):
            wait = LOOK_S
            try:
                if self.look() and not self._work():
                    wait = _AGAIN_S
            except (NotMadeHereError, NotFounded):
                self.over = True
                return
            except NoSuchPlaceError:
                continue
            except StoreError as trouble:
                _log.warning("forecasts could not be put down", extra={"code": type(trouble).__name__})

    def look(self) -> int:
        """Puts down what is due; answers how many stores wait. Raises StoreError, NotMadeHereError."""
        now = self._now()

        def work(database: Database) -> int:
            schedule(database, now)
            return waiting(database, now)

        with self._where.opened() as authority:
            return sum(authority.write(organization, work) for organization in authority.organizations())

    def _work(self) -> bool:
        """A process does what waits; answers whether it came to its end."""
        running = subprocess.Popen(
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=os.environ | dict(self._where.environment),
            creationflags=_below_normal(),
        )
        code = None
        while code is None and not self._ended.is_set():
            try:
                code = running.wait(_LOOK_AT_CHILD_S)
            except subprocess.TimeoutExpired:
                continue
        if code is None:
            _end(running)
            return True
        self._tell()
        if code:
            self._failed()
            _log.warning("the making of forecasts failed", extra={"code": code})
        return code == 0

    def _tell(self) -> None:
        """Where a file is the database, nobody else says that there is news."""
        with self._where.opened() as authority:
            for place, store in places(authority, None):
                if bakes(store):
                    authority.told(place)


def _end(running: subprocess.Popen[bytes]) -> None:
    running.terminate()
    try:
        running.wait(_GOODBYE_S)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()


def _below_normal() -> int:
    """Windows is told at the beginning; elsewhere the process gives way by itself."""
    return int(getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0))


def scheduler_at(
    database: str,
    now: Callable[[], Instant],
    changed: Changed | None = None,
    failed: Callable[[], None] = lambda: None,
) -> Scheduler:
    """That of a hub."""
    return Scheduler(Where(lambda: of_database(database, changed), environment={DATABASE: database}), now, failed)


def scheduler_in(folder: Path, now: Callable[[], Instant]) -> Scheduler:
    """That of a terminal that works alone."""
    return Scheduler(Where(lambda: of_folder(folder), options=("--data-dir", str(folder))), now)

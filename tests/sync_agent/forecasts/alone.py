"""The authority of a store in memory, as the makers of forecasts know one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import TypeVar

from data.core.clock import Instant
from data.core.command import Command
from data.store.database import Database
from sync_agent.forecasts.making import Maker
from sync_agent.forecasts.worker import Worker
from sync_agent.shelves.room import Place, Told
from tests.support.bakery import Bakery
from tests.support.cast import OLIVE

T = TypeVar("T")
PLACE = Place("", "bannos")


class Alone:
    """See sync_agent.forecasts.authority.Authority; `heard` are the stores of which it was told news."""

    def __init__(self, bakery: Bakery) -> None:
        self.bakery, self.database = bakery, bakery.database
        self.at: Instant = bakery.machine.at
        self.heard: list[str] = []
        self._tags = count(1)

    def organizations(self) -> Sequence[str]:
        return [""]

    def read(self, _organization: str, work: Callable[[Database], T]) -> T:
        with self.database.snapshot():
            return work(self.database)

    def write(self, _organization: str, work: Callable[[Database], T]) -> T:
        return work(self.database)

    def give(self, _place: Place, command: Command) -> Told:
        receipt = self.bakery.do(command, OLIVE)
        return Told(receipt.status, receipt.code, receipt.says)

    def told(self, place: Place) -> None:
        self.heard.append(place.store_id)

    def now(self) -> Instant:
        return self.at

    def tag(self) -> str:
        return f"tag-{next(self._tags)}"

    def maker(self) -> Maker:
        return Maker(self, self.now, self.tag)

    def worker(self, name: str = "one") -> Worker:
        return Worker(self, name, self.now, self.tag)

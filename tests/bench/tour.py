"""A walk through all places of the real app, timed: `python -m tests.bench.tour FOLDER STORE BADGE ROUNDS`.

A process of its own: what a place has to load when it is gone to for the first time counts.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kitchen_tui import jobs
from kitchen_tui.app import KitchenApp
from kitchen_tui.news import NotKnown
from kitchen_tui.places.index import PLACES
from tests.bench.kit import now

if TYPE_CHECKING:
    from textual.message import Message

    from kitchen_tui.screens.office import Office

SIZE = (157, 45)
PATIENCE_S, QUIET_S, BETWEEN_S = 60.0, 0.06, 0.12
SEARCHED = ("opera", "nothing-like-it")
"""What many tickets have, and what none has: then every order of the store is looked through."""
TICKET = "SELECT id FROM ticket WHERE stage = 'Complete' ORDER BY order_number DESC LIMIT 1"


class WatchedApp(KitchenApp):
    """Knows when it painted last, and which answers it has shown."""

    CSS_PATH = inspect.getfile(KitchenApp).replace("app.py", KitchenApp.CSS_PATH)
    painted_at = told_at = 0.0

    def post_display_hook(self) -> None:
        """A frame is out."""
        self.painted_at = now()

    def watch_answers(self, office: Office) -> None:
        """Keeps the newest answer of every question."""
        self.shown: dict[tuple[str, str], int] = {}
        known = office.known

        def noting(news: Any) -> None:
            known(news)
            self.shown[news.place, news.name] = news.turn
            self.told_at = now()

        office.known = noting  # type: ignore[method-assign]

    def _tell(self, news: Message) -> None:
        if isinstance(news, NotKnown):
            self._exception = self._exception or RuntimeError(str(vars(news)))
        super()._tell(news)


class Tour:
    """Goes somewhere, and says how many seconds it took until everything that was asked for is painted."""

    def __init__(self, app: WatchedApp) -> None:
        self.app = app

    @property
    def office(self) -> Office:
        """The places."""
        office = self.app.station.office
        assert office is not None
        return office

    async def to_place(self, name: str, about: str) -> float:
        """One place, from the station."""
        took = await self._timed(lambda: self.office.go(name, about), lambda: self._answered(name))
        self.office.close()
        await asyncio.sleep(BETWEEN_S)
        return took

    async def finds(self, text: str) -> float:
        """A text typed at the search."""
        self.office.go("search")
        await self.until(lambda: self._answered("search"))
        took = await self._timed(lambda: self.office.typed(text), lambda: self._answered("search"))
        self.office.close()
        await asyncio.sleep(BETWEEN_S)
        return took

    async def to_station(self, name: str) -> float:
        """Its queue, its counts and the all-day counts, which are told last."""
        station = self.app.station
        took = await self._timed(lambda: station.do(name), lambda: station.board.known and station.board.all_day)
        await asyncio.sleep(BETWEEN_S)
        return took

    async def until(self, holds: Callable[[], object]) -> None:
        """Goes on when it holds."""
        end = now() + PATIENCE_S
        while not holds():
            if self.app._exception is not None or now() > end:
                raise RuntimeError("waited in vain") from self.app._exception
            await asyncio.sleep(0.001)

    async def _timed(self, go: Callable[[], object], done: Callable[[], object]) -> float:
        began, self.app.told_at = now(), 0.0
        go()
        await self.until(done)
        told = self.app.told_at or now()
        end = now() + QUIET_S  # an answer that changes nothing is not painted
        await self.until(lambda: self.app.painted_at >= told or now() > end)
        return max(self.app.painted_at, told) - began

    def _answered(self, name: str) -> bool:
        if self.office.name != name:
            raise RuntimeError(f"{name} is closed to the bench")
        asked = self.office.place.questions()
        return all(self.app.shown.get((name, one)) == self.office._asked.turns[name, one] for one in asked)


async def walk(folder: Path, store: str, badge: str, rounds: int) -> dict[str, list[float]]:
    """Seconds of every opening, by place; the station stands among them as `station`."""

    def open_desk() -> Any:
        from kitchen_tui.desk import Desk

        return Desk.at(folder, store)

    with closing(sqlite3.connect(folder / "bakeline.sqlite3")) as db:
        (ticket,) = db.execute(TICKET).fetchone()
    times: dict[str, list[float]] = {"station": []}
    app = WatchedApp(open_desk, folder, "filling", badge)
    async with app.run_test(size=SIZE):
        tour = Tour(app)
        await tour.until(lambda: app.station.person and app.station.board.all_day and app.station.office)
        app.watch_answers(tour.office)
        await asyncio.sleep(BETWEEN_S)
        for _ in range(rounds):
            for place in PLACES:
                times["station"].append(await tour.to_station("covering"))
                about = ticket if place.name == "order" else ""
                times.setdefault(place.name, []).append(await tour.to_place(place.name, about))
                times["station"].append(await tour.to_station("filling"))
        for text in SEARCHED:
            times[f"search for {text}"] = [await tour.finds(text) for _ in range(rounds)]
    return times


def main() -> None:
    """Without the rest that the clerk takes after a scan: the station would be waiting, not working."""
    jobs.REST_S = 0.0
    folder, store, badge, rounds = sys.argv[1:]
    print(json.dumps(asyncio.run(walk(Path(folder), store, badge, int(rounds)))))


if __name__ == "__main__":
    main()

"""A kitchen of two enrolled terminals: the bench that the app runs on, and another one, by hand."""

from __future__ import annotations

from pathlib import Path

from data.people.commands import SetBadge
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from kitchen_tui.desk import Desk
from kitchen_tui.keys import PinVerifier, badge_hash
from kitchen_tui.sign_in import Door
from tests.kitchen_tui.at_work import BADGES, Kitchen, StillMachine
from tests.support.bakery import Bakery
from tests.support.cast import BENCH, OTHER_BENCH
from tests.support.enrolled import EnrolledTerminal, Hub


class HubKitchen(Kitchen):
    """`ours` is the bench's own folder, `other` another bench; `bakery` and `ticket` look into the bench's."""

    def __init__(self, hub_bakery: Bakery, template: Path, folder: Path) -> None:
        """Everybody of the cast has a badge everywhere; the agent of the bench is alive, and heard its hub just now."""
        for person, code in BADGES.items():
            hub_bakery.must(SetBadge(person, badge_hash(code)))
        self.hub = Hub(hub_bakery)
        self.ours = EnrolledTerminal(self.hub, template, folder / "ours", BENCH)
        self.other = EnrolledTerminal(self.hub, template, folder / "other", OTHER_BENCH)
        self.bakery, self.folder = self.ours.bakery, self.ours.folder
        self.machine = StillMachine(hub_bakery.machine.at, mark=9)
        self.ours.boot, self.ours.beat = self.machine.boot, self.machine.mono_ms
        self.ours.agent()

    def desk(self) -> Desk:
        """On a connection of its own: what the others commit is news to it."""
        database = SqliteDatabase(self.folder / FILE_NAME)
        desk = Desk(database, self.folder)
        desk.machine = self.machine  # type: ignore[assignment]
        desk.door = Door(database, self.machine, PinVerifier(self.folder))  # type: ignore[arg-type]
        return desk

    def sync(self) -> None:
        """Everybody hears everything."""
        for terminal in (self.ours, self.other, self.ours):
            terminal.exchange()

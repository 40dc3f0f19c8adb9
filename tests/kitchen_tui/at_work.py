"""A station at work in a test: the cast's bakery behind it, a clock that stands still, keys as they are typed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.events import Key, Paste
from textual.pilot import Pilot

from data.core.clock import Instant
from data.kitchen.ticket import Ticket
from data.people.commands import SetBadge, SetPin
from hardware.scan.badges import badge_code
from hardware.scan.rate import RateLimit
from kitchen_tui.app import KitchenApp
from kitchen_tui.desk import Desk
from kitchen_tui.keys import PinVerifier, badge_hash
from kitchen_tui.screens.station import Station
from kitchen_tui.sign_in import Door
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BO, PEOPLE, SUE
from tests.support.clockwork import Clockwork

BADGES = {person.staff_id: badge_code(7_000 + n) for n, person in enumerate(PEOPLE)}
PIN = "482915"
PATIENCE_S = 20.0
SIZES = ((55, 16), (110, 32), (157, 45))

_NAMES = {"\r": "enter", "\n": "ctrl+j", "\t": "tab"}


class StillMachine(Clockwork):
    """The clocks of a terminal, standing still."""

    boot = "boot"

    def mono_ms(self) -> int:
        """Moves with the wall clock."""
        return self.at


class Kitchen:
    """A bakery with badges, opened in memory, and the desk of its bench."""

    def __init__(self, bakery: Bakery, folder: Path) -> None:
        """Everybody of the cast has a badge."""
        self.bakery, self.folder = bakery, folder
        self.machine = StillMachine(bakery.machine.at, mark=9)
        for person, code in BADGES.items():
            bakery.must(SetBadge(person, badge_hash(code)))

    def give_pin(self, staff_id: str, pin: str = PIN) -> None:
        """A PIN for one of the cast."""
        self.bakery.must(SetPin(staff_id, PinVerifier(self.folder).hash(pin)))

    def desk(self) -> Desk:
        """The terminal's desk, on the clock that stands still."""
        desk = Desk(self.bakery.database, self.folder, "bannos")  # type: ignore[arg-type]
        desk.machine = self.machine  # type: ignore[assignment]
        desk.door = Door(self.bakery.database, self.machine, PinVerifier(self.folder))  # type: ignore[arg-type]
        return desk

    def ticket(self, human_id: str) -> Ticket:
        """As the store has it now."""
        return self.bakery.ticket(human_id)


class AtWork:
    """The running app, and what a person does and sees."""

    def __init__(self, app: KitchenApp, pilot: Pilot[None]) -> None:
        """Of a started app."""
        self.app, self.pilot = app, pilot

    @property
    def station(self) -> Station:
        """The screen."""
        return self.app.station

    def text(self) -> str:
        """The screen as people read it."""
        return "\n".join(strip.text.rstrip() for strip in self.station._compositor.render_strips())

    def words(self) -> str:
        """The screen with one space for every gap."""
        return re.sub(" +", " ", self.text())

    async def until(self, holds: Callable[[], object], what: str) -> None:
        """Goes on as soon as it holds; the failure shows the screen."""
        end = asyncio.get_running_loop().time() + PATIENCE_S
        while not holds():
            if asyncio.get_running_loop().time() > end or self.app._exception is not None:
                raise AssertionError(f"waited for {what} in vain; the screen:\n{self.text()}")
            await asyncio.sleep(0.002)

    async def sees(self, *wanted: str) -> str:
        """Goes on as soon as all of these stand on the screen, however wide the gaps; answers its text."""
        await self.until(lambda: all(text in self.words() for text in wanted), " and ".join(wanted))
        return self.text()

    async def holds(self, code: str) -> None:
        """Goes on as soon as the card shows this ticket: it follows the verdict."""
        card = self.station.face.card
        await self.until(lambda: card.title == "THIS TICKET" and card.line is not None and card.line.code == code, code)

    async def sees_no_more(self, unwanted: str) -> None:
        """Goes on as soon as it is gone."""
        await self.until(lambda: unwanted not in self.text(), f"{unwanted} to go")

    def types(self, text: str) -> None:
        """Keys as a scanner types them: all at once."""
        for character in text:
            named = _NAMES.get(character) or (character if character.isprintable() else _control(character))
            self.app.post_message(Key(named, character))

    async def scan(self, code: str, suffix: str = "\r") -> None:
        """A scan of the wedge scanner; somebody who is asked something looks first."""
        if self.station.said.question:
            await self.rest()
        self.types(code + suffix)

    async def press(self, key: str) -> None:
        """A hand's key, with the silence around it that tells it from a scanner's."""
        await self.rest()
        self.app.post_message(Key(key, key if len(key) == 1 else None))
        await self.pilot.pause(0.06 if len(key) > 1 else 0.3)

    async def rest(self) -> None:
        """As long as hands need between two things."""
        await self.pilot.pause(0.3)

    def ends_the_greeting(self) -> None:
        """Nobody waits four seconds for what one knows."""
        station = self.station
        if station.said.headline == "HELLO":
            station._time_is_over(station.said, station._said_ms)

    def paste(self, text: str) -> None:
        """A terminal's paste."""
        self.app.post_message(Paste(text))


def _control(character: str) -> str:
    return "escape" if character == "\x1b" else f"ctrl+{chr(ord(character) + 96)}"


@asynccontextmanager
async def at_work(
    kitchen: Kitchen,
    *,
    size: tuple[int, int] = (110, 32),
    station: str | None = "filling",
    badge: str | None = "ana",
    theme: str = "dark",
    rate: int = 1_000,
    open_desk: Callable[[], Desk] | None = None,
    greeted: bool = False,
) -> AsyncIterator[AtWork]:
    """A station, opened, and signed in when a badge of the cast is given; `rate` scans a second are taken. Its greeting
    has been read already, unless she is just `greeted`."""
    code = BADGES[badge] if badge else None
    now: Callable[[], Instant] = kitchen.machine.now
    app = KitchenApp(open_desk or kitchen.desk, kitchen.folder, station, code, theme, now)
    app.station._rate = RateLimit(rate)
    async with app.run_test(size=size) as pilot:
        work = AtWork(app, pilot)
        await work.until(lambda: app.station.board.known, "the queue")
        await work.until(lambda: (app.station.person is not None) == (badge is not None), "the sign-in")
        if badge is not None and not greeted:
            work.ends_the_greeting()
        yield work


__all__ = ["ANA", "BADGES", "BO", "PIN", "SIZES", "SUE", "AtWork", "Kitchen", "at_work"]

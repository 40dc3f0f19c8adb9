"""A room without a screen: questions are answered and commands given at once, over the cast's bakery."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from data.core.actor import Actor
from data.core.command import Command
from data.store.catalogue import command_class, may
from kitchen_tui.desk import Desk
from kitchen_tui.hub_question import HubQuestion
from kitchen_tui.places.form import Form
from kitchen_tui.places.place import Code, Here, Place
from kitchen_tui.sight import Sight
from kitchen_tui.verdict import Verdict
from kitchen_tui.widgets.due import Clock
from kitchen_tui.widgets.glyphs import UNICODE
from kitchen_tui.widgets.said import Said
from tests.kitchen_tui.at_work import Kitchen
from tests.support.cast import SUE

SIZES = ((55, 12), (110, 27), (157, 40))
"""What a place has of a terminal of 55x16, 110x32 and 157x45."""


class StillRoom:
    """See kitchen_tui.places.place.Room."""

    def __init__(self, kitchen: Kitchen, person: Actor | None = SUE) -> None:
        """Nobody but `person` stands here."""
        self.kitchen, self.person, self.glyphs = kitchen, person, UNICODE
        self.desk: Desk = kitchen.desk()
        store = self.desk.store
        self.here = Here(store.id, store.name, store.timezone, store.currency, store.locale)
        self.clock = Clock(self.desk.now(), store.timezone, 90 * 60_000)
        self.sight = Sight(self.desk.database, store, self.desk.terminal, self.desk.now)
        self.place: Place | None = None
        self.form: Form | None = None
        self.said: list[Said] = []
        self.verdicts: list[Verdict] = []
        self.went: list[tuple[str, str]] = []
        self.left = 0
        self.hub_asked: list[tuple[str, HubQuestion]] = []
        self.copied = ""

    def enter(self, make: Callable[[Any], Place], about: str = "") -> Place:
        """Comes to a place, and everything it asks is answered."""
        self.place = make(self)
        self.place.arrive(about)
        self.ask()
        return self.place

    def deeds(self) -> list[str]:
        """What may be done here now, by name."""
        assert self.place is not None
        return [deed.name for deed in self.place.deeds()]

    def press(self, deed: str) -> None:
        """What a deed's key does."""
        assert self.place is not None
        self.place.do(deed)

    def may(self, *commands: str) -> bool:
        person = self.person
        return person is not None and any(may(command_class(name), person.role) for name in commands)

    def show(self) -> None:
        pass

    def ask(self, *names: str) -> None:
        assert self.place is not None
        asked = self.place.questions()
        for name in names or tuple(asked):
            if name in asked:
                self.place.told(name, asked[name](self.sight))

    def ask_hub(self, name: str, question: HubQuestion) -> None:
        self.hub_asked.append((name, question))

    def copy(self, text: str) -> None:
        self.copied = text

    def do(self, command: Command, ticket_id: str | None = None) -> None:
        self.act(lambda desk, actor: desk.done(command, actor, ticket_id))

    def act(self, work: Callable[[Desk, Actor], Verdict]) -> None:
        assert self.place is not None
        assert self.person is not None
        verdict = work(self.desk, self.person)
        self.verdicts.append(verdict)
        self.place.answered(verdict)
        self.ask()

    def go(self, place: str, about: str = "") -> None:
        self.went.append((place, about))

    def leave(self) -> None:
        self.left += 1

    def say(self, said: Said) -> None:
        self.said.append(said)

    def fill(self, form: Form) -> None:
        self.form = form

    def fills(self, **values: str) -> None:
        """What a person types into the open form, by field, and is done."""
        form = self.form
        assert form is not None, "no form is open"
        for name, text in values.items():
            ask = next(ask for ask in form.asks if ask.name == name)
            if ask.choices:
                ask.value = text
            else:
                ask.entry.text, ask.entry.caret = text, len(text)
        form.finish()
        if form.closed and self.form is form:
            self.form = None

    def scans(self, text: str) -> bool:
        """A code, read as the desk reads it."""
        assert self.place is not None
        badge = self.desk.door.badge(text)
        return self.place.read(Code(text, self.desk.tickets_named(text), badge.actor))

    def text(self, width: int, height: int) -> str:
        """What the place (or its form) draws on so many cells; every line is safe and fits."""
        from rich.cells import cell_len

        assert self.place is not None
        drawn = self.form.rows(width, height, self.glyphs) if self.form else self.place.rows(width, height)
        lines = ["".join(piece.text for piece in row).rstrip() for row in drawn]
        assert len(lines) <= height, f"{len(lines)} lines on {height}"
        assert all(cell_len(line) <= width for line in lines), "\n".join(lines)
        return "\n".join(lines)

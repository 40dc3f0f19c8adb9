"""The places of one terminal: which one is open, how one came there, and who may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui.deeds import Deed
from kitchen_tui.places.choosing import Palette
from kitchen_tui.places.index import BY_NAME, PLACES, Entrance, place_class
from kitchen_tui.screens.alone import read_only
from kitchen_tui.screens.asked import Asked
from kitchen_tui.screens.menu import everything
from kitchen_tui.screens.over_a_place import OverAPlace
from kitchen_tui.texts import N_, _, sentence
from kitchen_tui.verdict import REFUSED, Verdict
from kitchen_tui.widgets.due import Clock
from kitchen_tui.widgets.lines import Piece
from kitchen_tui.widgets.said import Said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from data.core.actor import Actor
    from data.core.command import Command
    from kitchen_tui.desk import Desk
    from kitchen_tui.hub_question import HubQuestion
    from kitchen_tui.library import Library
    from kitchen_tui.news import Known
    from kitchen_tui.places.place import Code, Here, Place
    from kitchen_tui.screens.shown_by import Screen
    from kitchen_tui.widgets.glyphs import Glyphs
    from kitchen_tui.widgets.lines import Row

_MOST_BACK = 20
_OUR_KEYS = frozenset(("f1", "f2", "f3", "f4", "f10", "f12", "escape", "enter"))
WRITING = (
    Deed("csv", ("ctrl+e",), "Ctrl+E", N_("file"), N_("All of this list as a file for spreadsheets (CSV)")),
    Deed("paper", ("ctrl+p",), "Ctrl+P", N_("print"), N_("All of this list as a sheet to print (PDF)")),
)


class Office(OverAPlace):
    """The room (`kitchen_tui.places.place.Room`) that all places of this terminal stand in."""

    def __init__(self, screen: Screen, library: Library, glyphs: Glyphs, here: Here) -> None:
        """Nobody is in it yet."""
        self._screen, self._library, self.glyphs, self.here = screen, library, glyphs, here
        self._asked = Asked(library)
        self.person: Actor | None = None
        self.alone = False
        """The hub was not heard for long: what others rely on can be read, not changed."""
        self._places: dict[str, Place] = {}
        self._owner = ""
        self._waiting: dict[str, dict[str, Place]] = {}
        self._way: list[tuple[str, str]] = []
        self.sheets: Callable[[str], None] = lambda form: None

    @property
    def is_open(self) -> bool:
        """Whether a place is shown."""
        return bool(self._way)

    @property
    def name(self) -> str:
        """The name of the place that is shown."""
        return self._way[-1][0] if self._way else ""

    @property
    def place(self) -> Place:
        """The place that is shown."""
        return self._places[self.name]

    @property
    def clock(self) -> Clock:
        """What time it is."""
        return self._screen.time or Clock(0, self.here.zone, 0)

    def may(self, *commands: str) -> bool:
        """See Room."""
        from data.store.catalogue import command_class

        return self._is_trusted_with(n for n in commands if not (self.alone and command_class(n).relied_on))

    def _is_trusted_with(self, commands: Iterable[str]) -> bool:
        from data.store.catalogue import command_class, may

        person = self.person
        return person is not None and any(may(command_class(name), person.role) for name in commands)

    def may_enter(self, entrance: Entrance) -> bool:
        """Whether the person who stands here may come in."""
        if entrance.open:
            return True
        return self.person is not None and (not entrance.commands or self._is_trusted_with(entrance.commands))

    def tabs(self) -> list[tuple[str, str]]:
        """The places that one can go to, name and title; and the one where we are."""
        shown = [e for e in PLACES if (e.listed or e.name == self.name) and self.may_enter(e)]
        return [(e.name, _(e.title)) for e in shown]

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """The place, or what lies over it. One that cannot be drawn says so, and scans go on."""
        try:
            if self.over is not None:
                return self.over.rows(width, height, self.glyphs)
            said = read_only(self.name, width) if self.alone else []
            return [*said, *self.place.rows(width, height - len(said))] if self.is_open else []
        except Exception as trouble:
            self._library.keep(trouble)
            return [[Piece(_("This cannot be shown (Esc: back). What happened is in crash.log"), "late")]]

    def deeds(self) -> list[Deed]:
        """What can be done at the place; what it lists can be taken along, but not by nobody."""
        if not self.is_open:
            return []
        writes = self.person is not None and self.place.sheet() is not None
        return [*self.place.deeds(), *(WRITING if writes else ())]

    def show(self) -> None:
        """See Room."""
        self._screen.show_place()

    def ask(self, *names: str) -> None:
        """See Room."""
        if self.is_open:
            self._asked.ask(self.name, self.place.questions(), names)

    def ask_hub(self, name: str, question: HubQuestion) -> None:
        """See Room."""
        from kitchen_tui.hub_question import ask_hub

        if self.is_open:
            folder, whose = self._screen.folder, self._whose
            self._asked.ask_hub(self.name, name, lambda: ask_hub(folder, whose, question))

    def copy(self, text: str) -> None:
        """See Room."""
        self._screen.copy(text)

    def known(self, news: Known) -> None:
        """An answer; one that was overtaken is not shown."""
        place = self._places.get(news.place)
        if place is not None and self._asked.is_latest(news):
            try:
                place.told(news.name, news.value)
            except Exception as trouble:
                self._library.keep(trouble)
                self.say(Said("failed", _("NOT SHOWN"), says=_("What happened is in crash.log")))
                return
            if news.place == self.name:
                self.show()

    def do(self, command: Command, ticket_id: str | None = None) -> None:
        """See Room."""
        self.act(lambda desk, actor: desk.done(command, actor, ticket_id))

    def act(self, work: Callable[[Desk, Actor], Verdict]) -> None:
        """See Room. Nothing is done in the name of whoever comes next, nor in a role that somebody had before."""
        person = self.person
        self._give()

        def hers(desk: Desk, actor: Actor) -> Verdict:
            still = desk.door.still(actor)
            if person is not None and still is not None and still.staff_id == person.staff_id:
                return work(desk, still)
            return Verdict(REFUSED, "sign_in", "Scan your badge first", at=desk.now())

        self._screen.act(hers)

    def answered(self, verdict: Verdict) -> None:
        """A command was answered."""
        self.place.answered(verdict)
        self._take_back(verdict)
        self.ask()
        self.show()

    def go(self, place: str, about: str = "") -> None:
        """See Room."""
        entrance = BY_NAME[place]
        if not self.may_enter(entrance):
            says = _("Scan your badge first") if self.person is None else _("That is not for everybody")
            self.say(Said("no", _("SIGN IN FIRST") if self.person is None else _("NOT ALLOWED"), says=says))
            return
        if (place, about) in self._way:
            del self._way[self._way.index((place, about)) :]
        self._way = [*self._way[-_MOST_BACK:], (place, about)]
        self._arrive()

    def leave(self) -> None:
        """See Room."""
        self.over = None
        if self._way:
            self._way.pop()
        if self._way:
            self._arrive()
        self.show()

    def close(self) -> None:
        """Back to the station; what was begun in a place is still there when one comes back."""
        self._way, self.over = [], None
        self.show()

    def forget(self) -> None:
        """Another person, or nobody: nothing of hers stays to be seen; what waits for her does."""
        if self._owner:
            self._waiting[self._owner] = {name: place for name, place in self._places.items() if place.waits}
        self._owner = self._whose
        self._places = self._waiting.pop(self._owner, {})
        way, self._way = self._way, []
        self._clear()
        self._asked.overtake_all()
        if way and self.may_enter(BY_NAME[way[-1][0]]):
            self.go(*way[-1])
        self.show()

    def stay_if_allowed(self) -> None:
        """The same person may do other things now: what she has begun stays where she may be."""
        allowed = [(name, about) for name, about in self._way if self.may_enter(BY_NAME[name])]
        if allowed != self._way:
            self._way = allowed
            self._clear()
            if allowed:
                self._arrive()
        self.show()

    def not_found(self, code: str) -> Said:
        """A scan that means nothing here."""
        own = self.place.not_known(code) if self.is_open else ""
        return Said("no", _("NOT FOUND"), says=own or _no_such_ticket(code))

    def say(self, said: Said) -> None:
        """See Room."""
        self._screen.say_so(said)

    def read(self, code: Code) -> bool:
        """A scan: the place takes it, or a ticket opens its order; else it is for somebody else."""
        if self.is_open and self.place.read(code):
            self.show()
            return True
        if not code.tickets:
            return False
        orders = {ticket.order_id for ticket in code.tickets}
        self.go(*(("order", code.tickets[0].id) if len(orders) == 1 else ("search", code.text)))
        return True

    def typed(self, text: str) -> bool:
        """A text and Enter."""
        taken = self.place.typed(text)
        if taken:
            self.ask()
            self.show()
        return taken

    def pressed(self, key: str) -> bool:
        """A hand's key: whether the place takes it."""
        # Where there is no list, or nobody to have it, its keys say so: they are not the station's here.
        here = (*self.deeds(), *WRITING) if self.is_open else ()
        found = next((deed for deed in here if key in deed.keys), None)
        if found is None or key in _OUR_KEYS:
            return False
        if found in WRITING:
            self._screen.obey(found.name)
        else:
            self._doing(found.name)
        return True

    def click(self, deed: str) -> bool:
        """A click, or a letter of the jump mode: whether it was for the office."""
        name, _colon, value = deed.partition(":")
        if name in ("go", "back") and self.over is not None and (not self._escaped() or name == "back"):
            return True
        if name == "go":
            self.go(value)
        elif self.over is not None:
            self._click_over(self.over, deed)
        elif self.is_open and hasattr(self.place, f"do_{name}"):
            self._doing(deed)
        else:
            return False
        return True

    def step(self, lines: int) -> None:
        """Up or down: what the cursor needs beyond what is here the place asks for."""
        self.place.step(lines)
        self.show()

    def enter(self) -> None:
        """What one most likely wants."""
        self.place.enter()
        self.show()

    def back(self) -> None:
        """One step back."""
        if not self.place.back():
            self.leave()
        self.show()

    def palette(self) -> None:
        """Everything that can be done from here."""
        choices = everything(self.deeds(), self.tabs(), at_a_place=self.is_open)
        self.over = Palette(choices, self._chosen, at_the_door=self.person is None)
        self.show()

    def _chosen(self, deed: str) -> None:
        self.over = None
        if not self.click(deed):
            self._screen.obey(deed)

    def _doing(self, deed: str) -> None:
        self.place.do(deed)
        self.ask()
        self.show()

    @property
    def _whose(self) -> str:
        return self.person.staff_id if self.person is not None else ""

    def _arrive(self) -> None:
        name, about = self._way[-1]
        self._owner = self._whose
        self._clear()
        if name not in self._places:
            self._places[name] = place_class(name)(self)
        self._places[name].arrive(about)
        self.ask()
        self.show()


def _no_such_ticket(code: str) -> str:
    return sentence(f"{code}: there is no such ticket here")

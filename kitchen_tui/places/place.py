"""A place: what it asks, what it draws, what can be done there. It knows no widget and no thread; the room that it
stands in (the screen) asks its questions, draws its rows and gives its commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

from kitchen_tui.deeds import Deed

if TYPE_CHECKING:
    from data.core.actor import Actor
    from data.core.command import Command
    from data.kitchen.ticket import Ticket
    from kitchen_tui.desk import Desk
    from kitchen_tui.hub_question import HubQuestion
    from kitchen_tui.places.form import Form
    from kitchen_tui.places.sheet import Sheet
    from kitchen_tui.sight import Sight
    from kitchen_tui.verdict import Verdict
    from kitchen_tui.widgets.due import Clock
    from kitchen_tui.widgets.glyphs import Glyphs
    from kitchen_tui.widgets.lines import Row
    from kitchen_tui.widgets.said import Said

Question = Callable[["Sight"], Any]
"""Asked on the library's thread; it may hold values only, nothing of the place that changes."""


class Here(NamedTuple):
    """The store as screens need it."""

    store_id: str
    name: str
    zone: str
    currency: str
    locale: str


class Code(NamedTuple):
    """What was scanned or typed at a place: the text, the tickets that it may mean, the person whose badge it is."""

    text: str
    tickets: tuple[Ticket, ...] = ()
    staff: Actor | None = None


class Room(Protocol):
    """What a place may ask of the screen; all of it on the screen's thread."""

    glyphs: Glyphs
    here: Here
    person: Actor | None

    @property
    def clock(self) -> Clock:
        """What time it is here."""
        ...

    def may(self, *commands: str) -> bool:
        """Whether the person who stands here may give any of the commands of these names, by the rule's own line."""
        ...

    def show(self) -> None:
        """The place has changed: draw it anew."""
        ...

    def ask(self, *names: str) -> None:
        """Ask these of the place's questions (all of them without a name); each is answered by `told`."""
        ...

    def ask_hub(self, name: str, question: HubQuestion) -> None:
        """Asks the hub in the name of the person who stands here; a `HubAnswer` comes to `told` by this name, seconds
        later, or never where somebody else stands here by then."""
        ...

    def copy(self, text: str) -> None:
        """Into the clipboard of whoever looks at this terminal, where that can be had."""
        ...

    def do(self, command: Command, ticket_id: str | None = None) -> None:
        """Gives a command; the verdict stands in the bar, then `answered` is called and all is asked anew."""
        ...

    def act(self, work: Callable[[Desk, Actor], Verdict]) -> None:
        """As `do`, for what needs the desk (ids, hashes, several commands); done on the clerk's thread."""
        ...

    def go(self, place: str, about: str = "") -> None:
        """To another place; `about` is what it shall show (an order's id, say)."""
        ...

    def leave(self) -> None:
        """Back to where one came from."""
        ...

    def say(self, said: Said) -> None:
        """A word in the bar."""
        ...

    def fill(self, form: Form) -> None:
        """Opens a form over the place; the form's own `done` is called when it is complete."""
        ...


class Place:
    """Subclass, set the class facts, answer the methods. Made when it is first gone to, kept until sign-out."""

    waits: ClassVar[bool] = False
    """What was begun here waits for its person while somebody else stands at the terminal, and is hers alone."""

    title: ClassVar[str]
    """In English, marked by N_."""
    prompt: ClassVar[str] = ""
    """What stands before the scan field, marked by N_: what typing does here."""

    def __init__(self, room: Room) -> None:
        self.room = room

    def arrive(self, about: str) -> None:
        """Somebody comes here; what is shown stays unless `about` asks for something else."""

    def questions(self) -> Mapping[str, Question]:
        """What must be asked for what is shown now, by name."""
        return {}

    def told(self, name: str, value: Any) -> None:
        """The answer to a question; `show` is called after it."""

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """What to draw on so many cells, nothing more than fits."""
        raise NotImplementedError

    def deeds(self) -> Sequence[Deed]:
        """What can be done now, as keys: only what the person may. F5-F9, F11, Ctrl+letter, left and right, or a
        letter, which is heard when it is typed alone; F1-F4, F10, F12 never."""
        return ()

    def do(self, deed: str) -> None:
        """A deed by key or click; calls the method `do_<name>`, `name:value` calls it with the value."""
        name, _, value = deed.partition(":")
        work: Callable[..., None] = getattr(self, f"do_{name}")
        work(*([value] if value else []))

    def step(self, lines: int) -> None:
        """Up and down, by lines, pages, or to the top (minus infinity is a large number). Nothing is asked anew by
        that: ask the room for what the cursor comes near to."""

    def enter(self) -> None:
        """The Enter key: what one most likely wants of what is chosen."""

    def back(self) -> bool:
        """The Esc key; whether there was something to close within the place."""
        return False

    def read(self, code: Code) -> bool:
        """A code was scanned; whether the place takes it. Else a ticket opens its order and a badge signs in."""
        return False

    def not_known(self, code: str) -> str:
        """What is said of a scan that nobody took, where it was not meant to be a ticket; translated."""
        return ""

    def typed(self, text: str) -> bool:
        """A text was typed and ended by Enter; whether the place takes it. Else it is read like a scan."""
        return False

    def answered(self, verdict: Verdict) -> None:
        """A command of the place was answered."""

    def sheet(self) -> Sheet | None:
        """What the place lists, for a file or paper; None where there is nothing to list."""
        return None

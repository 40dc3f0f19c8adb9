"""A section of the settings: lines of a name and a value, each with a sentence, each changed by a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from kitchen_tui.deeds import Deed
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.texts import N_

if TYPE_CHECKING:
    from data.core.actor import Actor
    from data.organization.printer import Printer
    from data.organization.store import Store, Terminal
    from kitchen_tui.desk import Desk
    from kitchen_tui.places.place import Room
    from kitchen_tui.sight import Sight
    from kitchen_tui.verdict import Verdict


class Setup(NamedTuple):
    """Everything that is set, as one answer."""

    store: Store
    stores: Sequence[Store]
    terminals: Sequence[Terminal]
    printers: Sequence[Printer]
    here: str
    """This terminal's id."""
    ordered: bool
    """Whether the store ever had an order."""


class Line(NamedTuple):
    """One thing that is set: what it is called, how it is now, and what that means."""

    key: str
    label: str
    value: str = ""
    meaning: str = ""


class Section:
    """Subclass, set the class facts, answer `lines` and `change`; `setup` is there before either is asked."""

    title: ClassVar[str]
    about: ClassVar[str]
    """A sentence; both marked by N_."""
    commands: ClassVar[tuple[str, ...]]
    """Who may give any of these may change it."""
    columns: ClassVar[tuple[Column, ...]] = (
        Column(N_("Setting"), 28),
        Column(N_("Is"), 22, grow=True),
    )
    empty: ClassVar[str] = ""
    setup: Setup

    def __init__(self, room: Room) -> None:
        """Of the screen it stands on."""
        self.room = room
        self.listing: Listing[Line] = Listing(
            self.columns,
            lambda line: (Field(line.label, "strong"), Field(line.value))[: len(self.columns)],
            lambda line: line.key,
            empty=self.empty,
            headed=len(self.columns) > 1,
        )

    def take(self, setup: Setup) -> None:
        """As it is now."""
        self.setup = setup
        self.listing.take(self.lines())

    def lines(self) -> list[Line]:
        """What is set here."""
        raise NotImplementedError

    def summary(self) -> str:
        """How it is, in few words, for the list of sections."""
        return ""

    def change(self, key: str) -> None:
        """Opens the form of a line."""
        raise NotImplementedError

    def may(self) -> bool:
        """Whether the person may change anything here."""
        return self.room.may(*self.commands)

    def set_policy(self, name: str, value: Any, told: str) -> None:
        """A policy of the store; `told` is what is so now, in the words of this section."""

        def work(desk: Desk, actor: Actor) -> Verdict:
            from data.core.packed import pack
            from data.organization.commands import SetPolicies
            from kitchen_tui.verdict import ACCEPTED

            verdict = desk.done(SetPolicies(self.setup.store.id, pack({name: value})), actor)
            return replace(verdict, says=told) if verdict.verdict == ACCEPTED else verdict

        self.room.act(work)

    def deeds(self) -> Sequence[Deed]:
        """Besides Enter, for those who may."""
        return ()


def ask_setup(sight: Sight) -> Setup:
    """The store as it is now, and what stands around it."""
    from data.organization.store import Store
    from data.questions.labels import printers_of
    from data.questions.stores import has_orders, stores, terminals
    from data.store.database import StoredRows

    database, here = sight.database, sight.terminal.id
    store = StoredRows(database).get(Store, sight.store.id) or sight.store
    printers = tuple(printers_of(database, here).values())
    return Setup(store, stores(database), terminals(database), printers, here, has_orders(database, store.id))

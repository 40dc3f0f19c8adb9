"""Lists of texts in an order that matters: sizes, flavours, places to put a cake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from kitchen_tui import regional
from kitchen_tui.deeds import Deed
from kitchen_tui.places.form import Ask, Form
from kitchen_tui.places.listing import Column
from kitchen_tui.places.settings_section import Line, Section
from kitchen_tui.texts import N_, _, ngettext

if TYPE_CHECKING:
    from data.core.command import Command
    from kitchen_tui.places.settings_section import Setup

_DEEDS = (
    Deed("add", ("f6",), "F6", N_("new"), N_("One more, below the one that is chosen")),
    Deed("up", ("f7",), "F7", N_("up"), N_("The chosen one goes up")),
    Deed("down", ("f8",), "F8", N_("down"), N_("The chosen one goes down")),
    Deed("remove", ("f9",), "F9", N_("remove"), N_("The chosen one goes; what was written down with it stays")),
)


class ListSection(Section):
    """Subclass: `texts` answers what there is, `saved` the command that keeps others."""

    columns = (Column(N_("Text"), 30, grow=True),)
    _wanted = ""

    def take(self, setup: Setup) -> None:
        """The cursor follows what was just written."""
        super().take(setup)
        if self._wanted and self.listing.choose(self._wanted):
            self._wanted = ""

    def texts(self) -> Sequence[str]:
        """What there is now."""
        raise NotImplementedError

    def saved(self, texts: Sequence[str]) -> Command:
        """The command that keeps these instead."""
        raise NotImplementedError

    def lines(self) -> list[Line]:
        """Each by its text: none is there twice."""
        return [Line(text, text) for text in self.texts()]

    def summary(self) -> str:
        """How many."""
        count = len(self.texts())
        return ngettext("{n} entry", "{n} entries", count).format(n=regional.number(count))

    def deeds(self) -> Sequence[Deed]:
        """A list without anything in it can only grow."""
        return _DEEDS if self.listing.items else _DEEDS[:1]

    def change(self, key: str) -> None:
        """Another text in the same place."""
        self._ask(_("Another text"), key, lambda text: self._put([text if t == key else t for t in self.texts()], text))

    def do_add(self) -> None:
        """Below the cursor."""
        at = self.listing.at + 1 if self.listing.items else 0
        self._ask(_("One more"), "", lambda text: self._put([*self.texts()[:at], text, *self.texts()[at:]], text))

    def do_remove(self) -> None:
        """What was written down with it stays."""
        line = self.listing.chosen
        if line is not None:
            self._put([text for text in self.texts() if text != line.key], "")

    def do_up(self) -> None:
        """Changes places with the one above."""
        self._move(-1)

    def do_down(self) -> None:
        """Changes places with the one below."""
        self._move(1)

    def _move(self, by: int) -> None:
        texts, at = list(self.texts()), self.listing.at
        if self.listing.chosen is not None and 0 <= at + by < len(texts):
            texts[at], texts[at + by] = texts[at + by], texts[at]
            self._put(texts, texts[at + by])

    def _put(self, texts: Sequence[str], wanted: str) -> None:
        self._wanted = wanted
        self.room.do(self.saved(texts))

    def _ask(self, title: str, value: str, done: Callable[[str], None]) -> None:
        taken = {text.casefold() for text in self.texts() if text != value}

        def check(text: str) -> str | None:
            from data.organization.policies import LONGEST_CHOICE

            if len(text) > LONGEST_CHOICE:
                return _("At most {n} characters").format(n=LONGEST_CHOICE)
            return _("That is there already") if text.casefold() in taken else None

        ask = Ask("value", _("Text"), value, needed=True, check=check)
        self.room.fill(Form(title, [ask], lambda values: done(values["value"])))


class SizesSection(ListSection):
    """The order is that in which equally urgent tickets stand in the queue."""

    title = N_("Sizes")
    about = N_("In the order in which they are made; the tickets that wait follow it")
    commands = ("set_sizes",)
    empty = N_("No sizes. F6 adds one")

    def texts(self) -> Sequence[str]:
        """Of the store's column."""
        from data.core.packed import unpack

        return [str(size) for size in unpack(self.setup.store.sizes)]

    def saved(self, texts: Sequence[str]) -> Command:
        """All of them."""
        from data.orders.configuring import SetSizes

        return SetSizes(self.setup.store.id, tuple(texts))


class PolicyList(ListSection):
    """A list that is a policy."""

    policy: ClassVar[str]
    commands = ("set_policies",)

    def texts(self) -> Sequence[str]:
        """Of the policy."""
        from data.organization.policies import policies_of

        found: Sequence[str] = getattr(policies_of(self.setup.store), self.policy)
        return found

    def saved(self, texts: Sequence[str]) -> Command:
        """All of them."""
        from data.core.packed import pack
        from data.organization.commands import SetPolicies

        return SetPolicies(self.setup.store.id, pack({self.policy: list(texts)}))


class FlavoursSection(PolicyList):
    """What is offered when an order is taken down."""

    title = N_("Flavours")
    about = N_("What is offered when an order is taken down by hand")
    policy = "flavours"
    empty = N_("No flavours. F6 adds one")


class StorageSection(PolicyList):
    """Where packed cakes stand."""

    title = N_("Storage places")
    about = N_("Where packed cakes wait: racks, shelves, cool rooms")
    policy = "storage_places"
    empty = N_("No places. F6 adds one")

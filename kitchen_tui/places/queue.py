"""Queue: what is to be made, at all stations or one, in the order of O26; whose, by when, how urgent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from data.core.text import one_line
from kitchen_tui.deeds import Deed
from kitchen_tui.places import tickets
from kitchen_tui.places.listing import Field, Listing
from kitchen_tui.places.place import Place
from kitchen_tui.places.queue_filters import Filters
from kitchen_tui.places.sheet import Sheet
from kitchen_tui.places.words import tally
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.lines import Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.questions.queue import QueueLine
    from kitchen_tui.places.place import Code, Question, Room
    from kitchen_tui.sight import Sight

_WHOLE = 20_000
"""As many tickets as a sheet holds."""


class QueuePlace(Place):
    """Enter opens the order of the chosen ticket; typing looks for a number, a product, a customer."""

    title: ClassVar[str] = N_("Queue")
    prompt: ClassVar[str] = N_("Find:")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self.filters = Filters()
        self.listing: Listing[QueueLine] = Listing(
            (
                *(tickets.STATE, tickets.NUMBER, tickets.PRODUCT, tickets.SIZE, tickets.FLAVOUR, tickets.DUE),
                *(tickets.WINDOW, tickets.STATION, tickets.WHO, tickets.CUSTOMER),
            ),
            self._fields,
            lambda line: line.id,
            empty=N_("No open tickets like that; Esc shows all again"),
        )

    def questions(self) -> Mapping[str, Question]:
        """The lines, as far as they were looked at."""
        filters, limit = self.filters, self.listing.limit
        person = self.room.person.staff_id if self.room.person else None

        def lines(sight: Sight) -> tuple[list[QueueLine], bool]:
            found = _asked(sight, filters, person, limit)
            return found, len(found) < limit

        return {"lines": lines}

    def told(self, name: str, value: Any) -> None:
        """The lines came."""
        lines, whole = value
        self.listing.take(lines, whole=whole)

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """How many and which, then the list."""
        listing = self.listing
        head: list[Row] = [tally(listing, self.filters.words(self.room.glyphs), width)]
        if height > 14:
            head.append([])
        return [*head, *listing.rows(width, height - len(head), self.room.glyphs)]

    def deeds(self) -> Sequence[Deed]:
        """Filters for everybody; what can be done with the chosen ticket as far as the person may."""
        found = [
            Deed("turn:stage", ("f5",), "F5", N_("station"), N_("The tickets of one station, or of all")),
            Deed("turn:whose", ("f6",), "F6", N_("whose"), N_("Only mine, only what nobody has, or all")),
            Deed("turn:days", ("f7",), "F7", N_("due"), N_("Due today (and late), tomorrow, within 7 days, any day")),
            Deed("turn:priority", ("f8",), "F8", N_("priority"), N_("Only High, Medium or Low, or all")),
        ]
        line = self.listing.chosen
        if line is None or line.cancelled_at is not None:
            return found
        if self.room.may("print_barcode"):
            found.append(Deed("label", ("f9",), "F9", N_("label"), N_("Print the label of the chosen ticket")))
        if self.room.may("assign_staff"):
            found.append(Deed("take", ("f11",), "F11", N_("take it"), N_("The chosen ticket is mine now")))
        if self.room.may("override_priority"):
            found.append(Deed("urge", ("ctrl+y",), "Ctrl+Y", N_("urgency"), N_("Say how urgent the chosen ticket is")))
        return found

    def step(self, lines: int) -> None:
        """Moves the cursor; more is asked for in time."""
        self.listing.step(lines)
        if self.listing.wants_more:
            self.room.ask("lines")

    def enter(self) -> None:
        """The order of the chosen ticket."""
        line = self.listing.chosen
        if line is not None:
            self.room.go("order", line.id)

    def back(self) -> bool:
        """Everything again, when something was left out."""
        if self.filters == Filters():
            return False
        self._set(replace(self.filters, text="") if self.filters.text else Filters())
        return True

    def read(self, code: Code) -> bool:
        """A ticket that is in the list is chosen."""
        return len(code.tickets) == 1 and self.listing.choose(code.tickets[0].id)

    def typed(self, text: str) -> bool:
        """Looks for it among the tickets of these filters."""
        self._set(replace(self.filters, text=one_line(text).strip()))
        return True

    def do_turn(self, name: str) -> None:
        """The next word of a filter."""
        self._set(self.filters.turned(name))

    def do_look(self, key: str) -> None:
        """A click: chosen; a click on the chosen one opens its order."""
        line = self.listing.chosen
        if line is not None and line.id == key:
            self.enter()
        self.listing.choose(key)

    def do_take(self) -> None:
        """The chosen ticket is mine."""
        line, person = self.listing.chosen, self.room.person
        if line is not None and person is not None:
            from data.line.tend import AssignStaff

            self.room.do(AssignStaff(line.id, person.staff_id), line.id)

    def do_label(self) -> None:
        """The label that the chosen ticket needs."""
        line = self.listing.chosen
        if line is not None:
            ticket_id = line.id
            self.room.act(lambda desk, actor: desk.print_label(ticket_id, actor))

    def do_urge(self) -> None:
        """Asks for a priority, and gives it to the chosen ticket."""
        line = self.listing.chosen
        if line is not None:
            from kitchen_tui.places.order_forms import priority_form

            self.room.fill(priority_form(self.room, line))

    def sheet(self) -> Sheet:
        """All tickets of these filters."""
        filters, person = self.filters, self.room.person.staff_id if self.room.person else None

        def rows(sight: Sight) -> Sequence[Sequence[Any]]:
            found = _asked(sight, filters, person, _WHOLE)
            return [[*tickets.sheet_cells(line), _(line.stage), line.assignee_name, line.customer] for line in found]

        columns = (*tickets.SHEET_COLUMNS, N_("Station"), N_("Who"), N_("Customer"))
        return Sheet("queue", N_("Queue"), columns, rows)

    def _set(self, filters: Filters) -> None:
        """Other filters: the list begins anew at its top."""
        self.filters, listing = filters, self.listing
        listing.items, listing.at, listing.known, listing.whole = [], 0, False, True
        self.room.ask("lines")
        self.room.show()

    def _fields(self, line: QueueLine) -> Sequence[Field]:
        room = self.room
        return (
            tickets.state(line, room),
            tickets.number(line),
            tickets.product(line, room),
            Field(line.size or ""),
            Field(line.flavour or "", "quiet"),
            tickets.due(line, room),
            tickets.window(line),
            Field(_(line.stage), "quiet"),
            Field(line.assignee_name or "", "quiet"),
            Field(line.customer or "", "quiet"),
        )


def _asked(sight: Sight, filters: Filters, person: str | None, limit: int) -> list[QueueLine]:
    from data.questions.queue import queue_for

    today = sight.today()
    return queue_for(sight.database, filters.asked(sight.store.id, today, person, limit), today)

"""Unassigned: what nobody has, station by station, and how long it waits; a badge's scan gives it to its owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from kitchen_tui.deeds import Deed
from kitchen_tui.places import tickets
from kitchen_tui.places.assigning import assign
from kitchen_tui.places.form import Ask, Form
from kitchen_tui.places.listing import Listing
from kitchen_tui.places.place import Place
from kitchen_tui.places.sheet import Sheet
from kitchen_tui.places.unassigned_head import STAGES, head
from kitchen_tui.places.waiting import COLUMNS, Waiting, asked, fields
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.age import age
from kitchen_tui.widgets.lines import Row
from kitchen_tui.widgets.said import Said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.core.actor import Actor
    from data.questions.counts import StageCount
    from kitchen_tui.places.place import Code, Question, Room
    from kitchen_tui.sight import Sight

_WHOLE = 20_000


class Unassigned(Place):
    """The marked tickets, or the chosen one, go to whoever's badge is scanned."""

    title: ClassVar[str] = N_("Unassigned")
    prompt: ClassVar[str] = N_("Badge or ticket:")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self.stage, self.note = "", ""
        self.marked: dict[str, None] = {}
        self.counts: Sequence[StageCount] = ()
        self.people: Sequence[tuple[str, str]] = ()
        self._wanted = ""
        self.listing: Listing[Waiting] = Listing(
            COLUMNS,
            lambda waiting: fields(waiting, room, marked=waiting.line.id in self.marked),
            lambda waiting: waiting.line.id,
            empty=N_("Somebody has everything here"),
        )

    def questions(self) -> Mapping[str, Question]:
        """Counts, the list of the station, and who works here."""
        stage, limit = self.stage, self.listing.limit

        def counts(sight: Sight) -> Any:
            from data.questions.counts import stage_counts

            return stage_counts(sight.database, sight.store.id)

        def lines(sight: Sight) -> tuple[list[Waiting], bool]:
            found = asked(sight, stage, limit)
            return found, len(found) < limit

        def people(sight: Sight) -> list[tuple[str, str]]:
            from data.questions.people import staff_list

            return [(p.id, p.name) for p in staff_list(sight.database, sight.store.id) if p.active]

        return {"counts": counts, "lines": lines, "people": people}

    def told(self, name: str, value: Any) -> None:
        """One part; marks stay on what is still here, and a ticket that was scanned is chosen when its list came."""
        if name != "lines":
            setattr(self, name, value)
            return
        lines, whole = value
        self.listing.take(lines, whole=whole)
        here = {waiting.line.id for waiting in lines}
        self.marked = {key: None for key in self.marked if key in here or not whole}
        if self._wanted and self.listing.choose(self._wanted):
            self._wanted = ""

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """The stations, what a badge would do now, the list."""
        glyphs, chosen = self.room.glyphs, self.listing.chosen
        number = tickets.number(chosen.line).text if chosen is not None else ""
        first = head(self.counts, self.stage, width, glyphs, number, len(self.marked), self.note)
        if height > 14:
            first.append([])
        return [*first, *self.listing.rows(width, height - len(first), glyphs)]

    def deeds(self) -> Sequence[Deed]:
        """Which station; and assigning, for whoever may."""
        found = [Deed("stage", ("f5",), "F5", N_("station"), N_("The next station, or all of them"))]
        if self.room.may("assign_staff") and self.listing.chosen is not None:
            found += [
                Deed("mark", ("f6",), "F6", N_("mark"), N_("Mark the chosen ticket: all that are marked go together")),
                Deed("note", ("f7",), "F7", N_("note"), N_("A note for whoever gets the tickets")),
                Deed("assign", ("f8",), "F8", N_("assign"), N_("Give the tickets to a person of the list")),
                Deed("take", ("f11",), "F11", N_("take it"), N_("The chosen ticket, or what is marked, is mine now")),
            ]
        return found

    def step(self, lines: int) -> None:
        """Moves the cursor."""
        self.listing.step(lines)

    def enter(self) -> None:
        """The order of the chosen ticket."""
        chosen = self.listing.chosen
        if chosen is not None:
            self.room.go("order", chosen.line.id)

    def back(self) -> bool:
        """First the marks and the note go, then the station."""
        if self.marked or self.note:
            self.marked, self.note = {}, ""
        elif self.stage:
            self._go_to("")
        else:
            return False
        return True

    def read(self, code: Code) -> bool:
        """A badge gets the tickets; a ticket that nobody has is chosen, whatever its station."""
        if code.staff is not None:
            if not self.listing.known:
                # Nobody has seen the list yet: the badge was meant for a ticket of it, not for another sign-in.
                self.room.say(Said("no", _("WAIT"), says=_("The list is not here yet: scan the badge again")))
                return True
            if not self._targets() or not self.room.may("assign_staff"):
                return False
            self._assign(code.staff.staff_id, self.note, badge=code.staff)
            return True
        if len(code.tickets) != 1:
            return False
        ticket = code.tickets[0]
        if self.listing.choose(ticket.id):
            return True
        if ticket.assignee_id is not None or not ticket.in_queue or ticket.store_id != self.room.here.store_id:
            return False
        self._wanted = ticket.id
        self._go_to(ticket.stage)
        return True

    def do_stage(self, name: str | None = None) -> None:
        """A station, or the next one."""
        self._go_to(STAGES[(STAGES.index(self.stage) + 1) % len(STAGES)] if name is None else name.strip())

    def do_look(self, key: str) -> None:
        """A click on a line."""
        self.listing.choose(key)

    def do_mark(self) -> None:
        """Marks or unmarks, and goes on to the next."""
        chosen = self.listing.chosen
        if chosen is None:
            return
        if chosen.line.id in self.marked:
            del self.marked[chosen.line.id]
        else:
            self.marked[chosen.line.id] = None
        self.listing.step(1)

    def do_note(self) -> None:
        """Asks for the note of the next assignment."""
        ask = Ask("note", _("Note"), self.note, hint=_("what to know about it"))

        def done(given: Mapping[str, str]) -> None:
            self.note = given["note"]

        self.room.fill(Form(_("A note for whoever gets the tickets"), [ask], done))

    def do_assign(self) -> None:
        """Asks who gets them."""
        if not self.people:
            return
        asks = [Ask("person", _("Who"), choices=self.people), Ask("note", _("Note"), self.note)]

        def done(given: Mapping[str, str]) -> None:
            self._assign(given["person"], given["note"])

        self.room.fill(Form(_("Who gets these tickets?"), asks, done, saves=_("Assign")))

    def do_take(self) -> None:
        """Mine."""
        if self.room.person is not None:
            self._assign(self.room.person.staff_id, self.note)

    def sheet(self) -> Sheet:
        """What nobody has at this station."""
        stage = self.stage

        def rows(sight: Sight) -> Sequence[Sequence[Any]]:
            now = sight.now()
            found = asked(sight, stage, _WHOLE)
            return [[*tickets.sheet_cells(line), _(line.stage), age(now - since)] for line, since in found]

        columns = (*tickets.SHEET_COLUMNS, N_("Station"), N_("Waits"))
        return Sheet("unassigned", N_("Unassigned"), columns, rows)

    def _targets(self) -> list[str]:
        chosen = self.listing.chosen
        return list(self.marked) or ([chosen.line.id] if chosen is not None else [])

    def _assign(self, staff_id: str, note: str, badge: Actor | None = None) -> None:
        ticket_ids = self._targets()
        self.note = ""
        self.room.act(lambda desk, actor: assign(desk, actor, ticket_ids, staff_id, note, badge))

    def _go_to(self, stage: str) -> None:
        self.stage, listing = stage, self.listing
        listing.items, listing.at, listing.known, listing.whole = [], 0, False, True
        self.room.ask("lines")
        self.room.show()

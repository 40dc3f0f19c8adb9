"""Completed: finished tickets, the last packed first; where each stands, and whether its order has left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from data.core.text import one_line
from kitchen_tui.cells import cut
from kitchen_tui.deeds import Deed
from kitchen_tui.places.completed_lines import COLUMNS, SHEET_COLUMNS, fields, number_of, sheet_cells
from kitchen_tui.places.completed_view import View
from kitchen_tui.places.form import Form
from kitchen_tui.places.listing import Listing
from kitchen_tui.places.place import Place
from kitchen_tui.places.sheet import Sheet
from kitchen_tui.places.shelves import ask_place, shelf_named
from kitchen_tui.places.words import at_the_hub, kept_here, tally
from kitchen_tui.regional import parse_day
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.questions.completed import CompletedLine, PlaceCount
    from kitchen_tui.places.place import Code, Question, Room
    from kitchen_tui.sight import Sight

_WHOLE = 50_000


class Completed(Place):
    """A ticket's scan chooses it; the scan of a shelf that is known says that it stands there."""

    title: ClassVar[str] = N_("Completed")
    prompt: ClassVar[str] = N_("Find or day:")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self.view = View()
        self.places: Sequence[PlaceCount] = ()
        self.shelves: Sequence[str] = ()
        self.putting = ""
        """Where every ticket that is scanned now stands, until Esc."""
        self.days_here: int | None = None
        """Of what is looked at, orders closed for longer are at the hub; None: they are all here."""
        self.listing: Listing[CompletedLine] = Listing(
            COLUMNS,
            lambda line: fields(line, room),
            lambda line: line.id,
            empty=N_("Nothing was finished then; F5 shows more days"),
        )

    def questions(self) -> Mapping[str, Question]:
        """The list, and the places where anything of that time stands."""
        view, limit = self.view, self.listing.limit

        def lines(sight: Sight) -> tuple[list[CompletedLine], bool]:
            found = _asked(sight, view, limit)
            return found, len(found) < limit

        def places(sight: Sight) -> Any:
            from data.questions.completed import completed_places

            asked = view.asked(sight.store.id, sight.today(), sight.store.timezone, limit)
            return completed_places(sight.database, asked)

        def shelves(sight: Sight) -> Any:
            from data.organization.policies import policies_of

            return policies_of(sight.store).storage_places

        def days_here(sight: Sight) -> int | None:
            days = kept_here(sight)
            return days if days is not None and view.older_than(days, sight.today()) else None

        return {"lines": lines, "places": places, "shelves": shelves, "days_here": days_here}

    def told(self, name: str, value: Any) -> None:
        """One part."""
        if name == "lines":
            lines, whole = value
            self.listing.take(lines, whole=whole)
        else:
            setattr(self, name, value)

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """How many, of when and where; then the list."""
        listing, glyphs = self.listing, self.room.glyphs
        first: list[Row] = [tally(listing, self.view.words(glyphs), width)]
        if self.putting:
            said = _("Scan what stands at {place}; Esc ends it").format(place=self.putting)
            first.append([Piece(f"  {cut(said, width - 2)}", "accent")])
        elif self.days_here is not None:
            first.append([Piece(f"  {cut(at_the_hub(self.days_here), width - 2)}", "quiet")])
        elif height > 14:
            first.append([])
        return [*first, *listing.rows(width, height - len(first), glyphs)]

    def deeds(self) -> Sequence[Deed]:
        """What to look at; and what can be done with the chosen ticket."""
        may, line = self.room.may, self.listing.chosen
        found = [
            Deed("time", ("f5",), "F5", N_("days"), N_("Finished today, within 7 days, 31 days, or ever")),
            Deed("place", ("f6",), "F6", N_("place"), N_("Only what stands at the next place")),
            Deed("here", ("f7",), "F7", N_("here"), N_("Only what is still here, or all")),
        ]
        if may("set_storage"):
            if line is not None and line.handed_over_at is None:
                found.append(Deed("store", ("f8",), "F8", N_("stands"), N_("Say where the chosen ticket stands")))
            found.append(
                Deed("put", ("ctrl+d",), "Ctrl+D", N_("put"), N_("Say a place once, then scan what goes there"))
            )
        if line is not None and line.cancelled_at is None and may("print_packing_label"):
            found.append(Deed("label", ("f9",), "F9", N_("label"), N_("Print the packing label again")))
        if line is not None and line.order_status == "READY" and may("hand_over_order"):
            found.append(
                Deed("hand_over", ("f11",), "F11", N_("hand over"), N_("The order of the chosen ticket leaves"))
            )
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
        """First the putting ends, then what was left out comes back."""
        if self.putting:
            self.putting = ""
        elif self.view != View():
            self._look_at(View())
        else:
            return False
        return True

    def read(self, code: Code) -> bool:
        """A ticket is chosen, or stands where things are put now; a known shelf gets the chosen ticket."""
        if len(code.tickets) == 1:
            ticket = code.tickets[0]
            if self.putting and ticket.store_id == self.room.here.store_id:
                self._store(ticket.id, self.putting)
                return True
            return self.listing.choose(ticket.id)
        line = self.listing.chosen
        shelf = shelf_named(code.text, self.shelves, self.places) if code.staff is None and not code.tickets else None
        if shelf is None or line is None or not self.room.may("set_storage"):
            return False
        self._store(line.id, shelf)
        return True

    def typed(self, text: str) -> bool:
        """A day shows what was finished on it; anything else is looked for."""
        plain = one_line(text).strip()
        on = None if plain.isdigit() else parse_day(plain)
        self._look_at(replace(self.view, on=on.isoformat()) if on else replace(self.view, text=plain))
        return True

    def do_time(self) -> None:
        """More days."""
        self._look_at(self.view.later())

    def do_place(self) -> None:
        """The next place."""
        self._look_at(self.view.moved(self.places))

    def do_here(self) -> None:
        """Only what has not left, or all."""
        self._look_at(replace(self.view, here=not self.view.here))

    def do_look(self, key: str) -> None:
        """A click chooses, a second one opens the order."""
        line = self.listing.chosen
        if line is not None and line.id == key:
            self.enter()
        self.listing.choose(key)

    def do_store(self) -> None:
        """Asks where the chosen ticket stands."""
        line = self.listing.chosen
        if line is None:
            return
        title = _("Where does {number} stand?").format(number=number_of(line))

        def done(given: Mapping[str, str]) -> None:
            self._store(line.id, given["place"])

        self.room.fill(Form(title, [ask_place(self.shelves, line.storage or "", nowhere=True)], done))

    def do_put(self) -> None:
        """Asks for a place; from then on scans put tickets there."""

        def done(given: Mapping[str, str]) -> None:
            self.putting = given["place"]

        self.room.fill(
            Form(_("Where do the tickets stand that you scan now?"), [ask_place(self.shelves, "", nowhere=False)], done)
        )

    def do_label(self) -> None:
        """The packing label once more."""
        line = self.listing.chosen
        if line is not None:
            ticket_id = line.id
            self.room.act(lambda desk, actor: desk.print_label(ticket_id, actor))

    def do_hand_over(self) -> None:
        """The customer, or the driver, has the order."""
        line = self.listing.chosen
        if line is not None:
            from data.orders.handover import HandOverOrder

            self.room.do(HandOverOrder(line.order_id), line.id)

    def sheet(self) -> Sheet:
        """All finished tickets that are looked at."""
        view = self.view

        def rows(sight: Sight) -> Sequence[Sequence[Any]]:
            now, zone = sight.now(), sight.store.timezone
            return [sheet_cells(line, now, zone) for line in _asked(sight, view, _WHOLE)]

        return Sheet("completed", N_("Completed"), SHEET_COLUMNS, rows)

    def _store(self, ticket_id: str, place: str) -> None:
        from data.line.tend import SetStorage

        self.room.do(SetStorage(ticket_id, place or None), ticket_id)

    def _look_at(self, view: View) -> None:
        self.view, listing = view, self.listing
        listing.items, listing.at, listing.known, listing.whole = [], 0, False, True
        self.room.ask()
        self.room.show()


def _asked(sight: Sight, view: View, limit: int) -> list[CompletedLine]:
    from data.questions.completed import completed

    wanted = view.asked(sight.store.id, sight.today(), sight.store.timezone, limit)
    return completed(sight.database, wanted)

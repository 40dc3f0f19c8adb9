"""The people of the store: who works here, who is on shift, what each did, and the keys with which they sign in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from kitchen_tui import regional
from kitchen_tui.cells import fit
from kitchen_tui.deeds import Deed
from kitchen_tui.places import staff_card as card
from kitchen_tui.places.doings import role_name
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.places.place import Code, Place, Question, Room
from kitchen_tui.places.sheet import Sheet
from kitchen_tui.places.staff_questions import act_rows, ask_crew, ask_number, ask_person, sheet_rows, shift_rows
from kitchen_tui.places.staff_work import StaffWork
from kitchen_tui.texts import N_, _, ngettext
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from data.people.staff import Shift
    from data.questions.crew import Act, Colleague

_COLUMNS = (
    Column(N_("No."), 6, right=True),
    Column(N_("Name"), 14, grow=True),
    Column(N_("Role"), 10),
    Column(N_("On shift since"), 16, spare=1),
    Column(N_("Keys"), 11, spare=2),
)


class StaffPlace(StaffWork, Place):
    """A list, and over it one person, a new badge, or the wait for a scan."""

    title = N_("Staff")
    prompt = N_("Name or number")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self.everybody = False
        self.wanted = ""
        self.person_id: str | None = None
        self.number = 0
        self.crew: Sequence[Colleague] = ()
        self.people: Listing[Colleague] = Listing(
            _COLUMNS, self._fields, lambda p: p.id, empty=N_("Nobody is called so. Esc shows everybody")
        )
        self.shifts_shown = False
        self._known = card.Known()
        self.acts: Listing[Act] = Listing(
            card.ACT_COLUMNS,
            lambda a: card.act_fields(a, self.room.clock),
            lambda a: a.id,
            empty=N_("Nothing this week"),
        )
        self.shifts: Listing[Shift] = Listing(
            card.SHIFT_COLUMNS,
            lambda s: card.shift_fields(s, self.room.clock),
            lambda s: s.id,
            empty=N_("No shifts yet"),
        )

    @property
    def person(self) -> Colleague | None:
        """Who is looked at, or stands under the cursor."""
        if self.person_id is None:
            return self.people.chosen
        return next((p for p in self.crew if p.id == self.person_id), None)

    def arrive(self, about: str) -> None:
        """To a person, by her id; a badge that was shown is gone."""
        self.forget()
        if about:
            self._look_at(about)

    def questions(self) -> Mapping[str, Question]:
        """The crew is a page or two; of a person, her week."""
        asked: dict[str, Question] = {"crew": ask_crew, "number": ask_number}
        if self.person_id is not None:
            asked["person"] = partial(ask_person, staff_id=self.person_id, limit=self.acts.limit)
        return asked

    def told(self, name: str, value: Any) -> None:
        """The crew is filtered here: it is no longer than a page or two."""
        if name == "crew":
            self.crew = value
            self._filter()
        elif name == "number":
            self.number = value
        elif name == "person" and value[0] == self.person_id:
            self._known = value[1]
            self.acts.take(self._known.acts, whole=len(self._known.acts) < self.acts.limit)
            self.shifts.take(self._known.shifts)

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """Whatever lies on top."""
        person, glyphs = self.person, self.room.glyphs
        if self.fresh is not None:
            return card.badge_rows(*self.fresh, width, height, glyphs)
        if self.binding is not None:
            return card.scan_rows(self.binding.name, width, height)
        if self.person_id is not None and person is not None:
            head = card.head(person, self._known, self.room.clock, width, glyphs)
            return [*head, [], *self._listing().rows(width, max(height - 4, 1), glyphs)][:height]
        return [self._summary(width), *self.people.rows(width, max(height - 1, 1), glyphs)][:height]

    def deeds(self) -> Sequence[Deed]:
        """Of the list, or of a person; what the rule would refuse is not offered."""
        if self.fresh is not None or self.binding is not None:
            return ()
        if self.person_id is None:
            turn = N_("at work") if self.everybody else N_("all")
            first = Deed("turn", ("f5",), "F5", turn, N_("Who works here, or everybody who ever did"))
        else:
            turn = N_("activity") if self.shifts_shown else N_("shifts")
            first = Deed("turn", ("f5",), "F5", turn, N_("What this person did, or her shifts"))
        return (first, *self.offered(self.person))

    def step(self, lines: int) -> None:
        """In the list that is seen."""
        listing = self._listing()
        listing.step(lines)
        if listing is self.acts and listing.wants_more:
            self.room.ask("person")
        self.room.show()

    def enter(self) -> None:
        """The person under the cursor."""
        if self.fresh is not None:
            self.forget()
        elif self.person_id is None and self.people.chosen is not None:
            self._look_at(self.people.chosen.id)
            self.room.ask("person")
        self.room.show()

    def back(self) -> bool:
        """What lies on top goes first, the filter last."""
        if self.fresh is not None or self.binding is not None:
            self.forget()
        elif self.person_id is not None:
            self.person_id = None
        elif self.wanted:
            self.wanted = ""
            self._filter()
        else:
            return False
        self.room.show()
        return True

    def read(self, code: Code) -> bool:
        """Only while a badge is waited for; else a badge signs in, as everywhere."""
        return self.bind(code.text, code.staff)

    def typed(self, text: str) -> bool:
        """Part of a name, or a number; a badge is never shown as what was looked for."""
        from hardware.scan.badges import read_badge

        if read_badge(text.strip().upper()) is not None or self.binding is not None:
            return self.bind(text, None)
        self.person_id, self.wanted = None, text.strip()
        self._filter()
        self.room.show()
        return True

    def do_look(self, key: str) -> None:
        """A click on a line."""
        if self.person_id is None and self.people.choose(key):
            self.enter()
        elif self._listing().choose(key):
            self.room.show()

    def do_turn(self) -> None:
        """The other half of what there is."""
        if self.person_id is None:
            self.everybody = not self.everybody
            self._filter()
        else:
            self.shifts_shown = not self.shifts_shown
        self.room.show()

    def sheet(self) -> Sheet | None:
        """What is listed, without anything that opens a door."""
        if self.fresh is not None or self.binding is not None:
            return None
        person = self.person
        if self.person_id is not None and person is not None:
            lists, asked = (card.SHIFT_COLUMNS, shift_rows) if self.shifts_shown else (card.ACT_COLUMNS, act_rows)
            titles = tuple(_(column.title) for column in lists)
            return Sheet("staff", f"{person.number} {person.name}", titles, partial(asked, staff_id=person.id))
        columns = (_("No."), _("Name"), _("Role"), _("On shift since"))
        kept = partial(sheet_rows, everybody=self.everybody, wanted=self.wanted)
        return Sheet("staff", _("Staff"), columns, kept)

    def _look_at(self, staff_id: str) -> None:
        self.person_id, self.shifts_shown, self._known = staff_id, False, card.Known()
        self.acts.take(())
        self.shifts.take(())

    def _listing(self) -> Listing[Any]:
        if self.person_id is None:
            return self.people
        return self.shifts if self.shifts_shown else self.acts

    def _filter(self) -> None:
        from kitchen_tui.places.staff_questions import matching

        self.people.take(matching(self.crew, everybody=self.everybody, wanted=self.wanted))

    def _summary(self, width: int) -> Row:
        on_shift = sum(p.since is not None for p in self.people.items)
        count = len(self.people.items)
        told = ngettext("{n} person", "{n} people", count).format(n=regional.number(count))
        told += ", " + ngettext("{n} on shift", "{n} on shift", on_shift).format(n=regional.number(on_shift))
        if self.wanted:
            told = _("“{text}”: {told}").format(text=self.wanted, told=told)
        return [Piece(fit(f" {told}", width), "accent" if self.wanted else "quiet")]

    def _fields(self, person: Colleague) -> tuple[Field, ...]:
        style = "text" if person.active else "quiet"
        keys = [word for word, has in ((_("badge"), person.badge), (_("PIN"), person.pin)) if has]
        since = regional.moment(person.since, self.room.clock.now, self.room.clock.zone) if person.since else ""
        return (
            Field(str(person.number), "key" if person.active else "quiet"),
            Field(person.name, "strong" if person.active else "quiet"),
            Field(role_name(person.role), style),
            Field(since if person.active else _("left"), style),
            Field(", ".join(keys) or _("none"), style if keys else "soon"),
        )

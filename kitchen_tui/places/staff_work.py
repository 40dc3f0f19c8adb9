"""What is done about people: added, changed, given keys, clocked in, let go. Secrets are made on the clerk's thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kitchen_tui.deeds import Deed
from kitchen_tui.places import staff_forms as forms
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.said import Said

if TYPE_CHECKING:
    from data.core.actor import Actor
    from data.core.command import Command
    from data.questions.crew import Colleague
    from kitchen_tui.desk import Desk
    from kitchen_tui.places.listing import Listing
    from kitchen_tui.places.place import Room
    from kitchen_tui.verdict import Verdict

_ADD = Deed("add", ("f6",), "F6", N_("new"), N_("Somebody new: number, name, role, and a badge"))
_CHANGE = Deed("change", ("f7",), "F7", N_("change"), N_("Another name or another role"))
_BADGE = Deed("badge", ("f8",), "F8", N_("badge"), N_("A new badge; the one of before stops working"))
_BIND = Deed("bind", ("ctrl+b",), "Ctrl+B", N_("scan badge"), N_("A badge that is here already becomes this person's"))
_PIN = Deed("pin", ("f9",), "F9", N_("PIN"), N_("A new PIN; wrong ones of before are forgotten"))
_LEAVE = Deed("leave", ("f11",), "F11", N_("leaves"), N_("This person does not work here any more"))
_RETURN = Deed("leave", ("f11",), "F11", N_("is back"), N_("This person works here again"))
# Not Ctrl+S: pressed twice it saves a form and then would end the shift of whom the form was about.
_CLOCK_IN = Deed("clock", ("ctrl+t",), "Ctrl+T", N_("clock in"), N_("A shift begins"))
_CLOCK_OUT = Deed("clock", ("ctrl+t",), "Ctrl+T", N_("clock out"), N_("The shift ends"))


class StaffWork:
    """The deeds of the staff list; `fresh` is a name and the badge that is shown once."""

    room: Room
    number: int
    people: Listing[Colleague]

    def __init__(self, room: Room) -> None:
        """Nothing lies over the list."""
        super().__init__(room)  # type: ignore[call-arg]
        self.fresh: tuple[str, str] | None = None
        self.binding: Colleague | None = None
        self._made: list[tuple[str, str]] = []

    @property
    def person(self) -> Colleague | None:
        """Whom the deeds are about."""
        raise NotImplementedError

    def offered(self, person: Colleague | None) -> list[Deed]:
        """What the rules allow about this person."""
        may = self.room.may
        found = [_ADD] if may("add_staff") else []
        if person is None:
            return found
        if self._may_change(person):
            found += [_CHANGE] if may("rename_staff", "set_role") else []
            found += [_BADGE, _BIND] if may("set_badge") and person.active else []
            found += [_PIN] if self._may_set_pin(person) and person.active else []
            found += [_LEAVE if person.active else _RETURN] if may("set_staff_active") else []
        if person.active and may("start_shift"):
            found.append(_CLOCK_IN if person.since is None else _CLOCK_OUT)
        return found

    def forget(self) -> None:
        """A badge is not kept anywhere once it was seen."""
        self.fresh, self.binding = None, None
        self._made.clear()

    def answered(self, verdict: Verdict) -> None:
        """A badge that was made is shown now, and only now."""
        if self._made:
            self.fresh = self._made.pop()
        self.room.show()

    def do_add(self) -> None:
        """A form; then a person with a badge."""
        if self.room.person is not None:
            self.room.fill(forms.new_person(self.room.person, self.number, self._add))

    def do_change(self) -> None:
        """A form with what may be changed."""
        person, actor = self.person, self.room.person
        if person is not None and actor is not None:
            self.room.fill(forms.changes(actor, person, lambda values: self._change(person, values)))

    def do_badge(self) -> None:
        """A badge that nobody had before; asked once more, for the one in her pocket cannot be given back."""
        person = self.person
        if person is None:
            return
        if person.badge:
            self.room.fill(forms.another_badge(person, lambda: self._make_badge(person)))
        else:
            self._make_badge(person)

    def _make_badge(self, person: Colleague) -> None:
        def work(desk: Desk, actor: Actor) -> Verdict:
            from kitchen_tui.keys import badge_hash, new_badge

            code = new_badge()
            return self._given(desk, actor, person, badge_hash(code), code)

        self.room.act(work)

    def do_bind(self) -> None:
        """The next scan is hers."""
        self.binding = self.person
        self.room.show()

    def do_pin(self) -> None:
        """A form that shows dots."""
        person = self.person
        if person is not None:
            self.room.fill(forms.new_pin(person, lambda values: self._set_pin(person, values["pin"])))

    def do_leave(self) -> None:
        """She leaves, or comes back."""
        from data.people.commands import SetActive

        if self.person is not None:
            self.room.do(SetActive(self.person.id, not self.person.active))

    def do_clock(self) -> None:
        """Her shift begins or ends."""
        from data.people.commands import ClockIn, ClockOut

        if self.person is not None:
            shift = ClockIn if self.person.since is None else ClockOut
            self.room.do(shift(self.person.id))

    def bind(self, text: str, owner: Actor | None) -> bool:
        """A scan while a badge is waited for; nobody else may have it."""
        from hardware.scan.badges import read_badge

        person, code = self.binding, read_badge("".join(text.split()).upper())
        if person is None:
            return False
        if code is None:
            self.room.say(Said("no", _("NOT POSSIBLE"), says=_("That is no badge")))
        elif owner is not None and owner.staff_id != person.id:
            self.room.say(Said("no", _("NOT POSSIBLE"), says=_("That badge is somebody else's")))
        else:
            self.binding = None
            self._bind(person, code)
        return True

    def _bind(self, person: Colleague, code: str) -> None:
        def work(desk: Desk, actor: Actor) -> Verdict:
            from kitchen_tui.keys import badge_hash

            return self._given(desk, actor, person, badge_hash(code), "")

        self.room.act(work)

    def _given(self, desk: Desk, actor: Actor, person: Colleague, hashed: str, code: str) -> Verdict:
        from data.people.commands import SetBadge
        from kitchen_tui.verdict import ACCEPTED

        verdict = desk.done(SetBadge(person.id, hashed), actor)
        if verdict.verdict == ACCEPTED and code:
            self._made.append((person.name, code))
        return verdict

    def _add(self, values: Mapping[str, str]) -> None:
        def work(desk: Desk, actor: Actor) -> Verdict:
            from kitchen_tui.founding import SetupRefused
            from kitchen_tui.people import add_person
            from kitchen_tui.verdict import ACCEPTED, REFUSED, Verdict

            try:
                number = int(values["number"])
                made = add_person(desk, actor, values["name"], values["role"], desk.store.id, number)
            except SetupRefused as trouble:
                return Verdict(REFUSED, trouble.code, trouble.says, at=desk.now())
            self._made.append((made.person.name, made.badge))
            self.people.seek(made.person.id)
            says = _("{name} has number {number}").format(name=made.person.name, number=made.person.number)
            return Verdict(ACCEPTED, "applied", says, at=desk.now())

        self.room.act(work)

    def _change(self, person: Colleague, values: Mapping[str, str]) -> None:
        from data.people.renaming import RenameStaff, SetRole

        commands: list[Command] = [RenameStaff(person.id, values["name"])] if values["name"] != person.name else []
        if values.get("role", person.role) != person.role:
            commands.append(SetRole(person.id, values["role"]))
        if commands:
            self._change_by(commands)

    def _change_by(self, commands: Sequence[Command]) -> None:
        def work(desk: Desk, actor: Actor) -> Verdict:
            from kitchen_tui.founding import SetupRefused
            from kitchen_tui.people import change_person
            from kitchen_tui.verdict import ACCEPTED, REFUSED, Verdict

            try:
                receipt = change_person(desk, actor, tuple(commands))
            except SetupRefused as trouble:
                return Verdict(REFUSED, trouble.code, trouble.says, at=desk.now())
            return Verdict(ACCEPTED, receipt.code, receipt.says, at=desk.now())

        self.room.act(work)

    def _set_pin(self, person: Colleague, pin: str) -> None:
        def work(desk: Desk, actor: Actor) -> Verdict:
            from data.people.commands import SetPin
            from kitchen_tui.verdict import ACCEPTED

            verdict = desk.done(SetPin(person.id, desk.door.verifier.hash(pin)), actor)
            if verdict.verdict == ACCEPTED:
                desk.door.unlock(actor, person.number)
            return verdict

        self.room.act(work)

    def _may_set_pin(self, person: Colleague) -> bool:
        from data.core.actor import Role
        from data.people.standing import may_set_pin

        actor = self.room.person
        return actor is not None and may_set_pin(actor, person.id, Role(person.role))

    def _may_change(self, person: Colleague) -> bool:
        from data.core.actor import Role
        from data.people.standing import may_change

        actor = self.room.person
        return actor is not None and may_change(actor, person.id, Role(person.role))

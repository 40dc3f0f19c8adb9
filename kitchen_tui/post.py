"""A post at a desk: who works there and at which station. It works on the clerk's thread and answers by news."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from data.people.session import BADGE, PIN
from kitchen_tui.board import standing
from kitchen_tui.news import Answered, Moved, NotSignedIn, Overtaken, Previewed, Read, SignedIn, SignedOut
from kitchen_tui.widgets.stages import STAGES

if TYPE_CHECKING:
    from textual.message import Message

    from data.core.actor import Actor
    from data.kitchen.ticket import Ticket
    from kitchen_tui.desk import Desk
    from kitchen_tui.verdict import Verdict


class Post:
    """None of its methods raises: a person stands there with a cake, and is answered."""

    def __init__(
        self,
        desk: Desk,
        stage: str,
        tell: Callable[[Message], None],
        keep: Callable[[BaseException], object],
        done: Callable[[], None],
    ) -> None:
        """Nobody works there yet. `keep` logs what nobody expected, `done` is called when something was recorded."""
        self.desk, self.stage = desk, stage
        self._tell, self._keep, self._done = tell, keep, done
        self._actor: Actor | None = None
        self._locked_number: int | None = None
        self._told: Ticket | None = None
        """The ticket that the screen was told last."""

    def scan(self, text: str) -> None:
        """One scan at the station where the screen stands by now."""

        def work() -> None:
            verdict = self.desk.scan(text, self.stage, self._who())
            stage = (verdict.verb or "").capitalize()
            if verdict.verb == "BADGE":
                self._badge(verdict.text)
            elif verdict.verb == "SIGNOUT":
                self.sign_out(verdict.says)
            elif stage in STAGES:
                self.stage = stage
                self._tell(Moved(stage, verdict.says))
            else:
                self._tell_answer(verdict, text)

        self._guarded(work, text)

    def read(self, text: str) -> None:
        """A scan at a place: what it may mean is told, and nothing is done; but a command barcode is obeyed."""

        def work() -> None:
            code = self.desk.read(text)
            if code is None:
                self.scan(text)
            else:
                self._tell(Read(code, text))

        self._guarded(work, text)

    def stand_at(self, stage: str) -> None:
        """The scans from now on are done at this station."""
        self.stage = stage

    def preview(self, ticket_id: str, cells: int) -> None:
        """The label of a ticket, drawn in so many cells."""
        from kitchen_tui.previews import drawn_label

        self._guarded(lambda: self._tell(Previewed(ticket_id, *drawn_label(self.desk, ticket_id, cells))))

    def act(self, act: Callable[[Desk, Actor], Verdict]) -> None:
        """What the person who stands here does at the desk."""

        def work() -> None:
            actor = self._who()
            if actor is None:
                self._refuse("sign_in", "Scan your badge first")
            else:
                verdict = act(self.desk, actor)
                # It may have been about herself.
                self._who()
                self._tell_answer(verdict)

        self._guarded(work)

    def look_again(self) -> None:
        """Somebody has changed something: perhaps what the person here may do, or whether she works here; perhaps the
        very ticket that stands on her screen."""
        from data.store.errors import StoreError

        try:
            self._who()
            self._look_at_told()
        except StoreError as trouble:
            self._keep(trouble)

    def redeem(self) -> bool:
        """Scans that were kept count, as far as their tickets are known by now; whether there were any."""
        from data.store.errors import StoreError

        try:
            done = self.desk.redeem()
        except StoreError as trouble:
            self._keep(trouble)
            return False
        if done:
            self._done()
        return done

    def _look_at_told(self) -> None:
        told = self._told
        now = self.desk.ticket(told.id) if told is not None else None
        if told is None or now == told:
            return
        from kitchen_tui.reading import line_of_ticket

        self._told, question = now, self.desk.question()
        asked = question is not None and question.ticket_id == told.id
        if asked:
            self.dismiss()
        line = None if now is None else line_of_ticket(self.desk, now)
        self._tell(Overtaken(line, told.id, told.code, asked=asked))

    def _who(self) -> Actor | None:
        """Who stands here, with the name and role of now: what was taken from her must not count until she leaves."""
        before = self._actor
        if before is None:
            return None
        now = self._actor = self.desk.door.still(before)
        if now is None:
            person = before.name
            self.sign_out(f"{person} does not work here any more")
        elif now != before:
            person, role = now.name, now.role.value
            self._tell(SignedIn(now, f"{person} is {role} now"))
        return now

    def _guarded(self, work: Callable[[], None], text: str = "") -> None:
        """Whatever goes wrong is answered, too."""
        from data.store.errors import StoreError

        try:
            work()
        except StoreError as trouble:
            self._fail(trouble.says, text)
        except Exception as trouble:
            self._keep(trouble)
            self._fail(f"Something went wrong ({type(trouble).__name__}): scan it again", text)

    def _refuse(self, code: str, says: str) -> None:
        from kitchen_tui.verdict import REFUSED, Verdict

        self._tell(Answered(Verdict(REFUSED, code, says, at=self.desk.now()), waits=self._waits()))

    def _fail(self, says: str, text: str) -> None:
        from kitchen_tui.verdict import FAILED, Verdict

        failed = Verdict(FAILED, "not_recorded", says, at=self.desk.now(), text=text)
        self._tell(Answered(failed, text=text, waits=self._waits()))

    def _tell_answer(self, verdict: Verdict, text: str = "") -> None:
        from kitchen_tui.reading import shown_ticket

        before, after = verdict.before, verdict.ticket
        self._told = after
        line, waits = shown_ticket(self.desk, verdict), self._waits()
        if before is None or after is None:
            self._tell(Answered(verdict, line, text=text, waits=waits))
        else:
            self._tell(Answered(verdict, line, standing(before), standing(after), text, waits=waits))
        if verdict.verdict == "accepted":
            self._done()

    def _waits(self) -> bool:
        from data.store.errors import StoreError

        try:
            return self.desk.waits()
        except StoreError:
            return False

    def badge(self, code: str) -> None:
        """Signs in, or opens the number that too many wrong PINs have locked."""
        self._guarded(lambda: self._badge(code))

    def pin(self, number: int, pin: str) -> None:
        """Somebody's number and PIN."""
        self._guarded(lambda: self._pin(number, pin))

    def sign_out(self, says: str) -> None:
        """The person leaves."""
        self._end_session()
        self._actor, self._locked_number = None, None
        self.dismiss()
        self._tell(SignedOut(says))

    def _end_session(self) -> None:
        """What the disk does not take says less of who was here, and stops nobody."""
        from data.store.errors import StoreError

        try:
            if self._actor is not None:
                self.desk.door.end(self._actor)
        except (StoreError, LookupError) as trouble:
            self._keep(trouble)

    def _in_session(self, actor: Actor, means: str) -> Actor:
        from data.store.errors import StoreError

        try:
            return self.desk.door.begin(actor, means, self.desk.terminal.id)
        except StoreError as trouble:
            self._keep(trouble)
            return actor

    def dismiss(self) -> None:
        """Nothing is asked any more. A question that the disk does not forget means one scan more, nothing else."""
        from data.store.errors import StoreError

        try:
            self.desk.dismiss()
        except StoreError as trouble:
            self._keep(trouble)

    def _badge(self, code: str) -> None:
        from data.core.actor import Role, at_least

        found = self.desk.door.badge(code)
        if found.actor is None:
            self._tell(NotSignedIn(found.code, found.says))
        elif self._locked_number is not None and at_least(found.actor.role, Role.SUPERVISOR):
            opened = self.desk.door.unlock(found.actor, self._locked_number)
            self._locked_number = None
            self._tell(NotSignedIn(opened.code, opened.says))
        else:
            self._welcome(found.actor, found.says, BADGE)

    def _pin(self, number: int, pin: str) -> None:
        found = self.desk.door.pin(number, pin)
        if found.actor is not None:
            self._welcome(found.actor, found.says, PIN)
            return
        self._locked_number = number if found.code == "locked" else None
        self._tell(NotSignedIn(found.code, found.says, found.wait_ms))

    def _welcome(self, actor: Actor, says: str, means: str) -> None:
        self._end_session()
        self._actor, self._locked_number = self._in_session(actor, means), None
        self.dismiss()
        self._tell(SignedIn(self._actor, says))

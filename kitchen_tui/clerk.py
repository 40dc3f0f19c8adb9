"""The one thread that owns the desk: it works for the screen, which never waits for it, and answers by news."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from kitchen_tui.board import View, standing
from kitchen_tui.jobs import Jobs
from kitchen_tui.news import (
    Answered,
    Gone,
    Moved,
    NotOpened,
    NotSignedIn,
    NotTaken,
    Opened,
    Previewed,
    SignedIn,
    SignedOut,
    Told,
)
from kitchen_tui.widgets.stages import STAGES

if TYPE_CHECKING:
    from textual.message import Message

    from data.core.actor import Actor
    from kitchen_tui.desk import Desk
    from kitchen_tui.verdict import Verdict
    from kitchen_tui.widgets.said import Said

PARTS = ("lines", "counts", "due", "all_day")


class Clerk:
    """Its public methods are called from the screen's thread; who is signed in is the clerk's to know, so that a
    badge and the scan right behind it are worked off in the order they came."""

    def __init__(
        self,
        open_desk: Callable[[], Desk],
        tell: Callable[[Message], None],
        stage: str | None,
        badge: str | None,
        keep: Callable[[BaseException], object],
        done: Callable[[], None] = lambda: None,
    ) -> None:
        """`stage` None is where the terminal stands; `badge` signs in at once; `keep` logs what nobody expected; `done`
        is called when something was recorded."""
        self._open_desk, self._tell, self._keep, self._done = open_desk, tell, keep, done
        self._stage, self._first_badge = stage or "", badge
        self._desk: Desk
        self._actor: Actor | None = None
        self._locked_number: int | None = None
        self._view: View | None = None
        self._version = 0
        self._look: threading.Timer | None = None
        self._jobs = Jobs(self._watch)
        self._thread = threading.Thread(target=self._run, name="clerk", daemon=True)

    def start(self) -> None:
        """Opens the store, signs in, then works."""
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether anything will still be answered."""
        return self._thread.is_alive()

    @property
    def behind_ms(self) -> int:
        """How long a person has been waiting for an answer."""
        return self._jobs.behind_ms

    def stop(self, patience_s: float = 10.0) -> None:
        """Every scan that was given is recorded first."""
        self._jobs.close()
        if self._look is not None:
            self._look.cancel()
        if self._thread.ident is not None:
            self._thread.join(patience_s)

    def scan(self, text: str) -> None:
        """One scan, at the station where the screen stands by then."""
        self._jobs.give(lambda: self._scan(text))

    def stand_at(self, stage: str) -> None:
        """The scans from now on are done at this station."""
        self._jobs.give(lambda: self._stand_at(stage))

    def pass_over(self, said: Said) -> None:
        """A scan that is not taken, and why; said after the ones before it."""
        self._jobs.give(lambda: self._tell(NotTaken(said)))

    def answer(self) -> None:
        """Yes to what was asked."""
        self._act(lambda actor: self._desk.answer(self._stage, actor))

    def undo(self) -> None:
        """Takes back the person's last action."""
        self._act(lambda actor: self._desk.undo(actor))  # noqa: PLW0108 - there is no desk yet
        self.ask()

    def print_label(self, ticket_id: str) -> None:
        """A label of this ticket."""
        self._act(lambda actor: self._desk.print_label(ticket_id, actor))

    def send_back(self, ticket_id: str, reason: str, cycle: int) -> None:
        """Back to Decorating; `cycle` is the round that the screen shows."""
        self._act(lambda actor: self._desk.send_back(ticket_id, reason, cycle, actor))

    def preview(self, ticket_id: str, cells: int) -> None:
        """The label of this ticket, drawn in so many cells."""
        self._jobs.give(lambda: self._guarded(lambda: self._preview(ticket_id, cells)))

    def take(self, ticket_id: str) -> None:
        """This ticket is now the person's."""
        self._act(lambda actor: self._desk.take(ticket_id, actor))

    def dismiss(self) -> None:
        """No to what was asked."""
        self._jobs.give(self._dismiss)

    def pin(self, number: int, pin: str) -> None:
        """Somebody's number and PIN."""
        self._jobs.give(lambda: self._guarded(lambda: self._pin(number, pin)))

    def sign_out(self, says: str) -> None:
        """The person leaves."""
        self._jobs.give(lambda: self._sign_out(says))

    def look(self, view: View) -> None:
        """From now on this is what the screen shows."""
        self._view = view
        self.ask()

    def ask(self, *parts: str) -> None:
        """Tell these parts of the board (all of them without a name) when nobody waits for a scan."""
        view = self._view
        for part in (parts or PARTS) if view is not None else ():
            self._jobs.ask(part, lambda part=part, view=view: self._tell_part(part, view))  # type: ignore[misc]

    def _run(self) -> None:
        try:
            if self._open():
                while (job := self._jobs.next()) is not None:
                    job()
        except BaseException as trouble:
            self._keep(trouble)
            self._tell(Gone(f"This station has stopped ({type(trouble).__name__}): start it again"))
        finally:
            if hasattr(self, "_desk"):
                self._desk.database.close()

    def _open(self) -> bool:
        from data.kitchen.stages import station_of
        from data.organization.policies import policies_of
        from data.store.errors import StoreError
        from kitchen_tui.health import look_later

        try:
            self._desk = desk = self._open_desk()
            self._version = desk.database.data_version()
        except StoreError as trouble:
            self._tell(NotOpened(trouble.says))
            return False
        # Whoever comes to a screen that shows no question is asked none.
        self._dismiss()
        store, policies = desk.store, policies_of(desk.store)
        self._stage = self._stage or station_of(desk.terminal.station)
        self._tell(Opened(store, self._stage, policies))
        if self._first_badge is not None:
            self._badge(self._first_badge)
        self._look = look_later(desk.path, self._damaged)
        return True

    def _damaged(self, says: str) -> None:
        """Writing on would make it worse."""
        self._jobs.close()
        self._tell(Gone(says))

    def _watch(self) -> None:
        """Nobody waits: is the log long, and has another program changed something?"""
        from data.store.errors import StoreError

        try:
            version = self._desk.database.data_version()
            if version != self._version:
                self._version = version
                self.ask()
            self._desk.keep_house()
        except StoreError:
            return  # the next scan will say what is wrong with the disk

    def _tell_part(self, part: str, view: View) -> None:
        from kitchen_tui.reading import part_of_board

        try:
            self._tell(Told(view, part, part_of_board(self._desk, part, view)))
        except Exception as trouble:
            # The screen keeps what it has; the next scan will say what is wrong with the disk.
            self._keep(trouble)

    def _scan(self, text: str) -> None:
        def work() -> None:
            verdict = self._desk.scan(text, self._stage, self._actor)
            stage = (verdict.verb or "").capitalize()
            if verdict.verb == "BADGE":
                self._badge(verdict.text)
            elif verdict.verb == "SIGNOUT":
                self._sign_out(verdict.says)
            elif stage in STAGES:
                self._stand_at(stage)
                self._tell(Moved(stage, verdict.says))
            else:
                self._tell_answer(verdict, text)

        self._guarded(work, text)

    def _stand_at(self, stage: str) -> None:
        self._stage = stage

    def _preview(self, ticket_id: str, cells: int) -> None:
        from kitchen_tui.previews import drawn_label

        self._tell(Previewed(*drawn_label(self._desk, ticket_id, cells)))

    def _act(self, act: Callable[[Actor], Verdict]) -> None:
        def work() -> None:
            actor = self._actor
            if actor is None:
                self._refuse("sign_in", "Scan your badge first")
            else:
                self._tell_answer(act(actor))

        self._jobs.give(lambda: self._guarded(work))

    def _guarded(self, work: Callable[[], None], text: str = "") -> None:
        """Whatever goes wrong is answered too: a person stands there with a cake."""
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

        self._tell(Answered(Verdict(REFUSED, code, says, at=self._desk.now()), waits=self._waits()))

    def _fail(self, says: str, text: str) -> None:
        from kitchen_tui.verdict import FAILED, Verdict

        failed = Verdict(FAILED, "not_recorded", says, at=self._desk.now(), text=text)
        self._tell(Answered(failed, text=text, waits=self._waits()))

    def _tell_answer(self, verdict: Verdict, text: str = "") -> None:
        from kitchen_tui.reading import shown_ticket

        before, after = verdict.before, verdict.ticket
        line, waits = shown_ticket(self._desk, verdict), self._waits()
        if before is None or after is None:
            self._tell(Answered(verdict, line, text=text, waits=waits))
        else:
            self._tell(Answered(verdict, line, standing(before), standing(after), text, waits=waits))
        if verdict.verdict == "accepted":
            self._done()

    def _waits(self) -> bool:
        from data.store.errors import StoreError

        try:
            return self._desk.waits()
        except StoreError:
            return False

    def _badge(self, code: str) -> None:
        from data.core.actor import Role, at_least

        found = self._desk.door.badge(code)
        if found.actor is None:
            self._tell(NotSignedIn(found.code, found.says))
        elif self._locked_number is not None and at_least(found.actor.role, Role.SUPERVISOR):
            opened = self._desk.door.unlock(found.actor, self._locked_number)
            self._locked_number = None
            self._tell(NotSignedIn(opened.code, opened.says))
        else:
            self._welcome(found.actor, found.says)

    def _pin(self, number: int, pin: str) -> None:
        found = self._desk.door.pin(number, pin)
        if found.actor is not None:
            self._welcome(found.actor, found.says)
            return
        self._locked_number = number if found.code == "locked" else None
        self._tell(NotSignedIn(found.code, found.says, found.wait_ms))

    def _welcome(self, actor: Actor, says: str) -> None:
        self._actor, self._locked_number = actor, None
        self._dismiss()
        self._tell(SignedIn(actor, says))

    def _sign_out(self, says: str) -> None:
        self._actor, self._locked_number = None, None
        self._dismiss()
        self._tell(SignedOut(says))

    def _dismiss(self) -> None:
        """A question that the disk does not forget only means that one scan more is needed."""
        from data.store.errors import StoreError

        try:
            self._desk.dismiss()
        except StoreError as trouble:
            self._keep(trouble)

"""What each command barcode does: some at once, some together with the badge or the ticket that is scanned next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.core.actor import Actor
from data.kitchen.pending import Pending
from data.kitchen.stages import STATIONS as STAGES
from data.kitchen.ticket import Ticket
from data.line.acknowledge import Acknowledge
from data.line.tend import AssignStaff
from data.notices.notice import STOP
from data.orders.handover import HandOverOrder
from data.organization.policies import policies_of, qc_verbs
from data.people.commands import ClockIn, ClockOut
from data.people.staff import Staff
from data.questions.notices import open_notices
from data.replica import pending
from data.store.database import StoredRows
from hardware.scan.commands import CommandCode
from kitchen_tui.verdict import ACCEPTED, CONFIRM, REFUSED, Verdict

if TYPE_CHECKING:
    from kitchen_tui.workplace import Workplace

STATIONS = tuple(stage.upper() for stage in STAGES)
YES, ACKNOWLEDGE, NO, UNDO, SIGN_OUT = "CONFIRM", "ACK", "NO", "UNDO", "SIGNOUT"
HAND_OVER, REPRINT, ASSIGN = "HANDOVER", "REPRINT", "ASSIGN"
CLOCK_IN, CLOCK_OUT = "CLOCKIN", "CLOCKOUT"
VERBS = (*STATIONS, YES, ACKNOWLEDGE, NO, UNDO, SIGN_OUT, HAND_OVER, REPRINT, ASSIGN, CLOCK_IN, CLOCK_OUT)
"""What every store understands; each has a verb for every one of its reasons to send a cake back besides."""

_FOLLOWED = {
    HAND_OVER: pending.HAND_OVER,
    REPRINT: pending.LABEL,
    ASSIGN: pending.ASSIGN,
    CLOCK_IN: pending.CLOCK_IN,
    CLOCK_OUT: pending.CLOCK_OUT,
}
_SAYS = {
    pending.HAND_OVER: "Scan a ticket of the order that leaves",
    pending.LABEL: "Scan the ticket that needs a label",
    pending.ASSIGN: "Scan her badge and the ticket, or only the ticket to take it yourself",
    pending.CLOCK_IN: "Scan the badge of the person who comes",
    pending.CLOCK_OUT: "Scan the badge of the person who goes",
}
_HEADLINES = {kind: kind.replace("_", " ").upper() for kind in pending.FOLLOWS}
_CLOCKS = {pending.CLOCK_IN: ClockIn, pending.CLOCK_OUT: ClockOut}


@dataclass(frozen=True, slots=True)
class Verbs:
    """The command barcodes of one terminal; every method raises NotRecorded when the disk did not take it."""

    desk: Workplace

    def obey(self, code: CommandCode, station: str, actor: Actor | None) -> Verdict:
        """A command barcode was scanned; `actor` is who stands here."""
        desk, verb = self.desk, code.verb
        if code.store != desk.store.id:
            return self._refused("other_store", f"That barcode is of {desk.stores[code.store].name}, not of this store")
        if verb in STATIONS:
            desk.dismiss()
            return Verdict(ACCEPTED, "verb", f"This screen works at {verb.capitalize()}", at=desk.now(), verb=verb)
        if actor is None and verb not in (CLOCK_IN, CLOCK_OUT):
            return self._refused("sign_in", "Scan your badge first")
        if actor is None or verb in (HAND_OVER, REPRINT, ASSIGN):
            return self._ask(_FOLLOWED[verb], station)
        if verb.startswith("QC"):
            return self._ask(pending.SEND_BACK, station, verb) if self._reason(verb) else self._no_such_reason()
        return self._at_once(verb, actor)

    def yes(self, actor: Actor) -> Verdict:
        """Yes to what this terminal asked; where something is still to be scanned, once more what."""
        question = self.desk.question()
        if question is not None and question.kind in pending.FOLLOWS:
            return self._ask(question.kind, question.station, question.code)
        return self.desk.yes(actor)

    def reminding(self, verdict: Verdict) -> Verdict:
        """A refusal says, too, what is still open: the next ticket would answer it."""
        question = self.desk.question() if verdict.verdict == REFUSED and verdict.verb is None else None
        if question is None or question.kind not in pending.FOLLOWS:
            return verdict
        return replace(verdict, says=f"{verdict.says}. {_HEADLINES[question.kind]} still waits")

    def badge(self, badge: str, actor: Actor | None) -> Verdict | None:
        """What a badge answers; None when it does what badges do: it signs in."""
        desk = self.desk
        question = desk.question()
        kind = question.kind if question is not None else ""
        if question is None or kind not in (pending.BADGE_FOLLOWS if actor is None else (pending.ASSIGN,)):
            return None
        found = desk.door.badge(badge)
        if found.actor is None:
            return self._refused(found.code, found.says)
        if kind == pending.ASSIGN:
            return self._ask(kind, question.station, found.actor.staff_id)
        desk.dismiss()
        return desk.done(_CLOCKS[kind](found.actor.staff_id), found.actor)

    def ticket(self, found: tuple[Ticket, ...], actor: Actor, question: Pending | None) -> Verdict | None:
        """What a ticket answers; None when nothing that a ticket answers was asked, or more than one may be meant."""
        if question is None or question.kind not in pending.TICKET_FOLLOWS:
            return None
        of_one = {t.order_id if question.kind == pending.HAND_OVER else t.id for t in found}
        return self._with_ticket(question, found[0], actor) if len(of_one) == 1 else None

    def _with_ticket(self, question: Pending, ticket: Ticket, actor: Actor) -> Verdict:
        desk = self.desk
        if ticket.store_id != desk.store.id:
            other = desk.stores[ticket.store_id].name
            return self._refused("other_store", f"{ticket.code} is of {other}: its own sheet is for it")
        # Before the command: what fails after its commit would say NOT RECORDED of a scan that is.
        desk.dismiss()
        if question.kind == pending.HAND_OVER:
            return desk.done(HandOverOrder(ticket.order_id), actor, ticket.id)
        if question.kind == pending.LABEL:
            return desk.print_label(ticket.id, actor)
        if question.kind == pending.ASSIGN:
            return desk.done(AssignStaff(ticket.id, question.code or actor.staff_id), actor, ticket.id)
        reason = self._reason(question.code)
        return desk.send_back(ticket.id, reason, ticket.cycle, actor) if reason else self._no_such_reason()

    def _at_once(self, verb: str, actor: Actor) -> Verdict:
        desk = self.desk
        if verb == UNDO:
            return desk.undo(actor)
        if verb == CLOCK_IN:
            return desk.done(ClockIn(actor.staff_id), actor)
        if verb == CLOCK_OUT:
            return desk.done(ClockOut(actor.staff_id), actor)
        if verb == SIGN_OUT:
            return Verdict(ACCEPTED, "verb", "Signed out", at=desk.now(), verb=verb)
        question = desk.question()
        if verb == NO and question is not None:
            desk.dismiss()
            return Verdict(ACCEPTED, "dismissed", "Left as it is", at=desk.now(), verb=verb)
        if verb == ACKNOWLEDGE and question is None:
            return self._seen(actor)
        return self.yes(actor)

    def _seen(self, actor: Actor) -> Verdict:
        """The oldest notice for this person; a stop is shown at its ticket's next scan, and seen there."""
        desk = self.desk
        mine = [n for n in open_notices(desk.database, desk.store.id, desk.terminal.id) if n.staff_id == actor.staff_id]
        quiet = next((n for n in mine if n.level != STOP), None)
        if quiet is None:
            return self._refused("nothing_asked", "Nothing waits for an answer")
        return desk.done(Acknowledge(quiet.id), actor, quiet.ticket_id)

    def _ask(self, kind: str, station: str, code: str = "") -> Verdict:
        desk, says = self.desk, self._says(kind, code)
        pending.ask(desk.database, desk.terminal.id, station, "", kind, code, desk.now())
        return Verdict(CONFIRM, kind, says, at=desk.now(), verb=kind.upper())

    def _says(self, kind: str, code: str) -> str:
        if kind == pending.ASSIGN and code:
            person = StoredRows(self.desk.database).get(Staff, code)
            return f"Scan the ticket for {person.name if person is not None else 'her'}"
        if kind == pending.SEND_BACK:
            return f"{self._reason(code)}: scan the ticket that goes back to Decorating"
        return _SAYS[kind]

    def _reason(self, verb: str) -> str | None:
        return qc_verbs(policies_of(self.desk.store)).get(verb)

    def _no_such_reason(self) -> Verdict:
        return self._refused("no_such_reason", "That is no reason of this store any more: print a new sheet")

    def _refused(self, code: str, says: str) -> Verdict:
        return Verdict(REFUSED, code, says, at=self.desk.now())

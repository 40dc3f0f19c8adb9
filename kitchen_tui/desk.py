"""The one door from screens and command line to the data: scans, commands, questions. Used by one thread at a time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from data.core.actor import Actor
from data.core.clock import Instant, local_day
from data.core.command import Command
from data.kitchen.pending import Pending
from data.kitchen.stages import COMPLETE
from data.kitchen.ticket import Ticket
from data.line.acknowledge import Acknowledge
from data.line.labels import PrintPackingLabel
from data.line.printing import PrintBarcode
from data.line.quality import QcReturnToDecorating
from data.line.scan import command_for
from data.line.stops import open_stops
from data.line.tend import AssignStaff
from data.line.undo import WINDOW, Undo
from data.line.unknown import RecordUnknownScan
from data.organization.policies import policies_of, qc_verbs
from data.organization.store import Store, Terminal
from data.questions.find import last_undoable, tickets_for
from data.questions.stores import stores, this_terminal
from data.replica import pending
from data.replica.issue import Receipt, Seat, issue
from data.replica.redeem import redeem
from data.store.database import StoredRows
from data.store.errors import NotAStore, NotRecorded
from data.store.housekeeping import DAY, prune
from data.store.machine import ThisMachine
from data.store.sqlite import SqliteDatabase
from hardware.scan.commands import CommandCode
from hardware.scan.grammar import BadgeCode, Grammar, Unknown, classify
from hardware.scan.tickets import TicketCode
from kitchen_tui.home import open_store, store_path
from kitchen_tui.keys import PinVerifier
from kitchen_tui.sign_in import Door
from kitchen_tui.verbs import VERBS, Verbs
from kitchen_tui.verdict import ACCEPTED, CONFIRM, FAILED, NOOP, REFUSED, Verdict

_STOPS = ("cancelled", "changed")
_FIRST_PRUNING_MS = 10 * 60_000
"""Not in the first minutes of a shift."""


class Desk:
    """One terminal at work."""

    def __init__(self, database: SqliteDatabase, folder: Path, store_id: str | None = None) -> None:
        """Reads who and where this terminal is; raises NotAStore when nobody set it up."""
        self.database, self.machine, self.path = database, ThisMachine(), store_path(folder)
        terminal = this_terminal(database)
        if terminal is None:
            raise NotAStore("This terminal is not set up: run `kitchen-tui setup`")
        self.terminal: Terminal = terminal
        self.stores: dict[str, Store] = {s.id: s for s in stores(database)}
        if store_id is not None and store_id not in self.stores:
            raise NotAStore(f"There is no store {store_id}: {', '.join(self.stores)}")
        self.store = self.stores[store_id or terminal.store_id]
        self.seat = Seat(terminal.id, terminal.origin)
        self._next_pruning = self.machine.mono_ms() + _FIRST_PRUNING_MS
        self.door = Door(database, self.machine, PinVerifier(folder))
        self._verbs = Verbs(self)
        self.grammar = Grammar(
            tuple((s.id, s.letter) for s in self.stores.values()),
            (*VERBS, *{verb for s in self.stores.values() for verb in qc_verbs(policies_of(s))}),
            tuple((s.id, bytes.fromhex(s.secret)) for s in self.stores.values()),
        )

    @classmethod
    def at(cls, folder: Path, store_id: str | None = None) -> Desk:
        """The desk of a data folder."""
        return cls(open_store(folder), folder, store_id)

    def now(self) -> Instant:
        """The wall clock."""
        return self.machine.now()

    def today(self) -> str:
        """The store's calendar day."""
        return local_day(self.now(), self.store.timezone)

    def do(self, command: Command, actor: Actor) -> Receipt:
        """Any command; raises NotRecorded when the disk did not take it."""
        return issue(self.database, self.seat, actor, command, self.machine.stamp())

    def scan(self, text: str, station: str, actor: Actor | None, *, confirm: bool = False) -> Verdict:
        """One scan at a station, whatever it holds; never raises."""
        try:
            return self._verbs.reminding(self._scan(text, station, actor, confirm=confirm))
        except NotRecorded as trouble:
            return Verdict(FAILED, "not_recorded", trouble.says, at=self.now(), text=text)

    def keep_house(self, *, prune_now: bool = False) -> None:
        """What can be done while nobody waits: the log goes into the file, and once a day what nobody needs goes."""
        self.database.tidy()
        if prune_now or self.machine.mono_ms() >= self._next_pruning:
            self._next_pruning = self.machine.mono_ms() + DAY
            prune(self.database, self.now())

    def redeem(self) -> None:
        """Lets scans count that were kept because their order had not come yet."""
        redeem(self.database, self.seat, self._meant, self.machine.stamp, self.now())

    def _meant(self, text: str, store_id: str) -> Ticket | None:
        found = self.tickets_named(text, store_id)
        return found[0] if len(found) == 1 else None

    def tickets_named(self, text: str, store_id: str | None = None) -> tuple[Ticket, ...]:
        """The tickets that a scan of this text may mean; of one store, when a bare number was kept at its station."""
        code = classify(text, self.grammar)
        if not isinstance(code, TicketCode):
            return ()
        here = store_id or self.store.id
        return tickets_for(self.database, code.text, code.store or store_id, code.number, code.suffix, here)

    def undo(self, actor: Actor) -> Verdict:
        """Takes back the person's last action."""
        try:
            return self._undo(actor)
        except NotRecorded as trouble:
            return Verdict(FAILED, "not_recorded", trouble.says, at=self.now())

    def _scan(self, text: str, station: str, actor: Actor | None, *, confirm: bool) -> Verdict:
        code = classify(text, self.grammar)
        if isinstance(code, BadgeCode):
            badge = Verdict(REFUSED, "badge", "That is a badge", at=self.now(), verb="BADGE", text=code.code)
            return self._verbs.badge(code.code, actor) or badge
        if isinstance(code, CommandCode):
            return self._verbs.obey(code, station, actor)
        if actor is None:
            return Verdict(REFUSED, "sign_in", "Scan your badge first", at=self.now(), text=text)
        if isinstance(code, Unknown):
            return self._unknown(code.text, station, actor, keepable=code.keepable)
        return self._ticket(code, text, station, actor, confirm=confirm)

    def _unknown(self, text: str, station: str, actor: Actor, *, keepable: bool) -> Verdict:
        if not keepable:
            return Verdict(REFUSED, "unreadable", "That is no code of ours: scan again", at=self.now(), text=text)
        receipt = self.do(RecordUnknownScan(self.store.id, text.strip().upper(), station), actor)
        return Verdict(REFUSED, "unknown", receipt.says, at=self.now(), text=text)

    def _ticket(self, code: TicketCode, text: str, station: str, actor: Actor, *, confirm: bool) -> Verdict:
        found = tickets_for(self.database, code.text, code.store, code.number, code.suffix, self.store.id)
        if not found:
            return self._unknown(code.text, station, actor, keepable=True)
        answered = self._verbs.ticket(found, actor)
        if answered is not None:
            return answered
        if len(found) > 1:
            names = ", ".join(t.code for t in found)
            return Verdict(REFUSED, "which", f"Which one? {names}", choices=found, at=self.now(), text=text)
        return self.work_on(found[0], station, actor, confirm=confirm)

    def work_on(self, ticket: Ticket, station: str, actor: Actor, *, confirm: bool = False) -> Verdict:
        """A scan of one known ticket: answers an open question of this terminal, or asks one."""
        question = self.question()
        asked = question is not None and (question.ticket_id, question.station) == (ticket.id, station)
        kind = question.kind if question is not None and asked else None
        confirmed = confirm or kind == pending.CONFIRM
        if question is not None and kind == pending.STOP:
            for notice_id in question.code.split():
                self.do(Acknowledge(notice_id), actor)
        if question is not None:
            # Before the command: what fails after its commit would say NOT RECORDED of a scan that is.
            pending.close(self.database, self.terminal.id)
        receipt = self.do(command_for(ticket, station, self.terminal.id, confirmed=confirmed), actor)
        self._ask(receipt, ticket, station)
        stops = receipt.status == "refused" and receipt.code in _STOPS
        return replace(self._verdict(receipt, ticket.id), before=ticket, stops=stops)

    def done(self, command: Command, actor: Actor, ticket_id: str | None = None) -> Verdict:
        """A command and what became of it, with its ticket as it was and is; raises NotRecorded."""
        before = StoredRows(self.database).get(Ticket, ticket_id) if ticket_id else None
        return replace(self._verdict(self.do(command, actor), ticket_id), before=before)

    def print_label(self, ticket_id: str, actor: Actor) -> Verdict:
        """The label that the ticket needs where it stands, queued for the printer; raises NotRecorded."""
        ticket = StoredRows(self.database).get(Ticket, ticket_id)
        packed = ticket is not None and (ticket.stage == COMPLETE or ticket.packing_start_ts is not None)
        return self.done(PrintPackingLabel(ticket_id) if packed else PrintBarcode(ticket_id), actor, ticket_id)

    def send_back(self, ticket_id: str, reason: str, cycle: int, actor: Actor) -> Verdict:
        """Back to Decorating, as far as the person may; `cycle` is the round she saw. Raises NotRecorded."""
        return self.done(QcReturnToDecorating(ticket_id, reason, cycle), actor, ticket_id)

    def take(self, ticket_id: str, actor: Actor) -> Verdict:
        """Gives the ticket's stage to the person herself; raises NotRecorded."""
        return self.done(AssignStaff(ticket_id, actor.staff_id), actor, ticket_id)

    def question(self) -> Pending | None:
        """What this terminal asked, if it still waits."""
        return pending.open_question(self.database, self.terminal.id, self.now())

    def waits(self) -> bool:
        """Whether what a command barcode asked for is still to be scanned."""
        question = self.question()
        return question is not None and question.kind in pending.FOLLOWS

    def dismiss(self) -> None:
        """No to whatever this terminal asked; raises NotRecorded."""
        pending.close(self.database, self.terminal.id)

    def answer(self, station: str, actor: Actor) -> Verdict:
        """The confirm key or barcode: yes to what this terminal asked."""
        question = self.question()
        again = self._verbs.ask_again(question) if question is not None else None
        if again is not None:
            return again
        ticket = StoredRows(self.database).get(Ticket, question.ticket_id) if question else None
        if question is None or ticket is None:
            return Verdict(REFUSED, "nothing_asked", "Nothing waits for an answer", at=self.now())
        return self.work_on(ticket, question.station, actor)

    def _ask(self, receipt: Receipt, ticket: Ticket, station: str) -> None:
        if receipt.status == "confirm":
            kind, code = pending.CONFIRM, receipt.code
        elif receipt.code in ("cancelled", "changed") and receipt.status == "refused":
            # What comes while these are on the screen was seen by nobody.
            shown = open_stops(StoredRows(self.database), ticket.id)
            kind, code = pending.STOP, " ".join(notice.id for notice in shown)
        else:
            return
        pending.ask(self.database, self.terminal.id, station, ticket.id, kind, code, self.now())

    def _undo(self, actor: Actor) -> Verdict:
        now = self.now()
        target = last_undoable(self.database, actor.staff_id, now - WINDOW)
        if target is None:
            return Verdict(REFUSED, "nothing_to_undo", "Nothing of yours in the last two minutes", at=now)
        receipt = self.do(Undo(target), actor)
        verdict = self._verdict(receipt, next(iter(receipt.ticket_ids), None))
        if verdict.verdict == ACCEPTED:
            return Verdict(ACCEPTED, "undone", receipt.says, verdict.ticket, verdict.changed, at=now)
        return verdict

    def _shown(self, ticket_id: str) -> Ticket | None:
        # The command is on the disk already: a read that fails now must not turn its answer into NOT RECORDED.
        try:
            return StoredRows(self.database).get(Ticket, ticket_id)
        except NotRecorded:
            return None

    def _verdict(self, receipt: Receipt, ticket_id: str | None) -> Verdict:
        ticket = next(iter(receipt.tickets), None)
        if ticket is None and ticket_id:
            ticket = self._shown(ticket_id)
        kind = {"applied": ACCEPTED, "merged": ACCEPTED, "noop": NOOP, "confirm": CONFIRM}.get(receipt.status, REFUSED)
        changed = (ticket,) if ticket is not None and kind == ACCEPTED else ()
        return Verdict(kind, receipt.code, receipt.says, ticket, changed, at=self.now())

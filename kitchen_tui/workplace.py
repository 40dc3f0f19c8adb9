"""One terminal of the organization, its store, and everything that can be done there, whatever asked for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from data.core.actor import Actor
from data.core.clock import Instant, local_day
from data.core.command import Command
from data.core.ids import digest
from data.exchange.node import REPLAY, node_of
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
from data.organization.store import Store, Terminal
from data.questions.find import last_undoable
from data.questions.stores import stores, this_terminal
from data.replica import pending
from data.replica.folder_owner import unknown_to_a_hub
from data.replica.issue import Receipt, Seat, issue
from data.store.database import StoredRows
from data.store.errors import NotAStore, NotRecorded
from data.store.machine import ThisMachine
from data.store.sqlite import SqliteDatabase
from kitchen_tui.home import store_path, terminal_of
from kitchen_tui.keys import PinVerifier
from kitchen_tui.sign_in import Door
from kitchen_tui.verdict import ACCEPTED, CONFIRM, FAILED, NOOP, REFUSED, Verdict

_STOPS = ("cancelled", "changed")


class Workplace:
    """Used by one thread at a time."""

    def __init__(self, database: SqliteDatabase, folder: Path, store_id: str | None = None) -> None:
        """Reads who and where this terminal is; raises NotAStore when nobody set it up."""
        self.database, self.machine, self.path = database, ThisMachine(), store_path(folder)
        self.terminal: Terminal = terminal_of(database)
        self.stores: dict[str, Store] = {s.id: s for s in stores(database)}
        if store_id is not None and store_id not in self.stores:
            raise NotAStore(f"There is no store {store_id}: {', '.join(self.stores)}")
        self.store = self.stores[store_id or self.terminal.store_id]
        self.seat = Seat(self.terminal.id, self.terminal.origin)
        node = node_of(database)
        self.seen_again = node is not None and node.id == REPLAY
        """No terminal at work, but a day of one: nothing is done, sent or printed."""
        self.door = Door(database, self.machine, PinVerifier(folder))

    def reread(self) -> None:
        """The stores as they are set now, and which terminal this is: somebody may just have enrolled it."""
        self.terminal = this_terminal(self.database) or self.terminal
        self.seat = Seat(self.terminal.id, self.terminal.origin)
        self.stores = {s.id: s for s in stores(self.database)} or self.stores
        self.store = self.stores.get(self.store.id) or self.stores.get(self.terminal.store_id) or self.store

    def now(self) -> Instant:
        """The wall clock."""
        return self.machine.now()

    def today(self) -> str:
        """The store's calendar day."""
        return local_day(self.now(), self.store.timezone)

    def do(self, command: Command, actor: Actor) -> Receipt:
        """Any command; raises NotRecorded when the disk did not take it."""
        refused = unknown_to_a_hub(self.database, actor)
        return refused or issue(self.database, self.seat, actor, command, self.machine.stamp())

    def undo(self, actor: Actor) -> Verdict:
        """Takes back the person's last action."""
        try:
            return self._undo(actor)
        except NotRecorded as trouble:
            return Verdict(FAILED, "not_recorded", trouble.says, at=self.now())

    def work_on(
        self, ticket: Ticket, station: str, actor: Actor, question: Pending | None, *, confirm: bool = False
    ) -> Verdict:
        """A scan of one known ticket: answers the open question of this terminal, or asks one."""
        asked = question is not None and (question.ticket_id, question.station) == (ticket.id, station)
        kind = question.kind if question is not None and asked else None
        # What was said yes to is what was shown: a ticket that moved meanwhile is asked about anew.
        confirmed = confirm or (kind == pending.CONFIRM and question is not None and _shown_as(ticket) in question.code)
        if question is not None and kind == pending.STOP:
            for notice_id in question.code.split():
                self.do(Acknowledge(notice_id), actor)
        if question is not None:
            # Before the command: what fails after its commit would say NOT RECORDED of a scan that is.
            pending.close(self.database, self.terminal.id)
        receipt = self.do(command_for(ticket, station, self.terminal.id, confirmed=confirmed), actor)
        self._ask(receipt, ticket, station)
        stops = receipt.status == "refused" and receipt.code in _STOPS
        return replace(self.verdict_of(receipt, ticket.id), before=ticket, stops=stops)

    def done(self, command: Command, actor: Actor, ticket_id: str | None = None) -> Verdict:
        """A command and what became of it, with its ticket as it was and is; raises NotRecorded."""
        before = StoredRows(self.database).get(Ticket, ticket_id) if ticket_id else None
        return replace(self.verdict_of(self.do(command, actor), ticket_id), before=before)

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

    def ticket(self, ticket_id: str) -> Ticket | None:
        """As it is now; raises NotRecorded."""
        return StoredRows(self.database).get(Ticket, ticket_id)

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

    def yes(self, actor: Actor) -> Verdict:
        """Yes to a confirm or a stop that this terminal shows."""
        question = self.question()
        ticket = StoredRows(self.database).get(Ticket, question.ticket_id) if question else None
        if question is None or ticket is None:
            return Verdict(REFUSED, "nothing_asked", "Nothing waits for an answer", at=self.now())
        return self.work_on(ticket, question.station, actor, question)

    def _ask(self, receipt: Receipt, ticket: Ticket, station: str) -> None:
        if receipt.status == "confirm":
            kind, code = pending.CONFIRM, f"{receipt.code} {_shown_as(ticket)}"
        elif receipt.code in _STOPS and receipt.status == "refused":
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
        verdict = self.verdict_of(receipt, next(iter(receipt.ticket_ids), None))
        if verdict.verdict == ACCEPTED:
            return Verdict(ACCEPTED, "undone", receipt.says, verdict.ticket, verdict.changed, at=now)
        return verdict

    def _shown(self, ticket_id: str) -> Ticket | None:
        # The command is on the disk already: a read that fails now must not turn its answer into NOT RECORDED.
        try:
            return StoredRows(self.database).get(Ticket, ticket_id)
        except NotRecorded:
            return None

    def verdict_of(self, receipt: Receipt, ticket_id: str | None = None) -> Verdict:
        """What a receipt says on a screen, with the ticket as it is now."""
        ticket = next(iter(receipt.tickets), None)
        if ticket is None and ticket_id:
            ticket = self._shown(ticket_id)
        kind = {"applied": ACCEPTED, "merged": ACCEPTED, "noop": NOOP, "confirm": CONFIRM}.get(receipt.status, REFUSED)
        changed = (ticket,) if ticket is not None and kind == ACCEPTED else ()
        return Verdict(kind, receipt.code, receipt.says, ticket, changed, at=self.now())


def _shown_as(ticket: Ticket) -> str:
    """The same as long as nothing of the ticket has changed."""
    return digest(repr(ticket))[:16]

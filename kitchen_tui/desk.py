"""The one door from screens and command line to the data: scans, commands, questions. Used by one thread at a time."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from data.core.actor import Actor
from data.kitchen.ticket import Ticket
from data.line.unknown import RecordUnknownScan
from data.organization.policies import policies_of, qc_verbs
from data.organization.store import Store
from data.questions.find import tickets_for
from data.replica.redeem import redeem
from data.replica.standing import standing_of
from data.store.errors import NotRecorded
from data.store.housekeeping import DAY, prune
from data.store.sqlite import SqliteDatabase
from hardware.scan.commands import CommandCode
from hardware.scan.grammar import BadgeCode, Grammar, Unknown, classify
from hardware.scan.tickets import TicketCode
from kitchen_tui.home import open_store
from kitchen_tui.places.place import Code
from kitchen_tui.verbs import VERBS, Verbs
from kitchen_tui.verdict import FAILED, REFUSED, Verdict
from kitchen_tui.workplace import Workplace

_FIRST_PRUNING_MS = 10 * 60_000
"""Not in the first minutes of a shift."""


class Desk(Workplace):
    """One terminal at work: what is scanned is told apart here, and what it means is done."""

    def __init__(self, database: SqliteDatabase, folder: Path, store_id: str | None = None) -> None:
        """Of this terminal; raises NotAStore when nobody set it up."""
        super().__init__(database, folder, store_id)
        self._next_pruning = self.machine.mono_ms() + _FIRST_PRUNING_MS
        self._verbs = Verbs(self)
        self.grammar = _grammar(self.stores.values())

    @classmethod
    def at(cls, folder: Path, store_id: str | None = None) -> Desk:
        """The desk of a data folder."""
        return cls(open_store(folder), folder, store_id)

    def reread(self) -> None:
        """As they are set now; a barcode of a new reason to send back is understood from then on."""
        before = self.stores
        super().reread()
        if self.stores != before:
            self.grammar = _grammar(self.stores.values())

    def scan(self, text: str, station: str, actor: Actor | None, *, confirm: bool = False) -> Verdict:
        """One scan at a station, whatever it holds; never raises."""
        try:
            return self._verbs.reminding(self._scan(text, station, actor, confirm=confirm))
        except NotRecorded as trouble:
            return Verdict(FAILED, "not_recorded", trouble.says, at=self.now(), text=text)

    def keep_house(self, *, prune_now: bool = False) -> None:
        """What can be done while nobody waits: the log goes into the file, and once a day what nobody needs goes."""
        self.database.tidy()
        if self.seen_again:
            return
        if prune_now or self.machine.mono_ms() >= self._next_pruning:
            self._next_pruning = self.machine.mono_ms() + DAY
            prune(self.database, self.now())

    def redeem(self) -> bool:
        """Lets scans count that were kept because their order had not come yet; whether there were any."""
        if self.seen_again:
            return False
        # Scans that have been to the hub have their true times.
        now = self.now() + (standing_of(self.database).offset_ms or 0)
        return bool(redeem(self.database, self.seat, self._meant, self.machine.stamp, now))

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

    def read(self, text: str) -> Code | None:
        """What a scan may mean where no work is done; None for a command barcode, which is obeyed everywhere."""
        code = classify(text, self.grammar)
        if isinstance(code, CommandCode):
            return None
        if isinstance(code, BadgeCode):
            return Code(code.code, staff=self.door.badge(code.code).actor)
        return Code(text.strip(), self.tickets_named(text))

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
        question = self.question()
        answered = self._verbs.ticket(found, actor, question)
        if answered is not None:
            return answered
        if len(found) > 1:
            names = ", ".join(t.code for t in found)
            return Verdict(REFUSED, "which", f"Which one? {names}", choices=found, at=self.now(), text=text)
        return self.work_on(found[0], station, actor, question, confirm=confirm)

    def answer(self, actor: Actor) -> Verdict:
        """The confirm key or barcode: yes to what this terminal asked; raises NotRecorded."""
        return self._verbs.yes(actor)


def _grammar(known: Collection[Store]) -> Grammar:
    return Grammar(
        tuple((s.id, s.letter) for s in known),
        (*VERBS, *{verb for s in known for verb in qc_verbs(policies_of(s))}),
        tuple((s.id, bytes.fromhex(s.secret)) for s in known),
    )

"""The round of the printing process: what printers did is written down, the next labels go out, people are told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from data.core.actor import SERVICE_ACTOR
from data.core.clock import MINUTE, Instant
from data.kitchen.label import PRINTED, QUEUED, LabelJob
from data.kitchen.ticket import Ticket
from data.line.labels import ExpireLabels
from data.organization.printer import Printer
from data.organization.store import Store, Terminal
from data.questions.labels import job_count, printers_of
from data.replica.issue import Seat, issue
from data.store.database import StoredRows
from data.store.errors import NotRecorded
from data.store.label_queue import LONGEST_WAIT_MS, Settled, outdated, put_off, refuse, step, take_back, waiting
from data.store.machine import ThisMachine
from data.store.sqlite import SqliteDatabase
from hardware.label.profile import NotPrintable
from kitchen_tui.printing.hands import Hands, Sheet
from kitchen_tui.printing.lane import Done, Lane
from kitchen_tui.printing.route import Way, way
from kitchen_tui.printing.teller import News, Teller
from kitchen_tui.printing.verdicts import Verdicts

EYES_OPEN_S, EYES_HALF_OPEN_S = 0.02, 0.2
"""How often somebody else's commit is looked for: soon after the last label, and when nothing has come for long."""
_LONG_MS = MINUTE
_TROUBLED_S = 0.5
"""The disk or another program is in the way: not again at once."""


@dataclass(frozen=True, slots=True)
class Place:
    """The terminal whose labels these are, and where its store is open."""

    database: SqliteDatabase
    terminal: Terminal
    keep: Callable[[BaseException], object]
    """Logs what nobody expected."""


class Spool:
    """Only for the process that alone prints in the folder; one thread calls its methods, except `poke`."""

    def __init__(
        self,
        place: Place,
        hands: Callable[[Printer], Hands],
        tell: Callable[[News], None],
        only: str | None = None,
    ) -> None:
        """Takes back what a crash left on its way. `only` is the one job to print; else all that wait."""
        self._place, self._database, self._hands, self._only = place, place.database, hands, only
        self._teller = Teller(tell)
        self._machine = ThisMachine()
        self._bell = threading.Event()
        self._lanes: dict[str, Lane] = {}
        self._jobs: list[LabelJob] = []
        self._settled: list[Settled] = []
        self._verdicts = Verdicts()
        self._version: int | None = None
        self._wayless: str | None = None
        self._moved_at = self._machine.mono_ms()
        self._moved = True
        self._expire_at = 0
        take_back(self._database, place.terminal.id, self._machine.now())

    def poke(self) -> None:
        """There may be something to do."""
        self._moves()
        self._bell.set()

    def run(self, stop: threading.Event) -> None:
        """Rounds until `stop`; then the labels in hand are finished."""
        while not stop.is_set():
            self._bell.clear()
            if self._guarded(self.round):
                idle = self._machine.mono_ms() - self._moved_at > _LONG_MS
                self._bell.wait(EYES_HALF_OPEN_S if idle else EYES_OPEN_S)
            else:
                stop.wait(_TROUBLED_S)
        self.close()

    def close(self) -> None:
        """Finishes what is in hand and writes it down."""
        for lane in self._lanes.values():
            lane.close()
        self._guarded(self._finish)

    def round(self) -> None:
        """Everything that can be done now without waiting; raises NotRecorded when the disk did not take it."""
        now, wall = self._machine.mono_ms(), self._machine.now()
        self._collect(now, wall)
        if any(done.state == QUEUED for done in self._settled):
            # It comes before those that were asked for later.
            self._write(wall)
        self._expire(now, wall)
        self._read()
        self._work(now, wall)
        self._write(wall)
        for lane in self._lanes.values():
            lane.look(now)
        self._tell_if_new()

    def settled(self, job_id: str) -> bool:
        """Whether nothing more will happen to a job in this process for now: it is printed, or its way is closed."""
        job = next((j for j in self._jobs if j.id == job_id), None)
        here = any(lane.claimed is not None for lane in self._lanes.values()) or bool(self._settled)
        looking = any(lane.busy for lane in self._lanes.values())
        return not here and (job is None or (not looking and self._way(job).printer is None))

    def _moves(self) -> None:
        self._moved_at, self._moved = self._machine.mono_ms(), True

    def _guarded(self, work: Callable[[], None]) -> bool:
        try:
            work()
        except NotRecorded as trouble:
            self._moved = self._teller.held_up(trouble.says) or self._moved
            return False
        except Exception as trouble:
            self._version = None
            self._place.keep(trouble)
            return False
        self._teller.goes_on()
        return True

    def _finish(self) -> None:
        wall = self._machine.now()
        self._collect(self._machine.mono_ms(), wall)
        self._write(wall)
        self._tell_if_new()

    def _collect(self, now: int, wall: Instant) -> None:
        for lane in self._lanes.values():
            done = lane.done()
            if done is not None:
                self._moves()
                self._heard(lane, done, now, wall)

    def _heard(self, lane: Lane, done: Done, now: int, wall: Instant) -> None:
        if done.trouble is not None and not isinstance(done.trouble, NotPrintable):
            self._place.keep(done.trouble)
        if done.status is not None:
            lane.heard(done.status, now, wall)
        claimed, lane.claimed = lane.claimed, None
        if claimed is None:
            return
        verdict = self._verdicts.of(claimed.job, done, lane.note, wall)
        self._settled.append(verdict)
        if verdict.state == PRINTED:
            lane.printed(now, wall)
            ticket = StoredRows(self._database).get(Ticket, claimed.job.ticket_id)
            self._teller.printed(ticket.code if ticket else "", claimed.job.kind, claimed.reprint, lane)

    def _read(self) -> None:
        version = self._database.data_version()
        if version == self._version:
            return
        self._moves()
        here = printers_of(self._database, self._place.terminal.id)
        for name in [n for n, lane in self._lanes.items() if here.get(n) != lane.printer and not lane.busy]:
            self._lanes.pop(name).close()
        for name, printer in here.items():
            if name not in self._lanes:
                self._lanes[name] = Lane(printer, self._hands(printer), self._bell.set)
        found = waiting(self._database, self._place.terminal.id)
        # What is settled here but not yet written down is on its way for the store.
        self._jobs = [job for job in found if self._only in (None, job.id)]
        stale = any(here.get(n) != lane.printer for n, lane in self._lanes.items())
        self._version = None if stale else version

    def _way(self, job: LabelJob) -> Way:
        return way(job, {name: lane.known for name, lane in self._lanes.items()})

    def _work(self, now: int, wall: Instant) -> None:
        """In order: a label behind one that waits for the same printer waits too."""
        ways: dict[tuple[str | None, str], Way] = {}
        held: set[str] = set()
        waits: dict[str, list[LabelJob]] = {}
        self._wayless = None
        for job in list(self._jobs):
            found = ways.get((job.wanted, job.kind))
            if found is None:
                found = ways[job.wanted, job.kind] = self._way(job)
            if found.printer is None:
                waits.setdefault(found.says or "", []).append(job)
                if found.first is None and self._lanes:
                    self._wayless = found.says
            elif found.first is not None and found.first not in held:
                held.add(found.first)
                lane = self._lanes[found.printer]
                if lane.free(now) and _due(job, lane, wall):
                    self._begin(job, lane, found, wall)
        for says, jobs in waits.items():
            fresh = [job.id for job in jobs if job.says != says]
            if fresh:
                put_off(self._database, wall, fresh, says)
                self._version = None

    def _begin(self, job: LabelJob, lane: Lane, found: Way, wall: Instant) -> None:
        rows = StoredRows(self._database)
        ticket = rows.get(Ticket, job.ticket_id)
        store = rows.get(Store, ticket.store_id) if ticket is not None else None
        self._jobs.remove(job)
        self._moves()
        if ticket is None or store is None:
            refuse(self._database, wall, job.id, "Its ticket is gone")
            return
        done = self._settled[0] if self._settled else None
        try:
            claimed = step(self._database, wall, done, job.id, lane.printer.name)
        except BaseException:
            self._version = None
            raise
        self._wrote(done)
        if claimed is not None:
            note = found.says if found.first != found.printer else None
            lane.print(claimed, Sheet(ticket, store, job.kind, claimed.reprint), note)

    def _write(self, wall: Instant) -> None:
        """What no claim took along. A job that waits again is read again."""
        while self._settled:
            done = self._settled[0]
            step(self._database, wall, done)
            self._wrote(done)

    def _wrote(self, done: Settled | None) -> None:
        if done is not None:
            self._settled.remove(done)
            if done.state == QUEUED:
                self._version = None
                self._bell.set()

    def _expire(self, now: int, wall: Instant) -> None:
        if now < self._expire_at or self._only is not None:
            return
        self._expire_at = now + MINUTE
        terminal = self._place.terminal
        if outdated(self._database, terminal.id, wall):
            seat = Seat(terminal.id, terminal.origin)
            issue(self._database, seat, SERVICE_ACTOR, ExpireLabels(wall), self._machine.stamp())
            self._expire_at, self._version = 0, None
        self._database.tidy()

    def _tell_if_new(self) -> None:
        if self._moved:
            self._moved = False
            self._teller.standing(self._lanes, job_count(self._database), self._wayless)


def _due(job: LabelJob, lane: Lane, wall: Instant) -> bool:
    """A label that failed somewhere waits a little before it goes there again, unless the printer came back since.

    A wait longer than there is means that the clock was set back meanwhile: it is over.
    """
    if job.next_at is None or not wall < job.next_at <= wall + LONGEST_WAIT_MS or job.printer != lane.printer.name:
        return True
    return lane.recovered_at >= job.changed_at

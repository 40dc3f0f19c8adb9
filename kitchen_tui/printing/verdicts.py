"""What follows for a label job from what its printer did: printed, tried again, or given up with words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from data.core.clock import Instant
from data.kitchen.label import FAILED, PRINTED, QUEUED, LabelJob
from data.store.label_queue import Settled, wait_ms
from hardware.label.profile import NotPrintable
from hardware.printer.delivery import Delivery
from kitchen_tui.printing import lane

STRIKES = 3
"""So often a label may fail in a way that nobody thought of."""
MOST_UNSURE = 5
"""So often a label may go to a printer that does not say what became of it: paper is not free."""


@dataclass(slots=True)
class Verdicts:
    """Remembers, for this process, what went wrong with which job before."""

    _strikes: Counter[str] = field(default_factory=Counter)
    _unsure: Counter[str] = field(default_factory=Counter)

    def of(self, job: LabelJob, done: lane.Done, note: str | None, now: Instant) -> Settled:
        """`job` as it was claimed; `note` is what to say of it when it is printed."""
        if done.delivery is None:
            return self._odd(job, done, now)
        if done.delivery.state == lane.PRINTED:
            self._strikes.pop(job.id, None)
            self._unsure.pop(job.id, None)
            return Settled(job.id, PRINTED, True, note)
        return self._not_printed(job, done.delivery, now)

    def _not_printed(self, job: LabelJob, delivery: Delivery, now: Instant) -> Settled:
        says = f"{job.printer}: {delivery.says}"
        if delivery.state == lane.NOT_SENT:
            return Settled(job.id, QUEUED, False, says, now + wait_ms(job.tries))
        self._unsure[job.id] += 1
        if self._unsure[job.id] >= MOST_UNSURE:
            del self._unsure[job.id]
            return Settled(job.id, FAILED, True, f"{says}. {MOST_UNSURE} times so: look at the printer, then retry")
        return Settled(job.id, QUEUED, True, says, now + wait_ms(job.tries))

    def _odd(self, job: LabelJob, done: lane.Done, now: Instant) -> Settled:
        if isinstance(done.trouble, NotPrintable):
            return Settled(job.id, FAILED, False, f"{job.printer}: {done.trouble.says}")
        self._strikes[job.id] += 1
        says = f"Something went wrong while it was printed ({type(done.trouble).__name__}); see crash.log"
        if self._strikes[job.id] >= STRIKES:
            del self._strikes[job.id]
            return Settled(job.id, FAILED, done.drawn, says)
        return Settled(job.id, QUEUED, done.drawn, says, now + wait_ms(job.tries))

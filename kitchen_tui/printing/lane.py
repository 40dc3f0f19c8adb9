"""One printer: a thread that does one thing at a time there, and what is known of the printer's health."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from data.organization.printer import Printer
from data.store.label_queue import Claimed, wait_ms
from hardware.printer.delivery import Delivery
from hardware.printer.status import Status
from kitchen_tui.printing.hands import Hands, Sheet
from kitchen_tui.printing.route import Known

LOOK_MS = 10_000
"""An idle printer is asked so often, where it answers at all."""
ANSWERS_MS = 2_000
"""One that answers that it has no paper is asked so often: somebody stands there with a roll."""
GAP_MS = 100
"""Between two labels: whatever waited in an outage comes out at a pace that a person can follow."""
PRINTED, NOT_SENT = "printed", "not_sent"
SILENT = "silent"
_ANSWERING = ("paper_out", "head_open", "paused")


@dataclass(frozen=True, slots=True)
class Done:
    """What a printer did: `delivery` of a label and, when that went wrong, how the printer is; or only how it is.
    `trouble` is what nobody expected."""

    status: Status | None = None
    delivery: Delivery | None = None
    trouble: Exception | None = None
    drawn: bool = False
    """Whether the trouble came after the label was drawn, so that some of it may have left."""


class Lane:
    """Its methods are called from the thread that owns the store; what takes time runs in a thread of its own.
    Times are milliseconds of a clock that only goes forward."""

    def __init__(self, printer: Printer, hands: Hands, wake: Callable[[], None]) -> None:
        """`wake` is called when something is done."""
        self.printer, self._hands, self._wake = printer, hands, wake
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="printer")
        self._doing: Future[Done] | None = None
        self._troubles = 0
        self._next_look = self._next_label = 0
        self.status: Status | None = None
        self.claimed: Claimed | None = None
        self.note: str | None = None
        self.recovered_at = 0
        """Wall clock: what failed before may be tried again at once."""

    @property
    def known(self) -> Known:
        """The printer as the choice of the way sees it."""
        down = self.status is not None and not self.status.ready
        return Known(self.printer, self.status if down else None)

    @property
    def busy(self) -> bool:
        """Whether something is being done there."""
        return self._doing is not None

    def free(self, now: int) -> bool:
        """Whether a label can go there."""
        return not self.busy and now >= self._next_label

    def print(self, claimed: Claimed, sheet: Sheet, note: str | None) -> None:
        """Begins a label; `note` is what is to be said when it is printed."""
        self.claimed, self.note = claimed, note
        self._do(lambda: self._put(sheet))

    def look(self, now: int) -> None:
        """Asks how the printer is, when it is time to and it ever answers."""
        silent = self.status is not None and self.status.code == SILENT
        if not self.busy and not silent and now >= self._next_look:
            self._do(lambda: Done(self._hands.ask()))

    def done(self) -> Done | None:
        """What came to its end since the last time."""
        if self._doing is None or not self._doing.done():
            return None
        future, self._doing = self._doing, None
        return future.result()

    def heard(self, status: Status, now: int, wall: int) -> None:
        """From now on the printer is so; one that tells nothing of itself is taken to be ready."""
        if status.code == SILENT:
            status = replace(status, ready=True)
        if status.ready:
            if self.known.trouble is not None:
                self.recovered_at = wall
            self._next_look = now + LOOK_MS
        else:
            wait = wait_ms(self._troubles)
            self._troubles += 1
            self._next_look = now + (min(wait, ANSWERS_MS) if status.code in _ANSWERING else wait)
        self.status = status

    def printed(self, now: int, wall: int) -> None:
        """A label came out."""
        self._troubles, self._next_label = 0, now + GAP_MS
        silent = self.status is not None and self.status.code == SILENT
        self.heard(self.status if silent and self.status else Status(True, "The printer is ready", "ready"), now, wall)

    def close(self) -> None:
        """Waits for what is being done."""
        self._thread.shutdown()

    def _do(self, work: Callable[[], Done]) -> None:
        def watched() -> Done:
            try:
                return work()
            except Exception as trouble:
                return Done(trouble=trouble)

        self._doing = self._thread.submit(watched)
        self._doing.add_done_callback(lambda _: self._wake())

    def _put(self, sheet: Sheet) -> Done:
        data = self._hands.draw(sheet)
        try:
            delivery = self._hands.send(data)
            return Done(None if delivery.state == PRINTED else self._hands.ask(), delivery)
        except Exception as trouble:
            return Done(trouble=trouble, drawn=True)

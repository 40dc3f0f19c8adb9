"""One label to one printer, and an honest word about what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic, sleep
from typing import Final

from hardware.printer.condition import SILENT, Status
from hardware.printer.status import ask, heard, question_of
from hardware.wire.open import open_wire
from hardware.wire.wire import Wire, WireError

FIRST_ANSWER_S: Final = 0.2
"""How long a printer that never answered yet is waited for before its label is sent all the same."""

LATE_ANSWER_S: Final = 0.8
"""And so much longer for its answer when its label is sent: no time of anybody who waits for paper."""

_LOOK_AGAIN_S: Final = 0.05
# ESC/POS does not tell when a label is on paper; paper that ends under it is seen when it has had time to begin.
_BEGUN_S: Final = 0.2
_MOST_HEARD: Final = 4096
_UNSURE: Final = "; part of the label may be on paper"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a label: `printed`, `not_sent` (no byte of it can have left) or `unsure` (some may have)."""

    state: str
    says: str


def deliver(address: str, language: str, data: bytes, timeout_s: float = 3.0) -> Delivery:
    """Sends one label (`language` zpl or escpos) over a link of its own; never raises for the printer's sake."""
    link = PrinterLink(address, language, timeout_s)
    try:
        return link.deliver(data)
    finally:
        link.close()


class PrinterLink:
    """What is known about one printer while labels go to it: its connection, and whether it answers questions.

    A printer that answers keeps its connection until `close`; to one that never does, each label has a connection
    of its own, whose orderly end is the only receipt there is. For one thread.
    """

    def __init__(self, address: str, language: str, timeout_s: float = 3.0, answers: bool | None = None) -> None:
        """Opens nothing yet; `answers` is what was learnt about this printer before."""
        self.answers = answers
        self._address = address
        self._language = language
        self._timeout_s = timeout_s
        self._wire: Wire | None = None
        self._opened_two_way = True

    def status(self) -> Status:
        """How the printer is now, waiting up to a second; learns whether it answers."""
        try:
            status = self._asked(min(1.0, self._timeout_s))
        except WireError as trouble:
            status = Status(False, trouble.says, "off")
        if status.code == "off":
            self.close()
        else:
            self._learn(status)
        return status

    def deliver(self, data: bytes) -> Delivery:
        """Asks where the printer answers, sends all of `data`, and finds out whether it was taken."""
        first = self.answers is None
        try:
            before = self._before()
            if not before.ready and before.code != "silent":
                self.close()
                return Delivery("not_sent", before.says)
            wire = self._open()
        except WireError as trouble:
            self.close()
            return Delivery("not_sent", trouble.says)
        try:
            wire.write(data)
            if first and not self.answers:
                self.answers = self._answers_late(wire)
            return self._after(wire) if self.answers else self._parted(wire)
        except WireError as trouble:
            self.close()
            return Delivery("unsure", trouble.says + _UNSURE) if trouble.taken else Delivery("not_sent", trouble.says)

    def close(self) -> None:
        """Lets go of the connection, so that another computer can print; what was learnt stays."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def _open(self) -> Wire:
        if self._wire is None:
            self._wire = open_wire(self._address, self._timeout_s)
            self._opened_two_way = self._wire.two_way
        return self._wire

    def _asked(self, timeout_s: float) -> Status:
        held = self._wire is not None
        status = ask(self._open(), self._language, timeout_s)
        if held and status.code in ("off", "silent"):
            # The printer may have hung up since the last label. Only a question was lost: ask on a new connection.
            self.close()
            status = ask(self._open(), self._language, timeout_s)
        return status

    def _before(self) -> Status:
        if self.answers is False:
            return SILENT
        status = self._asked(self._timeout_s if self.answers else FIRST_ANSWER_S)
        if status.code == "silent":
            if self.answers:
                return Status(False, "The printer does not answer any more: is it on?", "off")
            self._still_takes()
        self._learn(status)
        return status

    def _still_takes(self) -> None:
        """Raises WireError when a printer that sends no more has hung up altogether, as a busy one does.

        Such a link looks the same until it is written to: the first write is answered by the end, the second meets it.
        """
        wire = self._open()
        if wire.two_way or not self._opened_two_way:
            return
        for _ in range(2):
            wire.write(question_of(self._language))
            sleep(_LOOK_AGAIN_S)

    def _learn(self, status: Status) -> None:
        if status.code != "off":
            self.answers = status.code != "silent"

    def _answers_late(self, wire: Wire) -> bool:
        """Whether the question before the first label is answered after all."""
        end, came = monotonic() + LATE_ANSWER_S, b""
        try:
            while wire.two_way and (left := end - monotonic()) > 0 and (more := wire.read(left)):
                came = (came + more)[-_MOST_HEARD:]
                if heard(came, self._language) is not None:
                    return True
        except WireError as trouble:
            raise WireError(f"{trouble.says} in the middle of the label", 1) from None
        return False

    def _after(self, wire: Wire) -> Delivery:
        """Asks until the printer has nothing in it any more, a fault shows, or time is up."""
        end = monotonic() + self._timeout_s
        if self._language == "escpos":
            sleep(_BEGUN_S)
        while True:
            status = ask(wire, self._language, self._timeout_s)
            late = monotonic() > end
            if status.ready and (late or not status.waiting):
                return Delivery("printed", "The printer took the label")
            if not status.ready and (late or status.code != "error"):
                # A hot head and a full memory pass by themselves; nothing else does.
                self.close()
                says = "The printer stopped answering" if status.code == "silent" else status.says
                return Delivery("unsure", says + _UNSURE)
            sleep(_LOOK_AGAIN_S)

    def _parted(self, wire: Wire) -> Delivery:
        """The printer says nothing: that it took every byte and parted in order is all there is to know."""
        said = wire.finish(self._timeout_s)
        self.close()
        late = heard(said, self._language)
        if late is None:
            return Delivery("printed", "The label was taken; this printer does not say more")
        self.answers = True
        if late.ready:
            return Delivery("printed", "The printer took the label")
        return Delivery("unsure", late.says + _UNSURE)

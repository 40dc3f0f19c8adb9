"""What touches a printer: draws a label for its paper, sends it, and asks how the printer is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from data.kitchen.ticket import Ticket
from data.organization.printer import Printer
from data.organization.store import Store
from hardware.label.profile import NotPrintable
from hardware.printer.delivery import Delivery, PrinterLink
from hardware.printer.status import Status
from kitchen_tui.paper import profile_of


@dataclass(frozen=True, slots=True)
class Sheet:
    """One label to print: of which ticket and kind, as which REPRINT."""

    ticket: Ticket
    store: Store
    kind: str
    reprint: int


class Hands(Protocol):
    """At one printer, for one thread."""

    def draw(self, sheet: Sheet) -> bytes:
        """A label in the printer's language, for its paper; raises NotPrintable."""
        ...

    def send(self, data: bytes) -> Delivery:
        """Sends what is drawn; never raises for the printer's sake."""
        ...

    def ask(self) -> Status:
        """How the printer is; never raises for the printer's sake."""
        ...


class RealHands:
    """At a printer of this world. The link is let go of after each label, so that another computer can print."""

    def __init__(self, printer: Printer) -> None:
        """Opens nothing yet."""
        self._printer = printer
        self._link: PrinterLink | None = None

    def draw(self, sheet: Sheet) -> bytes:
        """A label of a ticket."""
        from kitchen_tui.labels import label_of
        from kitchen_tui.printing.rendering import rendered

        return rendered(label_of(sheet.ticket, sheet.kind, sheet.store, sheet.reprint), profile_of(self._printer))

    def send(self, data: bytes) -> Delivery:
        """Sends it, over a link of its own."""
        link = self._opened()
        try:
            return link.deliver(data)
        finally:
            link.close()

    def ask(self) -> Status:
        """How the printer is."""
        try:
            link = self._opened()
        except NotPrintable as trouble:
            return Status(False, trouble.says, "error")
        try:
            return link.status()
        finally:
            link.close()

    def _opened(self) -> PrinterLink:
        if self._link is None:
            self._link = PrinterLink(self._printer.address, profile_of(self._printer).language)
        return self._link


def warm() -> None:
    """Loads what drawing needs: a third of a second that the first label need not wait for."""
    import kitchen_tui.printing.rendering  # noqa: F401

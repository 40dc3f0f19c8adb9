"""A small bakery with printers of air: what tests of the printing share."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.core.command import Command
from data.kitchen.label import LabelJob
from data.kitchen.ticket import Ticket
from data.line.printing import PrintBarcode
from data.organization.printer import AddPrinter, Printer
from data.replica.folder_owner import SHELL
from data.store.kinds import kind_of
from hardware.printer.pretend import PretendPrinter
from kitchen_tui.desk import Desk
from kitchen_tui.home import open_store
from kitchen_tui.printing.hands import Hands, RealHands
from kitchen_tui.printing.spool import Place, Spool
from kitchen_tui.printing.teller import News

ZPL_LABEL = "label-4x6-203"
_REPRINT = re.compile(rb"REPRINT (\d+)")
PATIENCE_S = 20.0


@dataclass
class Shop:
    """The desk of a folder, and short ways to do things at it."""

    folder: Path
    desk: Desk

    def do(self, command: Command) -> None:
        receipt = self.desk.do(command, SHELL)
        assert receipt.accepted, receipt

    def add(self, name: str, address: str, profile: str = ZPL_LABEL, **given: Any) -> None:
        self.do(AddPrinter(self.desk.terminal.id, name, address, profile, **given))

    def tickets(self) -> list[Ticket]:
        kind = kind_of(Ticket)
        return [kind.row(r) for r in self.desk.database.rows(f"{kind.select} ORDER BY code")]

    def print(self, count: int = 1, **given: Any) -> list[str]:
        """Asks for the labels of so many tickets; their codes in that order."""
        some = self.tickets()[:count]
        for ticket in some:
            self.do(PrintBarcode(ticket.id, **given))
        return [ticket.code for ticket in some]

    def jobs(self) -> list[LabelJob]:
        kind = kind_of(LabelJob)
        sql = f"{kind.select} ORDER BY at, command_id, id"
        return [kind.row(r) for r in self.desk.database.rows(sql)]

    def states(self) -> list[str]:
        return [job.state for job in self.jobs()]


@contextmanager
def opened(folder: Path) -> Iterator[Shop]:
    desk = Desk.at(folder)
    try:
        yield Shop(folder, desk)
    finally:
        desk.database.close()


@dataclass
class Running:
    """A printing process without the process: a thread with a connection of its own."""

    news: list[News] = field(default_factory=list)
    kept: list[BaseException] = field(default_factory=list)


@contextmanager
def printing(shop: Shop, hands: Callable[[Printer], Hands] = RealHands) -> Iterator[Running]:
    """Prints what waits until the end of the block."""
    running, stop = Running(), threading.Event()

    def work() -> None:
        database = open_store(shop.folder)
        try:
            Spool(Place(database, shop.desk.terminal, running.kept.append), hands, running.news.append).run(stop)
        finally:
            database.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield running
    finally:
        stop.set()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def until(what: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    """Waits for something that must come."""
    end = time.monotonic() + patience_s
    while not what():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)


def came_out(printer: PretendPrinter, codes: list[str]) -> list[tuple[str, int]]:
    """The whole labels that a printer gave, each as its code and its REPRINT."""
    return [read(label.data, codes) for label in printer.labels if label.whole]


def read(data: bytes, codes: list[str]) -> tuple[str, int]:
    """The code of a label's barcode and its REPRINT, 0 when it is the first."""
    (code,) = {c for c in codes if c.encode() in data}
    found = _REPRINT.search(data)
    return code, int(found[1]) if found else 0

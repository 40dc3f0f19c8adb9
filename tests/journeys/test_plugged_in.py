"""The station with what is plugged into it: serial scanners at real lines, a printer at a real socket."""

from __future__ import annotations

from pathlib import Path

from data.organization.printer import AddPrinter
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from hardware.printer.pretend import PretendPrinter
from tests.hardware.scan.scanner_line import Line
from tests.journeys.kitchen import BADGE, Furnished, at_station, press, sees, signed_in
from tests.support.bakery import Bakery
from tests.support.clockwork import Clockwork
from tests.support.dockets import cake, docket

F9 = "\x1b[20~"


def test_two_serial_scanners_work_beside_the_keyboard_and_survive_being_unplugged(
    furnished: Furnished, tmp_path: Path
) -> None:
    folder = furnished(docket("20001"), docket("20002"), docket("20003"))
    left, right = Line(tmp_path / "left"), Line(tmp_path / "right")
    left.plug()
    right.plug()
    ports = (str(left.path), str(right.path))
    with at_station(folder, badge="", scanners=ports) as terminal:
        sees(terminal, "SIGN IN", "F1")
        terminal.settle(1.0)
        left.send(BADGE.encode() + b"\r")
        sees(terminal, "HELLO")
        right.send(b"B20001\r")
        sees(terminal, "OK B20001")
        left.unplug()
        sees(terminal, "scanner", "left")
        right.send(b"B20002\r")
        sees(terminal, "OK B20002")
        terminal.scan("B20003")
        sees(terminal, "OK B20003")
        left.plug()
        sees(terminal, "scanner ok")
        left.send(b"20001\r")
        sees(terminal, "ALREADY DONE")
    left.unplug()
    right.unplug()


def add_printer(folder: Path, name: str, port: int, **given: str) -> None:
    """A printer of the bench, at a socket of this machine."""
    database = SqliteDatabase(folder / FILE_NAME)
    bakery = Bakery(database, Clockwork(mark=7))
    bakery.must(AddPrinter("bench-1", name, f"tcp:127.0.0.1:{port}", "label-4x6-203", **given))  # type: ignore[arg-type]
    database.close()


def test_a_packed_cake_prints_its_label_and_an_empty_printer_is_told_on_the_screen(furnished: Furnished) -> None:
    folder = furnished(docket("20001", cake(writing="Happy Birthday Ada")))
    with PretendPrinter() as printer:
        add_printer(folder, "packer-1", printer.port)
        with signed_in(at_station(folder, size=(157, 45))) as terminal:
            sees(terminal, "printer ok")
            press(terminal, F9)
            sees(terminal, "OK B20001 label")
            assert printer.wait_for(1, 20)
            assert b"B20001" in printer.labels[0].data
            terminal.settle(1.0)
            sees(terminal, "printer ok")
            printer.set(paper_out=0)
            sees(terminal, "packer-1: ", "paper", timeout=30)
            press(terminal, F9)
            sees(terminal, "REPRINT 1", "1 label waits", timeout=30)
            printer.lift()
            assert printer.wait_for(2, 30)
            assert b"REPRINT" in printer.labels[1].data
            terminal.wait_until(lambda text: "printer ok" in text, "the printer to be well", 30)


def test_without_a_printer_labels_are_kept_and_nothing_else_changes(furnished: Furnished) -> None:
    folder = furnished(docket("20001"))
    with signed_in(at_station(folder, size=(157, 45))) as terminal:
        press(terminal, F9)
        sees(terminal, "OK B20001 label", "no printer, 1 label kept")
        press(terminal, "\x11")
        terminal.wait_for("1 label waits. It is printed when a station runs here again")
        assert terminal.wait_exit() == 0


def test_a_printer_that_is_added_while_people_work_prints_what_waited(furnished: Furnished) -> None:
    folder = furnished(docket("20001"))
    with PretendPrinter() as printer, signed_in(at_station(folder, size=(157, 45))) as terminal:
        press(terminal, F9)
        sees(terminal, "OK B20001 label", "no printer, 1 label kept")
        add_printer(folder, "packer-1", printer.port)
        assert printer.wait_for(1, 20)
        sees(terminal, "printer ok")

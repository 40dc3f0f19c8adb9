"""Scanners and printers: which are there, how they are, and what is known of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from data.organization.printer import Printer
from data.questions.labels import printers_of
from data.questions.stores import this_terminal
from data.store.errors import StoreError
from data.store.sqlite import SqliteDatabase
from hardware.label.profile import PROFILES
from hardware.printer.delivery import PrinterLink
from hardware.printer.status import Status
from hardware.scan.learned import ScannerSettings
from hardware.scan.ports import Port, found
from kitchen_tui.cells import shown
from kitchen_tui.doctor.finding import Finding, bad, ok, warn
from kitchen_tui.home import has_store, store_path
from kitchen_tui.scanner_settings import KEYBOARD, Scanners, read_scanners

_TEACH = "Scan the calibration code (kitchen-tui command-sheet --calibration --out code.pdf)"

Asked = Callable[[Printer], Status]


def scanner_at_keyboard(scanners: Scanners) -> list[Finding]:
    """What was learned of the scanner that types."""
    name = "scanner at the keyboard"
    broken = [warn(name, scanners.trouble, _TEACH)] if scanners.trouble else []
    settings = scanners.known.get(KEYBOARD)
    if settings is None:
        return broken or [warn(name, "Nothing was learned of it yet: codes are taken as they come", _TEACH)]
    return [*broken, learned(name, settings)]


def learned(name: str, settings: ScannerSettings) -> Finding:
    """What is known of a scanner; a scanner that needs help is a warning, what to do stands in its own sentences."""
    says = " ".join(settings.describe())
    helped = settings.garbles or settings.doubled or not settings.terminator or settings.case not in ("kept", "upper")
    return warn(name, says, "It works as it is; programming the scanner makes it better") if helped else ok(name, says)


def serial_scanners(ports: Iterable[Port], scanners: Scanners) -> list[Finding]:
    """The serial ports where a scanner may be, each with what is known of it."""
    findings = []
    for port in ports:
        settings = scanners.known.get(port.ident) or scanners.known.get(port.device)
        name = f"serial port {port.device}"
        if settings is not None:
            findings.append(learned(name, settings))
        elif port.usb:
            says = f"{shown(port.says)}, lasting name {shown(port.ident)}: nothing was learned of it"
            do = f"If it is a scanner: kitchen-tui doctor --scanner {port.device}"
            findings.append(Finding(name, "ok", says, do))
    return findings


def printer(one: Printer, asked: Asked) -> Finding:
    """How a printer is."""
    name = f"printer {one.name}"
    if one.profile not in PROFILES:
        do = f"kitchen-tui printers add {one.name} {one.address} --profile {next(iter(PROFILES))}"
        return bad(name, f"It has paper {one.profile}, which this program does not know", do)
    status = asked(one)
    if status.ready:
        return ok(name, status.says)
    if status.code == "silent":
        return Finding(name, "ok", status.says, f"kitchen-tui printers test {one.name} shows whether it prints")
    return bad(name, status.says, f"Then look again: kitchen-tui printers status {one.name}")


def ask(one: Printer) -> Status:
    """Asks the printer over its own link."""
    link = PrinterLink(one.address, PROFILES[one.profile].language)
    try:
        return link.status()
    finally:
        link.close()


def look_at_printers(folder: Path, asked: Asked = ask) -> list[Finding]:
    """The printers of this terminal."""
    name = "printers"
    try:
        if not has_store(folder):
            return []
        with closing(SqliteDatabase(store_path(folder))) as database:
            terminal = this_terminal(database)
            here = {} if terminal is None else printers_of(database, terminal.id)
    except StoreError:
        return []  # what is wrong with the store is told already
    if not here:
        do = "kitchen-tui printers add NAME ADDRESS --profile PROFILE"
        return [warn(name, "None is set up: labels wait", do)]
    return [printer(one, asked) for one in here.values()]


def look_at_scanners(folder: Path, ports: Callable[[], Iterable[Port]] = found) -> list[Finding]:
    """All scanners of this terminal."""
    scanners = read_scanners(folder)
    return [*scanner_at_keyboard(scanners), *serial_scanners(ports(), scanners)]

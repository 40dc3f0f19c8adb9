"""The label printers of a terminal: where each is, what it prints, and who prints when it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from data.core.actor import Role
from data.core.clock import Instant
from data.core.command import Command, Context
from data.core.outcome import Accepted, Change, Event, Outcome, Put, Refused, Write, noop
from data.core.rows import Rows
from data.core.text import one_line
from data.organization.store import Terminal

ALL = "all"
PRINTS = ("ticket", "packing", ALL)
_SETTINGS = ("address", "profile", "prints", "backup", "code_page", "cutter", "width_mm", "dpi")
_LONGEST_NAME, _LONGEST_ADDRESS = 40, 300


@dataclass(frozen=True, slots=True)
class Printer:
    """`profile` is a paper and a language; what is null or zero is as the profile says. A removed one keeps its row."""

    terminal_id: str
    name: str
    address: str
    profile: str
    prints: str
    backup: str | None
    code_page: str | None
    cutter: bool
    width_mm: int | None
    dpi: int | None
    removed: bool
    added_at: Instant

    def takes(self, kind: str) -> bool:
        """Whether labels of this kind are its work."""
        return self.prints in (kind, ALL)


@dataclass(frozen=True, slots=True)
class AddPrinter(Command):
    """A printer of a terminal; one that is known already gets these settings instead."""

    name: ClassVar[str] = "add_printer"
    least: ClassVar[Role] = Role.ADMIN

    terminal_id: str
    printer: str
    address: str
    profile: str
    prints: str = ALL
    backup: str | None = None
    code_page: str | None = None
    cutter: bool = True
    width_mm: int | None = None
    dpi: int | None = None


@dataclass(frozen=True, slots=True)
class RemovePrinter(Command):
    """This printer is gone."""

    name: ClassVar[str] = "remove_printer"
    least: ClassVar[Role] = Role.ADMIN

    terminal_id: str
    printer: str


def add_printer(command: AddPrinter, rows: Rows, ctx: Context) -> Outcome:
    """Its backup must be another printer of the same terminal."""
    terminal = rows.get(Terminal, command.terminal_id)
    if terminal is None:
        return Refused("no_such_terminal", "No such terminal")
    refusal = _bad(command) or _bad_backup(command, rows)
    if refusal is not None:
        return refusal
    known = rows.get(Printer, terminal.id, command.printer)
    columns: dict[str, Any] = {**_settings(command), "removed": False}
    if known is None:
        write: Write = Put(Printer(terminal.id, command.printer, added_at=ctx.now, **columns))
        return _done(f"Printer {command.printer}", terminal, "printer_added", command.printer, write)
    if all(getattr(known, name) == value for name, value in columns.items()):
        return noop("unchanged", f"{command.printer} is so already")
    changed = Change(Printer, (terminal.id, command.printer), columns)
    return _done(f"Printer {command.printer} has new settings", terminal, "printer_changed", command.printer, changed)


def settings_of(printer: Printer) -> AddPrinter:
    """The command that gives a printer the settings of this one."""
    return AddPrinter(printer.terminal_id, printer.name, **_settings(printer))


def _settings(of: AddPrinter | Printer) -> dict[str, Any]:
    return {name: getattr(of, name) for name in _SETTINGS}


def remove_printer(command: RemovePrinter, rows: Rows, ctx: Context) -> Outcome:
    """Nobody's backup any more; labels that were asked for there by name wait until somebody says where else."""
    terminal = rows.get(Terminal, command.terminal_id)
    here = printers(rows, command.terminal_id)
    if terminal is None or command.printer not in here:
        return Refused("no_such_printer", no_such(command.printer, here))
    helped = [p for p in here.values() if p.backup == command.printer]
    changes = [Change(Printer, (p.terminal_id, p.name), {"backup": None}) for p in helped]
    gone = Change(Printer, (terminal.id, command.printer), {"removed": True, "backup": None})
    without = f"; without a backup now: {', '.join(p.name for p in helped)}" if helped else ""
    return _done(
        f"Printer {command.printer} is gone{without}", terminal, "printer_removed", command.printer, gone, *changes
    )


def printers(rows: Rows, terminal_id: str) -> dict[str, Printer]:
    """The printers of a terminal by name, in order of their names."""
    return {p.name: p for p in rows.where(Printer, terminal_id=terminal_id) if not p.removed}


def no_such(name: str, here: dict[str, Printer]) -> str:
    """That a printer is not known, and which are."""
    known = f"the printers here are {', '.join(here)}" if here else "this terminal has no printer"
    return f"There is no printer {one_line(name)}: {known}"


def _bad(command: AddPrinter) -> Refused | None:
    name, address = command.printer, command.address
    if not _plain(name, _LONGEST_NAME):
        return Refused("bad_name", f"A printer's name is 1 to {_LONGEST_NAME} characters that can be shown and typed")
    if not _plain(address, _LONGEST_ADDRESS):
        return Refused("bad_address", f"{name}: say where it is, like tcp:192.168.1.50 or device:/dev/usb/lp0")
    if not command.profile.strip():
        return Refused("bad_profile", f"{name}: say which paper it has (its profile)")
    if command.prints not in PRINTS:
        return Refused("bad_prints", f"{name} prints one of {', '.join(PRINTS)}")
    if any(size is not None and size <= 0 for size in (command.width_mm, command.dpi)):
        return Refused("bad_size", f"{name}: width and dots are more than 0")
    return None


def _plain(text: str, longest: int) -> bool:
    return text == one_line(text) == text.strip() and text.isprintable() and 0 < len(text) <= longest


def _bad_backup(command: AddPrinter, rows: Rows) -> Refused | None:
    if command.backup is None:
        return None
    if command.backup == command.printer:
        return Refused("bad_backup", f"{command.printer} cannot be its own backup")
    here = printers(rows, command.terminal_id)
    return None if command.backup in here else Refused("no_such_printer", no_such(command.backup, here))


def _done(says: str, terminal: Terminal, event: str, printer: str, *writes: Write) -> Accepted:
    told = Event(event, store_id=terminal.store_id, detail={"printer": printer, "terminal": terminal.id})
    return Accepted(says, writes=writes, events=(told,))

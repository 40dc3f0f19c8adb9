"""`kitchen-tui printers list|add|remove|test|status`."""

from __future__ import annotations

from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

from data.organization.printer import AddPrinter, Printer, RemovePrinter, no_such
from data.questions.labels import job_count, printers_of
from hardware.label.profile import PROFILES
from hardware.printer.status import Status
from kitchen_tui.commands.frame import (
    FAILED,
    OK,
    WrongUse,
    actor_of,
    answer,
    desk_of,
    nobody,
    refused,
    say,
)
from kitchen_tui.desk import Desk
from kitchen_tui.paper import profile_of
from kitchen_tui.printer_settings import printer_trouble
from kitchen_tui.printing.hands import RealHands
from kitchen_tui.printing.lane import SILENT


def listing(args: Namespace) -> int:
    """Every printer of this terminal."""
    desk = desk_of(args)
    here = printers_of(desk.database, desk.terminal.id)
    for printer in here.values():
        backup = f", backup {printer.backup}" if printer.backup else ""
        paper = f"{printer.profile}{f' {printer.code_page}' if printer.code_page else ''}"
        words = f"{printer.name:16} {printer.address:32} {paper:22} prints {printer.prints}{backup}"
        say(args, _fields(printer), words)
    if not here and not args.json:
        say(args, {}, _none(desk))
    return OK


def add(args: Namespace) -> int:
    """A printer, or new settings for one."""
    wrong = printer_trouble(args.address, args.profile, args.code_page, args.width_mm, args.dpi)
    if wrong is not None:
        raise WrongUse(wrong[1])
    desk = desk_of(args)
    actor = actor_of(args, desk)
    if actor is None:
        return nobody(args)
    command = AddPrinter(
        terminal_id=desk.terminal.id,
        printer=args.name,
        address=args.address,
        profile=args.profile,
        prints=args.prints,
        backup=args.backup,
        code_page=args.code_page,
        cutter=PROFILES[args.profile].cutter and not args.no_cutter,
        width_mm=args.width_mm,
        dpi=args.dpi,
    )
    return answer(args, desk.do(command, actor), name=args.name)


def remove(args: Namespace) -> int:
    """This printer is gone."""
    desk = desk_of(args)
    actor = actor_of(args, desk)
    if actor is None:
        return nobody(args)
    return answer(args, desk.do(RemovePrinter(desk.terminal.id, args.name), actor), name=args.name)


def test(args: Namespace) -> int:
    """Prints the probe label there, now, and tells what became of it."""
    from kitchen_tui.printing.rendering import NotPrintable, probe

    desk = desk_of(args)
    printer = printers_of(desk.database, desk.terminal.id).get(args.name)
    if printer is None:
        return _unknown(args, desk)
    try:
        delivery = RealHands(printer).send(probe(profile_of(printer)))
    except NotPrintable as trouble:
        return refused(args, "not_printable", trouble.says, name=printer.name)
    printed = delivery.state == "printed"
    verdict = "accepted" if printed else "failed"
    says = f"{printer.name}: {'probe label sent. ' if printed else ''}{delivery.says}"
    say(args, {"verdict": verdict, "code": delivery.state, "says": says, "name": printer.name}, says)
    return OK if printed else FAILED


def status(args: Namespace) -> int:
    """Asks each printer how it is, all at once; 1 when one of them cannot print."""
    desk = desk_of(args)
    here = printers_of(desk.database, desk.terminal.id)
    if args.name is not None and args.name not in here:
        return _unknown(args, desk)
    asked = [p for p in here.values() if args.name in (None, p.name)]
    with ThreadPoolExecutor(max(len(asked), 1)) as at_once:
        found = list(at_once.map(lambda printer: RealHands(printer).ask(), asked))
    for printer, how in zip(asked, found, strict=True):
        fields = {"name": printer.name, "ready": _fine(how), "code": how.code, "says": how.says}
        say(args, fields, f"{printer.name:16} {how.code:10} {how.says}")
    if not here and not args.json:
        say(args, {}, _none(desk))
    return OK if all(map(_fine, found)) else FAILED


def _fine(how: Status) -> bool:
    """Nothing is known against it: one that cannot tell is not in trouble."""
    return how.ready or how.code == SILENT


def _fields(printer: Printer) -> dict[str, object]:
    kept = asdict(printer)
    return {name: value for name, value in kept.items() if name not in ("removed", "terminal_id", "added_at")}


def _none(desk: Desk) -> str:
    waiting = job_count(desk.database).waiting
    kept = "" if not waiting else f", and {waiting} label{'' if waiting == 1 else 's'} waiting"
    return f"This terminal has no printer{kept}: `kitchen-tui printers add NAME ADDRESS --profile PROFILE`"


def _unknown(args: Namespace, desk: Desk) -> int:
    says = no_such(args.name, printers_of(desk.database, desk.terminal.id))
    return refused(args, "no_such_printer", says, name=args.name)

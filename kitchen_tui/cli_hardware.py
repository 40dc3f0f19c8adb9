"""The words of the command line for what is plugged in: labels, printers, label jobs, scanners, the command sheet."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Add = Callable[..., argparse.ArgumentParser]
Commands = argparse._SubParsersAction


def hardware(commands: Commands[argparse.ArgumentParser], add: Add, common: Callable[..., None]) -> None:
    """Adds these commands; `add` makes one of them with its help, `common` gives it the options that all have."""
    _labels(commands, add)
    _printers(commands, add, common)
    _setting_up(commands, add)


def _labels(commands: Commands[argparse.ArgumentParser], add: Add) -> None:
    label = add(commands, "label", "label:label", "draw or print one ticket's label", badge=True)
    label.add_argument("id", metavar="ID")
    label.add_argument("--kind", choices=("ticket", "packing"), default="ticket")
    where = label.add_mutually_exclusive_group()
    where.add_argument("--printer", metavar="NAME", help="print it there, as a job like any other")
    where.add_argument(
        "--format", choices=("zpl", "escpos", "png", "text"), help="draw it instead (text: on this screen)"
    )
    label.add_argument("--out", metavar="FILE", help="where --format writes; without it standard output")
    label.add_argument(
        "--profile", metavar="PROFILE", help="for --format: the paper and the printer (else the usual one)"
    )


def _printers(commands: Commands[argparse.ArgumentParser], add: Add, common: Callable[..., None]) -> None:
    group = commands.add_parser("printers", help="the label printers of this terminal")
    common(group)
    verbs = group.add_subparsers(metavar="VERB", required=True)
    add(verbs, "list", "printers:listing", "every printer: address, profile, what it prints, its backup")
    new = add(verbs, "add", "printers:add", "a printer, or new settings for one", badge=True)
    new.add_argument("name", metavar="NAME")
    new.add_argument(
        "address",
        metavar="ADDRESS",
        help="tcp:HOST[:9100], serial:/dev/ttyUSB0[@9600], device:/dev/usb/lp0, file:PATH or cups:QUEUE",
    )
    new.add_argument(
        "--profile", required=True, metavar="PROFILE", help="the paper and the printer; a wrong one lists them all"
    )
    new.add_argument("--prints", choices=("ticket", "packing", "all"), default="all", help="which labels (else all)")
    new.add_argument("--backup", metavar="NAME", help="prints when this one cannot")
    new.add_argument(
        "--code-page", metavar="PAGE", help="ESC/POS: what the printer speaks, when it is not the profile's"
    )
    new.add_argument("--width-mm", type=int, metavar="MM", help="how wide it prints, when that is not the profile's")
    new.add_argument("--dpi", type=int, metavar="N", help="its dots an inch, when they are not the profile's")
    new.add_argument("--no-cutter", action="store_true", help="the printer cannot cut")
    remove = add(verbs, "remove", "printers:remove", "this printer is gone", badge=True)
    remove.add_argument("name", metavar="NAME")
    test = add(verbs, "test", "printers:test", "print the probe label: width, dots, code page, cutter")
    test.add_argument("name", metavar="NAME")
    status = add(verbs, "status", "printers:status", "ask each printer how it is")
    status.add_argument("name", metavar="NAME", nargs="?")
    jobs = commands.add_parser("jobs", help="the labels that were asked for, and what became of them")
    common(jobs)
    of_jobs = jobs.add_subparsers(metavar="VERB", required=True)
    listing = add(of_jobs, "list", "jobs:listing", "label jobs, the newest last")
    listing.add_argument("--all", action="store_true", help="the printed, cancelled and voided ones too")
    for name, text in (("retry", "print it now"), ("cancel", "do not print it any more")):
        verb = add(of_jobs, name, f"jobs:{name}", text, badge=True)
        verb.add_argument(
            "id", metavar="ID", nargs="+", help="the first characters of a job's id are enough; `all` is all of them"
        )
    pretend = add(
        commands,
        "demo-printer",
        "demo_printer:demo_printer",
        "a label printer of paper that is not there: it draws what it receives",
    )
    pretend.add_argument("--port", type=int, default=9100, metavar="N", help="on 127.0.0.1; 0 takes a free one")
    pretend.add_argument(
        "--fault", choices=("none", "paper-out", "head-open", "paused", "late", "closes", "silent"), default="none"
    )
    pretend.add_argument("--labels", type=int, default=0, metavar="N", help="leave after N labels")


def _setting_up(commands: Commands[argparse.ArgumentParser], add: Add) -> None:
    sheet = add(
        commands,
        "command-sheet",
        "command_sheet:command_sheet",
        "barcodes to work a whole shift with a scanner alone",
        badge=True,
    )
    sheet.add_argument("--store", default=None, metavar="S", help="short name of the store (else the terminal's own)")
    sheet.add_argument("--out", required=True, metavar="FILE", help="a .pdf, or a .png")
    sheet.add_argument(
        "--badges",
        action="store_true",
        help="new badges for everybody, on pages of their own; the old ones stop working",
    )
    sheet.add_argument("--calibration", action="store_true", help="only the codes that teach the terminal its scanner")
    doctor = add(
        commands, "doctor", "doctor:doctor", "looks at everything this terminal stands on, and says what to do"
    )
    doctor.add_argument(
        "--scanner", metavar="PORT", help="learn a serial scanner there from one scan of the calibration code"
    )
    doctor.add_argument("--printer", metavar="NAME", help="print the probe label there and ask what can be read on it")

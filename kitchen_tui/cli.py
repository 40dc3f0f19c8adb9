"""`kitchen-tui`: the terminal's command line. It knows the words; the work is loaded when a command is called."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import NoReturn

from data.store.errors import NotAStore, StoreError
from kitchen_tui.voice import heard, steady, utter

_STATIONS = ("filling", "covering", "decorating", "packing")
_ROLES = ("STAFF", "SUPERVISOR", "ADMIN", "OWNER")
_LISTS = (
    *("queue", "completed", "unassigned", "held", "orders", "notices", "stock", "products", "staff", "bake-list"),
    *("shops", "work", "dead-letters", "forecast", "to-bake", "accuracy"),
)
_SCREENS = ("station", "board", "demo")
_THEMES = ("auto", "dark", "light", "contrast", "ascii")


_NAMES = ("data_dir", "files", "out", "address", "csv", "pdf")
"""Arguments that name files: their bytes are kept as they are."""


class Misuse(Exception):
    """The command line cannot be read; the sentence says why, `usage` how it is written."""

    def __init__(self, says: str, usage: str) -> None:
        """Keeps both."""
        super().__init__(says)
        self.usage = usage


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Misuse(message, self.format_usage())


def main(argv: Sequence[str] | None = None) -> int:
    """Exit 0 = accepted or nothing to do, 3 = refused, 2 = wrong use, 1 = it failed (nothing was recorded)."""
    steady()
    given = sys.argv[1:] if argv is None else list(argv)
    try:
        args = parser(given[0] if given else "station").parse_args(given)
    except Misuse as trouble:
        utter(sys.stderr, trouble.usage)
        return _complain(trouble, 2, "wrong_use", as_json="--json" in given)
    for name, value in vars(args).items():
        if name not in _NAMES:
            setattr(args, name, heard(value))
    return _run(args)


def _run(args: argparse.Namespace) -> int:
    module, _, function = args.run.partition(":")
    run: Callable[[argparse.Namespace], int] = getattr(import_module(f"kitchen_tui.commands.{module}"), function)
    from data.store.crash import keep
    from kitchen_tui.commands.frame import FAILED, WRONG_USE, Unsaid, WrongUse, folder_of, leave, unsaid

    try:
        code = run(args)
        unsaid(args)
        return code
    except WrongUse as trouble:
        return _complain(trouble, WRONG_USE, "wrong_use", as_json=args.json)
    except NotAStore as trouble:
        return _complain(trouble, WRONG_USE, "no_store", as_json=args.json)
    except StoreError as trouble:
        return _complain(trouble, FAILED, "not_recorded", as_json=args.json)
    except Unsaid as trouble:
        return _complain(trouble, FAILED, "unsaid", as_json=False)
    except KeyboardInterrupt:
        return _complain("stopped", 130, "stopped", as_json=args.json)
    except Exception as trouble:
        return _complain(keep(trouble, folder_of(args)), FAILED, "crash", as_json=args.json)
    finally:
        leave(args)


def _complain(trouble: object, exit_code: int, code: str, *, as_json: bool) -> int:
    """The sentence for people always, and beside it the object for the program that asked for objects."""
    utter(sys.stderr, f"kitchen-tui: {trouble}\n")
    if as_json:
        import json

        verdict = "refused" if exit_code == 2 else "failed"
        utter(sys.stdout, json.dumps({"verdict": verdict, "code": code, "says": str(trouble)}) + "\n")
    return exit_code


def parser(word: str = "") -> argparse.ArgumentParser:
    """All commands and their options; of a `word` that opens the screen only its like, for the screen waits for it."""
    top: argparse.ArgumentParser = _Parser(
        prog="kitchen-tui", description="The kitchen's terminal: orders, scans, stations."
    )
    top.set_defaults(json=False, data_dir=None, run="station:station", store=None)
    commands = top.add_subparsers(metavar="COMMAND")
    _common(top)
    _running(commands)
    if word not in _SCREENS:
        from kitchen_tui.cli_hardware import hardware

        _line(commands)
        _order(commands)
        _staff(commands)
        hardware(commands, _add, _common)
    return top


Commands = argparse._SubParsersAction


def _common(parser: argparse.ArgumentParser) -> None:
    hidden = argparse.SUPPRESS
    parser.add_argument("--data-dir", default=hidden, metavar="DIR", help="the terminal's data (else BAKELINE_HOME)")
    parser.add_argument("--json", action="store_true", default=hidden, help="one JSON object a line")


def _add(
    commands: Commands[argparse.ArgumentParser], name: str, run: str, text: str, *, badge: bool = False
) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=text, description=text)
    made.set_defaults(run=run)
    _common(made)
    if badge:
        made.add_argument("--badge", metavar="CODE", help="whose command it is; without it the owner of the data")
    return made


def _store(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", default=None, metavar="S", help="short name of the store (else the terminal's own)")


def _running(commands: Commands[argparse.ArgumentParser]) -> None:
    demo = _add(commands, "demo", "setting_up:demo", "a lived-in bakery to try everything in, then the app")
    demo.add_argument("--init-only", action="store_true", help="make it and open nothing")
    demo.add_argument("--fresh", action="store_true", help="begin anew when a demo is there already")
    demo.add_argument("--seed", type=int, default=1, metavar="N")
    demo.add_argument("--theme", choices=_THEMES, default="auto")
    setup = _add(commands, "setup", "setting_up:setup", "first store, first owner, this terminal's station")
    setup.add_argument("--store", default=None, metavar="S", help="short name, lower case letters and digits")
    setup.add_argument("--name", default=None, help="the store's name")
    setup.add_argument("--timezone", default=None, metavar="ZONE", help="for example Australia/Sydney")
    setup.add_argument("--currency", default=None, help="for example AUD")
    setup.add_argument("--locale", default=None, help="for example en_AU")
    setup.add_argument("--letter", default=None, help="first letter of the barcodes")
    setup.add_argument("--sizes", default=None, help="sizes in their order, with commas")
    setup.add_argument(
        "--pos", default=None, choices=("square", "shopify", "later"), help="through which shop one sells"
    )
    setup.add_argument("--owner", default=None, metavar="NAME", help="the first owner's name")
    setup.add_argument("--station", default=None, choices=_STATIONS)
    station = _add(commands, "station", "station:station", "the screen at a station")
    _store(station)
    station.add_argument("--station", default=None, choices=_STATIONS, help="else where the terminal stands")
    station.add_argument("--badge", default=None, metavar="CODE", help="start signed in")
    station.add_argument("--theme", choices=_THEMES, default="auto")
    station.add_argument(
        "--scanner", action="append", default=[], metavar="PORT", help="a serial scanner too (again for more)"
    )
    board = _add(commands, "board", "station:station", "the wall screen: what is to do, late and next")
    _store(board)
    board.add_argument("--theme", choices=_THEMES, default="auto")
    board.set_defaults(place="board")
    ingest = _add(commands, "ingest", "intake:ingest", "take in orders from files")
    ingest.add_argument("files", nargs="+", metavar="FILE")
    ingest.add_argument("--store", required=True, metavar="S")
    ingest.add_argument("--shop", choices=("shopify", "square"), default="shopify")


def _line(commands: Commands[argparse.ArgumentParser]) -> None:
    scan = _add(commands, "scan", "scanning:scan", "one scan at a station, as in the app")
    scan.add_argument("code")
    _store(scan)
    scan.add_argument("--station", required=True, choices=_STATIONS)
    scan.add_argument("--badge", required=True, metavar="CODE")
    scan.add_argument("--confirm", action="store_true", help="yes to SURE?")
    _add(commands, "undo", "scanning:undo", "take back one's own last action (2 minutes)", badge=True)
    queue = _add(commands, "queue", "scanning:queue", "what there is to do, in order")
    _store(queue)
    queue.add_argument("--stage", choices=_STATIONS)
    queue.add_argument("--unassigned", action="store_true")
    queue.add_argument("--from", dest="date_from", type=_day, metavar="DATE", help="first due date")
    queue.add_argument("--to", dest="date_to", type=_day, metavar="DATE", help="last due date")
    queue.add_argument("--limit", type=_count, default=200, metavar="N")
    queue.add_argument("--offset", type=_count, default=0, metavar="N")
    queue.add_argument("--after", metavar="CODE", help="the next page: what comes after this ticket")
    queue.add_argument("--search", metavar="TEXT", help="in number, product, customer, flavour")
    export = _add(commands, "export", "export:export", "a whole list, for a spreadsheet or on paper")
    export.add_argument("what", choices=_LISTS)
    _store(export)
    export.add_argument(
        "--day",
        type=_day,
        metavar="DATE",
        help="due then (completed: packed then); bake-list, to-bake, forecast: else today",
    )
    file = export.add_mutually_exclusive_group()
    file.add_argument("--csv", metavar="FILE", help="for a spreadsheet; - or nothing is standard output")
    file.add_argument("--pdf", metavar="FILE", help="to print; - is standard output")
    ticket = _add(commands, "ticket", "scanning:ticket", "everything about one ticket")
    ticket.add_argument("id", metavar="ID")
    line = _add(commands, "line", "scanning:line", "print, assign, store, prioritise or return a ticket", badge=True)
    line.add_argument("action", choices=("print", "assign", "store", "priority", "return"))
    line.add_argument("id", metavar="ID")
    line.add_argument("value", nargs="?", help="the person, place, priority or reason")
    line.add_argument("--note")
    notices = _add(commands, "notices", "orders:notices", "what somebody still has to see", badge=True)
    _store(notices)
    notices.add_argument("--ack", metavar="ID", help="this one was seen")


def _order(commands: Commands[argparse.ArgumentParser]) -> None:
    group = commands.add_parser("order", help="take, change, cancel, release, hand over, return an order")
    _common(group)
    verbs = group.add_subparsers(metavar="VERB", required=True)
    new = _add(verbs, "new", "orders:new", "an order by phone or at the counter", badge=True)
    _store(new)
    new.add_argument(
        "--item", action="append", required=True, metavar="'TITLE; size=Large, flavour=..., quantity=2, price=89.00'"
    )
    _order_fields(new, required=True)
    new.add_argument("--source", default="phone", choices=("phone", "counter"))
    new.add_argument("--deposit", metavar="AMOUNT")
    new.add_argument("--confirm", action="store_true", help="yes to a day that is too soon, or closed")
    modify = _order_verb(verbs, "modify", "modify", "change it")
    _order_fields(modify)
    modify.add_argument("--line", action="append", default=[], metavar="'CODE|new: size=Large'")
    modify.add_argument("--reason", default="")
    cancel = _order_verb(verbs, "cancel", "cancel", "until it is handed over")
    cancel.add_argument("--reason", required=True)
    release = _order_verb(verbs, "release", "release", "put a held order on the line")
    _order_fields(release)
    release.add_argument("--product", help="what to make, when the order does not say")
    _order_verb(verbs, "hand-over", "hand_over", "the customer has it")
    back = _order_verb(verbs, "return", "give_back", "a return or refund after hand-over")
    back.add_argument("--reason", required=True)
    back.add_argument("--amount", metavar="AMOUNT")
    _order_verb(verbs, "show", "show", "an order and its tickets")
    _store(_add(verbs, "held", "orders:held", "the orders that wait for somebody to fix them"))


def _order_verb(
    verbs: Commands[argparse.ArgumentParser], name: str, function: str, text: str
) -> argparse.ArgumentParser:
    made = _add(verbs, name, f"orders:{function}", text, badge=True)
    made.add_argument("id", metavar="ID")
    return made


def _order_fields(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    parser.add_argument("--customer", required=required)
    parser.add_argument("--due", metavar="DATE", help="left out in a new order: somebody waits for it")
    parser.add_argument("--window", metavar="'10:00 and 12:00'")
    parser.add_argument("--method", choices=("pickup", "delivery"), default="pickup" if required else None)
    parser.add_argument("--note")
    parser.add_argument("--instructions")


def _staff(commands: Commands[argparse.ArgumentParser]) -> None:
    group = commands.add_parser("staff", help="people, badges and PINs")
    _common(group)
    verbs = group.add_subparsers(metavar="VERB", required=True)
    add = _add(verbs, "add", "staff:add", "a new person with a badge", badge=True)
    _store(add)
    add.add_argument("name")
    add.add_argument("--role", choices=_ROLES, default="STAFF")
    _store(_add(verbs, "list", "staff:listing", "who works here"))
    new_badge = _add(verbs, "badge", "staff:new_badge", "a new badge; the old one stops working", badge=True)
    new_badge.add_argument("person", help="number or name")
    pin = _add(verbs, "pin", "staff:pin", "set a PIN (asked for, or --pin)", badge=True)
    pin.add_argument("person", nargs="?", help="number or name")
    pin.add_argument("--pin", metavar="DIGITS", help="six digits; asked for when left out")
    pin.add_argument("--unlock", action="store_true", help="let PINs be tried again")

    rules = _add(commands, "policies", "policies:policies", "what a store allows and asks for", badge=True)
    _store(rules)
    rules.add_argument("name", metavar="NAME", nargs="?")
    rules.add_argument(
        "value", metavar="VALUE", nargs="?", help="yes or no, a number, a word, or texts with semicolons"
    )


def _day(text: str) -> str:
    from data.orders.dates import readable_date

    day = readable_date(text)
    if day is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date: write 2026-11-28 or 28/11/2026")
    return day


def _count(text: str) -> int:
    if re.fullmatch("[0-9]{1,7}", text) is None or int(text) > 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1000000")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())

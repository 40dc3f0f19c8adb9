"""`kitchen-tui setup` and `kitchen-tui demo`: a first shop of one's own, or a lived-in one to try everything in."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from data.questions.stores import this_terminal
from data.store.schema import FILE_NAME
from kitchen_tui.commands.connecting_a_pos import connect_a_pos
from kitchen_tui.commands.frame import OK, WrongUse, folder_of, refused, say
from kitchen_tui.founding import SetupRefused, found
from kitchen_tui.home import HOME, open_store, store_path
from kitchen_tui.voice import utter

_QUESTIONS = {
    "store": "Short name of the store (lower case letters and digits)",
    "name": "Its full name",
    "timezone": "Time zone",
    "currency": "Currency",
    "locale": "Locale",
    "sizes": "Sizes in their order, with commas",
    "owner": "Your name",
    "station": "Where does this terminal stand (filling, covering, decorating, packing)",
}
_DEFAULTS = {
    "timezone": "Australia/Sydney",
    "currency": "AUD",
    "locale": "en_AU",
    "sizes": "Small, Medium, Large",
    "station": "filling",
}


def setup(args: Namespace) -> int:
    """Asks for what the flags leave open, when somebody sits at the keyboard."""
    said = {name: getattr(args, name) or _ask(name, text) for name, text in _QUESTIONS.items()}
    try:
        shop = found(
            folder_of(args),
            store_id=said["store"],
            title=said["name"],
            timezone=said["timezone"],
            currency=said["currency"],
            locale=said["locale"],
            sizes=[size.strip() for size in said["sizes"].split(",") if size.strip()],
            owner_name=said["owner"],
            station=said["station"],
            letter=args.letter,
        )
    except SetupRefused as trouble:
        return refused(args, trouble.code, trouble.says)
    words = (
        f"{shop.store.name} is set up: barcodes begin with {shop.store.letter}.\n"
        f"{shop.owner.name} is the owner, staff number {shop.owner.number}. Her badge, shown only now: {shop.badge}\n"
        "Next: kitchen-tui station"
    )
    fields = {"store": shop.store.id, "letter": shop.store.letter, "owner": shop.owner.name}
    say(args, {**fields, "number": shop.owner.number, "badge": shop.badge, "terminal": shop.terminal.id}, words)
    connect_a_pos(args)
    return OK


def _ask(name: str, text: str) -> str:
    default = _DEFAULTS.get(name, "")
    if not sys.stdin.isatty():
        if default:
            return default
        raise WrongUse(f"nobody to ask: give --{name}")
    while True:
        sys.stderr.write(f"{text}{f' [{default}]' if default else ''}: ")
        sys.stderr.flush()
        answer = sys.stdin.readline()
        if not answer:
            raise WrongUse("set-up was left before its end: nothing was made")
        if answer.strip() or default:
            return answer.strip() or default


def demo(args: Namespace) -> int:
    """Makes the demo (or goes on with the one that is there), then opens the app."""
    from kitchen_tui.demo.make import make_demo

    folder = _demo_folder(args)
    try:
        if args.fresh:
            forget_demo(folder)
        made = make_demo(folder, args.seed, progress=_progress(args))
    except SetupRefused as trouble:
        return refused(args, trouble.code, trouble.says)
    fields = {"stores": list(made.stores), "badges": made.badges, "pin": made.pin, "commands": made.commands}
    seen = sys.stdout.isatty() and sys.stdin.isatty()
    if args.init_only or not seen:
        badges = "\n".join(f"  {role:11} {code}" for role, code in made.badges.items())
        last = "" if args.init_only else f"\nNo terminal here to show it in: kitchen-tui station --data-dir {folder}"
        say(args, fields, f"The demo bakery is in {folder}. Badges:\n{badges}{last}")
        return OK
    from kitchen_tui.app import run

    hint = f"Demo: type {made.numbers['STAFF']} and Enter, then {made.pin} and Enter"
    theme = None if args.theme == "auto" else args.theme
    code = run(folder, made.stores[0], "filling", None, theme, hint)
    sys.stderr.write(f"The demo lies in {folder}. Try: kitchen-tui queue --data-dir {folder}\n")
    return code


def _demo_folder(args: Namespace) -> Path:
    """Without a folder of its own the demo lies beside the real shop's data, never in its place."""
    folder = folder_of(args)
    return folder if args.data_dir or os.environ.get(HOME) else folder / "demo"


def forget_demo(folder: Path) -> None:
    """Takes a demo's files away; a real shop's are never touched."""
    from kitchen_tui.demo.open_secrets import seed_of

    if not store_path(folder).exists():
        return
    with closing(open_store(folder)) as database:
        terminal = this_terminal(database)
    if terminal is None or seed_of(terminal.id) is None:
        raise SetupRefused("shop_exists", f"There is a real shop in {folder}: a demo does not take its place")
    for path in folder.glob(f"{Path(FILE_NAME).stem}.*"):
        path.unlink()


def _progress(args: Namespace) -> Callable[[str], None]:
    def tell(text: str) -> None:
        if not args.json:
            utter(sys.stderr, f"[demo] {text}\n")

    return tell

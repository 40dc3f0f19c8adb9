"""The second step of set-up: through which shop one sells, by one key, or later."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kitchen_tui.commands.frame import say
from kitchen_tui.voice import utter

LATER = "later"
CHOICES = ("square", "shopify", LATER)
_KEYS = {"1": "square", "2": "shopify"}
_QUESTION = "\nStep 2: connect a POS. 1 Square, 2 Shopify, any other key: later "
_STEPS = """
{vendor} sells through a hub, which this terminal has not got yet. In a shell:
  sync-agent hub init ...      founds a hub, and sync-agent hub opens it (docs/hub.md)
  sync-agent adopt ...         gives it this store; sync-agent run keeps both of one mind
  sync-agent shop app {choice} ...   says as which application {vendor} is asked (docs/shops.md)
Then here: kitchen-tui station, Ctrl+K, Connect a shop."""


def connect_a_pos(args: Namespace) -> None:
    """Asks where nobody has said it and somebody sits at the keyboard; then says what comes next."""
    seen = sys.stdin.isatty() and sys.stdout.isatty() and not getattr(args, "json", False)
    choice = args.pos or (_asked() if seen else LATER)
    if choice != LATER and not getattr(args, "json", False):
        say(args, {}, _STEPS.format(vendor=choice.capitalize(), choice=choice))


def _asked() -> str:
    with _by_keys() as one:
        utter(sys.stdout, _QUESTION)
        choice = _KEYS.get(one(), LATER)
    utter(sys.stdout, f"{choice.capitalize()}\n")
    return choice


@contextmanager
def _by_keys() -> Iterator[Callable[[], str]]:
    """A key without Enter where the terminal can; Ctrl+C ends the program as ever. It is made ready before anything is
    asked, for that throws away what was typed before: the answer of somebody quick must come after."""
    try:
        import termios
        import tty
    except ImportError:
        yield lambda: sys.stdin.readline()[:1]
        return
    there = sys.stdin.fileno()
    before = termios.tcgetattr(there)
    try:
        tty.setcbreak(there)
        yield lambda: sys.stdin.read(1)
    finally:
        termios.tcsetattr(there, termios.TCSADRAIN, before)

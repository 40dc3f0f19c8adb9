"""A bakery in a folder, and the program at one of its stations in a real terminal."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from data.orders.docket import Docket
from data.people.commands import SetBadge
from data.store.sqlite import SqliteDatabase
from hardware.scan.badges import badge_code
from kitchen_tui.keys import badge_hash
from tests.support.bakery import open_shop
from tests.terminal.screen import Terminal

Furnished = Callable[..., Path]
"""Makes a data folder with the orders it is given."""
BADGE = badge_code(7_000)
ROOT = Path(__file__).parents[2]

PROGRAM = """
import atexit, json, sys
from argparse import Namespace
from pathlib import Path
from kitchen_tui.commands.station import station

folder = sys.argv[1]
atexit.register(lambda: (Path(folder) / "modules.json").write_text(json.dumps(sorted(sys.modules))))
exec(sys.argv[5])
args = Namespace(
    data_dir=folder, store="bannos", station=sys.argv[2], badge=sys.argv[3] or None, theme=sys.argv[4],
    scanner=sys.argv[6:],
)
sys.exit(station(args))
"""


def furnish(store: Path, orders: Iterable[Docket]) -> None:
    """The cast's shop in a store file, its orders taken in, Ana with a badge."""
    database = SqliteDatabase(store)
    bakery = open_shop(database)
    bakery.must(SetBadge("ana", badge_hash(BADGE)))
    for order in orders:
        bakery.take_in(order)
    database.tidy(always=True)
    database.close()


def at_station(
    folder: Path,
    station: str = "filling",
    *,
    size: tuple[int, int] = (110, 32),
    badge: str = BADGE,
    theme: str = "dark",
    before: str = "",
    scanners: Sequence[str] = (),
    within: Sequence[str] = (),
) -> Terminal:
    """The program, started; `before` is Python that it runs first, `scanners` are the ports of serial ones, `within`
    stands before its words."""
    argv = [*within, sys.executable, "-c", PROGRAM, str(folder), station, badge, theme, before, *scanners]
    return Terminal(argv, *size, env={"PYTHONPATH": str(ROOT)})


def signed_in(terminal: Terminal) -> Terminal:
    """Goes on when Ana stands there."""
    terminal.wait_for("HELLO", 30)
    return terminal


def words(terminal: Terminal) -> str:
    """The screen with one space for every gap."""
    return re.sub(r"\s+", " ", terminal.text())


def sees(terminal: Terminal, *wanted: str, timeout: float = 20.0) -> str:
    """Goes on as soon as all of these stand on the screen."""
    terminal.wait_until(lambda _: all(text in words(terminal) for text in wanted), " and ".join(wanted), timeout)
    return terminal.text()


def press(terminal: Terminal, key: str) -> None:
    """A hand's key, with silence before it; a hand is never as quick as a scanner."""
    time.sleep(0.3)
    terminal.type(key)


def modules_of(folder: Path) -> set[str]:
    """What the program had loaded when it ended."""
    return set(json.loads((folder / "modules.json").read_text()))

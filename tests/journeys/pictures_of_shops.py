"""`python -m tests.journeys.pictures_of_shops`: the pictures of the places about shops, anew: three of a bakery that
sells, two of a terminal at the hub of `sync-agent demo-shop`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from data.core.clock import HOUR
from data.people.commands import SetBadge
from kitchen_tui.home import make_store
from kitchen_tui.keys import badge_hash
from tests.journeys.kitchen import BADGE, at_station, press, sees, signed_in
from tests.journeys.pictures import goes_to, keep
from tests.support.bakery import Bakery
from tests.support.cast import opening
from tests.support.clockwork import Clockwork
from tests.support.selling import a_selling_day
from tests.terminal.screen import Terminal

_F6 = "\x1b[17~"
_ENOUGH = 25
"""Seconds in which the shops sell something."""


def of_a_bakery(folder: Path) -> None:
    """What its own store tells: shops, what they are still to be told, dead letters."""
    with closing(make_store(folder)) as database:
        bakery = Bakery(database, Clockwork(time.time_ns() // 1_000_000 - 5 * HOUR))
        for command in opening():
            bakery.must(command)
        bakery.must(SetBadge("olive", badge_hash(BADGE)))
        a_selling_day(bakery)
    with signed_in(at_station(folder)) as terminal:
        for place, seen in (
            ("shops", "sells for this store"),
            ("work queue", "waiting"),
            ("dead letters", "of a held"),
        ):
            goes_to(terminal, place, seen)
            keep(terminal, f"{place.replace(' ', '-')}-110x32")


def of_a_hub(folder: Path) -> None:
    """What the hub is asked: a shop is connected, and how the hub does."""
    env = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    env |= {"BAKELINE_HUB_SECRETS": str(folder / "secrets"), "BAKELINE_HOME": str(folder / "terminal")}
    agent = [sys.executable, "-m", "sync_agent.cli"]
    words = ["demo-shop", "--data-dir", str(folder), "--listen", "127.0.0.1:0", "--every", "1", "--seed", "3", "--json"]
    with subprocess.Popen([*agent, *words], env=env, stdout=subprocess.PIPE, text=True) as demo:
        try:
            told = json.loads(demo.stdout.readline()) if demo.stdout is not None else {}
            come, run, _look = told["steps"]
            subprocess.run([*agent, *come.split()[1:]], env=env, check=True, stdout=subprocess.DEVNULL)
            with subprocess.Popen([*agent, *run.split()[1:]], env=env, stdout=subprocess.DEVNULL) as runs:
                try:
                    time.sleep(_ENOUGH)
                    _seen(env, told["badge"])
                finally:
                    runs.terminate()
        finally:
            demo.terminate()


def _seen(env: dict[str, str], badge: str) -> None:
    with Terminal([sys.executable, "-m", "kitchen_tui.cli", "station"], 110, 32, env=env) as terminal:
        sees(terminal, "SIGN IN", timeout=60)
        terminal.scan(badge)
        sees(terminal, "HELLO", timeout=60)
        goes_to(terminal, "ops", "Webhooks answered")
        keep(terminal, "ops-110x32")
        goes_to(terminal, "connect a shop", "Which shop is to sell")
        press(terminal, _F6)
        sees(terminal, "Waiting for the yes", timeout=60)
        keep(terminal, "connect-110x32")


def main() -> None:
    """All five."""
    for draw in (of_a_bakery, of_a_hub):
        with TemporaryDirectory() as made:
            draw(Path(made))


if __name__ == "__main__":
    main()

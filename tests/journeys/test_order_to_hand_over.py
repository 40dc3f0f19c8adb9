"""An order goes from its file to the customer in a real kitchen: four stations, four terminals, scanners only."""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from data.organization.store import Store
from data.store.database import StoredRows
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from hardware.scan.commands import command_code
from kitchen_tui.cli import main
from kitchen_tui.verbs import HAND_OVER, SIGN_OUT
from tests.terminal.screen import Terminal

STATIONS = ("filling", "covering", "decorating", "packing")
ORDER = Path(__file__).parent.parent / "fixtures" / "shopify_orders" / "samples" / "02_three_cakes_and_candles.json"
TICKETS = ("B20002A", "B20002B", "B20002C")


def run(folder: Path, *args: str) -> dict[str, Any]:
    """One command; the JSON object it printed."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main([*args, "--data-dir", str(folder), "--json"]) == 0, out.getvalue()
    said: dict[str, Any] = json.loads(out.getvalue())
    return said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    run(tmp_path, "setup", "--store", "bannos", "--name", "Banno's", "--letter", "B", "--owner", "Olive")
    return tmp_path


@pytest.fixture
def kitchen(folder: Path) -> Iterator[dict[str, Terminal]]:
    """The four screens, nobody signed in."""
    with ExitStack() as open_:
        screens = {}
        for station in STATIONS:
            argv = [sys.executable, "-m", "kitchen_tui.cli", "station", "--station", station, "--data-dir", str(folder)]
            screens[station] = open_.enter_context(Terminal(argv, 110, 32))
        for screen in screens.values():
            screen.wait_for("SIGN IN", 30)
        yield screens


def test_three_cakes_are_made_packed_and_handed_over_by_scans_alone(folder: Path, kitchen: dict[str, Terminal]) -> None:
    badge = run(folder, "staff", "add", "Ana")["badge"]
    taken = run(folder, "ingest", str(ORDER), "--store", "bannos")
    assert tuple(t["code"] for t in taken["tickets"]) == TICKETS
    with closing(SqliteDatabase(folder / FILE_NAME)) as database:
        store = StoredRows(database).get(Store, "bannos")
    assert store is not None
    secret = bytes.fromhex(store.secret)

    for station, screen in kitchen.items():
        screen.scan(badge)
        screen.wait_for(re.compile(rf"{station}.*Ana", re.IGNORECASE), 15)
        for code in TICKETS:
            screen.scan(code)
            screen.wait_for(re.compile(rf"OK\s+{code}"), 15)
    packing = kitchen["packing"]
    packing.scan(command_code(secret, HAND_OVER))
    packing.wait_for("HAND OVER", 15)
    packing.scan("20002")
    packing.wait_for("NOT READY", 15)
    packing.wait_for("Scan a ticket", 15)
    for code in TICKETS:
        packing.scan(code)
        packing.wait_for(re.compile(rf"OK\s+{code}\s+complete"), 15)
    packing.scan(command_code(secret, HAND_OVER))
    packing.wait_for("HAND OVER", 15)
    packing.scan("20002")
    packing.wait_for("handed over", 15)
    for screen in kitchen.values():
        screen.scan(command_code(secret, SIGN_OUT))
        screen.wait_for("nobody signed in", 15)

    order = run(folder, "order", "show", "bannos-20002")
    assert order["order_status"] == "COMPLETED"
    assert {t["stage"] for t in order["tickets"]} == {"Complete"}
    facts = run(folder, "ticket", TICKETS[0])["facts"]
    assert [(f["stage"], f["kind"], f["staff"]) for f in facts] == [
        (name.capitalize(), "observed", "Ana") for name in STATIONS
    ]

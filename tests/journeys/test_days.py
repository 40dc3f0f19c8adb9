"""A day of each kind of user, by hand and by scanner, in a real terminal over the demo bakery."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from tests.journeys.kitchen import at_station, press, sees, signed_in
from tests.terminal.screen import Terminal

pytestmark = pytest.mark.long

F5, F6, F7 = "\x1b[15~", "\x1b[17~", "\x1b[18~"
F1, F2, F3, F4 = "\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS"
ENTER, ESC, MENU, SAVE, DOWN = "\r", "\x1b", "\x0b", "\x13", "\x1b[B"


def tui(folder: Path, *args: str) -> list[dict[str, Any]]:
    """What the shell says about the same store, as JSON."""
    argv = [sys.executable, "-m", "kitchen_tui.cli", *args, "--json", "--data-dir", str(folder)]
    done = subprocess.run(argv, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The demo bakery, made once, and its badges."""
    folder = tmp_path_factory.mktemp("demo")
    told = tui(folder, "demo", "--init-only")[-1]
    return folder, told["badges"]


@pytest.fixture
def bakery(template: tuple[Path, dict[str, str]], tmp_path: Path) -> Path:
    """A copy of it."""
    return copytree(template[0], tmp_path / "bakery")


@pytest.fixture
def badges(template: tuple[Path, dict[str, str]]) -> dict[str, str]:
    """The badge of a person of each role."""
    return template[1]


@pytest.fixture
def supervisor(bakery: Path, badges: dict[str, str]) -> Iterator[Terminal]:
    """A screen at Filling where Sue Rossi stands."""
    with signed_in(at_station(bakery, badge=badges["SUPERVISOR"])) as terminal:
        yield terminal


@pytest.fixture
def manager(bakery: Path, badges: dict[str, str]) -> Iterator[Terminal]:
    """A screen where the admin stands."""
    with signed_in(at_station(bakery, badge=badges["ADMIN"])) as terminal:
        yield terminal


def does(terminal: Terminal, what: str, *seen: str) -> None:
    """Anything the palette knows."""
    press(terminal, MENU)
    sees(terminal, "What would you like to do?")
    terminal.type(what, over=0.2)
    press(terminal, ENTER)
    sees(terminal, *seen)


def goes_to(terminal: Terminal, name: str, *seen: str) -> None:
    """By the palette."""
    does(terminal, f"go to: {name}", *seen)


def fills(terminal: Terminal, *texts: str) -> None:
    """One text a field, each ended by Enter."""
    for text in texts:
        terminal.type(text, over=0.1)
        press(terminal, ENTER)


def test_a_supervisors_morning(supervisor: Terminal, bakery: Path, badges: dict[str, str]) -> None:
    held = next(order for order in tui(bakery, "order", "held") if order["held"] == ["due_date"])
    goes_to(supervisor, "board", "ALL DAY", "NEXT HOURS", "unassigned")
    goes_to(supervisor, "notices", "STOP", "CANCELLED")
    press(supervisor, F6)
    sees(supervisor, "OK", "Seen")
    goes_to(supervisor, "unassigned", "Scan a badge for", "Waits")
    supervisor.scan(badges["STAFF"], over=0.02)
    sees(supervisor, "OK", "to Ana Lindqvist")
    goes_to(supervisor, "held", held["order"].split("-")[1])
    for _ in range(5):
        if f"▸ {held['order'].split('-')[1]}" in supervisor.text():
            break
        press(supervisor, DOWN)
        supervisor.settle(0.3)
    press(supervisor, F7)
    sees(supervisor, "Release", "Due")
    fills(supervisor, "2031-03-07", "")
    sees(supervisor, "OK")
    shown = tui(bakery, "order", "show", held["order"])[-1]
    assert shown["due_date"] == "2031-03-07"
    assert shown["tickets"]


def test_a_managers_afternoon(manager: Terminal, bakery: Path) -> None:
    goes_to(manager, "completed", "tickets", "Stands at")
    press(manager, "\x05")
    sees(manager, "WRITTEN", timeout=30)
    written = next(bakery.rglob("*.csv"))
    rows = list(csv.reader(io.StringIO(written.read_text(encoding="utf-8-sig"))))
    assert len(rows) > 10
    assert len({len(row) for row in rows}) == 1
    press(manager, "\x10")
    sees(manager, ".pdf", timeout=60)
    assert next(bakery.rglob("*.pdf")).read_bytes().startswith(b"%PDF")
    goes_to(manager, "staff", "on shift")
    press(manager, F6)
    number = 1 + max(person["number"] for person in tui(bakery, "staff", "list"))
    sees(manager, "Somebody new", f"Number {number}")
    manager.type("Noor Haddad", over=0.1)
    press(manager, SAVE)
    sees(manager, "The new badge of Noor Haddad")
    press(manager, ESC)
    sees(manager, "Noor Haddad")
    goes_to(manager, "settings", "Policies")
    does(manager, "theme: light", "THEME")
    assert json.loads((bakery / "appearance.json").read_text())["theme"] == "light"


def test_a_phone_order_from_the_call_to_the_hand_over(supervisor: Terminal, bakery: Path) -> None:
    goes_to(supervisor, "new", "Who is it for?")
    press(supervisor, F5)
    sees(supervisor, "For whom, and when")
    fills(supervisor, "Grace Hopper")
    press(supervisor, SAVE)
    sees(supervisor, "Grace Hopper", "Product or SKU")
    fills(supervisor, "NYC")
    sees(supervisor, "New York Cheesecake", "Flavour", "Quantity")
    press(supervisor, SAVE)
    sees(supervisor, "Total", "place it")
    press(supervisor, F7)
    sees(supervisor, "Order came in", "Grace Hopper", "New York Cheesecake")
    found = [line for line in tui(bakery, "queue", "--store", "bannos") if line["customer"] == "Grace Hopper"]
    assert [line["product"] for line in found] == ["New York Cheesecake"]
    code = found[0]["code"]
    for key, next_is in ((F1, "Covering"), (F2, "Decorating"), (F3, "Packing")):
        press(supervisor, key)
        sees(supervisor, "READY")
        supervisor.scan(code, over=0.02)
        sees(supervisor, f"OK {code}", next_is)
    press(supervisor, F4)
    sees(supervisor, "PACKING", "READY")
    supervisor.scan(code, over=0.02)
    sees(supervisor, "CHECK ALL")
    supervisor.settle(2.2)
    supervisor.scan(code, over=0.02)
    sees(supervisor, f"OK {code}", "PACKING 20")
    goes_to(supervisor, "completed", code[1:])
    supervisor.scan(code, over=0.02)
    press(supervisor, ENTER)
    sees(supervisor, "ORDER", "Grace Hopper", "hand over")
    press(supervisor, F7)
    sees(supervisor, "handed over")
    assert tui(bakery, "order", "show", code)[-1]["order_status"] == "COMPLETED"


def test_a_stock_count_by_scanner(supervisor: Terminal, bakery: Path) -> None:
    goes_to(supervisor, "stock", "On hand", "Butter")
    press(supervisor, F6)
    sees(supervisor, "Item after item")
    press(supervisor, SAVE)
    sees(supervisor, "Scan or type an item")
    supervisor.scan("BUTTER", over=0.02)
    sees(supervisor, "Butter")
    fills(supervisor, "20 kg")
    sees(supervisor, "20,000 g")
    supervisor.scan("COCOA", over=0.02)
    sees(supervisor, "Cocoa")
    fills(supervisor, "1500")
    sees(supervisor, "1,500 g")

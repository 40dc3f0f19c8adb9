"""A command is a pure function of the rows and its envelope (I13): no clock, no dice, no locale, no order of a hash."""

from __future__ import annotations

import ast
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data.core.command import Command, Context
from data.core.outcome import Accepted
from data.store.catalogue import NAMES, decide
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BENCH
from tests.support.day import a_day

ROOT = Path(__file__).parents[3]
RULE_ROOMS = ("core", "kitchen", "line", "notices", "orders", "organization", "people", "procurement", "stock")
RULE_FILES = sorted(path for room in RULE_ROOMS for path in (ROOT / "data" / room).rglob("*.py"))

CLOCKS = {"now", "utcnow", "today", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "localtime"}
DICE = {"uuid1", "uuid4", "random", "randint", "choice", "shuffle", "urandom", "token_hex", "token_bytes"}
WORLD = {"open", "getenv", "environ", "print", "input", "setlocale", "hash", "id", "vars", "globals"}
BY_LOCALE = ("%a", "%A", "%b", "%B", "%c", "%x", "%X", "%p")


class TestRuleRooms:
    @pytest.mark.parametrize("path", RULE_FILES, ids=lambda p: str(p.relative_to(ROOT / "data")))
    def test_ask_nothing_but_what_they_are_given(self, path):
        tree = ast.parse(path.read_text(encoding="utf-8"))

        assert [call for call in calls(tree) if call in CLOCKS | DICE | WORLD] == []
        assert [text for text in texts(tree) if any(mark in text for mark in BY_LOCALE)] == []

    def test_are_all_there(self):
        assert len(RULE_FILES) > 40


def calls(tree: ast.AST) -> Iterator[str]:
    """The last name of everything that is called: `datetime.now()` is `now`; reading a field of that name is none.
    (Rule rooms cannot import `time`: an import contract says so.)"""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr
            elif isinstance(node.func, ast.Name):
                yield node.func.id


def texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


class AskingTwice(Bakery):
    """Decides every command twice more before it is issued, in a world that looks different each time."""

    asked: set[str]

    def do(self, command: Command, by: Any = ANA, **given: Any) -> Any:
        receipt_id = given.get("command_id") or f"twice-{len(self.asked)}"
        ctx = Context(receipt_id, given.get("at") or self.machine.at, by, given.get("terminal", BENCH))
        random.seed(1)
        first = decide(command, self.rows, ctx)
        random.seed(2)
        with pytest.MonkeyPatch.context() as world:
            world.setenv("TZ", "Asia/Kolkata")
            world.setattr("time.time", lambda: 0.0)
            assert decide(command, self.rows, ctx) == first
        if isinstance(first, Accepted) and first.status == "noop":
            assert (first.writes, first.events, first.jobs) == ((), (), ()), "what does nothing writes nothing"
        self.asked.add(command.name)
        return super().do(command, by, **given)


def test_a_command_asked_twice_answers_alike(shop):
    opened = shop.open()
    bakery = AskingTwice(opened.database, opened.machine)
    bakery.asked = set()
    a_day(bakery)

    seldom = {"add_store", "add_terminal", "add_staff", "add_item", "add_product", "set_pin", "set_station"}
    assert set(NAMES) - bakery.asked <= seldom | {
        "receive_stock",
        "set_policies",
        "place_order",
        "redeem_unknown_scan",
    }


WORLDS: tuple[dict[str, str], ...] = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C", "OFFSET": "0"},
    {"PYTHONHASHSEED": "4242", "TZ": "America/New_York", "LC_ALL": "C.utf8", "OFFSET": "315360000"},
    {"PYTHONHASHSEED": "77", "TZ": "Pacific/Apia", "LC_ALL": "POSIX", "OFFSET": "-315360000", "PYTHONOPTIMIZE": "1"},
)


def test_a_day_leaves_the_same_rows_in_any_world(template):
    command = [sys.executable, "-m", "tests.data.rules.day_in_a_child", str(template)]
    running = [
        subprocess.Popen(command, cwd=ROOT, env=os.environ | world, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for world in WORLDS
    ]
    said = [process.communicate(timeout=120) for process in running]

    assert [process.returncode for process in running] == [0, 0, 0], said
    digests = {out.strip() for out, _ in said}
    assert len(digests) == 1
    assert len(digests.pop()) == 64

"""Several windows on one data folder: what each of them was told is there, once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from tests.kitchen_tui_cli.conftest import Shop

Sample = Callable[[str], str]


def at_once(shop: Shop, *commands: Sequence[str]) -> list[tuple[int, dict[str, Any]]]:
    """Every command in a process of its own, all started before the first ends."""
    program = [sys.executable, "-m", "kitchen_tui.cli"]
    there = ["--data-dir", str(shop.folder), "--json"]
    running = [subprocess.Popen([*program, *c, *there], stdout=subprocess.PIPE, text=True) for c in commands]
    answers = [(process.communicate()[0], process.returncode) for process in running]
    return [(code, json.loads(out)) for out, code in answers]


def test_orders_taken_at_once_are_all_kept_each_under_its_own_number(shop: Shop) -> None:
    customers = [f"Customer {n}" for n in range(6)]

    answers = at_once(shop, *(("order", "new", "--customer", c, "--item", "Opera") for c in customers))

    assert [code for code, _ in answers] == [0] * 6
    assert [answer["customer"] for _, answer in answers] == customers
    assert len({answer["order"] for _, answer in answers}) == 6


def test_people_added_at_once_all_get_a_number_and_a_badge(shop: Shop) -> None:
    answers = at_once(shop, *(("staff", "add", f"Person {n}") for n in range(6)))

    assert [code for code, _ in answers] == [0] * 6
    assert len({answer["number"] for _, answer in answers}) == 6


def test_copies_of_an_order_taken_in_at_once_make_one(shop: Shop, sample: Sample) -> None:
    answers = at_once(shop, *[("ingest", sample("02"), "--store", "bannos")] * 6)

    assert Counter(answer["status"] for _, answer in answers) == {"ingested": 1, "duplicate": 5}
    assert len(shop.run("queue")[1]) == 3


def test_the_same_scan_at_once_counts_once(shop: Shop, sample: Sample) -> None:
    shop.one("ingest", sample("01"), "--store", "bannos")

    scan = ("scan", "B20001", "--station", "filling", "--badge", shop.badges["STAFF"])
    answers = at_once(shop, *[scan] * 6)

    assert Counter(answer["verdict"] for _, answer in answers) == {"accepted": 1, "noop": 5}

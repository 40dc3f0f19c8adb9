"""The health of the data from the shell: at a terminal that works alone, at a hub, and asked wrongly."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from data.exchange.node import become
from data.health.metric import DataHealthMetric
from data.store.home import make_store, open_store
from sync_agent.cli import FAILED, OK, REFUSED, USAGE, main
from tests.support.bakery import Bakery
from tests.support.cast import BENCH, OLIVE, opening
from tests.support.sold import ordinary, plant
from tests.sync_agent.hub.rig import node
from tests.sync_agent.test_inventory import hub

Run = Callable[..., tuple[int, list[dict[str, Any]]]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A terminal that works alone, and has sold."""
    with closing(make_store(tmp_path / "home")) as database:
        bakery = Bakery(database)
        for command in opening():
            bakery.must(command, OLIVE)
        plant(database, ordinary())
    return tmp_path / "home"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Its exit code, and what it told a program."""

    def ran(*args: str) -> tuple[int, list[dict[str, Any]]]:
        code = main(["data-health", *args, "--json"])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return ran


def test_what_is_measured_is_shown_with_its_parts_and_its_history(folder, run):
    at = ("--data-dir", str(folder))
    assert run(*at, "show", "--store", "bannos")[1][0]["verdict"] == "unknown"
    code, (measured,) = run(*at, "check", "--store", "bannos")
    assert code == OK
    assert measured["score"] == 100 - sum(part["lost"] for part in measured["parts"])
    assert (measured["previousScore"], measured["cause"]) == (None, "by_hand")

    _, (shown,) = run(*at, "show", "--store", "bannos")
    assert shown["metric"]["id"] == measured["id"]
    assert shown["history"][-1]["score"] == measured["score"]
    run(*at, "check", "--store", "bannos")
    _, history = run(*at, "history", "--store", "bannos")
    assert [one["previousScore"] for one in history] == [measured["score"], None]
    assert len(run(*at, "history", "--store", "bannos", "--limit", "1")[1]) == 1


def test_each_store_of_a_hub_is_measured(tmp_path, run):
    where = hub(tmp_path)
    code, found = run(*where, "check")

    assert code == OK
    assert {one["restaurantId"] for one in found} == {"bannos"}
    assert found[0]["score"] < 100, "nothing was ever sold there"


def test_a_monitor_is_told_by_the_exit_code(tmp_path, run):
    where = hub(tmp_path)
    assert run(*where, "check", "--below", "100")[0] == FAILED
    assert run(*where, "check", "--below", "1")[0] == OK


def test_a_person_reads_what_to_do(tmp_path, capsys):
    assert main(["data-health", *hub(tmp_path), "check"]) == OK
    said = capsys.readouterr().out
    assert "of 100" in said
    assert "Connect a shop, or import what was sold so far" in said


def test_a_terminal_below_a_hub_is_not_the_one_that_measures(folder, run):
    with closing(open_store(folder)) as database, database.transaction():
        become(database, node("one", BENCH))
    code, (said,) = run("--data-dir", str(folder), "check", "--store", "bannos")

    assert (code, said["code"]) == (REFUSED, "not_here")
    with closing(open_store(folder)) as database:
        assert Bakery(database).all(DataHealthMetric) == []


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("show", "--store", "elsewhere"), "no_such_store"),
        (("history", "--limit", "0"), "wrong_use"),
        (("show", "--database", "sqlite:///x"), "wrong_use"),
        (("nonsense",), "wrong_use"),
    ],
)
def test_what_was_asked_wrongly_is_said(folder, run, args, code):
    exit_code, (said,) = run("--data-dir", str(folder), *args)

    assert (exit_code, said["code"]) == (USAGE, code)
    assert said["says"]

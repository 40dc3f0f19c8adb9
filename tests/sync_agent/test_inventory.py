"""The store room from the shell: found, moved and summed, at a terminal that has no line and at a hub alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from data.people.commands import SetBadge
from data.store.home import make_store
from sync_agent.cli import FAILED, OK, REFUSED, USAGE, main
from sync_agent.hub.badges import badge_hash
from sync_agent.hub.organizations import DEMO, HUB, SOURCE, found, fresh
from sync_agent.hub.serving import ready
from tests.support.bakery import Bakery
from tests.support.cast import BENCH, MILK, MILK_AT_FIRST, OLIVE, opening
from tests.support.dockets import docket, ingest

ANAS, SUES = "IDANA0000000A", "IDSUE0000000S"
Run = Callable[..., tuple[int, list[dict[str, Any]]]]

WRONG = [
    (("receive", "butter", "3"), USAGE, "no_such_item"),
    (("receive", " ", "3"), USAGE, "no_such_item"),
    (("receive", MILK, "-3"), USAGE, "quantity"),
    (("waste", MILK, "0"), USAGE, "quantity"),
    (("count", MILK, "NaN"), USAGE, "quantity"),
    (("count", MILK, "inf"), USAGE, "quantity"),
    (("count", MILK, ""), USAGE, "quantity"),
    (("count", MILK, "1,500"), USAGE, "quantity"),
    (("receive", MILK, "3 pc"), USAGE, "quantity"),
    (("receive", MILK, "1e400"), USAGE, "quantity"),
    (("receive", MILK, "99999999999999 kg"), USAGE, "quantity"),
    (("adjust", MILK, "-3"), USAGE, "wrong_use"),
    (("adjust", MILK, "-3", "--reason", " "), REFUSED, "reason_needed"),
    (("receive", MILK, "3", "--badge", "IDNOBODY"), REFUSED, "unknown_badge"),
    (("receive", MILK, "3", "--badge", ""), REFUSED, "unknown_badge"),
    (("history", MILK, "--limit", "0"), USAGE, "wrong_use"),
    (("find", " "), USAGE, "wrong_use"),
    (("list", "--store", "elsewhere"), USAGE, "no_such_store"),
]


def terminal(folder: Path) -> list[str]:
    with closing(make_store(folder)) as database:
        bakery = Bakery(database)
        for command in (*opening(), SetBadge("ana", badge_hash(ANAS)), SetBadge("sue", badge_hash(SUES))):
            bakery.must(command, OLIVE)
        database.run("UPDATE terminal SET origin = ? WHERE here", (f"origin-{BENCH}",))
    return ["--data-dir", str(folder)]


def hub(folder: Path) -> list[str]:
    """With the same people and the same store room, made by the same commands."""
    from data.ledger.own import rule
    from data.store.machine import ThisMachine

    url, machine = f"sqlite:///{folder / 'hub.sqlite3'}", ThisMachine()
    with closing(ready(url)) as store:
        organization = found(store, "Cakes", machine, DEMO).organization.id
        known = ("AddStore", "AddTerminal")
        made = [one for one in opening() if type(one).__name__ not in known and getattr(one, "number", 0) != 101]
        for command in (*made, SetBadge("sue", badge_hash(SUES))):
            store.write(
                organization,
                lambda database, command=command: rule(database, command, HUB, SOURCE, machine.stamp(), fresh),  # type: ignore[misc]
            )
    return ["--database", url]


@pytest.fixture(params=[terminal, hub], ids=["terminal", "hub"])
def run(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch) -> Run:
    monkeypatch.setenv("BAKELINE_HUB_SECRETS", str(tmp_path / "secrets"))
    monkeypatch.delenv("BAKELINE_HUB_DATABASE", raising=False)
    where = request.param(tmp_path)

    def ran(doing: str, *words: str) -> tuple[int, list[dict[str, Any]]]:
        code = main(["inventory", doing, *words, *where, "--json"])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return ran


def test_what_is_moved_stands_in_the_history_and_sums_to_the_balance(run):
    assert run("receive", MILK, "2.5", "kg")[0] == OK
    assert run("adjust", "milk", "-2.5kg", "--reason", "spilt")[0] == OK
    assert run("waste", "MILK", "500 g", "--reason", "sour", "--badge", SUES)[0] == OK
    code, (told,) = run("count", MILK, "90kg", "--badge", SUES.lower())
    assert (code, told["verdict"], told["on_hand"]) == (OK, "applied", 90_000)
    assert run("count", MILK, "90kg")[1][0]["verdict"] == "noop"

    code, told = run("history", MILK)
    assert code == OK
    moves = [(one["kind"], one["on_hand"], one["reason"]) for one in told if one["verdict"] == "movement"]
    # The first delivery was by the cast's clock.
    moves.remove(("receive", MILK_AT_FIRST, "receive"))
    assert moves == [
        ("count", 90_000 - MILK_AT_FIRST + 500, "count"),
        ("waste", -500, "sour"),
        ("adjust", -2_500, "spilt"),
        ("receive", 2_500, "receive"),
    ]
    assert [one["who"] for one in told if one.get("kind") in ("waste", "count")] == ["Sue", "Sue"]
    assert (told[-1]["equal"], told[-1]["sum_on_hand"], told[-1]["on_hand"]) == (True, 90_000, 90_000)
    assert {one["verdict"] for one in run("verify")[1]} == {"same"}


def test_an_item_is_found_by_its_code_its_words_and_what_is_low(run):
    assert [one["item"] for one in run("list")[1]] == ["box", "milk"]
    assert [one["item"] for one in run("find", "ilk")[1]] == ["milk"]
    assert run("find", "nothing like it") == (OK, [{"verdict": "nothing"}])
    assert run("show", "Milk")[1][0]["available"] == MILK_AT_FIRST
    run("count", MILK, "1 kg")
    assert [(one["item"], one["mark"]) for one in run("list", "--low")[1]] == [("milk", "LOW")]


def test_what_cannot_be_done_is_said_and_moves_nothing(run):
    for words, code, named in WRONG:
        told = run(*words)
        assert (words, told[0], told[1][-1]["code"]) == (words, code, named)
    assert run("show", MILK)[1][0]["on_hand"] == MILK_AT_FIRST


def test_what_somebody_may_not_do_is_refused(tmp_path, capsys):
    where = terminal(tmp_path)
    assert main(["inventory", "receive", MILK, "3", "--badge", ANAS, *where]) == REFUSED
    assert "may not receive stock" in capsys.readouterr().err
    assert main(["inventory", "count", MILK, "3", "--badge", ANAS, *where]) == OK


def test_a_terminal_that_has_a_hub_asks_who_it_is_and_leaves_the_sums_to_the_hub(tmp_path, capsys):
    from data.exchange.node import become
    from data.exchange.values import Node

    where = terminal(tmp_path)
    with closing(make_store(tmp_path)) as database, database.transaction():
        node = Node("n1", BENCH, f"origin-{BENCH}", 0, "", upstream=True, feeds=False, epoch="", scopes='["bannos"]')
        become(database, node)
    assert main(["inventory", "receive", MILK, "3", *where]) == REFUSED
    assert "--badge" in capsys.readouterr().err
    assert main(["inventory", "receive", MILK, "3", "--badge", SUES, *where]) == OK
    assert main(["inventory", "verify", *where]) == REFUSED
    assert main(["inventory", "history", MILK, *where, "--json"]) == OK
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["equal"] is None


def test_a_balance_that_is_not_the_sum_of_its_movements_is_found(tmp_path, capsys):
    where = terminal(tmp_path)
    with closing(make_store(tmp_path)) as database:
        bakery = Bakery(database)
        bakery.must(ingest(docket()))
        assert main(["inventory", "verify", *where]) == OK
        database.run("UPDATE inventory_items SET on_hand = on_hand + 1 WHERE id = ?", (MILK,))
    assert main(["inventory", "verify", *where]) == FAILED
    assert main(["inventory", "history", MILK, *where]) == FAILED
    assert "NOT EQUAL" in capsys.readouterr().out


def test_it_is_one_store_room_that_is_asked_for(tmp_path, capsys):
    assert main(["inventory", "list", "--data-dir", str(tmp_path), "--database", "sqlite:///x"]) == USAGE
    assert main(["inventory", "list", "--data-dir", str(tmp_path / "none")]) == FAILED
    assert main(["inventory", "list", "--database", f"sqlite:///{tmp_path / 'none.sqlite3'}"]) == FAILED
    assert "Traceback" not in capsys.readouterr().err

"""An admin has shops repaired at once, and reads of what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sync_agent.cli import FAILED, OK, USAGE, main
from sync_agent.demo_shop.faults import DOWN
from sync_agent.work.by_hand import repair
from sync_agent.work.repairs import LATE, STOCK
from tests.shops.square.bench import SquareBench
from tests.sync_agent.work.healing import Healing
from tests.sync_agent.work.rig import SellingHub, database_in


@pytest.fixture
def healing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Healing]:
    monkeypatch.setenv("BAKELINE_HUB_SECRETS", str(tmp_path / "secrets"))
    bench = SquareBench()
    bench.faults.all_off()
    hub = SellingHub(database_in(tmp_path), bench, "square")
    with closing(hub.store):
        yield Healing(hub)


def test_what_was_corrected_stands_in_the_report_with_both_numbers(healing, tmp_path, capsys):
    thing = min(healing.ours())
    healing.bench.show(thing, healing.hub.shop.location or "", 3)
    (repaired,) = repair(healing.hub.opener, healing.clock.pass_by, [LATE, STOCK])
    assert (repaired.trouble, repaired.told[STOCK]) == (None, {"corrected": 1})

    words = ["reconcile", "--database", database_in(tmp_path), "--report", "--days", "36500"]
    assert main([*words, "--json"]) == OK
    told = json.loads(capsys.readouterr().out)
    assert [(one["thing"], one["shown"], one["ours"]) for one in told["corrected"]] == [(thing, 3, 20)]
    assert {LATE, STOCK} <= set(told["done"])
    assert main(words) == OK
    assert f"thing {thing}: showed 3, told 20" in capsys.readouterr().out


def test_a_shop_that_does_not_answer_is_said_in_words(healing):
    healing.bench.faults.switch(DOWN, True, 1.0)
    (repaired,) = repair(healing.hub.opener, healing.clock.pass_by, [STOCK])
    assert repaired.trouble
    assert repaired.told == {}


def test_what_is_asked_wrongly_is_said(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("BAKELINE_HUB_DATABASE", raising=False)
    assert main(["sweep", "--once"]) == USAGE
    assert main(["sweep", "--once", "--days", "0", "--database", database_in(tmp_path)]) == USAGE
    assert main(["sweep", "--once", "--database", database_in(tmp_path)]) == FAILED
    assert "There is no hub" in capsys.readouterr().err

"""Buying from the shell, at a terminal that has no line and at a hub alike: suppliers set up, a list read, the reasons
asked for, ordered and received."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from data.core.clock import local_day
from data.store.home import open_store
from data.store.machine import ThisMachine
from sync_agent.cli import OK, REFUSED, USAGE, main
from sync_agent.hub.organizations import organizations
from sync_agent.hub.store import opened
from tests.support.bakery import Bakery
from tests.support.buying import expect
from tests.support.cast import BOX, MILK, MILK_AT_FIRST, SYDNEY
from tests.sync_agent.test_inventory import SUES, hub, terminal

Run = Callable[..., tuple[int, list[dict[str, Any]]]]

WRONG = [
    (("why", "nothing"), USAGE, "no_such_item"),
    (("show", "PO-00000000"), USAGE, "no_such_order"),
    (("receive", "PO-00000000"), USAGE, "no_such_order"),
    (("supplier", "Mill", "--order-days", "someday"), USAGE, "wrong_use"),
    (("supplier", "Mill", "--cutoff", "25:00"), USAGE, "wrong_use"),
    (("supplier", "Mill", "--minimum", "much"), USAGE, "wrong_use"),
    (("supplier", "Mill", "--closed", "24.12."), REFUSED, "closed_days"),
    (("supplier", "Mill", "--email", "mill"), REFUSED, "email"),
    (("offer", MILK, "--supplier", "nobody", "--pack", "1 kg", "--price", "1"), USAGE, "no_such_supplier"),
    (("offer", MILK, "--supplier", "dairy", "--pack", "3 parsec", "--price", "1"), USAGE, "quantity"),
    (("offer", MILK, "--supplier", "dairy", "--pack", "2 dozen", "--price", "1"), USAGE, "quantity"),
    (("offer", MILK, "--supplier", "dairy", "--pack", "1 l", "--price", "1"), USAGE, "quantity"),
    (("offer", MILK, "--supplier", "dairy", "--pack", "2 kg", "--price", "cheap"), USAGE, "wrong_use"),
    (("offer", MILK, "--supplier", "dairy", "--pack", "2 kg"), USAGE, "wrong_use"),
    (("offer", MILK, "--supplier", "dairy", "--pack", "1,500 g", "--price", "1"), USAGE, "quantity"),
    (("offer", MILK, "--supplier", "dairy", "--pack", "2 kg", "--price=-1"), REFUSED, "price"),
    (("offer", MILK, "--supplier", "dairy", "--pack", "2 kg", "--price", "1", "--minimum=-1kg"), REFUSED, "minimum"),
    (("terms", MILK, "--waste", "some"), USAGE, "wrong_use"),
    (("terms", MILK, "--service", "200"), REFUSED, "service"),
    (("order", "milk", "--packs", "0"), USAGE, "wrong_use"),
    (("order", "box"), USAGE, "no_offer"),
    (("list", "--store", "elsewhere"), USAGE, "no_such_store"),
]


def cakes_will_sell(bakery: Bakery) -> None:
    """For two weeks from the real today on: the shell has the real clock."""
    bakery.machine.at = ThisMachine().now()
    expect(bakery, "gelato-cake", *[40] * 14, first=local_day(bakery.machine.at, SYDNEY))


@pytest.fixture(params=[terminal, hub], ids=["terminal", "hub"])
def run(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch) -> Run:
    monkeypatch.setenv("BAKELINE_HUB_SECRETS", str(tmp_path / "secrets"))
    monkeypatch.delenv("BAKELINE_HUB_DATABASE", raising=False)
    where = request.param(tmp_path)
    if where[0] == "--database":
        with closing(opened(where[1])) as store:
            for whose in organizations(store):
                store.write(whose.id, lambda database: cakes_will_sell(Bakery(database)))
    else:
        with closing(open_store(Path(where[1]))) as database:
            cakes_will_sell(Bakery(database))

    def ran(verb: str, *words: str) -> tuple[int, list[dict[str, Any]]]:
        store = ["--store", "bannos"] if where[0] == "--database" else []
        code = main(["procure", verb, *where, *store, *words, "--json"])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return ran


@pytest.fixture
def buying(run: Run) -> Run:
    assert run("supplier", "Dairy", "--email", "orders@dairy.example", "--cutoff", "23:59")[0] == OK
    assert (
        run("offer", MILK, "--supplier", "dairy", "--pack", "can of 10 kg", "--price", "12.50", "--barcode", "930017")[
            0
        ]
        == OK
    )
    assert run("terms", MILK, "--service", "50")[0] == OK
    return run


def milk(run: Run) -> dict[str, Any]:
    code, told = run("list", "--all")
    assert code == OK
    return next(line for line in told[0]["recommendations"] if line["itemId"] == MILK)


def test_what_is_advised_is_ordered_and_comes_into_stock_in_parts(buying, tmp_path):
    before = milk(buying)
    assert before["quantity"] == before["packs"] * 10_000 >= 0
    packs = max(before["packs"], 3)

    files = ("--csv", str(tmp_path / "po.csv"), "--html", str(tmp_path / "po.html"))
    code, (made,) = buying("order", "milk", "--packs", str(packs), "--note", "<b>at the back door</b>", *files)
    assert (code, made["total"], made["status"]) == (OK, packs * 1_250, "open")
    assert "can of 10 kg" in (tmp_path / "po.csv").read_text("utf-8-sig")
    assert "&lt;b&gt;" in (tmp_path / "po.html").read_text()
    assert [one["code"] for one in buying("orders")[1]] == [made["code"]]
    assert milk(buying)["quantity"] == 0

    code, (part,) = buying("receive", made["code"], "930017", "930017", "--delivery", "DN 1")
    assert (code, part["status"], part["lines"][0]["received"]) == (OK, "partly", 20_000)
    assert buying("receive", made["code"], "930017=2", "--delivery", "DN 1")[1][0]["lines"][0]["received"] == 20_000
    code, (rest,) = buying("receive", made["code"])
    assert (code, rest["status"]) == (OK, "received")
    assert buying("orders")[1] == [{"verdict": "nothing"}]


def test_all_that_one_supplier_brings_is_one_order_and_one_file(buying, tmp_path):
    assert buying("offer", BOX, "--supplier", "dairy", "--pack", "carton of 50", "--price", "20")[0] == OK
    assert buying("terms", BOX, "--safety", "5000 pc")[0] == OK
    assert buying("terms", MILK, "--safety", "900 kg")[0] == OK

    code, (made,) = buying("order", "--supplier", "dairy", "--csv", str(tmp_path / "po.csv"))

    assert (code, len(made["lines"])) == (OK, 2)
    assert len((tmp_path / "po.csv").read_text("utf-8-sig").splitlines()) == 3


def test_what_came_is_named_by_its_item_too_and_stands_behind_the_options_as_well_as_before(buying):
    code, (made,) = buying("order", "milk", "--packs", "4")
    assert code == OK

    for n, words in enumerate((("Milk=1", "--delivery", "A"), ("--delivery", "B", "milk=10kg")), start=1):
        code, (came,) = buying("receive", made["code"], *words)
        assert (code, came["lines"][0]["received"]) == (OK, n * 10_000)


def test_the_parts_of_an_advice_sum_to_it(buying):
    code, (told,) = buying("why", "Milk")

    assert code == OK
    assert sum(part["amount"] for part in told["parts"]) == told["quantity"]
    assert {"code": "on_hand", "of": "Banno's", "amount": -MILK_AT_FIRST} in told["parts"] or told["parts"]


def test_totals_are_those_of_the_lines(buying):
    told = buying("list")[1][0]

    assert told["totals"]["amount"] == sum(line["amount"] for line in told["recommendations"])
    assert told["ageSeconds"] >= 0


def test_twice_on_a_day_needs_a_word(buying):
    assert buying("order", "milk", "--packs", "1")[0] == OK
    code, (again,) = buying("order", "milk", "--packs", "1")
    assert (code, again["code"]) == (REFUSED, "ordered_today")

    assert buying("order", "milk", "--packs", "1", "--confirm")[0] == OK


def test_packs_in_the_units_of_suppliers_are_exact(buying):
    assert buying("offer", MILK, "--supplier", "dairy", "--pack", "50 lb", "--price", "30")[0] == OK

    assert sorted(one["packSize"] for one in buying("offers")[1]) == [10_000, 22_679]


def test_a_supplier_keeps_what_is_not_said_again(buying):
    assert buying("supplier", "dairy", "--order-days", "mon-fri", "--closed", "2026-12-24")[0] == OK

    (told,) = buying("suppliers")[1]
    assert (told["email"], told["cutoff"], told["orderDays"]) == ("orders@dairy.example", "23:59", [0, 1, 2, 3, 4])


def test_what_is_asked_wrongly_is_answered_in_words(buying):
    for words, exit_code, code in WRONG:
        found, told = buying(*words)

        assert (found, told[-1]["code"]) == (exit_code, code), words
        assert told[-1]["says"], words


def test_only_a_hub_mails(buying, request):
    """A terminal that stands alone says so, rather than that it has sent what nobody gets."""
    code, told = buying("order", "milk", "--packs", "1", "--mail")

    if "terminal" in request.node.name:
        assert (code, told[-1]["code"]) == (REFUSED, "no_hub")
        assert buying("orders")[1] == [{"verdict": "nothing"}]
    else:
        assert (code, told[-1]["mailTo"]) == (OK, "orders@dairy.example")


def test_by_a_badge_it_is_her_doing_and_within_her_role(buying):
    code, told = buying("order", "milk", "--packs", "1", "--badge", SUES)
    assert (code, told[-1]["code"]) == (REFUSED, "not_allowed")
    code, (made,) = buying("order", "milk", "--packs", "1")

    assert buying("receive", made["code"], "--badge", SUES)[0] == OK

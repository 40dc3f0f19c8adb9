"""`kitchen-tui order ...` and `staff ...`: what supervisors and admins do without a screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from kitchen_tui.cli import main
from tests.kitchen_tui_cli.conftest import Shop

Sample = Callable[[str], str]
NEW = ("order", "new", "--customer", "Ada", "--due", "28/11/2030")


def test_an_order_taken_by_phone_makes_tickets_that_can_be_scanned(shop: Shop) -> None:
    got = shop.one(*NEW, "--item", "Carrot Cake; size=Large, writing=Happy Birthday, quantity=2, price=45.50")

    assert (got["due_date"], got["total"], got["order_status"]) == ("2030-11-28", 9100, "CONFIRMED")
    assert [t["code"] for t in got["tickets"]] == ["BP01001A", "BP01001B"]
    assert shop.scan("BP01001A", "filling")[0] == 0
    assert shop.one(*NEW, "--item", "Opera")["order"] == "bannos-P01002"


def test_who_waits_at_the_counter_needs_no_due_date_and_stands_at_medium(shop: Shop) -> None:
    got = shop.one("order", "new", "--customer", "Ada", "--item", "Opera", "--source", "counter")

    assert [(t["due_date"], t["priority"]) for t in got["tickets"]] == [(None, "Medium")]
    assert shop.run("order", "new", "--customer", "Ada", "--due", "soon", "--item", "Opera")[1][0]["code"] == "due_date"


@pytest.mark.parametrize(
    ("item", "code"),
    [("Cake; quantity=0", "quantity"), ("Cake; sku=NOPE", "unknown_product"), ("Cake; quantity=-1", "quantity")],
)
def test_what_cannot_be_made_is_refused_before_the_customer_leaves(shop: Shop, item: str, code: str) -> None:
    exit_code, lines = shop.run(*NEW, "--item", item)

    assert (exit_code, lines[0]["code"]) == (3, code)


@pytest.mark.parametrize(
    "args",
    [
        (*NEW, "--item", "Cake; quantity=two"),
        (*NEW, "--item", "Cake; colour=red"),
        ("order", "cancel", "bannos-99999", "--reason", "x"),
        ("order", "modify", "bannos-99999", "--due", "2030-01-01"),
        ("ticket", "nothing"),
        ("queue", "--store", "nowhere"),
        ("line", "assign", "nothing", "Ana"),
        ("queue", "--limit", "many"),
        ("queue", "--limit", "²"),
        ("queue", "--from", "31/02/2026"),
        ("staff", "badge", "²"),
        ("staff", "badge", "9" * 30),
        (*NEW, "--item", "Cake; quantity=²"),
        (*NEW, "--item", "Cake; quantity=--5"),
        (*NEW, "--item", "Cake; quantity=" + "9" * 5000),
        ("nonsense",),
    ],
)
def test_wrong_use_ends_with_two_and_a_sentence(shop: Shop, args: tuple[str, ...]) -> None:
    code, lines = shop.run(*args)

    assert (code, len(lines)) == (2, 1)
    assert (lines[0]["verdict"], lines[0]["code"]) in (("refused", "wrong_use"), ("refused", "no_store"))


def test_an_order_is_cancelled_until_it_is_handed_over_and_returned_after(shop: Shop, sample: Sample) -> None:
    shop.one("ingest", sample("01"), "--store", "bannos")
    for station in ("filling", "covering", "decorating", "packing", "packing"):
        shop.scan("B20001", station)
    assert shop.run("order", "return", "bannos-20001", "--reason", "stale")[0] == 3

    assert shop.one("order", "hand-over", "B20001", "--badge", shop.badges["STAFF"])["order_status"] == "COMPLETED"
    assert shop.one("order", "hand-over", "B20001")["verdict"] == "noop"
    exit_code, lines = shop.run("order", "cancel", "bannos-20001", "--reason", "late")
    assert (exit_code, lines[0]["code"]) == (3, "completed")
    assert "return_order" in lines[0]["says"]
    assert (
        shop.one("order", "return", "bannos-20001", "--reason", "stale", "--amount", "20.00")["verdict"] == "accepted"
    )


def test_staff_may_not_cancel_and_a_supervisor_may(shop: Shop, sample: Sample) -> None:
    shop.one("ingest", sample("01"), "--store", "bannos")
    cancel = ("order", "cancel", "bannos-20001", "--reason", "x", "--badge")

    assert shop.run(*cancel, shop.badges["STAFF"])[1][0]["code"] == "not_allowed"
    assert shop.one(*cancel, shop.badges["SUPERVISOR"])["order_status"] == "CANCELLED"


def test_a_new_due_date_moves_the_ticket_in_the_queue(shop: Shop, sample: Sample) -> None:
    for start in ("01", "03"):
        shop.one("ingest", sample(start), "--store", "bannos")
    assert [t["id"] for t in shop.run("queue")[1]] == ["bannos-20001", "bannos-20003"]

    shop.one("order", "modify", "bannos-20001", "--due", "2030-01-15", "--reason", "customer called")

    assert [t["id"] for t in shop.run("queue")[1]] == ["bannos-20003", "bannos-20001"]


def test_a_held_order_is_listed_and_released_by_its_missing_date(shop: Shop, sample: Sample) -> None:
    shop.one("ingest", sample("05"), "--store", "bannos")
    assert [o["order"] for o in shop.run("order", "held")[1]] == ["bannos-20005"]
    assert shop.run("order", "release", "bannos-20005")[0] == 3
    assert shop.run("order", "release", "bannos-20005", "--due", "someday")[0] == 3

    got = shop.one("order", "release", "bannos-20005", "--due", "30/11/2026")

    assert [t["stage"] for t in got["tickets"]] == ["Filling"]
    assert shop.run("order", "held")[1] == []


def test_a_person_gets_a_badge_and_a_new_one_ends_the_old(shop: Shop) -> None:
    made = shop.one("staff", "add", "Zoë", "--role", "STAFF")
    renewed = shop.one("staff", "badge", "Zoë")

    assert shop.run("undo", "--badge", made["badge"])[1][0]["code"] == "unknown_badge"
    assert shop.run("undo", "--badge", renewed["badge"])[1][0]["code"] == "nothing_to_undo"
    assert "Zoë" in [p["name"] for p in shop.run("staff", "list")[1]]


@pytest.mark.parametrize("pin", ["1234", "111111", "123456", "abcdef", "12345678"])
def test_a_pin_that_is_none_or_too_easy_is_refused(shop: Shop, pin: str) -> None:
    assert shop.run("staff", "pin", "Olive", "--pin", pin)[0] == 3


def test_only_owners_make_admins(shop: Shop) -> None:
    add = ("staff", "add", "Kim", "--role", "ADMIN", "--badge")

    assert shop.run(*add, shop.badges["ADMIN"])[0] == 3
    assert shop.run(*add, shop.badges["OWNER"])[0] == 0


def test_an_unexpected_failure_is_one_sentence_and_a_file_without_values(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        secret = "4821-hunter2"  # noqa: F841 it must not reach the file
        raise RuntimeError("out of order")

    monkeypatch.setattr("kitchen_tui.commands.scanning.queue_for", broken)

    assert main(["queue", "--data-dir", str(shop.folder)]) == 1
    assert shop.capsys.readouterr().err.count("\n") == 1
    log = Path(shop.folder / "crash.log").read_text()
    assert "out of order" in log
    assert "hunter2" not in log


def test_a_day_that_is_too_soon_needs_a_yes(shop: Shop) -> None:
    soon = (date.today() + timedelta(days=9)).isoformat()  # noqa: DTZ011
    order = ("order", "new", "--customer", "Ada", "--due", soon, "--item", "Opera")
    shop.one("policies", "lead_days", "30", "--badge", shop.badges["ADMIN"])
    assert shop.run(*order)[1][0]["verdict"] == "confirm"

    assert shop.one(*order, "--confirm")["verdict"] == "accepted"


def test_a_day_that_is_past_needs_a_yes_and_no_order_is_moved_there(shop: Shop) -> None:
    late = ("order", "new", "--customer", "Ada", "--due", "2020-01-01", "--item", "Opera")
    assert shop.run(*late)[1][0] | {"verdict": "confirm", "code": "past_day"} == shop.run(*late)[1][0]
    shop.one(*late, "--confirm")
    assert "past" in shop.run("notices")[1][0]["text"]

    code, answers = shop.run("order", "modify", "bannos-P01001", "--due", "2020-01-02")
    assert (code, answers[0]["code"]) == (3, "past_day")

"""Orders under people's hands: the wrong code, too much of anything, and scans that came before their order."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kitchen_tui.desk import Desk
from tests.kitchen_tui_cli.conftest import Shop

Sample = Callable[[str], str]
NEW = ("order", "new", "--customer", "Ada", "--due", "28/11/2030")


def test_a_line_is_changed_by_a_code_of_its_own_order_only(shop: Shop) -> None:
    first, second = (shop.one(*NEW, "--item", "Opera; size=Small")["tickets"][0]["code"] for _ in "12")

    for which in (second, "BP09999", "line-7"):
        assert shop.run("order", "modify", first, "--line", f"{which}: size=Large, title=Cake")[0] == 2
    shop.one("order", "modify", first, "--line", f"{first}: size=Large")

    assert [shop.one("ticket", code)["size"] for code in (first, second)] == ["Large", "Small"]


def test_a_line_is_added_under_the_word_new_each_time(shop: Shop) -> None:
    shop.one(*NEW, "--item", "Opera")

    shop.one("order", "modify", "bannos-P01001", "--line", "new: title=Tart")
    got = shop.one("order", "modify", "bannos-P01001", "--line", "new: title=Eclair")

    assert [(t["code"], t["product"]) for t in got["tickets"]] == [
        ("BP01001", "Opera"),
        ("BP01001B", "Tart"),
        ("BP01001C", "Eclair"),
    ]


@pytest.mark.parametrize(
    ("item", "code"),
    [("Cake; quantity=10001", "quantity"), ("Cake; quantity=9999, price=92233720368547758.07", "price")],
)
def test_more_than_can_be_booked_is_refused(shop: Shop, item: str, code: str) -> None:
    exit_code, lines = shop.run(*NEW, "--item", item)

    assert (exit_code, lines[0]["code"]) == (3, code)


def test_refunds_together_are_never_more_than_the_order(shop: Shop) -> None:
    code = shop.one(*NEW, "--item", "Opera; price=50.00")["tickets"][0]["code"]
    for station in ("filling", "covering", "decorating", "packing", "packing"):
        shop.scan(code, station)
    shop.one("order", "hand-over", code)
    back = ("order", "return", code, "--reason")

    assert shop.one(*back, "dented", "--amount", "30.00")["verdict"] == "accepted"
    assert shop.run(*back, "stale", "--amount", "20.01")[1][0]["code"] == "amount"
    assert shop.one(*back, "dented", "--amount", "30.00")["verdict"] == "noop"
    assert shop.one(*back, "stale", "--amount", "20.00")["verdict"] == "accepted"


def test_a_scan_that_came_first_counts_when_a_change_makes_its_ticket(shop: Shop) -> None:
    shop.one(*NEW, "--item", "Opera")
    assert shop.scan("BP01001B", "filling")[1]["code"] == "unknown"

    got = shop.one("order", "modify", "bannos-P01001", "--line", "new: title=Tart")

    assert [t["stage"] for t in got["tickets"]] == ["Filling", "Covering"]


def test_a_scan_that_came_first_counts_once_though_the_machine_stopped_before_it_was_ticked_off(
    shop: Shop, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At Packing a second scan would complete what was only started."""
    shop.scan("B20008", "packing")
    with monkeypatch.context() as before_it_came:
        before_it_came.setattr(Desk, "redeem", lambda self: None)
        shop.one("ingest", sample("08"), "--store", "bannos")
    desk = Desk.at(shop.folder)
    stamps = iter([desk.machine.stamp()])
    with monkeypatch.context() as stops:
        stops.setattr(desk.machine, "stamp", lambda: next(stamps))
        with pytest.raises(StopIteration):
            desk.redeem()

    desk.redeem()

    desk.database.close()
    ticket = shop.one("ticket", "B20008")
    assert (ticket["stage"], ticket["packing_start_ts"] is not None) == ("Packing", True)


def test_a_scan_that_came_first_is_told_with_the_order_it_waited_for(shop: Shop, sample: Sample) -> None:
    shop.scan("B20001", "filling")

    assert [t["stage"] for t in shop.one("ingest", sample("01"), "--store", "bannos")["tickets"]] == ["Covering"]


@pytest.mark.parametrize("name", ["20001", "#B20001", "b20001", " B20001 ", "Bannos-20001"])
def test_tickets_and_orders_are_named_as_they_are_scanned(shop: Shop, sample: Sample, name: str) -> None:
    shop.one("ingest", sample("01"), "--store", "bannos")

    assert shop.one("ticket", name)["id"] == "bannos-20001"
    assert shop.one("order", "show", name)["order"] == "bannos-20001"


def test_a_number_of_several_tickets_names_its_order_but_not_one_of_them(shop: Shop, sample: Sample) -> None:
    shop.one("ingest", sample("02"), "--store", "bannos")

    code, lines = shop.run("ticket", "20002")
    assert (code, lines[0]["says"]) == (2, "which one? B20002A, B20002B, B20002C")
    assert shop.one("order", "show", "20002")["order"] == "bannos-20002"
    assert shop.one("ticket", "20002-b")["code"] == "B20002B"


def test_what_changed_is_told_in_words(shop: Shop, sample: Sample) -> None:
    order = json.loads(Path(sample("01")).read_text())
    shop.one("ingest", sample("01"), "--store", "bannos")
    shop.scan("B20001", "filling")
    order["line_items"][0]["properties"] = [{"name": "Candle colour", "value": "red"}]
    path = shop.folder / "changed.json"
    path.write_text(json.dumps(order))
    shop.one("ingest", str(path), "--store", "bannos")

    assert "wishes Candle colour: gold -> Candle colour: red" in shop.scan("B20001", "covering")[1]["says"]


def test_a_kept_scan_that_does_not_count_in_the_end_is_told_to_somebody(shop: Shop, sample: Sample) -> None:
    shop.scan("B20001", "packing")

    assert [t["stage"] for t in shop.one("ingest", sample("01"), "--store", "bannos")["tickets"]] == ["Filling"]
    (notice,) = shop.run("notices")[1]
    assert (notice["level"], notice["code"]) == ("attention", "kept_scan_refused")
    assert "B20001, scanned at Packing by Staff" in notice["text"]
    assert "go to FILLING" in notice["text"]


@pytest.mark.parametrize("args", [("scan", "B20001", "--station", "filling"), ("undo",), ("line", "print", "B20001")])
def test_every_answer_about_a_ticket_has_its_place_also_when_the_badge_is_nobodys(
    shop: Shop, sample: Sample, args: tuple[str, ...]
) -> None:
    shop.one("ingest", sample("01"), "--store", "bannos")

    code, lines = shop.run(*args, "--badge", "ID0000000000")

    assert (code, lines[0]["code"], lines[0]["ticket"]) == (3, "unknown_badge", None)


@pytest.mark.parametrize(("field", "code"), [("--customer", "customer"), ("--due", "due_date")])
@pytest.mark.parametrize("nothing", ["", "  ", "\n"])
def test_blanks_are_no_customer_and_no_date(shop: Shop, sample: Sample, field: str, code: str, nothing: str) -> None:
    shop.one("ingest", sample("01"), "--store", "bannos")
    before = shop.one("order", "show", "bannos-20001")

    assert shop.run("order", "modify", "bannos-20001", field, nothing)[1][0]["code"] == code
    assert shop.one("order", "show", "bannos-20001") == before

"""`kitchen-tui ingest`: every sample order becomes what expected.json says, and what is wrong is told and kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.kitchen_tui_cli.conftest import Shop

ORDERS = Path(__file__).parent.parent / "fixtures" / "shopify_orders"
EXPECTED = json.loads((ORDERS / "expected.json").read_text())
OF_ORDER = ("order_status", "due_date", "window", "method", "customer", "transaction", "test", "reason")
Sample = Callable[[str], str]


@pytest.mark.parametrize("expected", EXPECTED, ids=[e["why"] for e in EXPECTED])
def test_a_sample_order_becomes_what_is_expected(shop: Shop, expected: dict[str, Any]) -> None:
    got = shop.one("ingest", str(ORDERS / "samples" / expected["file"]), "--store", expected["store"])

    assert got["status"] == expected["status"]
    assert {k: got[k] for k in OF_ORDER if k in expected} == {k: expected[k] for k in OF_ORDER if k in expected}
    assert [t["id"] for t in got["tickets"]] == [t["id"] for t in expected["tickets"]]
    for ticket, wanted in zip(got["tickets"], expected["tickets"], strict=True):
        shown = shop.one("ticket", ticket["id"])
        assert {k: shown[k] for k in wanted} == wanted


def test_the_same_file_again_is_a_duplicate(shop: Shop, sample: Sample) -> None:
    first = shop.one("ingest", sample("02"), "--store", "bannos")
    again = shop.one("ingest", sample("02"), "--store", "bannos")

    assert again["status"] == "duplicate"
    assert [t["uuid"] for t in again["tickets"]] == [t["uuid"] for t in first["tickets"]]


def test_a_counter_sale_again_is_a_duplicate(shop: Shop, sample: Sample) -> None:
    shop.one("ingest", sample("10"), "--store", "bannos")

    assert shop.one("ingest", sample("10"), "--store", "bannos")["status"] == "duplicate"


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[1]", b"{}", b"null", b'{"orders": []}', b"[" * 100_000])
def test_what_is_no_order_is_kept_as_a_dead_letter_once(shop: Shop, tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "order.json"
    path.write_bytes(raw)

    first = shop.one("ingest", str(path), "--store", "bannos")
    again = shop.one("ingest", str(path), "--store", "bannos")

    assert (first["status"], first["reason"], first["tickets"]) == ("dead_letter", "payload", [])
    assert again["status"] in ("dead_letter", "duplicate")
    notices = shop.run("notices")[1]
    assert len([n for n in notices if n["code"] == "dead_letter"]) == 1


def test_an_order_of_square_is_held_for_what_it_lacks_and_mended_like_any_other(shop: Shop, tmp_path: Path) -> None:
    path = ORDERS.parent / "square" / "objects" / "CreateOrderResponse.json"
    got = shop.one("ingest", str(path), "--store", "bannos", "--shop", "square")

    assert (got["status"], got["reason"]) == ("dead_letter", "customer, due_date")
    released = json.loads(path.read_text())["order"]
    pickup = {"pickup_at": "2026-11-27T03:00:00Z", "recipient": {"display_name": "Ada"}}
    released |= {"version": 2, "fulfillments": [{"type": "PICKUP", "state": "PROPOSED", "pickup_details": pickup}]}
    mended = tmp_path / "mended.json"
    mended.write_text(json.dumps(released))
    got = shop.one("ingest", str(mended), "--store", "bannos", "--shop", "square")

    assert (got["order_status"], got["due_date"]) == ("CONFIRMED", "2026-11-27")
    assert shop.one("ticket", got["tickets"][0]["id"])["product"] == "New York Strip Steak"


def test_a_missing_file_is_wrong_use_and_the_others_are_still_taken_in(shop: Shop, sample: Sample) -> None:
    code, lines = shop.run("ingest", "no-such-file.json", sample("01"), "--store", "bannos")

    assert code == 2
    assert [line["status"] for line in lines] == ["unreadable", "ingested"]


def test_an_unknown_store_is_wrong_use(shop: Shop, sample: Sample) -> None:
    assert shop.run("ingest", sample("01"), "--store", "nowhere")[0] == 2


def test_a_file_of_several_orders_answers_a_line_each(shop: Shop, tmp_path: Path, sample: Sample) -> None:
    orders = [json.loads(Path(sample(n)).read_text()) for n in ("01", "03")]
    path = tmp_path / "orders.json"
    path.write_text(json.dumps({"orders": orders}))

    _, lines = shop.run("ingest", str(path), "--store", "bannos")

    assert [line["order"] for line in lines] == ["bannos-20001", "bannos-20003"]


def test_a_held_order_is_judged_afresh_when_its_file_is_mended(shop: Shop, tmp_path: Path, sample: Sample) -> None:
    order = json.loads(Path(sample("05")).read_text())
    shop.one("ingest", sample("05"), "--store", "bannos")
    order["tags"] = "PICKUP:2026-11-30"
    path = tmp_path / "mended.json"
    path.write_text(json.dumps(order))

    got = shop.one("ingest", str(path), "--store", "bannos")

    assert (got["status"], got["order_status"], got["due_date"]) == ("ingested", "CONFIRMED", "2026-11-30")
    assert [n for n in shop.run("notices")[1] if n["code"] == "held"] == []


@pytest.mark.parametrize("path", sorted((ORDERS / "contract").glob("order_*.json")), ids=lambda p: p.stem)
def test_a_vendor_order_is_taken_or_held_for_a_reason_and_once_released_reaches_complete(
    shop: Shop, path: Path
) -> None:
    got = shop.one("ingest", str(path), "--store", "bannos")
    if got["order_status"] == "CANCELLED":
        assert got["tickets"] == []
        return
    if got["status"] == "dead_letter":
        assert got["reason"]
        missing = {"customer": ("--customer", "Ada"), "due_date": ("--due", "2026-12-01")}
        flags = [flag for reason in got["reasons"] for flag in missing.get(reason, ())]
        got = shop.one("order", "release", got["order"], *flags)
    assert got["tickets"]
    for ticket in got["tickets"]:
        for station in ("filling", "covering", "decorating", "packing", "packing"):
            code, verdict = shop.scan(ticket["code"], station)
            assert (code, verdict["verdict"]) == (0, "accepted")
        assert shop.one("ticket", ticket["id"])["stage"] == "Complete"
    assert shop.one("order", "hand-over", got["order"])["order_status"] == "COMPLETED"

"""Every sample order becomes what its expectation says, and every order that Shopify publishes can be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data.core.packed import pack, unpack
from data.orders.docket import Docket, UnreadableOrder, docket_from_args, docket_to_args
from data.orders.reading import DEFAULT_RULES
from data.orders.shopify import read_order
from data.orders.units import PlannedTicket, plan_tickets, suffix

HERE = Path(__file__).parents[2] / "fixtures" / "shopify_orders"
EXPECTED: list[dict[str, Any]] = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
CONTRACT = sorted((HERE / "contract").glob("order_*.json"))


def read(path: Path) -> Docket:
    return read_order(json.loads(path.read_bytes()), DEFAULT_RULES, sha256="0" * 64)


def sample(name: str) -> Docket:
    return read(next((HERE / "samples").glob(f"{name}*.json")))


def in_docket(docket: Docket, expected: dict[str, Any]) -> dict[str, Any]:
    """What the docket says of the fields that an expectation gives about the order."""
    said = {"due_date": docket.due_date, "window": docket.window, "method": docket.method, "test": docket.test}
    said |= {"customer": docket.customer, "transaction": docket.counter_sale}
    return {name: said[name] for name in said if name in expected}


def in_ticket(ticket: PlannedTicket, human_id: str, expected: dict[str, Any]) -> dict[str, Any]:
    said = {
        "id": human_id,
        "size": ticket.size,
        "flavour": ticket.flavour,
        "writing": ticket.writing,
        "kept": dict(ticket.kept),
        "accessories": [list(pair) for pair in ticket.accessories],
        "quantity": ticket.quantity,
        "stage": ticket.route.split(",")[0],
    }
    return {name: said[name] for name in expected}


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda e: e["file"].removesuffix(".json"))
class TestEverySample:
    def test_reads_as_expected(self, expected):
        docket = read(HERE / "samples" / expected["file"])

        assert in_docket(docket, expected) == {name: expected[name] for name in in_docket(docket, expected)}

    def test_is_held_for_the_expected_reason_or_not_at_all(self, expected):
        docket = read(HERE / "samples" / expected["file"])

        assert docket.missing() == ((expected["reason"],) if expected["status"] == "dead_letter" else ())

    def test_asks_for_the_expected_tickets(self, expected):
        docket = read(HERE / "samples" / expected["file"])
        planned = () if docket.missing() else plan_tickets(docket, DEFAULT_RULES)
        tails = [suffix(n, len(planned)) for n in range(len(planned))]
        ids = ["-".join(filter(None, (expected["store"], docket.number, tail))) for tail in tails]

        assert len(planned) == len(expected["tickets"])
        for ticket, human_id, wanted in zip(planned, ids, expected["tickets"], strict=True):
            assert in_ticket(ticket, human_id, wanted) == wanted

    def test_travels_as_json_and_back(self, expected):
        docket = read(HERE / "samples" / expected["file"])

        assert docket_from_args(unpack(pack(docket_to_args(docket)))) == docket


def test_the_text_of_an_unreadable_date_is_kept_to_be_shown():
    assert sample("06").due_text == "sometime next week"


def test_a_gift_card_order_is_complete_at_birth():
    assert sample("09").gift_only


def test_a_cancelled_order_tells_when():
    assert sample("14").cancelled_at == 1_794_960_000_000


def test_the_charge_is_not_made_and_the_custom_cake_is():
    assert [line.kind for line in sample("16").lines] == ["make", "ignore"]


def test_hostile_text_stays_as_written():
    (line,) = sample("17").lines

    assert line.title == "[/b] Cake [@click=app.quit]"
    assert line.flavour == "\x1b[31mred"
    assert line.writing == '=HYPERLINK("x") \u202egnp ^XZ^XA'
    assert line.allergens == "[TODO] no nuts"


@pytest.mark.parametrize("path", CONTRACT, ids=lambda p: p.stem)
def test_an_order_as_shopify_publishes_it_is_read(path):
    raw = json.loads(path.read_bytes())
    docket = read(path)

    assert docket.gid == raw["admin_graphql_api_id"]
    assert docket.number == str(raw["order_number"])
    assert docket.total == int(raw["total_price"].replace(".", ""))
    assert [line.quantity for line in docket.lines] == [item["current_quantity"] for item in raw["line_items"]]
    assert docket_from_args(json.loads(json.dumps(docket_to_args(docket)))) == docket


def test_what_a_customer_of_shopifys_own_example_typed_is_kept():
    docket = read(HERE / "contract" / "order_authorized.json")

    assert docket.attributes == (("custom engraving", "Happy Birthday"), ("colour", "green"))
    assert docket.lines[0].kept == (
        ("Custom Engraving Front", "Happy Birthday"),
        ("Custom Engraving Back", "Merry Christmas"),
    )
    assert docket.missing() == ("due_date",)


def test_an_example_without_customer_and_date_is_held_for_both():
    assert read(HERE / "contract" / "order_no_customer_no_addresses.json").missing() == ("customer", "due_date")


def test_an_example_that_is_not_paid_says_so():
    assert not read(HERE / "contract" / "order_pending_no_shipping_address.json").paid


def test_a_cancelled_example_is_not_held_although_it_has_no_date():
    docket = read(HERE / "contract" / "order_cancelled.json")

    assert docket.cancelled_at is not None
    assert docket.missing() == ()
    assert plan_tickets(docket, DEFAULT_RULES) == ()


@pytest.mark.parametrize("name", ["refunds_list.json", "inventory_levels_list.json"])
def test_what_is_no_order_is_refused(name):
    with pytest.raises(UnreadableOrder) as refused:
        read(HERE / "contract" / name)

    assert refused.value.reason == "payload"

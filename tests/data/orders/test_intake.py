"""From the bytes that a shop sends to rows: every sample as expected, nothing lost, nothing twice (O05-O13, N3)."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from data.core.actor import SERVICE_ACTOR
from data.core.clock import HOUR
from data.core.outcome import Put
from data.core.packed import pack, unpack
from data.kitchen.ticket import Ticket
from data.kitchen.unknown import UnknownScan
from data.line.complete import CompleteFilling
from data.line.unknown import RecordUnknownScan
from data.orders.arrival import Arrival, arrivals
from data.orders.cancelling import CancelOrder
from data.orders.docket import REASONS
from data.orders.editing import ReleaseOrder
from data.orders.order import DeadLetter, Order, OrderPayload, Transaction, TransactionItem
from data.organization.commands import SetPolicies
from data.organization.store import Store
from data.questions.find import tickets_for
from data.replica.issue import Receipt, Seat
from data.replica.redeem import redeem
from tests.support.bakery import Bakery
from tests.support.cast import ADI, ANA, BENCH, MILK, MILK_AT_FIRST, SUE, TODAY
from tests.support.dockets import cake, docket, ingest
from tests.support.dump import dump
from tests.support.walk import complete_all

FIXTURES = Path(__file__).parents[2] / "fixtures" / "shopify_orders"
EXPECTED: list[dict[str, Any]] = json.loads((FIXTURES / "expected.json").read_text(encoding="utf-8"))
CONTRACT = sorted((FIXTURES / "contract").glob("*.json"))
CONTRACT_ORDERS = [path for path in CONTRACT if path.name.startswith("order_")]


def arrive(bakery: Bakery, raw: bytes) -> list[tuple[Arrival, Receipt]]:
    """What every way in does: read, issue, and keep the bytes beside what changed."""
    store = bakery.rows.get(Store, "bannos")
    assert store is not None
    taken = []
    for arrival in arrivals(raw, store):
        payload = Put(OrderPayload(arrival.payload_of, arrival.sha256, arrival.raw, bakery.machine.at))
        taken.append((arrival, bakery.do(arrival.command, SERVICE_ACTOR, beside=[payload])))
    return taken


def stored_order(bakery: Bakery, arrival: Arrival) -> Order:
    order = bakery.rows.get(Order, arrival.payload_of)
    assert order is not None
    return order


def told_of(ticket: Ticket) -> dict[str, Any]:
    return {
        "id": ticket.human_id,
        "size": ticket.size,
        "flavour": ticket.flavour,
        "writing": ticket.writing,
        "kept": dict(unpack(ticket.kept)),
        "accessories": unpack(ticket.accessories),
        "quantity": ticket.quantity,
        "stage": ticket.stage,
    }


def secrets_of(payload: Any) -> set[str]:
    """Contact data somewhere in a payload."""
    if isinstance(payload, list):
        return {secret for part in payload for secret in secrets_of(part)}
    if not isinstance(payload, dict):
        return set()
    named = {str(payload[name]) for name in ("email", "phone", "address1", "address2") if payload.get(name)}
    return named | {secret for part in payload.values() for secret in secrets_of(part)}


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda e: e["file"].removesuffix(".json"))
class TestEverySample:
    def read(self, expected: dict[str, Any]) -> bytes:
        return (FIXTURES / "samples" / expected["file"]).read_bytes()

    def test_is_stored_as_expected(self, bakery, expected):
        ((arrival, receipt),) = arrive(bakery, self.read(expected))

        assert receipt.status == "applied"
        if expected.get("transaction"):
            assert [sale.id for sale in bakery.all(Transaction)] == [arrival.payload_of]
            assert bakery.all(TransactionItem)
            assert bakery.all(Order) == []
            return
        order = stored_order(bakery, arrival)
        held = expected["status"] == "dead_letter"
        stored = {
            "order_status": order.status,
            "due_date": order.due_date,
            "window": order.due_window,
            "method": order.method,
            "customer": order.customer,
            "test": order.test,
            "reason": next(iter(unpack(order.held_reasons)), None),
        }
        assert {k: v for k, v in stored.items() if k in expected} == {k: expected[k] for k in stored if k in expected}
        assert receipt.code == "held" if held else receipt.code != "held"

    def test_has_the_tickets_expected_each_with_a_barcode_of_its_own(self, bakery, expected):
        arrive(bakery, self.read(expected))
        tickets = sorted(bakery.all(Ticket), key=lambda t: t.number_sort)

        assert [t.human_id for t in tickets] == [t["id"] for t in expected["tickets"]]
        for ticket, wanted in zip(tickets, expected["tickets"], strict=True):
            assert {k: told_of(ticket)[k] for k in wanted} == wanted
            tail = ticket.suffix if not ticket.suffix.isdigit() else f"-{ticket.suffix}"
            assert ticket.code == f"B{ticket.order_number}{tail}"
            found = tickets_for(bakery.database, ticket.code, None, ticket.order_number, None, "bannos")
            assert [t.id for t in found] == [ticket.id]

    def test_keeps_its_bytes_as_they_came_and_only_there(self, bakery, expected):
        raw = self.read(expected)
        arrive(bakery, raw)

        (payload,) = bakery.all(OrderPayload)
        assert (payload.raw, payload.sha256) == (raw, sha256(raw).hexdigest())
        elsewhere = str(dump(bakery.database, {"order_payload"}))
        assert [secret for secret in secrets_of(json.loads(raw)) if secret in elsewhere] == []

    def test_comes_twice_and_is_there_once(self, bakery, expected):
        raw = self.read(expected)
        arrive(bakery, raw)
        before = dump(bakery.database, {"journal"})
        ((_, receipt),) = arrive(bakery, raw)

        assert (receipt.status, receipt.code) == ("noop", "duplicate")
        assert dump(bakery.database, {"journal"}) == before

    def test_can_be_finished_once_what_is_missing_is_filled_in(self, bakery, expected):
        ((arrival, receipt),) = arrive(bakery, self.read(expected))
        if receipt.code == "held":
            release_and_finish(bakery, stored_order(bakery, arrival))
        for ticket in bakery.all(Ticket):
            complete_all(bakery, ticket)

        assert {t.stage for t in bakery.all(Ticket)} <= {"Complete"}
        assert {o.status for o in bakery.all(Order)} <= {"READY", "COMPLETED", "CANCELLED"}


def release_and_finish(bakery: Bakery, order: Order) -> None:
    """Fills in what a held order misses, and scans its tickets to Complete."""
    fill: dict[str, Any] = {
        "due_date": {"due_date": TODAY},
        "customer": {"customer": "Ada Lovelace"},
        "product": {"lines": {"typed": {"title": "Sponge", "quantity": 1}}},
        "payment": {},
    }
    fields: dict[str, Any] = {}
    for reason in unpack(order.held_reasons):
        fields |= fill[reason]
    receipt = bakery.do(ReleaseOrder(order.id, pack(fields)), SUE)
    assert receipt.status == "applied", receipt.says
    released = bakery.rows.get(Order, order.id)
    assert released is not None
    assert (released.status, released.held_reasons) == ("CONFIRMED", "[]")
    assert not bakery.notices("held", "unpaid")
    assert all(letter.closed_at is not None for letter in bakery.all(DeadLetter))
    complete_all(bakery, *bakery.tickets(released))


@pytest.mark.parametrize("path", CONTRACT_ORDERS, ids=lambda p: p.stem)
class TestEveryOrderThatShopifyPublishes:
    def test_is_taken_in_or_held_for_reasons_that_are_said(self, bakery, path):
        for arrival, receipt in arrive(bakery, path.read_bytes()):
            order = stored_order(bakery, arrival)
            assert receipt.status == "applied"
            if receipt.code != "held":
                assert order.held_reasons == "[]"
                assert order.status in ("CONFIRMED", "CANCELLED", "COMPLETED")
                continue
            reasons = unpack(order.held_reasons)
            assert reasons
            assert set(reasons) <= {*REASONS, "payment"}
            assert order.status == "PENDING"
            missing = [r for r in reasons if r != "payment"]
            assert [letter.reason for letter in bakery.all(DeadLetter)] == ([",".join(missing)] if missing else [])
            assert [n.code for n in bakery.notices("held", "unpaid")] == ["held" if missing else "unpaid"]

    def test_can_be_released_and_scanned_to_complete(self, bakery, path):
        for arrival, receipt in arrive(bakery, path.read_bytes()):
            if receipt.code == "held":
                release_and_finish(bakery, stored_order(bakery, arrival))
            order = stored_order(bakery, arrival)
            complete_all(bakery, *bakery.tickets(order))
            expected = {"cancelled": "CANCELLED", "nothing_to_make": "COMPLETED"}.get(receipt.code, "READY")
            assert stored_order(bakery, arrival).status == expected


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "payload"),
        (b"{", "payload"),
        (b"[]", "payload"),
        (b"null", "payload"),
        (b'"order"', "payload"),
        (b"\xff\xfe", "payload"),
        (b"[" * 100_000, "payload"),
        *((path.read_bytes(), None) for path in CONTRACT if path not in CONTRACT_ORDERS),
    ],
    ids=lambda v: repr(v[:12]) if isinstance(v, bytes) else str(v),
)
def test_what_is_no_order_is_kept_with_its_reason_and_said_aloud(bakery, raw, reason):
    taken = arrive(bakery, raw)

    assert [receipt.code for _, receipt in taken] == ["dead_letter"] * len(taken)
    assert bakery.all(Order) == []
    assert {letter.reason for letter in bakery.all(DeadLetter)} == {a.reason for a, _ in taken}
    if reason is not None:
        assert {a.reason for a, _ in taken} == {reason}
    assert Counter(n.level for n in bakery.notices("dead_letter")) == {"attention": len(bakery.all(DeadLetter))}
    again = arrive(bakery, raw)
    assert {receipt.code for _, receipt in again} == {"duplicate"}


class TestMissing:
    """Each missing field is a reason of its own, and an order never disappears (O06, N3)."""

    @pytest.mark.parametrize(
        ("given", "reasons"),
        [
            ({"due_date": None}, ["due_date"]),
            ({"customer": None}, ["customer"]),
            ({"due_date": None, "customer": None}, ["customer", "due_date"]),
            ({"paid": False, "financial_status": "pending"}, ["payment"]),
            ({"due_date": None, "paid": False}, ["due_date", "payment"]),
        ],
        ids=str,
    )
    def test_each_has_its_reason(self, bakery, given, reasons):
        receipt = bakery.take_in(docket(**given))

        order = bakery.order("20001")
        assert (receipt.code, order.status) == ("held", "PENDING")
        assert unpack(order.held_reasons) == reasons
        assert bakery.tickets(order) == ()

    def test_an_order_without_a_product_is_held_for_it(self, bakery):
        bakery.take_in(replace(docket(), lines=()))

        assert unpack(bakery.order("20001").held_reasons) == ["product"]

    def test_a_changed_payload_is_judged_afresh(self, bakery):
        held = docket(due_date=None)
        bakery.take_in(held)
        receipt = bakery.take_in(replace(held, due_date=TODAY, updated_at=(held.updated_at or 0) + 1))

        assert receipt.code == "applied"
        assert bakery.order("20001").status == "CONFIRMED"
        assert [letter.closed_at for letter in bakery.all(DeadLetter)] == [bakery.machine.at]

    def test_one_that_is_held_in_the_same_words_again_has_one_letter(self, bakery):
        held = docket(due_date=None)
        bakery.take_in(held)
        for n, note in enumerate(("ring twice", None), start=1):
            bakery.take_in(replace(held, note=note, updated_at=(held.updated_at or 0) + n))

        assert [letter.closed_at is None for letter in bakery.all(DeadLetter)].count(True) == 1
        assert len(bakery.notices("held")) == 1

    def test_a_release_that_leaves_something_missing_is_refused(self, bakery):
        bakery.take_in(docket(due_date=None, customer=None))
        receipt = bakery.do(ReleaseOrder(bakery.order("20001").id, pack({"due_date": TODAY})), SUE)

        assert (receipt.status, receipt.code) == ("refused", "customer")

    def test_a_held_order_can_be_cancelled(self, bakery):
        bakery.take_in(docket(due_date=None))
        bakery.must(CancelOrder(bakery.order("20001").id, "never mind"), SUE)

        assert bakery.order("20001").status == "CANCELLED"
        assert not bakery.notices("held")
        assert bakery.do(ReleaseOrder(bakery.order("20001").id, pack({"due_date": TODAY})), SUE).code == "not_held"


class TestTheShopCancels:
    def test_an_order_in_work(self, bakery):
        order = docket()
        bakery.take_in(order)
        bakery.must(CompleteFilling(bakery.ticket("20001").id), ANA)
        cancelled = replace(order, cancelled_at=bakery.machine.at, updated_at=(order.updated_at or 0) + 1)
        receipt = bakery.take_in(cancelled)

        assert receipt.code == "cancelled"
        assert bakery.order("20001").status == "CANCELLED"
        assert bakery.ticket("20001").in_queue, "struck out until somebody has seen it"
        assert bakery.take_in(cancelled).code == "duplicate"

    def test_an_order_that_was_handed_over_is_only_told(self, bakery):
        bakery.policies(complete_on_pack=True)
        order = docket()
        bakery.take_in(order)
        complete_all(bakery, bakery.ticket("20001"))
        receipt = bakery.take_in(replace(order, cancelled_at=1, updated_at=(order.updated_at or 0) + 1))

        assert (receipt.status, receipt.code) == ("applied", "after_hand_over")
        assert bakery.order("20001").status == "COMPLETED"
        assert [n.level for n in bakery.notices("changed_after_hand_over")] == ["attention"]


class TestTwoStores:
    def test_the_same_number_in_two_stores_stays_two_orders(self, bakery):
        for store in ("bannos", "flourlane"):
            assert bakery.take_in(docket("20001"), store).code == "applied"

        assert {t.code for t in bakery.all(Ticket)} == {"B20001", "F20001"}


class TestStockAtIntake:
    def test_short_is_taken_and_flagged_and_told_once(self, bakery):
        receipt = bakery.take_in(docket("1", cake(quantity=12), cake("2", "Sponge"), cake("3", quantity=200)))

        assert receipt.code == "applied"
        flagged = {t.product: t.inventory_blocked for t in bakery.all(Ticket)}
        assert flagged == {"Gelato Cake": True, "Sponge": True}, "the boxes are short as well"
        assert {t.stage for t in bakery.all(Ticket)} == {"Filling"}
        assert len(bakery.notices("inventory_blocked")) == 1

    def test_a_test_order_moves_no_stock(self, bakery):
        bakery.take_in(docket(test=True))
        complete_all(bakery, bakery.ticket("20001"))

        assert (bakery.item(MILK).on_hand, bakery.item(MILK).reserved) == (MILK_AT_FIRST, 0)

    def test_an_overdue_order_is_taken_with_a_notice(self, bakery):
        bakery.take_in(docket(due_date="2026-11-26"))

        assert bakery.order("20001").status == "CONFIRMED"
        assert len(bakery.notices("overdue_on_arrival")) == 1

    def test_an_unknown_product_is_flagged_only_where_the_policy_asks(self, bakery):
        bakery.take_in(docket("1", cake(title="Lamington")))
        assert not bakery.notices("unknown_product")

        bakery.must(SetPolicies("bannos", pack({"check_bom": True})), ADI)
        bakery.take_in(docket("2", cake(title="Lamington")))
        assert len(bakery.notices("unknown_product")) == 1


class TestAScanBeforeTheOrder:
    def scanned(self, bakery: Bakery, station: str = "Filling") -> None:
        bakery.must(RecordUnknownScan("bannos", "B20001", station), ANA)

    def redeem(self, bakery: Bakery) -> list[Receipt]:
        def find(code: str, store_id: str) -> Ticket | None:
            return next(iter(bakery.rows.where(Ticket, code=code, store_id=store_id)), None)

        seat = Seat(BENCH, f"origin-{BENCH}")
        return redeem(bakery.database, seat, find, bakery.machine.stamp, bakery.machine.at)

    def test_counts_when_the_order_comes_with_its_own_time_and_person(self, bakery):
        self.scanned(bakery)
        scanned_at = bakery.machine.at
        bakery.machine.wait(24 * HOUR)
        bakery.take_in()
        (receipt,) = self.redeem(bakery)

        ticket = bakery.ticket("20001")
        assert receipt.status == "applied"
        assert (ticket.stage, ticket.filling_complete_ts) == ("Covering", scanned_at)
        assert [f.staff_name for f in bakery.facts(ticket)] == ["Ana"]
        assert [s.redeemed_by for s in bakery.all(UnknownScan)] == [receipt.command_id]

    def test_is_counted_once(self, bakery):
        self.scanned(bakery)
        bakery.take_in()

        assert len(self.redeem(bakery)) == 1
        assert self.redeem(bakery) == []

    def test_does_not_count_after_a_day(self, bakery):
        self.scanned(bakery)
        bakery.machine.wait(24 * HOUR + 1)
        bakery.take_in()

        assert self.redeem(bakery) == []
        assert bakery.ticket("20001").stage == "Filling"

    def test_waits_while_nobody_knows_the_order(self, bakery):
        self.scanned(bakery)

        assert self.redeem(bakery) == []
        assert [s.redeemed_by for s in bakery.all(UnknownScan)] == [None]

    def test_further_down_the_line_says_that_the_cake_is_there(self, bakery):
        self.scanned(bakery, "Covering")
        bakery.take_in()
        (receipt,) = self.redeem(bakery)

        assert (receipt.status, receipt.code) == ("merged", "scan_ahead")
        assert bakery.ticket("20001").stage == "Decorating"


def test_one_gid_in_many_copies_holds_its_stock_once(bakery):
    codes = Counter(bakery.do(ingest(docket()), SERVICE_ACTOR).code for _ in range(20))

    assert codes == {"applied": 1, "duplicate": 19}
    assert bakery.item(MILK).reserved == 500

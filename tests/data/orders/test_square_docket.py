"""A Square order becomes the docket that a kitchen can work with."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.core.packed import pack, unpack
from data.orders.docket import Docket, UnreadableOrder, docket_from_args, docket_to_args
from data.orders.reading import DEFAULT_RULES
from data.orders.square import number_of, read_order
from data.orders.units import plan_tickets

OBJECTS = Path(__file__).parents[2] / "fixtures" / "square" / "objects"
SYDNEY = replace(DEFAULT_RULES, zone="Australia/Sydney")


def aud(minor: int) -> dict[str, Any]:
    return {"amount": minor, "currency": "AUD"}


def pickup(at: str = "2026-11-27T03:00:00Z", **given: Any) -> dict[str, Any]:
    details = {"pickup_at": at, "recipient": {"display_name": "Ada Lovelace"}} | given.pop("pickup_details", {})
    return {"uid": "f1", "type": "PICKUP", "state": "PROPOSED", "pickup_details": details} | given


def cake(**given: Any) -> dict[str, Any]:
    line = {"uid": "L1", "name": "Gelato Cake", "quantity": "1", "item_type": "ITEM", "catalog_object_id": "VARIATION1"}
    return line | {"variation_name": "Medium", "base_price_money": aud(8_900)} | given


def order(*lines: dict[str, Any], **given: Any) -> dict[str, Any]:
    """A paid order of one cake for Friday at two in Sydney, made through the API, unless told otherwise."""
    usual = {
        "id": "CAISENgvlJ6jLWAzERDzjyHVybY",
        "location_id": "L88917AVBK2S5",
        "source": {"name": "Square Online"},
        "state": "OPEN",
        "version": 3,
        "line_items": list(lines) or [cake()],
        "fulfillments": [pickup()],
        "tenders": [{"id": "T1", "type": "CARD"}],
        "total_money": aud(8_900),
        "created_at": "2026-11-21T01:02:03.004Z",
        "updated_at": "2026-11-21T01:02:04.005Z",
    }
    return usual | given


def read(payload: object) -> Docket:
    return read_order(payload, SYDNEY, sha256="0" * 64)


def only_line(**given: Any):
    (line,) = read(order(cake(**given))).lines
    return line


class TestWhenItIsDue:
    def test_the_day_is_the_one_in_the_stores_zone(self):
        docket = read(order(fulfillments=[pickup("2026-11-26T13:30:00Z")]))

        assert (docket.due_date, docket.window, docket.method) == ("2026-11-27", "00:30", "pickup")

    def test_the_window_begins_at_the_time_and_lasts_as_long_as_square_says(self):
        docket = read(order(fulfillments=[pickup(pickup_details={"pickup_window_duration": "PT1H30M"})]))

        assert (docket.window, docket.window_from, docket.window_to) == ("14:00 - 15:30", 14 * 60, 15 * 60 + 30)

    def test_a_window_never_reaches_into_another_day(self):
        docket = read(order(fulfillments=[pickup(pickup_details={"pickup_window_duration": "P1W3D"})]))

        assert (docket.due_date, docket.window) == ("2026-11-27", "14:00 - 23:59")

    @pytest.mark.parametrize("duration", ["soon", "PT", "P", "-PT1H", "PT99999999H", "", 7])
    def test_a_duration_that_is_none_leaves_the_beginning(self, duration):
        docket = read(order(fulfillments=[pickup(pickup_details={"pickup_window_duration": duration})]))

        assert (docket.window, docket.window_from, docket.window_to) == ("14:00", 840, 840)

    def test_the_clock_change_moves_no_day(self):
        docket = read(order(fulfillments=[pickup("2026-10-03T16:30:00Z")]))

        assert (docket.due_date, docket.window) == ("2026-10-04", "03:30")

    def test_a_bare_date_is_not_shifted(self):
        assert read(order(fulfillments=[pickup("2026-11-27")])).due_date == "2026-11-27"

    def test_a_delivery_has_its_own_time(self):
        details = {"deliver_at": "2026-11-28T00:00:00Z", "dropoff_notes": "Ring twice", "note": "Fragile"}
        docket = read(order(fulfillments=[{"type": "DELIVERY", "state": "PROPOSED", "delivery_details": details}]))

        assert (docket.due_date, docket.method) == ("2026-11-28", "delivery")
        assert docket.instructions == "Fragile / Ring twice"

    def test_of_several_the_earliest_that_is_still_wanted_decides_and_the_others_are_told(self):
        done = pickup("2026-11-20T00:00:00Z", state="COMPLETED")
        late = pickup("2026-11-29T00:00:00Z", pickup_details={"note": "The big one"})
        docket = read(order(fulfillments=[done, late, pickup()]))

        assert docket.due_date == "2026-11-27"
        assert docket.attributes == (("Also", "pickup 2026-11-29 11:00 Ada Lovelace The big one"),)

    @pytest.mark.parametrize("written", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "tomorrow", "2026-13-01"])
    def test_a_time_that_is_none_is_kept_to_be_shown_and_holds_the_order(self, written):
        docket = read(order(fulfillments=[pickup(written)]))

        assert (docket.due_date, docket.due_text, docket.missing()) == (None, written, ("due_date",))

    def test_without_a_fulfilment_there_is_no_due_date(self):
        assert read(order(fulfillments=None)).missing() == ("customer", "due_date")


class TestWhoItIsFor:
    def test_the_recipient_goes_before_the_customer(self):
        assert read(order(customer={"given_name": "Bob"})).customer == "Ada Lovelace"

    def test_the_customer_beside_the_order_is_read_and_masked(self):
        person = {"given_name": "Grace", "family_name": "Hopper", "phone_number": "+61 400 123 459"}
        docket = read(order(fulfillments=[pickup(pickup_details={"recipient": None})], customer=person))

        assert (docket.customer, docket.phone_masked) == ("Grace Hopper", "…459")

    def test_nobody_is_a_reason_to_hold_it(self):
        docket = read(order(fulfillments=[pickup(pickup_details={"recipient": {}})], customer_id="C1"))

        assert docket.missing() == ("customer",)


class TestTheCounter:
    def test_a_sale_at_the_till_is_a_transaction(self):
        docket = read(order(source={"name": "Point of Sale"}, fulfillments=None, state="COMPLETED", version=None))

        assert docket.counter_sale
        assert plan_tickets(docket, SYDNEY) == ()

    def test_what_was_not_made_through_the_api_and_waits_for_nothing_is_one_too(self):
        unversioned = order(source=None, fulfillments=[], state="COMPLETED")
        del unversioned["version"]

        assert read(unversioned).counter_sale

    def test_a_till_order_with_a_due_date_goes_down_the_line_and_its_customer_is_the_counter(self):
        docket = read(order(source={"name": "POS"}, fulfillments=[pickup(pickup_details={"recipient": None})]))

        assert (docket.counter_sale, docket.customer, docket.missing()) == (False, "Counter", ())

    def test_what_was_brought_back_makes_no_ticket(self):
        net = {"total_money": aud(-8_900)}
        back = order(line_items=None, returns=[{"uid": "R"}], fulfillments=None, total_money=aud(0), net_amounts=net)

        assert read(back).counter_sale
        assert read(back).total == -8_900


class TestLines:
    def test_size_and_flavour_are_read_from_the_variation(self):
        line = only_line(variation_name="Large, Pistachio")

        assert (line.size, line.flavour, line.variant) == ("Large", "Pistachio", "Large, Pistachio")

    def test_options_are_sorted_by_the_stores_names_and_the_rest_is_kept(self):
        names = ["Gelato flavour: Mango", "Writing: Happy 40th", "No cream", "0", "Wish: tall"]
        line = only_line(modifiers=[{"name": name} for name in names] + [{"name": "Nuts", "quantity": "0"}])

        assert (line.flavour, line.writing) == ("Mango", "Happy 40th")
        assert line.kept == (("", "No cream"), ("", "0"), ("Wish", "tall"), ("", "0 x Nuts"))

    def test_a_note_is_kept_and_gives_up_what_is_the_writing(self):
        line = only_line(note="Writing: Für Ömer\nno nuts please, allergic")

        assert line.writing == "Für Ömer"
        assert line.kept == (("Note", "no nuts please, allergic"),)
        assert line.allergens == "no nuts please, allergic"

    def test_what_an_application_left_on_the_line_is_kept_but_for_its_own_marks(self):
        assert only_line(metadata={"Candle age": "7", "_origin": "x"}).kept == (("Candle age", "7"),)

    @pytest.mark.parametrize(
        ("written", "made", "kept"),
        [
            ("3", 3, ()),
            ("2.0", 2, ()),
            ("1.5", 2, (("Quantity", "1.5"),)),
            ("0", 0, ()),
            ("-2", 0, ()),
            (None, 1, ()),
            ("many", 1, ()),
            (4, 4, ()),
        ],
    )
    def test_a_quantity_is_text(self, written, made, kept):
        line = only_line(quantity=written)

        assert (line.quantity, line.kept) == (made, kept)

    def test_what_was_weighed_is_one_thing_of_that_weight(self):
        unit = {"measurement_unit": {"weight_unit": "METRIC_KILOGRAM", "type": "TYPE_WEIGHT"}, "precision": 2}

        assert only_line(quantity="2.25", quantity_unit=unit).quantity == 1
        assert only_line(quantity="2.25", quantity_unit=unit).kept == (("Quantity", "2.25 kilogram"),)

    def test_a_gift_card_is_no_cake(self):
        docket = read(order(cake(item_type="GIFT_CARD", name="eGift", catalog_object_id=None)))

        assert docket.gift_only
        assert docket.lines[0].kind == "ignore"

    def test_an_amount_typed_in_at_the_counter_is_called_what_was_typed_beside_it(self):
        custom = {"uid": "C", "quantity": "1", "item_type": "CUSTOM_AMOUNT", "note": "Delivery fee"}

        assert [(x.title, x.kind) for x in read(order(cake(), custom)).lines] == [
            ("Gelato Cake", "make"),
            ("Delivery fee", "ignore"),
        ]

    def test_an_amount_without_any_name_is_still_made(self):
        docket = read(order({"uid": "C", "quantity": "1", "item_type": "CUSTOM_AMOUNT"}))

        assert docket.missing() == ("product",)
        assert [line.kind for line in docket.lines] == ["make"]

    def test_a_line_keeps_its_id_when_others_are_taken_off_before_it(self):
        before = read(order(cake(uid="a"), cake(uid="b"))).lines[1]

        assert read(order(cake(uid="b"))).lines[0] == before

    def test_two_lines_of_one_id_and_a_line_without_are_told_apart(self):
        docket = read(order(cake(), cake(), cake(uid=None)))

        assert [line.line_id for line in docket.lines] == ["L1", "line-2", "line-3"]


class TestMoney:
    def test_amounts_are_smallest_units_whatever_the_currency(self):
        yen = {"amount": 12_000, "currency": "JPY"}
        docket = read(order(cake(base_price_money=yen), total_money=yen))

        assert (docket.currency, docket.total, docket.lines[0].unit_price) == ("JPY", 12_000, 12_000)

    def test_an_amount_in_another_currency_is_not_added(self):
        assert only_line(base_price_money={"amount": 5, "currency": "USD"}).unit_price == 0

    def test_options_cost_as_well(self):
        option = {"name": "Cream", "quantity": "2", "base_price_money": aud(150)}

        assert only_line(modifiers=[option]).unit_price == 9_200

    @pytest.mark.parametrize(
        ("given", "status", "paid"),
        [
            ({}, "paid", True),
            ({"tenders": []}, None, True),
            ({"tenders": [], "net_amount_due_money": aud(8_900)}, "pending", False),
            ({"net_amount_due_money": aud(100)}, "partially_paid", True),
            ({"tenders": [], "net_amount_due_money": aud(0)}, "paid", True),
            ({"tenders": [], "state": "COMPLETED"}, "paid", True),
            ({"state": "DRAFT"}, "draft", False),
        ],
    )
    def test_whether_it_is_paid_follows_from_what_is_due(self, given, status, paid):
        docket = read(order(**given))

        assert (docket.financial_status, docket.paid) == (status, paid)


class TestItsNumber:
    def test_a_reference_that_is_a_number_is_the_orders_number(self):
        docket = read(order(reference_id="#12345"))

        assert (docket.number, docket.attributes) == ("12345", ())

    def test_another_reference_is_shown_for_no_barcode_can_hold_it(self):
        docket = read(order(reference_id="my-order-001", ticket_name="Table 4"))

        assert docket.number is None
        assert docket.attributes == (("Reference", "my-order-001"), ("Ticket name", "Table 4"))

    def test_else_it_is_made_of_the_id_and_is_always_the_same(self):
        docket = read(order())

        assert (docket.gid, docket.number) == ("CAISENgvlJ6jLWAzERDzjyHVybY", None)
        assert docket.numeric_id == number_of(docket.gid) == "249104321"

    def test_a_hundred_thousand_ids_hardly_ever_meet(self):
        numbers = {number_of(f"order-{n}") for n in range(100_000)}

        assert 99_980 <= len(numbers) <= 100_000
        assert {len(number) for number in numbers} == {9}


class TestCancelled:
    def test_its_state_says_so_and_closed_at_says_when(self):
        docket = read(order(state="CANCELED", closed_at="2026-11-21T02:00:00Z"))

        assert docket.cancelled_at == 1_795_226_400_000
        assert docket.missing() == ()

    def test_without_a_time_it_is_cancelled_all_the_same(self):
        assert read(order(state="CANCELED", updated_at=None, created_at=None)).cancelled_at == 0

    def test_an_order_of_which_nothing_will_leave_the_shop_is_cancelled(self):
        assert read(order(fulfillments=[pickup(state="CANCELED")])).cancelled_at is not None

    @pytest.mark.parametrize("given", [{"state": "COMPLETED"}, {"fulfillments": [pickup(state="CANCELED"), pickup()]}])
    def test_one_that_was_called_off_beside_another_cancels_nothing(self, given):
        assert read(order(**{"fulfillments": [pickup(state="CANCELED")]} | given)).cancelled_at is None


class TestWhatSquarePublishes:
    @pytest.mark.parametrize("name", ["RetrieveOrderResponse", "CreateOrderResponse"])
    def test_an_order_is_read(self, name):
        payload = json.loads((OBJECTS / f"{name}.json").read_bytes())["order"]
        docket = read(payload)

        assert docket.gid == payload["id"]
        assert docket.total == payload["total_money"]["amount"]
        assert [(x.line_id, x.quantity) for x in docket.lines] == [
            (x["uid"], int(x["quantity"])) for x in payload["line_items"]
        ]
        assert docket_from_args(unpack(pack(docket_to_args(docket)))) == docket

    def test_all_orders_of_a_batch_are_read(self):
        payload = json.loads((OBJECTS / "BatchRetrieveOrdersResponse.json").read_bytes())

        assert [read(one).gid for one in payload["orders"]] == [one["id"] for one in payload["orders"]]

    @pytest.mark.parametrize("path", sorted(OBJECTS.glob("*.json")), ids=lambda p: p.stem)
    def test_no_answer_as_a_whole_is_taken_for_an_order(self, path):
        with pytest.raises(UnreadableOrder) as refused:
            read(json.loads(path.read_bytes()))

        assert refused.value.reason == "payload"

    @pytest.mark.parametrize("name", ["GetPaymentRefundResponse:refund", "CreatePaymentResponse:payment"])
    def test_what_names_an_order_is_not_one(self, name):
        file, _, key = name.partition(":")
        with pytest.raises(UnreadableOrder):
            read(json.loads((OBJECTS / f"{file}.json").read_bytes())[key])

    def test_a_webhook_is_not_one(self):
        notice = json.loads((OBJECTS.parent / "webhooks" / "order.created.json").read_bytes())
        with pytest.raises(UnreadableOrder, match="names an order"):
            read(notice)

"""Whatever arrives in Square's name: a docket or a refusal, never another error, and no text of a customer is lost."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.core.packed import pack, unpack
from data.orders.docket import UnreadableOrder, docket_from_args, docket_to_args
from data.orders.loose_json import text
from data.orders.reading import DEFAULT_RULES
from data.orders.square import read_order
from data.orders.units import plan_tickets

any_text = st.text(alphabet=st.characters(codec=None), max_size=30)
numbers = st.integers() | st.floats() | st.integers(min_value=2**53)
scalars = st.none() | st.booleans() | numbers | any_text
any_json = st.recursive(
    scalars, lambda j: st.lists(j, max_size=3) | st.dictionaries(any_text, j, max_size=3), max_leaves=8
)


def object_of(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An object in which each field may be missing, of its own kind, or anything at all."""
    return st.fixed_dictionaries({}, optional={name: kind | any_json for name, kind in fields.items()})


money = object_of(amount=numbers, currency=st.sampled_from(["AUD", "JPY", "KWD", "aud"]))
quantities = st.sampled_from(["1", "2.5", "0", "-1", "1e9", "1" * 12, " 3 "]) | any_text
modifiers = st.lists(
    object_of(name=any_text, quantity=quantities, base_price_money=money, catalog_object_id=any_text) | any_json,
    max_size=3,
)
units = object_of(measurement_unit=object_of(weight_unit=any_text, custom_unit=object_of(name=any_text)))
lines = st.lists(
    object_of(
        uid=any_text,
        name=st.sampled_from(["Opera Cake", "Candles", "Gift card", "Delivery fee", "Tip"]) | any_text,
        variation_name=any_text | st.sampled_from(["Large, Dark", "Large / Dark"]),
        quantity=quantities,
        quantity_unit=units,
        item_type=st.sampled_from(["ITEM", "CUSTOM_AMOUNT", "GIFT_CARD"]),
        catalog_object_id=any_text,
        note=any_text,
        modifiers=modifiers,
        metadata=st.dictionaries(any_text, any_json, max_size=3),
        base_price_money=money,
    )
    | any_json,
    max_size=4,
)
times = st.sampled_from(["2026-11-27T03:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "2026-11-27", ""])
details = object_of(
    pickup_at=times,
    deliver_at=times,
    expected_shipped_at=times,
    pickup_window_duration=st.sampled_from(["PT1H", "P3W", "P", "PT99999M"]),
    note=any_text,
    recipient=object_of(display_name=any_text, phone_number=any_text, email_address=any_text),
)
fulfillments = st.lists(
    object_of(
        type=st.sampled_from(["PICKUP", "DELIVERY", "SHIPMENT", "DINE_IN"]),
        state=st.sampled_from(["PROPOSED", "COMPLETED", "CANCELED", "FAILED"]),
        pickup_details=details,
        delivery_details=details,
        shipment_details=details,
    )
    | any_json,
    max_size=3,
)
orders = object_of(
    location_id=any_text,
    reference_id=any_text | st.sampled_from(["#12345", "9" * 30, "my-order"]),
    ticket_name=any_text,
    source=object_of(name=st.sampled_from(["pos", "Point of Sale", "Square Online"])),
    state=st.sampled_from(["OPEN", "COMPLETED", "CANCELED", "DRAFT"]),
    version=numbers,
    line_items=lines,
    fulfillments=fulfillments,
    tenders=st.lists(object_of(note=any_text), max_size=2),
    returns=st.lists(any_json, max_size=2),
    customer=object_of(given_name=any_text, phone_number=any_text),
    metadata=st.dictionaries(any_text, any_json, max_size=3),
    total_money=money,
    net_amount_due_money=money,
    created_at=any_text | times,
    updated_at=any_text | times,
    closed_at=any_text | times,
)


def with_id(order: dict[str, Any]) -> dict[str, Any]:
    ours = {key: value for key, value in order.items() if key != "order_id"}
    return {"location_id": "L1"} | ours | {"id": "CAISENgvlJ6jLWAzERDzjyHVybY"}


@given(any_json)
def test_any_json_is_a_docket_or_a_refusal(payload):
    with suppress(UnreadableOrder):
        assert read_order(payload, DEFAULT_RULES, sha256="").numeric_id.isdigit()


@given(orders)
def test_any_order_with_an_id_is_read_travels_and_is_planned(order):
    docket = read_order(with_id(order), DEFAULT_RULES, sha256="")
    wire = pack(docket_to_args(docket)).encode("utf-8")

    assert docket_from_args(unpack(wire.decode("utf-8"))) == docket
    assert json.loads(json.dumps(docket_to_args(docket))) == docket_to_args(docket)
    planned = plan_tickets(docket, DEFAULT_RULES)
    assert len({(ticket.line_id, ticket.unit) for ticket in planned}) == len(planned)
    assert all(-(2**63) <= amount < 2**63 for amount in (docket.total, docket.subtotal, docket.tax))


@given(modifiers, any_text, st.sampled_from([None, "Large", "Large, Dark"]))
def test_no_option_and_no_note_of_a_line_is_lost(options, note, variation):
    item = {"name": "Opera Cake", "quantity": "1", "modifiers": options, "note": note, "variation_name": variation}
    docket = read_order(with_id({"line_items": [item]}), DEFAULT_RULES, sha256="")
    (line,) = docket.lines
    shown = "\n".join([line.flavour or "", line.writing or "", *(f"{name}\n{words}" for name, words in line.kept)])

    given_names = [option.get("name") for option in options if isinstance(option, dict) and option]
    for said in filter(None, (text(name) for name in given_names)):
        assert all(part.strip() in shown for part in said.partition(":")[::2])
    for row in (text(note) or "").splitlines():
        assert all(part.strip() in shown for part in row.partition(":")[::2])


@pytest.mark.parametrize("ident", [None, "", " ", 7, 1.5, True, "a b", "a/b", "../x", "x" * 193, "é", ["a"], "a\nb"])
def test_an_id_that_no_url_may_hold_is_refused(ident):
    with pytest.raises(UnreadableOrder):
        read_order({"id": ident, "location_id": "L1"}, DEFAULT_RULES, sha256="")


def test_amounts_that_add_up_beyond_a_column_are_left_out():
    most = {"amount": 2**63 - 1, "currency": "AUD"}
    given = {"total_money": most, "total_tax_money": {"amount": 1 - 2**63, "currency": "AUD"}}

    assert read_order(with_id(given), DEFAULT_RULES, sha256="").subtotal == 0


@pytest.mark.parametrize("depth", [500, 100_000])
def test_nesting_beyond_reason_is_survived(depth):
    nested: list[Any] = []
    for _ in range(depth):
        nested = [nested]
    item = {"name": "Opera Cake", "quantity": "1", "modifiers": [{"name": nested}], "metadata": {"Wish": nested}}

    assert read_order(with_id({"line_items": [item]}), DEFAULT_RULES, sha256="").lines[0].title == "Opera Cake"

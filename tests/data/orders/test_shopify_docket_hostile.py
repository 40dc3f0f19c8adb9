"""Whatever arrives: a docket or a refusal, never another error, and no text a customer typed is lost."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.core.packed import pack, unpack
from data.orders.docket import DocketLine, UnreadableOrder, docket_from_args, docket_to_args
from data.orders.loose_json import text
from data.orders.reading import DEFAULT_RULES
from data.orders.shopify import read_order
from data.orders.units import plan_tickets

any_text = st.text(alphabet=st.characters(codec=None), max_size=30)
numbers = st.integers() | st.floats() | st.integers(min_value=2**53)
scalars = st.none() | st.booleans() | numbers | any_text
any_json = st.recursive(
    scalars, lambda j: st.lists(j, max_size=3) | st.dictionaries(any_text, j, max_size=3), max_leaves=8
)

names = st.sampled_from(
    [
        "Writing",
        "Gelato flavours",
        "Allergy",
        "Wish",
        "_hidden",
        "gwp",
        "Local Delivery Date and Time",
        "Delivery Method",
    ]
)
entries = st.lists(
    any_json | st.fixed_dictionaries({}, optional={"name": names | any_json, "value": any_json}), max_size=4
)
titles = st.sampled_from(["Opera Cake", "Candles", "Gift card", "Delivery fee", "Tip", "Pick your cake"])


def object_of(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An object in which each field may be missing, of its own kind, or anything at all."""
    return st.fixed_dictionaries({}, optional={name: kind | any_json for name, kind in fields.items()})


lines = st.lists(
    object_of(
        id=numbers,
        title=titles,
        name=any_text,
        variant_title=any_text,
        quantity=numbers,
        current_quantity=numbers,
        price=any_text,
        price_set=any_json,
        product_id=numbers,
        gift_card=st.booleans(),
        properties=entries,
    )
    | any_json,
    max_size=4,
)
orders = object_of(
    id=st.integers(min_value=1),
    admin_graphql_api_id=any_text,
    order_number=numbers,
    source_name=st.sampled_from(["web", "pos"]),
    currency=st.sampled_from(["AUD", "JPY", "KWD"]),
    total_price=any_text,
    financial_status=any_text,
    note=any_text,
    tags=any_text | st.sampled_from(["DEL:2026-11-27", "PICKUP:soon"]),
    note_attributes=entries,
    customer=object_of(first_name=any_text, last_name=any_text, phone=any_text, email=any_text),
    shipping_address=object_of(name=any_text, phone=any_text),
    line_items=lines,
    cancelled_at=any_text,
    test=st.booleans(),
)


@given(any_json)
def test_any_json_is_a_docket_or_a_refusal(payload):
    with suppress(UnreadableOrder):
        assert read_order(payload, DEFAULT_RULES, sha256="").numeric_id.isdigit()


@given(orders, st.integers(min_value=1, max_value=10**18))
def test_any_order_with_an_id_is_read_travels_and_is_planned(order, number):
    docket = read_order(order | {"id": number, "admin_graphql_api_id": None}, DEFAULT_RULES, sha256="")
    wire = pack(docket_to_args(docket)).encode("utf-8")

    assert docket_from_args(unpack(wire.decode("utf-8"))) == docket
    assert json.loads(json.dumps(docket_to_args(docket))) == docket_to_args(docket)
    planned = plan_tickets(docket, DEFAULT_RULES)
    assert len({(ticket.line_id, ticket.unit) for ticket in planned}) == len(planned)
    assert bool(planned) == bool(docket.wanted and not docket.counter_sale and docket.cancelled_at is None)


def texts_of(line: DocketLine) -> str:
    return "\n".join([line.flavour or "", line.writing or "", *(words for _, words in line.kept)])


typed = st.tuples(st.sampled_from(["Writing", "Gelato flavours", "Allergy", "Wish", "", None, 7]), any_json)


@given(st.lists(typed, max_size=5), st.sampled_from([None, "Large", "Large / Dark"]), titles)
def test_no_property_a_customer_typed_is_lost(said, variant, title):
    properties = [{"name": name, "value": value} for name, value in said]
    item = {"id": 1, "product_id": 8, "title": title, "variant_title": variant, "properties": properties}
    order = {"id": 1, "tags": "DEL:2026-11-27", "line_items": [item, {"title": "Opera Cake"}]}
    docket = read_order(order, DEFAULT_RULES, sha256="")
    planned = plan_tickets(docket, DEFAULT_RULES)
    on_tickets = "\n".join("\n".join([t.flavour or "", t.writing or "", *(w for _, w in t.kept)]) for t in planned)

    for words in filter(None, (text(value) for _, value in said)):
        assert words.strip() in texts_of(docket.lines[0])
        assert docket.lines[0].kind == "ignore" or words.strip() in on_tickets


@given(st.lists(st.tuples(names.filter(lambda n: n not in ("_hidden", "gwp")), any_text), max_size=5))
def test_no_note_attribute_is_lost(said):
    order = {"id": 1, "note_attributes": [{"name": name, "value": value} for name, value in said]}
    docket = read_order(order, DEFAULT_RULES, sha256="")
    shown = (docket.due_text, docket.method_text, docket.instructions, *(words for _, words in docket.attributes))

    for words in filter(None, (text(value) for _, value in said)):
        assert words in shown


@pytest.mark.parametrize("depth", [500, 100_000])
def test_nesting_beyond_reason_is_survived(depth):
    nested: list[Any] = []
    for _ in range(depth):
        nested = [nested]
    item = {"title": "Opera Cake", "properties": [{"name": "Wish", "value": nested}]}

    docket = read_order({"id": 1, "line_items": [item], "note": nested}, DEFAULT_RULES, sha256="")

    assert docket.lines[0].kept[0][0] == "Wish"


@pytest.mark.parametrize("hostile", ["cake with ", " ", "\u0301\u0316", "a /", "between "])
def test_a_text_made_to_be_slow_to_read_is_read(hostile):
    """A payload may be megabytes of anything: in quadratic time each of these takes minutes."""
    long = "a" + hostile * 100_000 + "b"
    item = {"title": long, "variant_title": long, "properties": [{"name": long, "value": long}]}
    attributes = [{"name": "Local Delivery Date and Time", "value": long}]
    order = {"id": 1, "note": long, "tags": f"DEL:{long}", "note_attributes": attributes, "line_items": [item]}

    docket = read_order(order, DEFAULT_RULES, sha256="")

    assert (docket.due_text, docket.lines[0].kept) == (long, ((long, long),))

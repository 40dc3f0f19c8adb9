"""A Shopify order (REST or webhook form) read as a kitchen docket."""

from __future__ import annotations

from collections.abc import Mapping

from data.core.clock import Instant
from data.core.money import NO_CURRENCY
from data.orders.dates import read_instant
from data.orders.docket import DELIVERY, PICKUP, Docket, UnreadableOrder
from data.orders.docket_due import read_due
from data.orders.docket_lines import allergens, read_amount, read_lines, said_properties
from data.orders.loose_json import contains, flag, identifier, is_one_of, mapping, pairs, text, title
from data.orders.masking import mask_email, mask_phone
from data.orders.reading import DocketRules

SHOP = "shopify"
_ORDER_GID = "gid://shopify/Order/"

Pair = tuple[str, str]


def read_order(payload: object, rules: DocketRules, *, sha256: str) -> Docket:
    """The docket of a parsed payload; `sha256` is that of its raw bytes. What is missing or of a wrong type is left
    out, and `Docket.missing()` tells what the kitchen cannot do without. Raises UnreadableOrder for what can never be
    an order."""
    if not isinstance(payload, Mapping):
        raise UnreadableOrder("payload", "The payload is not an object.")
    order: Mapping[str, object] = payload
    numeric_id = _numeric_id(order)
    attributes = pairs(order.get("note_attributes"))
    due = read_due(attributes, _tags(order.get("tags")), rules)
    method, method_from = _method(attributes, rules)
    instructions = next((pair for pair in attributes if is_one_of(pair[0], rules.instruction_names)), None)
    used = (due.attribute, method_from, instructions)
    others = said_properties(tuple(pair for pair in attributes if pair not in used), rules)
    note = text(order.get("note"))
    spoken = tuple(pair for pair in (instructions, ("", note or "")) if pair)
    source = text(order.get("source_name")) or ""
    counter = is_one_of(source, rules.counter_sources)
    status = text(order.get("financial_status"))
    currency = _currency(order)
    created_at, updated_at = read_instant(order.get("created_at")), read_instant(order.get("updated_at"))
    address = {key: value for key, value in mapping(order.get("shipping_address")).items() if text(value)}
    return Docket(
        shop=SHOP,
        gid=f"{_ORDER_GID}{numeric_id}",
        numeric_id=numeric_id,
        number=identifier(order.get("order_number")),
        customer=_customer(order) or (rules.counter_customer if counter else None),
        phone_masked=mask_phone(_contact(order, "phone")),
        email_masked=mask_email(_contact(order, "email")),
        due_date=due.date,
        due_text=due.text,
        window=due.window,
        window_from=due.minutes[0],
        window_to=due.minutes[1],
        method=method or (DELIVERY if address else due.method),
        method_text=method_from[1] if method_from else None,
        instructions=instructions[1] if instructions else None,
        note=note,
        attributes=others,
        allergens=allergens(others + spoken, rules),
        source=source,
        counter=counter,
        financial_status=status,
        paid=status is None or not is_one_of(status, rules.unpaid_statuses),
        currency=currency,
        total=read_amount(order, "total_price", currency),
        subtotal=read_amount(order, "subtotal_price", currency),
        tax=read_amount(order, "total_tax", currency),
        test=flag(order.get("test")),
        cancelled_at=_cancelled_at(order.get("cancelled_at"), updated_at or created_at or 0),
        created_at=created_at,
        updated_at=updated_at,
        lines=read_lines(order.get("line_items"), rules, currency),
        sha256=sha256,
        fulfilled=text(order.get("fulfillment_status")) == "fulfilled",
    )


def _numeric_id(order: Mapping[str, object]) -> str:
    """The order's id. The gid goes first: an `id` that went through JavaScript is rounded."""
    gid = text(order.get("admin_graphql_api_id")) or ""
    if gid.startswith("gid://") and not gid.startswith(_ORDER_GID):
        raise UnreadableOrder("payload", "The payload is not an order but another thing of the shop.")
    found = (identifier(gid) if gid.startswith(_ORDER_GID) else None) or identifier(order.get("id"))
    if found is None:
        raise UnreadableOrder("payload", "The payload has no order id.")
    return found


def _tags(value: object) -> tuple[str, ...]:
    given = value if isinstance(value, list) else [value]
    return tuple(part.strip() for entry in given for part in (text(entry) or "").split(",") if part.strip())


def _method(attributes: tuple[Pair, ...], rules: DocketRules) -> tuple[str | None, Pair | None]:
    """Pickup or delivery, and the attribute that says so."""
    for pair in attributes:
        if is_one_of(pair[0], rules.method_names):
            if contains(pair[1], rules.pickup_texts):
                return PICKUP, pair
            if contains(pair[1], rules.delivery_texts):
                return DELIVERY, pair
    return None, None


def _customer(order: Mapping[str, object]) -> str | None:
    address, customer = mapping(order.get("shipping_address")), mapping(order.get("customer"))
    return title(address.get("name")) or _full_name(address) or _full_name(customer) or title(customer.get("name"))


def _full_name(person: Mapping[str, object]) -> str | None:
    return " ".join(filter(None, (title(person.get("first_name")), title(person.get("last_name"))))) or None


def _contact(order: Mapping[str, object], key: str) -> str | None:
    places = (order, mapping(order.get("shipping_address")), mapping(order.get("customer")))
    return next((said for place in places if (said := text(place.get(key)))), None)


def _currency(order: Mapping[str, object]) -> str:
    in_set = mapping(mapping(order.get("total_price_set")).get("shop_money")).get("currency_code")
    codes = ((text(code) or "").strip().upper() for code in (order.get("currency"), in_set))
    return next((code for code in codes if len(code) == 3 and code.isascii() and code.isalpha()), NO_CURRENCY)


def _cancelled_at(value: object, otherwise: Instant) -> Instant | None:
    """When it was cancelled; an unreadable time does not make it live again."""
    if value is False or text(value) is None:
        return None
    at = read_instant(value)
    return otherwise if at is None else at

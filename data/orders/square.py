"""A Square order (an Order object, as RetrieveOrder and SearchOrders give it) read as a kitchen docket."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256 as sha256_of

from data.core.clock import Instant
from data.core.money import MOST_MINOR, NO_CURRENCY
from data.orders.dates import read_instant
from data.orders.docket import Docket, UnreadableOrder
from data.orders.docket_lines import Pairs, allergens, joined, said_properties
from data.orders.loose_json import identifier, is_one_of, mapping, text, title
from data.orders.masking import mask_email, mask_phone
from data.orders.reading import DocketRules
from data.orders.square_due import Leaving, read_leavings
from data.orders.square_lines import amount, read_lines

SHOP = "square"
ORDER_ID = re.compile(r"[A-Za-z0-9_-]{1,192}", re.ASCII)
REFERENCE, TICKET_NAME, OTHER_LEAVING, CURBSIDE = ("Reference", "Ticket name", "Also", "Curbside")
_COUNTER = ("Point of Sale", "Square Point of Sale")
"""What Square's own till calls itself, beside the names that the store gives."""
_PAID, _PARTLY, _UNPAID, _DRAFT = ("paid", "partially_paid", "pending", "draft")
_NUMBERS_FROM, _NUMBERS = 100_000_000, 900_000_000


def read_order(payload: object, rules: DocketRules, *, sha256: str) -> Docket:
    """The docket of a parsed order; `customer` in it is Square's Customer object, where somebody put it there. What is
    missing or of a wrong type is left out, and `Docket.missing()` tells what the kitchen cannot do without. Raises
    UnreadableOrder for what can never be an order."""
    order = _order(payload)
    ident = _id(order)
    currency = _currency(order)
    lines = read_lines(order.get("line_items"), rules, currency)
    leavings = read_leavings(order.get("fulfillments"), rules.zone)
    first = leavings[0] if leavings else None
    recipient, customer = (first.recipient if first else {}), mapping(order.get("customer"))
    source = title(mapping(order.get("source")).get("name")) or ""
    counter = _at_the_counter(order, source, rules)
    instructions = joined(first.notes) if first else None
    note = joined(text(mapping(tender).get("note")) for tender in _list(order.get("tenders")))
    attributes = said_properties(_attributes(order, leavings), rules)
    status = _payment(order, currency)
    total = amount(order.get("total_money"), currency)
    if not lines:
        # What was brought back is an order without lines, and its total is what was given for it.
        total = total or amount(mapping(order.get("net_amounts")).get("total_money"), currency)
    tax = amount(order.get("total_tax_money"), currency)
    beside = sum(amount(order.get(f"total_{name}_money"), currency) for name in ("tip", "service_charge"))
    subtotal = total - tax - beside
    return Docket(
        shop=SHOP,
        gid=ident,
        numeric_id=number_of(ident),
        number=identifier(_reference(order)),
        customer=_called(recipient, customer) or (rules.counter_customer if counter else None),
        phone_masked=mask_phone(text(recipient.get("phone_number")) or text(customer.get("phone_number"))),
        email_masked=mask_email(text(recipient.get("email_address")) or text(customer.get("email_address"))),
        due_date=first.date if first else None,
        due_text=first.text if first else None,
        window=first.window if first else None,
        window_from=first.minutes[0] if first else None,
        window_to=first.minutes[1] if first else None,
        method=first.method if first else None,
        method_text=None,
        instructions=instructions,
        note=note,
        attributes=attributes,
        allergens=allergens((*attributes, ("", instructions or ""), ("", note or "")), rules),
        source=source,
        counter=counter,
        financial_status=status,
        paid=status not in (_UNPAID, _DRAFT),
        currency=currency,
        total=total,
        subtotal=subtotal if abs(subtotal) <= MOST_MINOR else 0,
        tax=tax,
        test=False,
        cancelled_at=_cancelled_at(order, leavings),
        created_at=read_instant(order.get("created_at")),
        updated_at=read_instant(order.get("updated_at")),
        lines=lines,
        sha256=sha256,
        version=_version(order),
        fulfilled=order.get("state") == "COMPLETED",
    )


def number_of(ident: str) -> str:
    """A number of nine digits for an order, since Square gives none and its ids are no barcode of ours: always the
    same for one id, so that two terminals that import the order offline print the same label. Two orders of a store
    that meet in one number are told apart when they are taken in."""
    return str(_NUMBERS_FROM + int.from_bytes(sha256_of(ident.encode()).digest()[:8], "big") % _NUMBERS)


def _order(payload: object) -> Mapping[str, object]:
    if not isinstance(payload, Mapping):
        raise UnreadableOrder("payload", "The payload is not an object.")
    if {"merchant_id", "event_id"} <= payload.keys():
        raise UnreadableOrder("payload", "The payload is a notice of the shop: it names an order, and holds none.")
    return payload


def _id(order: Mapping[str, object]) -> str:
    ident = text(order.get("id")) if isinstance(order.get("id"), str) else None
    if ident is None or not ORDER_ID.fullmatch(ident):
        raise UnreadableOrder("payload", "The payload has no order id.")
    if "location_id" not in order or "order_id" in order:
        raise UnreadableOrder("payload", "The payload is not an order but another thing of the shop.")
    return ident


def _reference(order: Mapping[str, object]) -> str:
    """What another system, such as a shop in the web, calls this order."""
    return (title(order.get("reference_id")) or "").removeprefix("#")


def _version(order: Mapping[str, object]) -> int | None:
    version = order.get("version")
    return version if isinstance(version, int) and not isinstance(version, bool) and abs(version) < 2**63 else None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _currency(order: Mapping[str, object]) -> str:
    money = [order.get("total_money"), order.get("net_amount_due_money")]
    money += [mapping(line).get("base_price_money") for line in _list(order.get("line_items"))]
    money.append(mapping(order.get("net_amounts")).get("total_money"))
    codes = ((text(mapping(one).get("currency")) or "").strip().upper() for one in money)
    return next((code for code in codes if len(code) == 3 and code.isascii() and code.isalpha()), NO_CURRENCY)


def _at_the_counter(order: Mapping[str, object], source: str, rules: DocketRules) -> bool:
    """Rung up on the till, or brought back to it. An order that was not made through the API has no version."""
    if source:
        named = is_one_of(source, rules.counter_sources + _COUNTER)
    else:
        named = _version(order) is None and not _list(order.get("fulfillments"))
    return named or bool(_list(order.get("returns")) and not _list(order.get("line_items")))


def _called(recipient: Mapping[str, object], customer: Mapping[str, object]) -> str | None:
    names = filter(None, (title(customer.get("given_name")), title(customer.get("family_name"))))
    other = title(customer.get("nickname")) or title(customer.get("company_name"))
    return title(recipient.get("display_name")) or " ".join(names) or other


def _attributes(order: Mapping[str, object], leavings: tuple[Leaving, ...]) -> Pairs:
    """What else came with the order; a reference that is a number is the order's own."""
    reference, name = title(order.get("reference_id")), title(order.get("ticket_name"))
    said = [(REFERENCE, reference if identifier(_reference(order)) is None else None), (TICKET_NAME, name)]
    said += [(CURBSIDE, leavings[0].curbside if leavings else None)]
    said += [(OTHER_LEAVING, other.told()) for other in leavings[1:] if not other.over]
    said += [(str(key), text(value)) for key, value in mapping(order.get("metadata")).items()]
    return tuple((key, words) for key, words in said if words)


def _payment(order: Mapping[str, object], currency: str) -> str | None:
    """Square names no status of payment: it follows from what is still due. None where nothing tells."""
    state = (text(order.get("state")) or "").strip().upper()
    if state in {"COMPLETED", "DRAFT"}:
        return _PAID if state == "COMPLETED" else _DRAFT
    tenders = bool(_list(order.get("tenders")))
    if mapping(order.get("net_amount_due_money")):
        due = amount(order.get("net_amount_due_money"), currency)
        return _PAID if due <= 0 else _PARTLY if tenders else _UNPAID
    return _PAID if tenders else None


def _cancelled_at(order: Mapping[str, object], leavings: tuple[Leaving, ...]) -> Instant | None:
    """When it was cancelled, as a whole or by calling off all that was to leave the shop."""
    state = (text(order.get("state")) or "").strip().upper()
    called_off = bool(leavings) and all(leaving.called_off for leaving in leavings)
    if state not in {"CANCELED", "CANCELLED"} and (state == "COMPLETED" or not called_off):
        return None
    said = [order.get("closed_at")] if state.startswith("CANCEL") else []
    times = [*map(read_instant, said), *(leaving.canceled_at for leaving in leavings)]
    times += [read_instant(order.get(name)) for name in ("updated_at", "created_at")]
    return next((at for at in times if at is not None), 0)

"""What a stolen disk tells of customers: a replica, byte for byte, holds no way to reach one (SECURITY T8)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.core.actor import SERVICE_ACTOR
from data.core.ids import digest
from data.core.outcome import Put
from data.exchange.travelling import TABLES
from data.orders.order import Order, OrderPayload
from data.orders.reading import docket_rules
from data.orders.shopify import read_order
from data.store.schema import FILE_NAME
from tests.support.dockets import ingest
from tests.support.enrolled import EnrolledTerminal, Hub
from tests.support.memory import Shop

PHONES = ("+61412345678", "0298765432", "+61487654321", "+61499887766")
EMAILS = ("ada.lovelace@example.com", "billing@lovelace.example.com", "contact@lovelace.example.com")
CARD = "4242424242424242"
STREET = "14 Rose Street"
FIXTURE = Path(__file__).parents[2] / "fixtures" / "shopify_orders" / "samples" / "01_one_cake_pickup.json"


def payload() -> bytes:
    """An order as a shop sends it, with everything that it knows of the customer, wherever it may stand."""
    order = json.loads(FIXTURE.read_text())
    address = {"address1": STREET, "phone": PHONES[1], "first_name": "Ada", "last_name": "Lovelace"}
    order |= {
        "email": EMAILS[0],
        "contact_email": EMAILS[2],
        "phone": PHONES[0],
        "customer": {"first_name": "Ada", "last_name": "Lovelace", "email": EMAILS[0], "phone": PHONES[2]},
        "shipping_address": address,
        "billing_address": address | {"email": EMAILS[1], "phone": PHONES[3]},
        "payment_details": {"credit_card_number": CARD, "credit_card_company": "Visa"},
        "payment_terms": None,
    }
    return json.dumps(order).encode()


@pytest.fixture
def terminal(shop: Shop, template: Path, tmp_path: Path) -> EnrolledTerminal:
    """One that has heard of the order."""
    hub = Hub(shop.open())
    raw = payload()
    docket = read_order(json.loads(raw), docket_rules("{}", 12), sha256=digest(raw.decode()))
    command = ingest(docket)
    ident = "order-payload"
    beside = [Put(OrderPayload(ident, digest(raw.decode()), raw, hub.bakery.machine.at))]
    assert hub.bakery.do(command, SERVICE_ACTOR, beside=beside).accepted
    assert hub.bakery.all(OrderPayload), "the authority keeps what came"
    return EnrolledTerminal(hub, template, tmp_path / "terminal")


def test_the_dump_of_a_replica_reaches_no_customer(terminal: EnrolledTerminal):
    with terminal.closing():
        (order,) = [o for o in terminal.bakery.all(Order) if o.customer == "Ada Lovelace"]
        assert order.phone_masked, "enough to tell two customers apart"
        assert order.email_masked
    held = b"".join(path.read_bytes() for path in terminal.folder.glob(f"{FILE_NAME}*"))
    digits = bytes(byte for byte in held if chr(byte).isdigit())
    for secret in (*EMAILS, *PHONES, CARD, STREET):
        assert secret.encode() not in held, secret
    for number in (*PHONES, CARD):
        assert number.removeprefix("+").encode() not in digits, number


def test_a_raw_order_is_nothing_that_travels():
    assert "order_payload" not in TABLES

"""Orders as a shop sends them, already read: what a test leaves out is ordinary."""

from __future__ import annotations

from typing import Any

from data.core.ids import digest
from data.core.packed import pack
from data.orders.docket import ACCOMPANY, IGNORE, MAKE, Docket, DocketLine, docket_to_args
from data.orders.intake import IngestOrder
from tests.support.cast import GELATO_CAKE, NOW, TOMORROW


def cake(line_id: str = "1", title: str = GELATO_CAKE, **given: Any) -> DocketLine:
    """A line to make, one Medium cake unless told otherwise."""
    usual: dict[str, Any] = {
        "kind": MAKE,
        "variant": None,
        "sku": None,
        "product_id": None,
        "variant_id": None,
        "size": "Medium",
        "flavour": None,
        "writing": None,
        "kept": (),
        "allergens": None,
        "quantity": 1,
        "unit_price": 8_900,
    }
    return DocketLine(line_id=line_id, title=title, **usual | given)


def candles(line_id: str = "9", quantity: int = 1) -> DocketLine:
    """A line that rides with the first ticket."""
    return cake(line_id, "Candles", kind=ACCOMPANY, size=None, quantity=quantity, unit_price=500)


def gift_card(line_id: str = "8") -> DocketLine:
    """A line that asks nothing of the kitchen."""
    return cake(line_id, "Gift card", kind=IGNORE, size=None, gift_card=True)


def docket(number: str | None = "20001", *lines: DocketLine, **given: Any) -> Docket:
    """A paid order of one cake for tomorrow, unless told otherwise; its gid follows from `number`."""
    usual: dict[str, Any] = {
        "shop": "shopify",
        "gid": f"gid://shopify/Order/900{number}",
        "numeric_id": f"900{number}",
        "customer": "Ada Lovelace",
        "phone_masked": None,
        "email_masked": None,
        "due_date": TOMORROW,
        "due_text": None,
        "window": None,
        "window_from": None,
        "window_to": None,
        "method": "pickup",
        "method_text": None,
        "instructions": None,
        "note": None,
        "attributes": (),
        "allergens": None,
        "source": "web",
        "counter": False,
        "financial_status": "paid",
        "paid": True,
        "currency": "AUD",
        "total": 8_900,
        "subtotal": 8_900,
        "tax": 0,
        "test": False,
        "cancelled_at": None,
        "created_at": NOW - 60_000,
        "updated_at": NOW - 60_000,
        "lines": lines or (cake(),),
        "sha256": "",
    }
    return Docket(number=number, **usual | given)


def ingest(order: Docket, store_id: str = "bannos") -> IngestOrder:
    """The command that takes a docket in."""
    packed = pack(docket_to_args(order))
    return IngestOrder(store_id, packed, digest(packed), digest(packed))

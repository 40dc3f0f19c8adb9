"""Purchase orders: sent, received by scan in parts, called off; nothing comes into stock twice."""

from __future__ import annotations

from typing import Any

import pytest

from data.core.actor import Actor
from data.exchange.node import become
from data.procurement.ordering import MakePurchaseOrder
from data.procurement.purchase import PurchaseLine, PurchaseOrder, PurchaseReceipt
from data.procurement.supplying import SetOffer, SetSupplier
from data.stock.item import InventoryItem
from kitchen_tui.places.purchases import Purchases
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui_places.harmless import harmless
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.buying import CAN, dairy
from tests.support.cast import ADI, BENCH, BOX, MILK, MILK_AT_FIRST, SUE
from tests.sync_agent.hub.rig import node

CLASSIC = (80, 19)
BARCODE = "9300000000017"


class AtPurchases(StillRoom):
    """A room of which a test knows what stands in it."""

    place: Any


def at_purchases(kitchen: Kitchen, person: Actor = ADI, about: str = "") -> AtPurchases:
    room = AtPurchases(kitchen, person)
    room.enter(Purchases, about)
    return room


@pytest.fixture
def ordered(kitchen: Kitchen) -> Kitchen:
    """Three cans of milk and two bundles of boxes; and an order of the mill that is only made."""
    bakery = kitchen.bakery
    dairy(bakery)
    bakery.must(SetOffer("bundle", "dairy", BOX, "Bundle of 50", 50, 900, "B50"), ADI)
    bakery.must(SetSupplier("mill", "bannos", "Mill"), ADI)
    bakery.must(SetOffer("sack", "mill", MILK, "Milk powder 1 kg", 1_000, 700), ADI)
    bakery.must(MakePurchaseOrder("00000000-aaaa", "dairy", ((CAN, 3), ("bundle", 2)), "by the back door"), ADI)
    bakery.machine.wait(60_000)
    bakery.must(MakePurchaseOrder("00000000-bbbb", "mill", (("sack", 4),), confirmed=True), ADI)
    return kitchen


def orders(kitchen: Kitchen) -> dict[str, PurchaseOrder]:
    return {order.supplier_id: order for order in kitchen.bakery.all(PurchaseOrder)}


def came(kitchen: Kitchen) -> dict[str, int]:
    return {line.offer_id: line.received for line in kitchen.bakery.all(PurchaseLine)}


def on_hand(kitchen: Kitchen, item: str = MILK) -> int:
    return next(one.on_hand for one in kitchen.bakery.all(InventoryItem) if one.id == item)


@pytest.mark.parametrize("size", [*SIZES, CLASSIC], ids=str)
def test_the_orders_are_drawn_at_every_size(ordered: Kitchen, size: tuple[int, int]) -> None:
    same(f"purchases-{size[0]}", at_purchases(ordered).text(*size))


@pytest.mark.parametrize("size", [*SIZES, CLASSIC], ids=str)
def test_an_order_is_drawn_at_every_size(ordered: Kitchen, size: tuple[int, int]) -> None:
    same(f"purchases_lines-{size[0]}", at_purchases(ordered, about="00000000-aaaa").text(*size))


def test_a_scanned_order_opens_and_a_scanned_pack_is_the_line_that_has_come(ordered: Kitchen) -> None:
    room = at_purchases(ordered, SUE)
    code = orders(ordered)["dairy"].code
    assert room.scans(code)
    room.ask()
    assert room.scans(BARCODE)
    room.fills(line0="10 kg", delivery="LS-1")

    assert came(ordered) == {CAN: 10_000, "bundle": 0, "sack": 0}
    assert on_hand(ordered) == MILK_AT_FIRST + 10_000
    assert orders(ordered)["dairy"].status == "partly"


def test_a_pack_of_something_else_is_said(ordered: Kitchen) -> None:
    room = at_purchases(ordered, about="00000000-aaaa")
    assert not room.scans("4006381333931")
    assert "is not on this order" in room.place.not_known("4006381333931")


def test_all_that_is_missing_stands_in_the_form_already(ordered: Kitchen) -> None:
    room = at_purchases(ordered, about="00000000-aaaa")
    room.press("receive")
    room.fills()

    assert came(ordered) == {CAN: 30_000, "bundle": 100, "sack": 0}
    assert orders(ordered)["dairy"].status == "received"
    assert "receive" not in room.deeds()


def test_the_same_delivery_note_is_taken_once(ordered: Kitchen) -> None:
    room = at_purchases(ordered, about="00000000-aaaa")
    for _ in range(2):
        room.press("receive")
        room.fills(line0="0", line1="10 kg", delivery="LS-7")
    assert came(ordered)[CAN] + came(ordered)["bundle"] == 10_000 or len(ordered.bakery.all(PurchaseReceipt)) == 1


def test_more_than_was_ordered_is_asked_about_and_then_taken(ordered: Kitchen) -> None:
    room = at_purchases(ordered, about="00000000-bbbb")
    room.press("receive")
    room.fills(line0="5 kg")
    assert came(ordered)["sack"] == 0
    assert room.form is not None
    room.fills(sure="yes")
    assert came(ordered)["sack"] == 5_000


@pytest.mark.parametrize(("field", "text"), [("line0", "much"), ("line0", "-3 kg"), ("best_before", "someday")])
def test_what_cannot_be_read_is_said_and_nothing_comes(ordered: Kitchen, field: str, text: str) -> None:
    room = at_purchases(ordered, about="00000000-aaaa")
    room.press("receive")
    room.fills(**{field: text})
    assert room.form is not None
    assert ordered.bakery.all(PurchaseReceipt) == []


def test_a_terminal_that_stands_alone_mails_nothing(ordered: Kitchen) -> None:
    assert "mail" not in at_purchases(ordered, about="00000000-aaaa").deeds()


def test_an_order_is_mailed_once_or_sent_by_another_way(ordered: Kitchen) -> None:
    with ordered.bakery.database.transaction():
        become(ordered.bakery.database, node("one", BENCH))
    room = at_purchases(ordered, about="00000000-aaaa")
    room.press("mail")
    order = orders(ordered)["dairy"]
    assert (order.status, order.mail_to) == ("sent", "orders@dairy.example")
    assert not {"mail", "sent"} & set(room.deeds())

    room = at_purchases(ordered, about="00000000-bbbb")
    room.press("mail")
    assert "no e-mail address" in room.verdicts[-1].says
    room.press("sent")
    assert orders(ordered)["mill"].status == "sent"


def test_an_order_that_is_called_off_says_why_and_leaves_the_list(ordered: Kitchen) -> None:
    room = at_purchases(ordered)
    room.place.step(-9)
    first = room.place._orders.chosen.order
    room.press("off")
    room.fills(reason=" ")
    assert room.form is not None
    room.fills(reason="the mill burnt down")

    assert orders(ordered)[first.supplier_id].status == "cancelled"
    assert first.id not in [one.order.id for one in room.place._orders.items]
    room.press("past")
    assert first.id in [one.order.id for one in room.place._orders.items]


def test_what_is_done_with_orders_is_for_admins_and_receiving_for_supervisors(ordered: Kitchen) -> None:
    with ordered.bakery.database.transaction():
        become(ordered.bakery.database, node("one", BENCH))
    assert {"receive", "mail", "sent", "off"} <= set(at_purchases(ordered, ADI).deeds())
    deeds = at_purchases(ordered, SUE).deeds()
    assert "receive" in deeds
    assert not {"mail", "sent", "off"} & set(deeds)


def test_an_order_goes_out_as_a_file_of_its_lines(ordered: Kitchen) -> None:
    sheet = at_purchases(ordered, about="00000000-aaaa").place.sheet()
    rows = sheet.rows(None)
    assert [row[1] for row in rows] == [2, 3]
    assert sum(row[-1] for row in rows) == orders(ordered)["dairy"].total
    assert len(at_purchases(ordered).place.sheet().rows(None)) == 2


def test_where_nothing_is_on_order_that_is_said(kitchen: Kitchen) -> None:
    room = at_purchases(kitchen)
    assert "Nothing is on order" in room.text(*CLASSIC)
    room.place.enter()
    assert room.form is None


def test_hostile_names_harm_nothing(ordered: Kitchen) -> None:
    name = "\x1b[31m\u202e" + "x" * 100
    ordered.bakery.must(SetSupplier("odd", "bannos", name), ADI)
    ordered.bakery.must(SetOffer("odd", "odd", MILK, name, 10, 1), ADI)
    ordered.bakery.must(MakePurchaseOrder("odd", "odd", (("odd", 1),), name, confirmed=True), ADI)
    for about in ("", "odd"):
        for size in SIZES:
            assert harmless(at_purchases(ordered, about=about).text(*size))

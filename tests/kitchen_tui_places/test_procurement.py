"""Procurement: a manager sees what to buy and by when, why, and makes an order of it."""

from __future__ import annotations

from typing import Any

import pytest

from data.core.actor import Actor
from data.core.clock import HOUR, MINUTE
from data.forecasts.forecast import Forecast
from data.procurement.ordering import MakePurchaseOrder
from data.procurement.purchase import PurchaseLine, PurchaseOrder
from data.procurement.supplying import SetItemTerms, SetOffer, SetSupplier
from data.questions.procurement import current
from data.stock.commands import CountStock
from data.stock.setting_up import AddItem, AddProduct
from kitchen_tui import regional
from kitchen_tui.places.index import BY_NAME
from kitchen_tui.places.procurement import Procurement
from sync_agent.buying.spelling import totals
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui_places.harmless import harmless
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.buying import CAN, dairy, expect
from tests.support.cast import ADI, ANA, BOX, MILK, NOW, SUE

CLASSIC = (80, 19)


class AtProcurement(StillRoom):
    """A room of which a test knows what stands in it."""

    place: Any

    @property
    def lines(self) -> list[Any]:
        items: list[Any] = self.place._listing.items
        return items


def at_procurement(kitchen: Kitchen, person: Actor = ADI) -> AtProcurement:
    room = AtProcurement(kitchen, person)
    room.enter(Procurement)
    return room


@pytest.fixture
def buying(kitchen: Kitchen) -> Kitchen:
    """Milk in cans, boxes that nobody sells, flour that a mill brings on Tuesdays and that spoils."""
    bakery = kitchen.bakery
    dairy(bakery)
    bakery.must(AddItem("flour", "bannos", "Flour", "g"), ADI)
    bakery.must(AddProduct("loaf", "bannos", "Loaf", bom=(("", "flour", 600),)), ADI)
    bakery.must(AddProduct("pie", "bannos", "Pie"), ADI)
    bakery.must(SetSupplier("mill", "bannos", "Mill", None, (0, 4), 14 * 60, 2, (1,), (), 50_000), ADI)
    bakery.must(SetOffer("sack", "mill", "flour", "Sack 25 kg", 25_000, 2_980), ADI)
    bakery.must(SetItemTerms("flour", service_permille=500), ADI)
    bakery.must(CountStock(MILK, 4_000), ADI)
    bakery.must(CountStock(BOX, 10), ADI)
    expect(bakery, "gelato-cake", *(10 for _ in range(12)))
    expect(bakery, "loaf", *(6 for _ in range(12)), title="Loaf")
    expect(bakery, "pie", *(3 for _ in range(12)), title="Pie")
    return kitchen


@pytest.mark.parametrize("size", [*SIZES, CLASSIC], ids=str)
def test_it_is_drawn_at_every_size(buying: Kitchen, size: tuple[int, int]) -> None:
    same(f"procurement-{size[0]}", at_procurement(buying).text(*size))


@pytest.mark.parametrize("size", [*SIZES, CLASSIC], ids=str)
def test_why_is_drawn_at_every_size(buying: Kitchen, size: tuple[int, int]) -> None:
    room = at_procurement(buying)
    room.place.enter()
    same(f"procurement_why-{size[0]}", room.text(*size))


def test_what_must_be_ordered_first_comes_first_with_the_time_that_is_left(buying: Kitchen) -> None:
    buying.machine.at = NOW + 30 * MINUTE
    room = at_procurement(buying)
    text = room.text(*SIZES[1])

    first = room.lines[0]
    assert first.item == "Milk"
    assert "1 h 30" in text, "the dairy's cut-off is at noon"
    bought = [line.order_by for line in room.lines if line.order_by is not None and line.quantity]
    assert bought == sorted(bought)


def test_it_shows_what_is_reckoned_and_its_total(buying: Kitchen) -> None:
    found = current(buying.bakery.database, "bannos", NOW)
    assert found is not None
    text = at_procurement(buying).text(*SIZES[2])

    bought = [line for line in found.lines if line.quantity]
    assert regional.money(sum(line.amount for line in bought), "AUD") in text
    for line in bought:
        assert f"{regional.number(line.quantity)} {line.unit}" in text


def test_as_many_are_to_be_bought_as_the_endpoint_and_the_shell_say(buying: Kitchen) -> None:
    found = current(buying.bakery.database, "bannos", NOW)
    assert found is not None
    told = totals(found, {})

    assert f"{told['lines']} items to buy" in at_procurement(buying).text(*SIZES[2])


def test_the_parts_of_why_sum_to_what_is_bought(buying: Kitchen) -> None:
    room = at_procurement(buying)
    room.place.enter()
    why = room.place._why

    assert sum(amount for _code, _of, amount in why.parts) == why.line.quantity
    text = room.text(*SIZES[1])
    assert "for Gelato Cake" in text
    assert "whole packs" in text
    assert room.place.back()
    assert "for Gelato Cake" not in room.text(*SIZES[1])


def test_what_nobody_sells_and_what_has_no_recipe_say_what_to_do(buying: Kitchen) -> None:
    room = at_procurement(buying)
    for name, words in (("Box", "add an offer"), ("Pie", "recipe")):
        at = [line.item for line in room.lines].index(name)
        room.place.step(-99)
        room.place.step(at)
        assert words in room.text(*SIZES[2])


def test_an_order_is_made_of_a_supplier_with_the_quantities_that_somebody_wants(buying: Kitchen) -> None:
    room = at_procurement(buying)
    advised = room.lines[0].packs
    room.press("order")
    room.fills(line0=str(advised + 1), note="by the back door")

    (order,) = buying.bakery.all(PurchaseOrder)
    (line,) = buying.bakery.all(PurchaseLine)
    assert (order.supplier_id, order.note, order.total) == ("dairy", "by the back door", (advised + 1) * 1_250)
    assert (line.offer_id, line.packs) == (CAN, advised + 1)


@pytest.mark.parametrize(("said", "orders"), [("no", 1), ("yes", 2)])
def test_the_same_order_a_second_time_on_one_day_is_asked_about(buying: Kitchen, said: str, orders: int) -> None:
    buying.bakery.must(MakePurchaseOrder("first", "dairy", ((CAN, 1),)), ADI)
    room = at_procurement(buying)
    room.press("order")
    room.fills()
    assert len(buying.bakery.all(PurchaseOrder)) == 1
    assert room.form is not None
    assert "is on order from today already" in room.text(*SIZES[2])
    room.fills(sure=said)
    assert len(buying.bakery.all(PurchaseOrder)) == orders


@pytest.mark.parametrize("text", ["", "-1", "1.5", "x", "9999999", "٣"])
def test_a_quantity_that_is_none_is_said_and_nothing_is_lost(buying: Kitchen, text: str) -> None:
    room = at_procurement(buying)
    room.press("order")
    room.fills(line0=text, note="kept")
    assert room.form is not None
    assert room.form.values()["note"] == "kept"
    assert buying.bakery.all(PurchaseOrder) == []


def test_an_order_of_nothing_is_none(buying: Kitchen) -> None:
    room = at_procurement(buying)
    room.press("order")
    room.fills(line0="0")
    assert room.form is not None
    assert buying.bakery.all(PurchaseOrder) == []


def test_without_a_forecast_or_a_supplier_that_is_said(kitchen: Kitchen) -> None:
    text = at_procurement(kitchen).text(*CLASSIC)
    assert "There is no forecast" in text
    expect(kitchen.bakery, "gelato-cake", 5, 5, 5)
    assert kitchen.bakery.all(Forecast)
    text = at_procurement(kitchen).text(*CLASSIC)
    assert "No supplier's offer is known yet" in text


def test_all_items_are_shown_when_they_are_asked_for(buying: Kitchen) -> None:
    buying.bakery.must(CountStock(MILK, 900_000), ADI)
    room = at_procurement(buying)
    assert "Milk" not in [line.item for line in room.lines]
    room.press("all")
    assert "Milk" in [line.item for line in room.lines]
    assert room.place.back()
    assert "Milk" not in [line.item for line in room.lines]


def test_orders_are_for_admins_and_the_place_for_those_who_receive(buying: Kitchen) -> None:
    assert BY_NAME["procurement"].commands == BY_NAME["purchases"].commands == ("receive_purchase",)
    assert "order" in at_procurement(buying, ADI).deeds()
    assert "order" not in at_procurement(buying, SUE).deeds()
    assert not at_procurement(buying, ANA).may(*BY_NAME["procurement"].commands)


def test_orders_and_suppliers_are_a_key_away(buying: Kitchen) -> None:
    """An item that nobody sells is told there, so whoever reads it must find where offers are added."""
    room = at_procurement(buying)
    room.press("orders")
    room.press("suppliers")
    assert room.went == [("purchases", ""), ("suppliers", "")]


def test_it_can_be_exported(buying: Kitchen) -> None:
    sheet = at_procurement(buying).place.sheet()
    rows = sheet.rows(None)
    assert rows[0][1] == "Milk"
    assert len({len(row) for row in rows} | {len(sheet.columns)}) == 1


def test_hostile_names_harm_nothing(buying: Kitchen) -> None:
    name = "\x1b[31m\u202e{of}{amount}"
    buying.bakery.must(AddItem("odd", "bannos", f"Odd {name}", "g"), ADI)
    buying.bakery.must(SetSupplier("odd", "bannos", f"Odd {name}"), ADI)
    buying.bakery.must(SetOffer("odd", "odd", "odd", f"Pack {name}", 10, 1), ADI)
    buying.bakery.must(AddProduct("odd", "bannos", f"Cake {name}", bom=(("", "odd", 5),)), ADI)
    expect(buying.bakery, "odd", *(9 for _ in range(9)), title="Odd")
    room = at_procurement(buying)
    at = next(n for n, line in enumerate(room.lines) if line.item_id == "odd")
    room.place.step(at)
    for size in SIZES:
        assert harmless(room.text(*size))
    room.place.enter()
    for size in SIZES:
        assert harmless(room.text(*size))


def test_of_what_is_old_the_age_is_said_and_below_a_hub_it_is_the_hubs(buying: Kitchen) -> None:
    from data.core.outcome import Put
    from data.exchange.node import become
    from data.procurement.recommendation import ProcurementRun
    from data.store.execute import apply
    from tests.support.cast import BENCH
    from tests.sync_agent.hub.rig import node

    run = ProcurementRun("bannos", NOW - 5 * HOUR, NOW - 4 * HOUR, NOW - 8 * HOUR, "2026-12-08", "", "")
    with buying.bakery.database.transaction():
        become(buying.bakery.database, node("one", BENCH))
        apply(buying.bakery.database, Put(run))
    text = at_procurement(buying).text(*CLASSIC)
    assert "5 h 00 old" in text
    assert "Milk" not in text, "the hub advised nothing"

"""Who sells what is set up on the screen, too: suppliers with their days, packs with their prices."""

from __future__ import annotations

import pytest

from data.core.packed import unpack
from data.procurement.supplier import ItemTerms, Supplier, SupplyOffer
from data.procurement.supplying import SetSupplier
from kitchen_tui.places.suppliers import Suppliers
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui.hostile import RECORDED
from tests.kitchen_tui_places.harmless import harmless
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.buying import dairy
from tests.support.cast import ADI, SUE


@pytest.fixture
def buying(kitchen: Kitchen) -> Kitchen:
    """A dairy that sells milk in cans."""
    dairy(kitchen.bakery)
    return kitchen


def at(kitchen: Kitchen, person=ADI) -> StillRoom:
    room = StillRoom(kitchen, person)
    room.enter(Suppliers)
    return room


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_offers_and_suppliers_are_drawn_at_every_size(buying, size):
    room = at(buying)
    same(f"offers-{size[0]}x{size[1]}", room.text(*size))
    room.press("turn")
    same(f"suppliers-{size[0]}x{size[1]}", room.text(*size))


def test_a_supervisor_sees_it_and_changes_nothing(buying):
    assert at(buying, SUE).deeds() == ["turn"]


class TestSettingUp:
    def test_a_supplier_and_a_pack_are_added_and_changed(self, kitchen):
        room = at(kitchen)
        room.press("add")
        room.fills(
            title="Mill", email="orders@mill.example", order="Mon-Fri", cutoff="14:30", delivers="Tue Fri", least="50"
        )
        (mill,) = kitchen.bakery.all(Supplier)
        assert (unpack(mill.order_days), unpack(mill.delivery_days)) == ([0, 1, 2, 3, 4], [1, 4])
        assert (mill.cutoff_minute, mill.minimum_value) == (870, 5_000)

        room.press("turn")
        room.press("add")
        room.fills(item="Milk", pack="Can", holds="10 kg", price="12.50", least="20 kg", barcode="9300000000017")
        (offer,) = kitchen.bakery.all(SupplyOffer)
        assert (offer.pack_size, offer.price, offer.minimum) == (10_000, 1_250, 20_000)
        room.press("edit")
        room.fills(price="13.00")
        assert kitchen.bakery.all(SupplyOffer)[0].price == 1_300
        room.press("terms")
        room.fills(waste="2.5", keeps="7", safety="1 kg", service="95")
        (terms,) = kitchen.bakery.all(ItemTerms)
        assert (terms.waste_permille, terms.shelf_life_days, terms.safety, terms.service_permille) == (
            25,
            7,
            1_000,
            950,
        )

    @pytest.mark.parametrize(
        ("field", "text"), [("order", "someday"), ("cutoff", "25:00"), ("lead", "-1"), ("least", "much"), ("title", "")]
    )
    def test_what_makes_no_sense_is_said_beneath_its_field(self, kitchen, field, text):
        room = at(kitchen)
        room.press("add")
        room.fills(**{"title": "Mill", field: text})

        assert room.form is not None
        assert next(ask for ask in room.form.asks if ask.name == field).wrong

    def test_units_that_the_screen_does_not_know_are_told_where_to_go(self, buying):
        room = at(buying)
        room.press("edit")
        room.fills(holds="50 lb")

        assert room.form is not None
        assert "procure offer" in next(ask for ask in room.form.asks if ask.name == "holds").wrong


def test_hostile_names_are_harmless(buying):
    for n, text in enumerate(RECORDED):
        buying.bakery.do(SetSupplier(f"evil-{n}", "bannos", text), ADI)
    room = at(buying)
    for _turn in range(2):
        for size in SIZES:
            assert harmless(room.text(*size))
        room.press("turn")

"""An order by phone or at the counter is checked while the customer waits, without a network (P01)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.core.packed import pack
from data.orders.docket import Docket, docket_from_args, docket_to_args
from data.orders.intake import PlaceOrder
from tests.support.bakery import Bakery
from tests.support.cast import ADI, ANA, MILK, MILK_AT_FIRST, SUE
from tests.support.dockets import cake, docket
from tests.support.dump import dump


def place(order: Docket, store_id: str = "bannos", deposit: int = 0) -> PlaceOrder:
    return PlaceOrder(store_id, pack(docket_to_args(order)), deposit)


def refused_with_nothing_written(bakery: Bakery, command: PlaceOrder) -> str:
    before = dump(bakery.database, {"journal"})
    receipt = bakery.do(command, SUE)
    assert receipt.status == "refused"
    assert dump(bakery.database, {"journal"}) == before
    return receipt.code


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (docket("P01001", cake(sku="NO-SUCH")), "unknown_product"),
        (docket("P01001", cake(quantity=0)), "quantity"),
        (docket("P01001", cake(quantity=-1)), "quantity"),
        (docket("P01001", cake("1"), cake("2", quantity=0)), "quantity"),
        (docket("P01001", customer=None), "customer"),
        (docket("P01001", due_date=None, due_text="someday"), "due_date"),
        (docket("P01001", cake(size="Huge")), "unknown_size"),
        (replace(docket("P01001"), lines=()), "product"),
        (docket("P01001", *(cake(str(n), size="Large", quantity=12) for n in range(10))), "short"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_what_cannot_be_made_is_refused_with_its_reason(bakery, order, code):
    assert refused_with_nothing_written(bakery, place(order)) == code


def test_a_product_that_is_not_sold_any_more_is_refused(bakery):
    bakery.database.run("UPDATE product SET active = 0 WHERE id = 'gelato-cake'")

    assert refused_with_nothing_written(bakery, place(docket("P01001"))) == "inactive_product"


def test_a_product_without_a_recipe_is_refused_only_where_the_policy_asks(bakery):
    assert bakery.do(place(docket("P01001", cake(title="Lamington"))), SUE).code == "applied"

    bakery.policies(check_bom=True)
    assert refused_with_nothing_written(bakery, place(docket("P01002", cake(title="Lamington")))) == "unknown_product"


def test_an_unknown_store_is_refused(bakery):
    assert refused_with_nothing_written(bakery, place(docket("P01001"), "nowhere")) == "no_such_store"


def test_the_last_of_the_stock_is_sold_and_not_one_more(bakery):
    most = MILK_AT_FIRST // 500
    for n in range(most // 10):
        assert bakery.do(place(docket(f"P01{n:03d}", cake(quantity=10))), SUE).code == "applied"
    assert bakery.item(MILK).available == 0

    assert refused_with_nothing_written(bakery, place(docket("P01999"))) == "short"


def test_an_order_that_fits_is_work_at_once_and_keeps_its_deposit(bakery):
    receipt = bakery.do(place(docket("P01001"), deposit=2_000), SUE)

    order = bakery.order("P01001")
    assert (receipt.status, order.status, order.deposit) == ("applied", "CONFIRMED", 2_000)
    assert bakery.ticket("P01001").code == "BP01001"


def test_the_same_order_again_is_known(bakery):
    bakery.do(place(docket("P01001")), SUE)

    assert bakery.do(place(docket("P01001")), ADI).code == "duplicate"


def test_it_takes_a_supervisor(bakery):
    assert bakery.do(place(docket("P01001")), ANA).code == "not_allowed"


def test_the_authority_takes_what_a_terminal_sold(bakery):
    receipt = bakery.settle(place(docket("P01001", cake(quantity=12), cake("2", size="Large", quantity=120))), SUE)

    assert receipt.status == "applied"
    assert len(bakery.notices("inventory_blocked")) == 1


def test_a_size_is_known_in_any_case_and_whatever_is_not_of_the_store_may_have_its_own(bakery):
    assert bakery.do(place(docket("P01001", cake(size="LARGE"))), SUE).code == "applied"
    assert bakery.do(place(docket("P01002", cake(title="Wedding Cake", size="Four tiers"))), SUE).code == "applied"


def test_an_order_without_a_version_is_written_as_before_there_were_any() -> None:
    """What an older release wrote is compared with what this one writes when its day is seen again."""
    order = docket("P01001")
    assert "version" not in docket_to_args(order)
    assert docket_from_args(docket_to_args(order)) == order
    later = replace(order, version=7)
    assert docket_from_args(docket_to_args(later)) == later

"""Every order is a sale as well, as it stands now: what the forecasts learn from (F20)."""

from __future__ import annotations

from dataclasses import replace

from data.core.packed import pack
from data.orders.cancelling import CancelOrder
from data.orders.editing import ModifyOrder, ReleaseOrder
from data.orders.order import Transaction, TransactionItem
from tests.support.bakery import Bakery
from tests.support.cast import SUE
from tests.support.dockets import cake, candles, docket


def sold(bakery: Bakery) -> tuple[int, dict[str, int]]:
    """What the one sale comes to, and how many of each line."""
    (sale,) = bakery.all(Transaction)
    items = bakery.all(TransactionItem)
    assert {item.transaction_id for item in items} <= {sale.id}
    return sale.total, {item.line_id: item.quantity for item in items}


def newer(order, **changes):
    return replace(order, updated_at=(order.updated_at or 0) + 1_000, **changes)


def test_an_order_is_a_sale_with_all_its_lines_and_the_same_once_more_changes_nothing(bakery):
    order = docket("20001", cake("1", quantity=2), candles(), total=18_300)
    bakery.take_in(order)
    assert sold(bakery) == (18_300, {"1": 2, "9": 1})
    (sale,) = bakery.all(Transaction)
    assert (sale.id, sale.gid, sale.at) == (bakery.order("20001").id, order.gid, order.created_at)

    bakery.take_in(order)
    assert sold(bakery) == (18_300, {"1": 2, "9": 1})


def test_what_the_shop_changes_is_in_the_sale_and_a_line_that_is_gone_stays_with_nothing_of_it(bakery):
    order = docket("20001", cake("1"), cake("2"), total=17_800)
    bakery.take_in(order)
    bakery.take_in(newer(order, lines=(cake("1", quantity=3), cake("3")), total=35_600))

    assert sold(bakery) == (35_600, {"1": 3, "2": 0, "3": 1})


def test_a_cancelled_order_was_no_sale_whoever_cancels_it(bakery):
    order = docket("20001", cake("1"), candles())
    bakery.take_in(order)
    bakery.take_in(newer(order, cancelled_at=order.created_at))
    assert sold(bakery) == (0, {"1": 0, "9": 0})


def test_what_a_person_cancels_was_no_sale_either(bakery):
    bakery.take_in(docket("20001", cake("1"), candles()))
    bakery.must(CancelOrder(bakery.order("20001").id, "never mind"), SUE)
    assert sold(bakery) == (0, {"1": 0, "9": 0})


def test_what_a_person_adds_is_in_the_sale(bakery):
    bakery.take_in(docket("20001", cake("1")))
    changes = pack({"lines": {"1": {"quantity": 2}}})
    bakery.must(ModifyOrder(bakery.order("20001").id, changes, "one more"), SUE)
    assert sold(bakery)[1] == {"1": 2}


def test_what_nobody_has_paid_yet_is_no_sale_until_it_goes_on(bakery):
    bakery.take_in(docket("20001", cake("1"), paid=False, financial_status="pending"))
    assert bakery.all(Transaction) == []

    bakery.must(ReleaseOrder(bakery.order("20001").id), SUE)
    assert sold(bakery) == (8_900, {"1": 1})


def test_a_sale_over_the_counter_that_becomes_an_order_stays_one_sale(bakery):
    over = docket("20001", cake("1"), counter=True, due_date=None, customer=None)
    bakery.take_in(over)
    assert sold(bakery) == (8_900, {"1": 1})

    bakery.take_in(newer(over, due_date=docket("20001").due_date, lines=(cake("1", quantity=2),), total=17_800))
    assert sold(bakery) == (17_800, {"1": 2})

"""Every order is a sale as well, as it stands now: what the forecasts learn from (F20)."""

from __future__ import annotations

from dataclasses import replace

from data.core.actor import SERVICE_ACTOR
from data.core.packed import pack
from data.orders.cancelling import CancelOrder
from data.orders.editing import ModifyOrder, ReleaseOrder
from data.orders.order import Order, Transaction, TransactionItem
from tests.support.bakery import Bakery
from tests.support.cast import NOW, SUE
from tests.support.dockets import cake, candles, docket, ingest


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


class TestACancelledOrderIsASaleOfNothing:
    """One rule, whichever way the news came: a forecast must not learn more from a web shop that was heard of late."""

    def cancelled(self, **given):
        order = docket("20001", cake("1"), candles(), **given)
        return newer(order, cancelled_at=order.created_at)

    def test_that_was_made_and_cancelled_while_nobody_was_told(self, bakery):
        bakery.take_in(self.cancelled())
        assert sold(bakery) == (0, {"1": 0, "9": 0})

    def test_that_was_told_step_by_step(self, bakery):
        bakery.take_in(docket("20001", cake("1"), candles()))
        bakery.take_in(self.cancelled())
        assert sold(bakery) == (0, {"1": 0, "9": 0})

    def test_that_was_never_paid(self, bakery):
        unpaid = {"paid": False, "financial_status": "pending"}
        bakery.take_in(docket("20001", cake("1"), candles(), **unpaid))
        bakery.take_in(self.cancelled(**unpaid))
        assert sold(bakery) == (0, {"1": 0, "9": 0})

    def test_that_a_person_called_off_before_it_was_paid(self, bakery):
        bakery.take_in(docket("20001", cake("1"), candles(), paid=False, financial_status="pending"))
        bakery.must(CancelOrder(bakery.order("20001").id, "never mind"), SUE)
        assert sold(bakery) == (0, {"1": 0, "9": 0})

    def test_and_what_comes_after_it_changes_nothing(self, bakery):
        bakery.take_in(self.cancelled())
        bakery.take_in(docket("20001", cake("1", quantity=4)))
        bakery.take_in(self.cancelled(note="sorry", updated_at=NOW + 9_000))
        assert sold(bakery) == (0, {"1": 0, "9": 0})


class TestASaleOverTheCounter:
    """It has no order to be changed, so the sale itself follows its receipt."""

    def over(self, *lines, seconds: int = 0, **given):
        given |= {"counter": True, "due_date": None, "customer": None, "updated_at": NOW + seconds * 1_000}
        return docket("20001", *(lines or (cake("1"),)), **given)

    def test_that_grew_before_it_was_paid_is_what_was_paid(self, bakery):
        bakery.take_in(self.over())
        assert bakery.take_in(self.over(cake("1"), candles(), seconds=5, total=9_400)).code == "transaction"
        assert sold(bakery) == (9_400, {"1": 1, "9": 1})

    def test_that_was_called_off_was_none(self, bakery):
        bakery.take_in(self.over())
        bakery.take_in(self.over(seconds=60, cancelled_at=NOW + 60_000))
        assert sold(bakery) == (0, {"1": 0})
        assert bakery.all(Order) == []

    def test_that_is_told_again_in_an_older_form_stays_as_it_is(self, bakery):
        bakery.take_in(self.over(cake("1", quantity=2), seconds=60, total=17_800))
        assert bakery.take_in(self.over(seconds=1)).code == "stale"
        assert sold(bakery) == (17_800, {"1": 2})

    def test_that_came_back_to_what_it_was_is_newer_than_what_lay_between(self, bakery):
        bakery.take_in(self.over())
        assert take_in_as(bakery, self.over(seconds=60), of=self.over()).code == "duplicate"
        assert bakery.take_in(self.over(cake("1", quantity=9), seconds=30)).code == "stale"
        assert sold(bakery) == (8_900, {"1": 1})


def take_in_as(bakery: Bakery, order, of):
    """A later form with the content of an earlier one."""
    command = ingest(order)
    return bakery.do(replace(command, content_hash=ingest(of).content_hash), SERVICE_ACTOR)

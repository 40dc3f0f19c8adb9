"""Two terminals without a line buy the same and receive the same: afterwards all hold the same rows, what lies on the
shelf is what its ledger says, and somebody is told of what happened twice."""

from __future__ import annotations

import pytest

from data.notices.notice import Notice
from data.procurement.ordering import CancelPurchaseOrder, MakePurchaseOrder
from data.procurement.purchase import PurchaseOrder, PurchaseReceipt
from data.procurement.receiving import ReceivePurchase
from data.stock.item import InventoryItem
from tests.support.buying import CAN, dairy
from tests.support.cast import ADI, BENCH, MILK, MILK_AT_FIRST, OTHER_BENCH, SUE
from tests.support.memory import Shop
from tests.support.nodes import Authority, Terminal


class Company:
    """An authority and two terminals that know of an order of three cans."""

    def __init__(self, shop: Shop) -> None:
        bakery = shop.open()
        dairy(bakery)
        bakery.must(MakePurchaseOrder("po-1", "dairy", ((CAN, 3),)), ADI)
        known = Shop(bakery)
        self.authority = Authority(known.open())
        self.one, self.other = Terminal(known.open(), BENCH, 1), Terminal(known.open(), OTHER_BENCH, 2)

    def talk(self) -> None:
        """Until all is said; everybody holds what the authority holds."""
        for terminal in (self.one, self.other) * 2:
            terminal.exchange(self.authority, 10_000)
        theirs = self.authority.replicated()
        for terminal in (self.one, self.other):
            ours = terminal.replicated()
            assert all(ours[table] == theirs[table] for table in theirs)
        for item in self.authority.bakery.all(InventoryItem):
            assert (item.on_hand, item.reserved) == self.authority.bakery.sums().get(item.id, (0, 0))

    @property
    def on_hand(self) -> int:
        return self.authority.bakery.item(MILK).on_hand - MILK_AT_FIRST

    def told(self, code: str) -> int:
        return sum(notice.code == code for notice in self.authority.bakery.all(Notice))


@pytest.fixture
def company(shop) -> Company:
    return Company(shop)


def test_all_that_is_missing_comes_once_though_both_have_received_it(company):
    for terminal in (company.one, company.other):
        assert terminal.issue(ReceivePurchase("po-1"), SUE).accepted
    company.talk()

    assert company.on_hand == 30_000
    assert len(company.authority.bakery.all(PurchaseReceipt)) == 1


def test_one_delivery_note_counts_once_though_both_have_scanned_it(company):
    for terminal in (company.one, company.other):
        assert terminal.issue(ReceivePurchase("po-1", ((CAN, 10_000),), "DN 7"), SUE).accepted
    company.talk()

    assert company.on_hand == 10_000


def test_two_parts_are_two_parts(company):
    company.one.issue(ReceivePurchase("po-1", ((CAN, 10_000),)), SUE)
    company.other.issue(ReceivePurchase("po-1", ((CAN, 20_000),)), SUE)
    company.talk()

    assert company.on_hand == 30_000
    assert company.authority.bakery.rows.get(PurchaseOrder, "po-1").status == "received"
    assert company.told("not_expected") == 0


def test_more_than_was_ordered_is_a_fact_that_somebody_is_told_of(company):
    for terminal in (company.one, company.other):
        terminal.issue(ReceivePurchase("po-1", ((CAN, 20_000),)), SUE)
    company.talk()

    assert company.on_hand == 40_000
    assert company.told("not_expected") == 1


def test_what_was_ordered_on_both_stands_twice_and_somebody_is_told(company):
    company.one.bakery.machine.wait(24 * 3_600_000)
    company.other.bakery.machine.wait(24 * 3_600_000)
    company.one.issue(MakePurchaseOrder("po-2", "dairy", ((CAN, 1),)), ADI)
    company.other.issue(MakePurchaseOrder("po-3", "dairy", ((CAN, 1),)), ADI)
    company.talk()

    assert len(company.authority.bakery.all(PurchaseOrder)) == 3
    assert company.told("ordered_twice") == 1


def test_what_came_of_an_order_that_was_called_off_elsewhere_is_in_stock(company):
    company.one.issue(CancelPurchaseOrder("po-1", "too dear"), ADI)
    company.one.exchange(company.authority, 10_000)
    assert company.other.issue(ReceivePurchase("po-1", ((CAN, 10_000),)), SUE).accepted
    company.talk()

    assert company.on_hand == 10_000
    assert company.authority.bakery.rows.get(PurchaseOrder, "po-1").status == "cancelled"
    assert company.told("not_expected") == 1

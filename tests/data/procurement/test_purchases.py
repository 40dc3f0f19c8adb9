"""What is ordered comes into stock once, in as many parts as it likes, and nobody orders the same twice unasked."""

from __future__ import annotations

import pytest

from data.procurement.ordering import CancelPurchaseOrder, MakePurchaseOrder, SendPurchaseOrder
from data.procurement.purchase import PurchaseLine, PurchaseOrder, PurchaseReceipt
from data.procurement.receiving import ReceivePurchase
from data.procurement.supplier import Supplier, SupplyOffer
from data.procurement.supplying import SetItemTerms, SetOffer, SetSupplier
from tests.support.cast import ADI, ANA, BOX, MILK, MILK_AT_FIRST, SUE

CAN, BOTTLE = "milk-10", "milk-1"


@pytest.fixture
def dairy(bakery):
    bakery.must(SetSupplier("dairy", "bannos", "Dairy", "orders@dairy.example", minimum_value=2_000), ADI)
    bakery.must(SetOffer(CAN, "dairy", MILK, "Can 10 kg", 10_000, 1_250, barcode="9300000000017"), ADI)
    bakery.must(SetOffer(BOTTLE, "dairy", MILK, "Bottle", 1_000, 190), ADI)
    return bakery


@pytest.fixture
def ordered(dairy):
    dairy.must(MakePurchaseOrder("po-1", "dairy", ((CAN, 3), (BOTTLE, 5))), ADI)
    return dairy


def order(bakery, ident="po-1") -> PurchaseOrder:
    found = bakery.rows.get(PurchaseOrder, ident)
    assert found is not None
    return found


class TestSuppliersAndOffers:
    @pytest.mark.parametrize(
        ("command", "code"),
        [
            (SetSupplier("s", "bannos", "  "), "name_needed"),
            (SetSupplier("s", "bannos", "dairy"), "name_taken"),
            (SetSupplier("s", "bannos", "Mill", "two@mill.example, b@x.example"), "email"),
            (SetSupplier("s", "bannos", "Mill", "mill"), "email"),
            (SetSupplier("s", "bannos", "Mill", order_days=()), "weekdays"),
            (SetSupplier("s", "bannos", "Mill", delivery_days=(7,)), "weekdays"),
            (SetSupplier("s", "bannos", "Mill", cutoff_minute=1_440), "cutoff"),
            (SetSupplier("s", "bannos", "Mill", lead_days=-1), "lead_days"),
            (SetSupplier("s", "bannos", "Mill", closed_days=("24.12.2026",)), "closed_days"),
            (SetSupplier("s", "bannos", "Mill", minimum_value=-1), "minimum"),
            (SetOffer("o", "nobody", MILK, "", 1, 1), "no_such_supplier"),
            (SetOffer("o", "dairy", "flour", "", 1, 1), "no_such_item"),
            (SetOffer("o", "dairy", MILK, "", 0, 1), "pack_size"),
            (SetOffer("o", "dairy", MILK, "", 1, -1), "price"),
            (SetOffer("o", "dairy", MILK, "", 1, 1, minimum=-1), "minimum"),
            (SetOffer("o", "dairy", MILK, "", 1, 1, multiple=0), "multiple"),
            (SetOffer("o", "dairy", BOX, "", 1, 1, barcode="9300000000017"), "barcode_taken"),
            (SetOffer(CAN, "dairy", BOX, "", 1, 1), "other_offer"),
            (SetItemTerms("flour"), "no_such_item"),
            (SetItemTerms(MILK, waste_permille=-1), "waste"),
            (SetItemTerms(MILK, shelf_life_days=0), "shelf_life"),
            (SetItemTerms(MILK, safety=-1), "safety"),
            (SetItemTerms(MILK, service_permille=1_000), "service"),
            (SetItemTerms(MILK, running_out_percent=0), "running_out"),
            (SetItemTerms(MILK, density=0), "density"),
        ],
        ids=lambda v: v if isinstance(v, str) else "",
    )
    def test_that_make_no_sense_are_refused_in_words(self, dairy, command, code):
        receipt = dairy.do(command, ADI)

        assert (receipt.status, receipt.code) == ("refused", code)
        assert receipt.says

    def test_the_same_words_change_nothing_and_others_do(self, dairy):
        same = SetOffer(BOTTLE, "dairy", MILK, "Bottle", 1_000, 190)
        assert dairy.do(same, ADI).status == "noop"

        dairy.must(SetOffer(BOTTLE, "dairy", MILK, "Bottle", 1_000, 210), ADI)

        offer = dairy.rows.get(SupplyOffer, BOTTLE)
        assert offer is not None
        assert offer.price == 210

    def test_a_supplier_keeps_when_it_was_first_set_up(self, dairy):
        before = dairy.rows.get(Supplier, "dairy")
        dairy.machine.wait(60_000)
        dairy.must(SetSupplier("dairy", "bannos", "The Dairy"), ADI)

        after = dairy.rows.get(Supplier, "dairy")
        assert (after.made_at, after.name, after.email) == (before.made_at, "The Dairy", None)


class TestAnOrder:
    def test_has_the_prices_and_packs_of_the_day_it_is_made(self, ordered):
        ordered.must(SetOffer(CAN, "dairy", MILK, "Can 12 kg", 12_000, 1_400), ADI)

        assert (order(ordered).status, order(ordered).total) == ("open", 3 * 1_250 + 5 * 190)
        can = ordered.rows.get(PurchaseLine, "po-1", CAN)
        assert (can.pack, can.ordered, can.price) == ("Can 10 kg", 30_000, 1_250)

    def test_is_made_once_however_often_it_is_asked_for(self, ordered):
        again = ordered.do(MakePurchaseOrder("po-1", "dairy", ((CAN, 3),)), ADI)

        assert (again.status, again.code) == ("noop", "known")

    def test_of_what_was_ordered_today_is_asked_about_first(self, ordered):
        again = MakePurchaseOrder("po-2", "dairy", ((CAN, 1),))
        receipt = ordered.do(again, ADI)
        assert (receipt.status, receipt.code) == ("confirm", "ordered_today")
        assert order(ordered).code in receipt.says

        ordered.must(MakePurchaseOrder("po-2", "dairy", ((CAN, 1),), confirmed=True), ADI)

    def test_of_yesterday_is_no_reason_to_ask(self, ordered):
        ordered.machine.wait(24 * 3_600_000)

        ordered.must(MakePurchaseOrder("po-2", "dairy", ((CAN, 1),)), ADI)

    def test_that_two_made_without_a_line_stands_twice_and_somebody_is_told(self, ordered):
        ordered.settle(MakePurchaseOrder("po-2", "dairy", ((CAN, 1),)), ADI)

        assert order(ordered, "po-2").status == "open"
        assert len(ordered.notices("ordered_twice")) == 1

    @pytest.mark.parametrize(
        ("command", "code"),
        [
            (MakePurchaseOrder("po", "nobody", ((CAN, 1),)), "no_such_supplier"),
            (MakePurchaseOrder("po", "dairy", ()), "no_lines"),
            (MakePurchaseOrder("po", "dairy", ((CAN, 1), (CAN, 2))), "no_lines"),
            (MakePurchaseOrder("po", "dairy", (("nothing", 1),)), "no_such_offer"),
            (MakePurchaseOrder("po", "dairy", ((CAN, 0),)), "quantity"),
            (SendPurchaseOrder("po"), "no_such_order"),
            (CancelPurchaseOrder("po", "why"), "no_such_order"),
            (CancelPurchaseOrder("po-1", " "), "reason_needed"),
            (ReceivePurchase("po"), "no_such_order"),
            (ReceivePurchase("po-1", (("nothing", 1),)), "not_ordered"),
            (ReceivePurchase("po-1", ((CAN, 0),)), "quantity"),
            (ReceivePurchase("po-1", ((CAN, 1), (CAN, 1))), "twice"),
            (ReceivePurchase("po-1", best_before="tomorrow"), "best_before"),
        ],
        ids=lambda v: v if isinstance(v, str) else "",
    )
    def test_that_makes_no_sense_is_refused_in_words(self, ordered, command, code):
        receipt = ordered.do(command, ADI)

        assert (receipt.status, receipt.code) == ("refused", code)
        assert receipt.says

    def test_goes_out_once(self, ordered):
        ordered.must(SendPurchaseOrder("po-1", by_mail=True), ADI)
        assert (order(ordered).status, order(ordered).mail_to) == ("sent", "orders@dairy.example")

        assert ordered.do(SendPurchaseOrder("po-1", by_mail=True), ADI).status == "noop"

    def test_is_not_mailed_to_a_supplier_without_an_address(self, ordered):
        ordered.must(SetSupplier("dairy", "bannos", "Dairy"), ADI)

        assert ordered.do(SendPurchaseOrder("po-1", by_mail=True), ADI).code == "no_address"


class TestADelivery:
    def test_of_all_becomes_stock_and_ends_the_order(self, ordered):
        ordered.must(ReceivePurchase("po-1"), SUE)

        assert ordered.item(MILK).on_hand == MILK_AT_FIRST + 35_000
        assert ordered.sums()[MILK] == (MILK_AT_FIRST + 35_000, 0)
        assert order(ordered).status == "received"

    def test_of_a_part_leaves_the_rest_on_order(self, ordered):
        ordered.must(ReceivePurchase("po-1", ((CAN, 20_000),)), SUE)
        assert order(ordered).status == "partly"
        assert ordered.rows.get(PurchaseLine, "po-1", CAN).missing == 10_000

        ordered.must(ReceivePurchase("po-1"), SUE)

        assert ordered.item(MILK).on_hand == MILK_AT_FIRST + 35_000
        assert order(ordered).status == "received"

    def test_that_has_all_come_comes_no_second_time(self, ordered):
        ordered.must(ReceivePurchase("po-1"), SUE)

        again = ordered.do(ReceivePurchase("po-1"), SUE)

        assert (again.status, again.code) == ("noop", "received")
        assert ordered.item(MILK).on_hand == MILK_AT_FIRST + 35_000

    def test_with_the_same_note_counts_once(self, ordered):
        part = ReceivePurchase("po-1", ((CAN, 10_000),), "DN 7")
        ordered.must(part, SUE)

        assert ordered.do(part, SUE).code == "known"
        assert ordered.item(MILK).on_hand == MILK_AT_FIRST + 10_000
        assert len(ordered.all(PurchaseReceipt)) == 1

    def test_of_more_than_was_ordered_is_asked_about_first(self, ordered):
        much = ordered.do(ReceivePurchase("po-1", ((CAN, 30_001),)), SUE)
        assert (much.status, much.code) == ("confirm", "not_expected")
        assert ordered.item(MILK).on_hand == MILK_AT_FIRST

        ordered.must(ReceivePurchase("po-1", ((CAN, 30_001),), confirmed=True), SUE)

        assert ordered.item(MILK).on_hand == MILK_AT_FIRST + 30_001

    def test_that_was_taken_in_twice_without_a_line_is_a_fact_that_somebody_is_told_of(self, ordered):
        ordered.must(ReceivePurchase("po-1"), SUE)

        ordered.settle(ReceivePurchase("po-1", ((CAN, 30_000),)), SUE)

        assert ordered.item(MILK).on_hand == MILK_AT_FIRST + 65_000
        assert len(ordered.notices("not_expected")) == 1

    def test_of_a_cancelled_order_is_asked_about_and_then_believed(self, ordered):
        ordered.must(CancelPurchaseOrder("po-1", "too dear"), ADI)
        assert ordered.do(ReceivePurchase("po-1", ((CAN, 10_000),)), SUE).status == "confirm"

        ordered.must(ReceivePurchase("po-1", ((CAN, 10_000),), confirmed=True), SUE)

        assert order(ordered).status == "cancelled"
        assert ordered.item(MILK).on_hand == MILK_AT_FIRST + 10_000

    def test_is_not_for_everybody(self, ordered):
        assert ordered.do(ReceivePurchase("po-1"), ANA).code == "not_allowed"

"""An order that is taken down is asked about once more when it is due too soon or on a closed day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.core.clock import plus_days
from data.core.packed import pack
from data.orders.docket import docket_to_args
from data.orders.editing import ModifyOrder
from data.orders.intake import PlaceOrder
from data.orders.order import Order
from data.organization.commands import SetPolicies
from tests.support.cast import ADI, SUE, TODAY, TOMORROW
from tests.support.dockets import docket


def order_for(day: str | None, *, confirmed: bool = False) -> PlaceOrder:
    taken = replace(docket("P01001"), due_date=day, due_text=None, shop="hand")
    return PlaceOrder("bannos", pack(docket_to_args(taken)), confirmed=confirmed)


@pytest.mark.parametrize(("days", "code"), [(0, "too_soon"), (1, "too_soon"), (2, "applied"), (3, "applied")], ids=str)
def test_not_sooner_than_it_can_be_made(bakery, days, code):
    bakery.policies(lead_days=2)

    assert bakery.do(order_for(plus_days(TODAY, days)), SUE).code == code


@pytest.mark.parametrize(("closed", "code"), [("Saturday", "closed_day"), ("Sunday", "applied")])
def test_not_on_a_day_on_which_nobody_is_there(bakery, closed, code):
    bakery.policies(closed_weekdays=[closed])

    assert bakery.do(order_for(TOMORROW), SUE).code == code


def test_one_yes_is_asked_for_everything_that_is_wrong_with_a_day(bakery):
    bakery.policies(lead_days=2, closed_weekdays=["Saturday"])

    assert bakery.do(order_for(TOMORROW), SUE).says == f"{TOMORROW} is too soon, and nobody is here on that day"


def test_one_day_is_one_day(bakery):
    bakery.policies(lead_days=1)

    assert bakery.do(order_for(TODAY), SUE).says == f"{TODAY} is too soon: a day is needed"


def test_whoever_takes_it_may_say_yes(bakery):
    bakery.policies(lead_days=2, closed_weekdays=["Saturday"])
    asked = bakery.do(order_for(TOMORROW), SUE)
    assert (asked.status, bakery.all(Order)) == ("confirm", [])

    assert bakery.do(order_for(TOMORROW, confirmed=True), SUE).status == "applied"


def test_a_day_that_is_past_is_mostly_a_slip_and_told_as_overdue_when_it_is_none(bakery):
    assert bakery.do(order_for(plus_days(TODAY, -1)), SUE).code == "past_day"

    assert bakery.do(order_for(plus_days(TODAY, -1), confirmed=True), SUE).status == "applied"
    assert len(bakery.notices("overdue_on_arrival")) == 1


def test_no_person_moves_an_order_into_the_past_but_a_shop_says_what_is_so(bakery):
    order_id = bakery.take_in().order_id
    earlier = ModifyOrder(order_id, pack({"due_date": plus_days(TODAY, -1)}), "moved")

    assert bakery.do(earlier, SUE).code == "past_day"
    assert bakery.settle(earlier, SUE).status == "applied"


def test_the_authority_asks_nobody(bakery):
    bakery.policies(lead_days=2)

    assert bakery.settle(order_for(TOMORROW), SUE).status == "applied"


def test_an_order_of_the_shop_is_taken_in_whatever_its_day(bakery):
    bakery.policies(lead_days=30)

    assert bakery.take_in().status == "applied"


@pytest.mark.parametrize(
    "days", [["Sonntag"], ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]], ids=len
)
def test_a_store_is_open_on_some_day_of_the_week(bakery, days):
    assert bakery.do(SetPolicies("bannos", pack({"closed_weekdays": days})), ADI).code == "bad_policy"

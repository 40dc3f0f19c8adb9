"""What a shop is told: once however often it changed, again when it failed, never for ever, and always to a person."""

from __future__ import annotations

import pytest

from data.core.actor import SERVICE_ACTOR
from data.orders.intake import KeepDeadLetter
from data.orders.order import DeadLetter
from data.shops.connecting import ConnectShop, NoteSyncJob, SetShopState
from data.shops.integration import BROKEN, CONNECTED, SHOPIFY, PosIntegration, integration_id
from data.shops.letters import CloseDeadLetter, OwnDeadLetter
from data.shops.link import LinkStock, to_show
from data.shops.work import (
    DONE,
    ERROR,
    INVENTORY_PUSH,
    MAX_RETRIES,
    PENDING,
    WINDOW,
    PushStock,
    RetryFailedSync,
    SettleWork,
    Work,
    work_id,
)
from data.stock.commands import CountStock, WasteStock
from data.stock.link import StockLink
from tests.support.bakery import Bakery
from tests.support.cast import ADI, ANA, BOX, MILK, OLIVE, SUE

DOMAIN = "bannos.myshopify.com"
SHOP = integration_id("bannos", SHOPIFY, DOMAIN)
CAKE = work_id(SHOP, INVENTORY_PUSH, "801")
LINKS = (("801", "CAKE", "Gelato Cake", "gelato-cake", "Large", None), ("802", None, "Box", None, "", BOX))


@pytest.fixture
def selling(bakery: Bakery) -> Bakery:
    bakery.must(ConnectShop("bannos", SHOPIFY, DOMAIN, "71", connected=True), OLIVE)
    bakery.must(LinkStock(SHOP, LINKS), ADI)
    return bakery


def work(bakery: Bakery, ident: str = CAKE) -> Work:
    found = bakery.rows.get(Work, ident)
    assert found is not None
    return found


def failed(bakery: Bakery, again_at: int | None = 1, says: str = "no") -> None:
    bakery.must(SettleWork(SHOP, ((CAKE, work(bakery).version, None, says, again_at),)), SERVICE_ACTOR)


def test_what_is_linked_is_told_after_the_window(selling):
    assert work(selling).status == PENDING
    assert work(selling).next_retry_at - selling.machine.at <= WINDOW


def test_what_the_shop_took_while_it_changed_again_is_told_once_more(selling):
    older = work(selling).version
    selling.must(PushStock(SHOP, ("801",)), ADI)
    selling.must(SettleWork(SHOP, ((CAKE, older, 40, "", None),)), SERVICE_ACTOR)
    assert (work(selling).status, work(selling).quantity) == (PENDING, 40)

    selling.must(SettleWork(SHOP, ((CAKE, work(selling).version, 39, "", None),)), SERVICE_ACTOR)
    assert (work(selling).status, work(selling).quantity, work(selling).next_retry_at) == (DONE, 39, None)


def test_it_is_given_up_after_so_many_tries_and_a_person_is_told_once(selling):
    for tried in range(1, MAX_RETRIES + 1):
        failed(selling)
        assert (work(selling).status, work(selling).retry_count, work(selling).next_retry_at) == (ERROR, tried, 1)
    assert not selling.notices("push_failed")

    failed(selling)
    assert work(selling).next_retry_at is None
    assert len(selling.notices("push_failed")) == 1
    letter = selling.rows.get(DeadLetter, CAKE)
    assert letter is not None
    assert letter.closed_at is None


def test_what_will_never_be_taken_is_given_up_at_once(selling):
    failed(selling, again_at=None, says="The shop knows no such thing")

    assert work(selling).next_retry_at is None
    assert "no such thing" in selling.rows.get(DeadLetter, CAKE).says


def test_only_what_failed_is_tried_again_and_its_success_closes_the_letter(selling):
    failed(selling, again_at=None)
    selling.must(RetryFailedSync(SHOP), ADI)
    assert (work(selling).status, work(selling).retry_count) == (PENDING, 0)
    assert selling.do(RetryFailedSync(SHOP), ADI).code == "nothing_failed"

    selling.must(OwnDeadLetter(CAKE), ADI)
    selling.must(SettleWork(SHOP, ((CAKE, work(selling).version, 7, "", None),)), SERVICE_ACTOR)
    letter = selling.rows.get(DeadLetter, CAKE)
    assert (letter.owner, work(selling).says) == (ADI.name, None)
    assert letter.closed_at is not None


def test_what_was_given_up_and_changed_meanwhile_closes_its_letter_too(selling):
    failed(selling, again_at=None)
    selling.must(PushStock(SHOP, ("801",)), ADI)
    assert (work(selling).status, work(selling).says) == (PENDING, "no")

    selling.must(SettleWork(SHOP, ((CAKE, work(selling).version, 7, "", None),)), SERVICE_ACTOR)
    assert selling.rows.get(DeadLetter, CAKE).closed_at is not None


def test_a_letter_is_closed_with_a_reason_and_only_by_an_admin(selling):
    failed(selling, again_at=None)

    assert selling.do(CloseDeadLetter(CAKE, "not sold there"), SUE).code == "not_allowed"
    assert selling.do(CloseDeadLetter(CAKE, " "), ADI).code == "reason_needed"
    selling.must(CloseDeadLetter(CAKE, "not sold there"), ADI)
    assert selling.rows.get(DeadLetter, CAKE).closed_at is not None


def test_a_shop_shows_what_can_be_promised_and_never_less_than_nothing(selling):
    link = selling.rows.get(StockLink, SHOP, "801")
    selling.must(CountStock(MILK, 1_850), ANA)
    assert to_show(selling.rows, link) == 2

    selling.must(WasteStock(MILK, 1_850, "spilt"), SUE)
    assert to_show(selling.rows, link) == 0


@pytest.mark.parametrize("link", [("9", None, "x", "nothing", "", None), ("9", None, "x", None, "", "nothing")])
def test_nothing_is_linked_to_what_is_not_there(selling, link):
    assert selling.do(LinkStock(SHOP, (link,)), ADI).code == "no_such_product"


def test_a_shop_that_breaks_is_told_once_and_times_only_go_on(selling):
    selling.must(SetShopState(SHOP, synced_at=200), SERVICE_ACTOR)
    selling.do(SetShopState(SHOP, synced_at=100), SERVICE_ACTOR)
    selling.must(SetShopState(SHOP, BROKEN, "its owner took the permission back"), SERVICE_ACTOR)
    selling.do(SetShopState(SHOP, BROKEN), SERVICE_ACTOR)

    shop = selling.rows.get(PosIntegration, SHOP)
    assert (shop.status, shop.synced_at, shop.says) == (BROKEN, 200, "its owner took the permission back")
    assert len(selling.notices("shop_broken")) == 1

    selling.must(ConnectShop("bannos", SHOPIFY, DOMAIN, connected=True), OLIVE)
    assert selling.rows.get(PosIntegration, SHOP).status == CONNECTED


@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "<b>\x1b[31m"])
def test_what_no_database_takes_is_made_text_on_its_way_in(selling, text):
    """A shop's own words: half a character must not stop the worker that brings them."""
    selling.must(KeepDeadLetter("bannos", text, text, text, "ab" * 32), SERVICE_ACTOR)
    selling.must(NoteSyncJob(SHOP, "INITIAL_SYNC", text, 1, None, text, text), SERVICE_ACTOR)
    selling.must(LinkStock(SHOP, (("900", text, text, None, text, None),)), ADI)
    failed(selling, again_at=None, says=text)

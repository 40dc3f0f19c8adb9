"""A shop comes, goes and comes back: no late word of a worker's, and no second question to its owner, changes how it
truly stands."""

from __future__ import annotations

import pytest

from data.core.actor import SERVICE_ACTOR
from data.notices.notice import Notice
from data.shops.connecting import ConnectShop, DisconnectShop, SetShopState
from data.shops.integration import BROKEN, CONNECTED, DISCONNECTED, PENDING, SHOPIFY, PosIntegration, integration_id
from data.shops.link import LinkStock
from data.shops.work import DONE, INVENTORY_PUSH, SettleWork, Work, work_id
from data.shops.work import PENDING as WAITS
from data.stock.commands import CountStock
from tests.support.bakery import Bakery
from tests.support.cast import ADI, ANA, BOX, OLIVE

DOMAIN = "bannos.myshopify.com"
SHOP = integration_id("bannos", SHOPIFY, DOMAIN)
ASKED = ConnectShop("bannos", SHOPIFY, DOMAIN)
AGREED = ConnectShop("bannos", SHOPIFY, DOMAIN, "71", connected=True)


@pytest.fixture
def connected(bakery: Bakery) -> Bakery:
    bakery.must(AGREED, OLIVE)
    return bakery


def shop(bakery: Bakery) -> PosIntegration:
    found = bakery.rows.get(PosIntegration, SHOP)
    assert found is not None
    return found


def broken(bakery: Bakery) -> list[Notice]:
    return [one for one in bakery.rows.where(Notice, store_id="bannos") if one.code == "shop_broken"]


def test_whose_owner_is_asked_once_more_goes_on_selling_until_there_is_an_answer(connected):
    """An owner who closes the page, and the shop would show yesterday's stock for ever."""
    assert connected.do(ASKED, OLIVE).code == "known"

    assert shop(connected).status == CONNECTED


def test_a_broken_one_waits_for_its_owner(connected):
    connected.must(SetShopState(SHOP, BROKEN, "It lets nobody in"), SERVICE_ACTOR)
    connected.must(ASKED, OLIVE)

    assert shop(connected).status == PENDING


def test_a_worker_that_finds_a_disconnected_one_closed_alarms_nobody(connected):
    """It was asked while its owner let it go: nobody needs to connect it again."""
    connected.must(DisconnectShop(SHOP, "moved away"), OLIVE)
    connected.do(SetShopState(SHOP, BROKEN, "The shop takes not even a new token"), SERVICE_ACTOR)

    assert (shop(connected).status, shop(connected).says) == (DISCONNECTED, "moved away")
    assert broken(connected) == []


def test_what_moved_while_it_was_away_is_told_when_it_comes_back(connected):
    connected.must(LinkStock(SHOP, (("802", None, "Box", None, "", BOX), ("803", None, "Bag", None, "", None))), ADI)
    ident = work_id(SHOP, INVENTORY_PUSH, "802")
    connected.must(SettleWork(SHOP, ((ident, 1, 5, "", None),)), SERVICE_ACTOR)
    connected.must(DisconnectShop(SHOP), OLIVE)
    connected.must(CountStock(BOX, 3), ANA)
    assert connected.rows.get(Work, ident).status == DONE

    connected.must(AGREED, OLIVE)

    assert connected.rows.get(Work, ident).status == WAITS
    assert [one.subject for one in connected.rows.where(Work, integration_id=SHOP)] == ["802"]

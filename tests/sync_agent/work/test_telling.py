"""A newcomer sees in the demo's own window what came and what the shops were told, each once, and not in a flood."""

from __future__ import annotations

from data.core.actor import SERVICE_ACTOR
from data.shops.connecting import ConnectShop
from data.shops.integration import SHOPIFY, integration_id
from data.shops.link import LinkStock
from data.shops.work import INVENTORY_PUSH, SettleWork, Work, work_id
from sync_agent.demo_shop.telling import Moved, moved
from tests.support.bakery import Bakery
from tests.support.cast import ADI, BOX, OLIVE
from tests.support.dockets import docket, ingest

SHOP = integration_id("bannos", SHOPIFY, "bannos.myshopify.com")


def test_what_came_and_what_was_told_since_the_last_look(bakery: Bakery):
    began = bakery.machine.at - 1
    bakery.must(ConnectShop("bannos", SHOPIFY, "bannos.myshopify.com", "71", connected=True), OLIVE)
    bakery.must(LinkStock(SHOP, (("802", None, "Box", None, "", BOX),)), ADI)
    bakery.must(ingest(docket("1041")), ADI)
    pushed = bakery.rows.get(Work, work_id(SHOP, INVENTORY_PUSH, "802"))
    assert pushed is not None
    bakery.must(SettleWork(SHOP, ((pushed.id, pushed.version, 7, "", None),)), SERVICE_ACTOR)

    found = moved(bakery.database, began, bakery.machine.at)

    assert found == Moved((("shopify", "1041"),), (("Box", 7),))
    assert moved(bakery.database, bakery.machine.at, bakery.machine.at + 1) == Moved((), ())


def test_a_line_names_a_few_and_counts_the_others():
    orders = tuple(("square", str(number)) for number in range(1041, 1046))

    assert Moved(orders, (("Gelato Cake Large", 3),)).says() == (
        "Came in: 1041 (square), 1042 (square), 1043 (square) and 2 more; told back: Gelato Cake Large 3"
    )
    assert Moved((), ()).says() == ""

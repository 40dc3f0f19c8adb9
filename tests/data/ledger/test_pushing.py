"""Whatever moves stock becomes work for the shops, in the transaction in which the authority takes it."""

from __future__ import annotations

from itertools import count

import pytest

from data.core.packed import pack
from data.exchange.message import Answer, Request, Sent
from data.exchange.node import become, packed_scopes
from data.exchange.values import Node
from data.ledger.serve import serve_all
from data.shops.connecting import ConnectShop, DisconnectShop
from data.shops.integration import SHOPIFY, integration_id
from data.shops.link import LinkStock
from data.shops.work import Work
from data.stock.editing import EditItem
from tests.support.bakery import Bakery
from tests.support.cast import ADI, BENCH, BOX, MILK, NOW, OLIVE, SUE
from tests.support.memory import Shop

DOMAIN = "bannos.myshopify.com"
SHOP = integration_id("bannos", SHOPIFY, DOMAIN)
LINKS = (("801", "CAKE", "Gelato Cake", "gelato-cake", "Large", None), ("802", None, "Box", None, "", BOX))


@pytest.fixture
def hub(shop: Shop) -> Bakery:
    bakery = shop.open()
    bakery.must(ConnectShop("bannos", SHOPIFY, DOMAIN, "71", connected=True), OLIVE)
    bakery.must(LinkStock(SHOP, LINKS), ADI)
    bakery.must(EditItem(MILK, "Milk", "g", None, reorder_point=0), ADI)
    with bakery.database.transaction():
        bakery.database.run("UPDATE work_queue SET status = 'done', next_retry_at = NULL")
        become(bakery.database, Node("hub", "", "o", 0, "", False, True, "E", packed_scopes(["bannos"])))
    return bakery


def wasted(hub: Bakery, *items: str) -> Answer:
    who = (SUE.staff_id, SUE.name, SUE.role.value)
    chain = []
    for n, item in enumerate(items, 1):
        args = pack({"item_id": item, "quantity": 5, "reason": "spilt"})
        prev = f"n1-{n - 1}" if n > 1 else None
        chain.append(Sent(n, f"n1-{n}", prev, "waste_stock", 1, args, *who, BENCH, NOW, n, "boot", n))
    tags = count()
    asked = Request("n1", "E", {"bannos": (0, "")}, ("bannos",), "o-n1", tuple(chain))
    (word,) = serve_all(hub.database, [asked], lambda: f"tag{next(tags)}", NOW)
    assert isinstance(word, Answer)
    return word


def waiting(hub: Bakery) -> set[str]:
    return {work.subject for work in hub.all(Work) if work.status == "pending"}


def test_an_ingredient_that_limits_a_cake_is_told_as_the_cake(hub):
    answer = wasted(hub, MILK)

    assert waiting(hub) == {"801"}
    assert {row.tbl for row in answer.rows} >= {"work_queue"}, "and every screen knows that the shop is told"


def test_ten_changes_are_one_piece_of_work(hub):
    wasted(hub, *[BOX] * 10)

    assert waiting(hub) == {"802"}, "a box limits no cake"
    assert len(hub.all(Work)) == 2


def test_a_shop_that_was_let_go_is_told_nothing(hub):
    hub.must(DisconnectShop(SHOP), OLIVE)
    wasted(hub, MILK, BOX)

    assert waiting(hub) == set()

"""A terminal of one store that was taken over by somebody must not reach into another: not with a forged command among
good ones, not with one that names another store's item."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

from data.core.packed import pack
from data.exchange.message import Request, Sent
from data.exchange.node import become, packed_scopes
from data.exchange.values import Node
from data.ledger.serve import serve
from data.notices.notice import Notice
from data.stock.item import InventoryItem
from data.stock.setting_up import AddItem
from tests.support.bakery import Bakery
from tests.support.cast import BENCH, MILK, NOW, OLIVE, SUE
from tests.support.memory import Shop

FLOUR = "flour"


@pytest.fixture
def hub(shop: Shop) -> Bakery:
    bakery = shop.open()
    bakery.must(AddItem(FLOUR, "flourlane", "Flour", "g"), OLIVE)
    bakery.database.run("DELETE FROM journal")
    with bakery.database.transaction():
        become(bakery.database, Node("hub", "", "o", 0, "", False, True, "E", packed_scopes(["bannos", "flourlane"])))
    return bakery


def wastes(seq: int, item: str, prev: str | None) -> Sent:
    args = pack({"item_id": item, "quantity": 5, "reason": "spilt"})
    who = (SUE.staff_id, SUE.name, SUE.role.value)
    return Sent(seq, f"c{seq}", prev, "waste_stock", 1, args, *who, BENCH, NOW, seq, "boot", seq)


def pushed(hub: Bakery, *items: str) -> list[tuple[str, str]]:
    """What became of these, sent by a terminal that holds Banno's alone."""
    chain = [wastes(n, item, f"c{n - 1}" if n > 1 else None) for n, item in enumerate(items, 1)]
    request = Request("n1", "", {}, ("bannos",), "o-n1", tuple(chain))
    tags = count()
    answer = serve(hub.database, request, lambda: f"tag{next(tags)}", NOW)
    again = serve(hub.database, replace(request), lambda: f"tag{next(tags)}", NOW)
    assert [r.command_id for r in again.results] == [c.command_id for c in chain]
    return [(r.status, r.code) for r in answer.results]


def test_what_reaches_into_another_store_is_rejected_and_what_stands_beside_it_counts(hub: Bakery) -> None:
    flour, milk = hub.item(FLOUR), hub.item(MILK)

    assert pushed(hub, MILK, FLOUR, MILK) == [("applied", "applied"), ("rejected", "not_here"), ("applied", "applied")]

    assert hub.item(FLOUR) == flour
    assert hub.item(MILK).on_hand == milk.on_hand - 10
    assert [n.store_id for n in hub.all(Notice) if n.code == "rejected"] == ["bannos"]


def test_within_its_own_store_nothing_is_in_the_way(hub: Bakery) -> None:
    assert pushed(hub, MILK, MILK) == [("applied", "applied")] * 2
    assert [i.id for i in hub.all(InventoryItem) if i.store_id == "flourlane"] == [FLOUR]

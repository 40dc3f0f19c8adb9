"""Exchanges that come at once are served in one transaction: each has its own answer, and none is another's trouble."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import pytest

from data.core.packed import pack
from data.exchange.message import Answer, Request, Sent
from data.exchange.node import become, packed_scopes
from data.exchange.values import Mark, Node
from data.ledger.serve import NotServed, Word, serve_all
from data.stock.setting_up import AddItem
from data.store.errors import NotRecorded
from tests.support.bakery import Bakery
from tests.support.cast import BENCH, MILK, NOW, OLIVE, SUE
from tests.support.memory import Shop

FLOUR, EPOCH = "flour", "E"


@pytest.fixture
def hub(shop: Shop) -> Bakery:
    bakery = shop.open()
    bakery.must(AddItem(FLOUR, "flourlane", "Flour", "g"), OLIVE)
    with bakery.database.transaction():
        become(bakery.database, Node("hub", "", "o", 0, "", False, True, EPOCH, packed_scopes(["bannos", "flourlane"])))
    return bakery


def pushed(node: str, *items: str, store: str = "bannos") -> Request:
    """A terminal that wastes some of these."""
    who = (SUE.staff_id, SUE.name, SUE.role.value)
    chain = []
    for n, item in enumerate(items, 1):
        args = pack({"item_id": item, "quantity": 5, "reason": "spilt"})
        prev = f"{node}-{n - 1}" if n > 1 else None
        chain.append(Sent(n, f"{node}-{n}", prev, "waste_stock", 1, args, *who, BENCH, NOW, n, "boot", n))
    return Request(node, EPOCH, {store: (0, "")}, (store,), f"o-{node}", tuple(chain))


def served(hub: Bakery, *requests: Request) -> list[Word]:
    tags = count()
    return serve_all(hub.database, requests, lambda: f"tag{next(tags)}", NOW)


def codes(word: Word) -> list[str]:
    assert isinstance(word, Answer)
    return [result.code for result in word.results]


def of_items(word: Word) -> set[str]:
    assert isinstance(word, Answer)
    return {row.pk for row in word.rows if row.tbl == "inventory_items"}


def versions(hub: Bakery, store: str) -> int:
    return len([mark for mark in hub.all(Mark) if mark.scope == store])


def test_all_have_one_version_and_each_hears_what_the_others_did(hub: Bakery) -> None:
    milk = hub.item(MILK).on_hand
    one, two, far = served(hub, pushed("n1", MILK), pushed("n2", MILK, MILK), pushed("n3", FLOUR, store="flourlane"))

    assert [codes(one), codes(two), codes(far)] == [["applied"], ["applied"] * 2, ["applied"]]
    assert hub.item(MILK).on_hand == milk - 15
    assert (versions(hub, "bannos"), versions(hub, "flourlane")) == (1, 1)
    assert isinstance(one, Answer)
    assert isinstance(two, Answer)
    assert one.rows == two.rows
    assert one.heads == two.heads == {"bannos": (1, one.heads["bannos"][1])}
    assert [row.tbl for row in one.rows].count("inventory_txn") == 3
    assert (of_items(two), of_items(far)) == ({'["milk"]'}, {'["flour"]'})


def test_who_comes_later_hears_of_all_that_it_missed(hub: Bakery) -> None:
    first, _ = served(hub, pushed("n1", MILK), pushed("n2", MILK))
    assert isinstance(first, Answer)
    again, late = served(hub, replace(pushed("n1"), cookies=first.heads), replace(pushed("n3", MILK)))
    assert isinstance(again, Answer)
    assert isinstance(late, Answer)
    assert [row.tbl for row in again.rows].count("inventory_txn") == 1
    assert [row.tbl for row in late.rows].count("inventory_txn") == 3


def test_one_that_is_not_served_keeps_nobody_from_it(hub: Bakery) -> None:
    served(hub, pushed("n1", MILK))
    thief = replace(pushed("thief", MILK), origin="o-n1")
    stranger = replace(pushed("n4", MILK), scopes=("nowhere",))
    words = served(hub, thief, pushed("n2", MILK), stranger, pushed("n3", FLOUR, MILK))

    troubles = [word.code if isinstance(word, NotServed) else None for word in words]
    assert troubles == ["foreign_chain", None, "unknown_store", None]
    assert [codes(words[1]), codes(words[3])] == [["applied"], ["not_here", "applied"]]


def test_the_same_exchange_twice_at_once_is_taken_once(hub: Bakery) -> None:
    milk = hub.item(MILK).on_hand
    asked = pushed("n1", MILK, MILK)
    first, again = served(hub, asked, asked)
    assert isinstance(first, Answer)
    assert isinstance(again, Answer)
    assert hub.item(MILK).on_hand == milk - 10
    assert (again.results, again.seq, again.rows) == (first.results, first.seq, first.rows)


def test_one_that_knows_a_future_which_is_no_more_is_told_so_and_the_rest_hear_everything(hub: Bakery) -> None:
    lost = replace(pushed("n1", MILK), cookies={"bannos": (7, "lost")})
    one, two = served(hub, lost, pushed("n2", MILK))
    assert isinstance(one, Answer)
    assert isinstance(two, Answer)
    assert (one.reset, two.reset) == (True, True)
    assert one.epoch == two.epoch != EPOCH
    assert [codes(one), codes(two)] == [["applied"], ["applied"]]


@pytest.mark.parametrize("statement", [1, 5, 20])
def test_what_the_disk_did_not_take_happened_to_none_of_them(
    hub: Bakery, monkeypatch: pytest.MonkeyPatch, statement: int
) -> None:
    asked: Sequence[Request] = (pushed("n1", MILK), pushed("n2", MILK))
    milk, left, before = hub.item(MILK).on_hand, count(statement, -1), type(hub.database).run

    def run(self: object, sql: str, values: Sequence[object] = ()) -> int:
        if next(left) == 0:
            raise NotRecorded("The disk is full: free some space")
        return before(hub.database, sql, values)

    with monkeypatch.context() as patched:
        patched.setattr(type(hub.database), "run", run)
        with pytest.raises(NotRecorded):
            served(hub, *asked)
    assert hub.item(MILK).on_hand == milk
    assert [codes(word) for word in served(hub, *asked)] == [["applied"], ["applied"]]
    assert hub.item(MILK).on_hand == milk - 10

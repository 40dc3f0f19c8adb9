"""Days by dice: orders come, change, are called off and baked, goods come, are counted and thrown away - and after each
step what is held is what is still to be baked, and the ledger is the balance (O13, O46, O49, W05)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from data.core.packed import pack, unpack
from data.kitchen.stages import COMPLETE, FILLING
from data.kitchen.ticket import Ticket
from data.line.complete import CompleteFilling
from data.line.stops import open_stops
from data.line.undo import Undo
from data.orders.cancelling import CancelOrder
from data.orders.docket import Docket, docket_from_args
from data.orders.editing import ModifyOrder
from data.orders.order import CANCELLED, Order
from data.stock.commands import AdjustStock, CountStock, ReceiveStock, WasteStock
from data.stock.item import InventoryItem, InventoryTxn, Product
from data.stock.selling import available_to_sell
from data.stock.setting_up import AddItem, AddProduct
from tests.support.bakery import Bakery
from tests.support.cast import ADI, ANA, BOX, GELATO_CAKE, MILK, SATURDAY_WEEK, SPONGE, SUE, TOMORROW
from tests.support.dockets import cake, docket
from tests.support.walk import complete_all

MANGO, SKU = "mango-cake", "GEL-MANGO"
Taken = dict[str, int]


class AnyDay:
    """A bakery, its dice, and what one who baked by hand would know of it."""

    def __init__(self, bakery: Bakery, seed: int) -> None:
        self.bakery, self.dice = bakery, Random(seed)
        self.orders: list[Docket] = []
        self.known: dict[str, tuple[Any, ...]] = {}
        """What each ticket was at the last look: one that was changed while it was filled is held again as it was."""
        self.held: dict[str, Taken] = {}
        self.used: dict[str, Taken] = {}
        self.shelf: Counter[str] = Counter({item.id: item.on_hand for item in bakery.all(InventoryItem)})
        self.filled: list[tuple[str, str]] = []

    # What happens

    def an_order_comes(self) -> None:
        self.orders.append(docket(str(20_001 + len(self.orders)), *self._lines(), due_date=self._day()))
        self.bakery.take_in(self.orders[-1])

    def the_shop_changes_one(self) -> None:
        at = self.dice.randrange(len(self.orders))
        order, later = self.orders[at], self.dice.choice((1_000, 1_000, 1_000, 0, -1_000))
        form = replace(order, lines=self._lines(), due_date=self._day(), updated_at=(order.updated_at or 0) + later)
        if self.bakery.take_in(form).code not in ("stale", "duplicate"):
            self.orders[at] = form

    def the_shop_tells_it_again(self) -> None:
        assert self.bakery.take_in(self.dice.choice(self.orders)).status == "noop"

    def the_shop_calls_one_off(self) -> None:
        at = self.dice.randrange(len(self.orders))
        order = self.orders[at]
        self.orders[at] = replace(order, cancelled_at=1, updated_at=(order.updated_at or 0) + 1_000)
        self.bakery.take_in(self.orders[at])

    def a_person_calls_one_off(self) -> None:
        self.bakery.do(CancelOrder(self.dice.choice(self.bakery.all(Order)).id, "it rains"), SUE)

    def a_person_changes_one(self) -> None:
        order = self.dice.choice(self.bakery.all(Order))
        lines = docket_from_args(unpack(order.docket)).lines
        change = self.dice.choice(
            ({"title": SPONGE}, {"size": "Large"}, {"flavour": "Lemon"}, {"quantity": self.dice.randrange(4)})
        )
        told = pack({"lines": {self.dice.choice(lines).line_id: change}})
        self.bakery.do(ModifyOrder(order.id, told, "they called"), SUE)

    def one_is_filled(self) -> None:
        ticket = self._ticket()
        if ticket is not None:
            receipt = self.bakery.do(CompleteFilling(ticket.id), ANA)
            if receipt.status == "applied" and ticket.cancelled_at is None and ticket.stage == FILLING:
                self.used[ticket.id], self.held[ticket.id] = self.held.pop(ticket.id, {}), {}
                self.shelf.subtract(self.used[ticket.id])
                self.filled.append((receipt.command_id, ticket.id))

    def it_was_not(self) -> None:
        if self.filled:
            command_id, ticket_id = self.filled.pop()
            undone = self.bakery.do(Undo(command_id), ANA).status == "applied"
            ticket = self.bakery.rows.get(Ticket, ticket_id)
            # One that went on since was filled, whoever says otherwise.
            if undone and ticket is not None and ticket.stage == FILLING:
                self.held[ticket_id] = self.used.pop(ticket_id, {})
                self.shelf.update(self.held[ticket_id])

    def one_is_packed(self) -> None:
        ticket = self._ticket()
        if ticket is not None and ticket.cancelled_at is None and not open_stops(self.bakery.rows, ticket.id):
            if ticket.stage == FILLING:
                self.used[ticket.id], self.held[ticket.id] = self.held.pop(ticket.id, {}), {}
                self.shelf.subtract(self.used[ticket.id])
            complete_all(self.bakery, ticket)

    def goods_move(self) -> None:
        item, many = self.dice.choice((MILK, BOX, MANGO)), self.dice.randrange(1, 2_000)
        move = self.dice.choice((ReceiveStock, WasteStock, AdjustStock, CountStock))
        self.bakery.must(move(item, many, "a look"), SUE)
        by = {ReceiveStock: many, AdjustStock: many, WasteStock: -many}.get(move)
        self.shelf[item] = many if by is None else self.shelf[item] + by

    def _ticket(self) -> Ticket | None:
        tickets = self.bakery.all(Ticket)
        return self.dice.choice(tickets) if tickets else None

    def _day(self) -> str | None:
        return self.dice.choice((TOMORROW, TOMORROW, SATURDAY_WEEK, None))

    def _lines(self) -> Any:
        return tuple(
            cake(
                f"l{n}",
                self.dice.choice((GELATO_CAKE, GELATO_CAKE, SPONGE, "Nobody's cake")),
                size=self.dice.choice(("Medium", "Large")),
                sku=self.dice.choice((None, None, SKU)),
                quantity=self.dice.randrange(0, 3),
            )
            for n in sorted(self.dice.sample(range(4), self.dice.randrange(1, 4)))
        )

    # What must be so

    def looks_right(self) -> None:
        for ticket in self.bakery.all(Ticket):
            self._known(ticket)
        expected = Counter[str]()
        for taken in self.held.values():
            expected.update(taken)
        sums = self.bakery.sums()
        for item in self.bakery.all(InventoryItem):
            assert (item.on_hand, item.reserved) == (self.shelf[item.id], expected[item.id]), item
            assert sums.get(item.id, (0, 0)) == (item.on_hand, item.reserved)
            assert item.available == item.on_hand - item.reserved - item.buffer
        self._what_was_called_off_left_nothing()
        self._what_can_be_promised_is_the_least_of_what_is_there()

    def _known(self, ticket: Ticket) -> None:
        order = self.bakery.rows.get(Order, ticket.order_id)
        assert order is not None
        line = next((x for x in docket_from_args(unpack(order.docket)).lines if x.line_id == ticket.line_id), None)
        named = (ticket.product, ticket.size, ticket.quantity, line.sku if line is not None else None)
        if ticket.cancelled_at is not None:
            self.held.pop(ticket.id, None)
            self.used.pop(ticket.id, None)
        elif ticket.id not in self.used and self.known.get(ticket.id) != named:
            self.held[ticket.id] = taken_by(*named)
        self.known[ticket.id] = named

    def _what_was_called_off_left_nothing(self) -> None:
        packed = {ticket.order_id for ticket in self.bakery.all(Ticket) if ticket.stage == COMPLETE}
        left = Counter[str]()
        for txn in self.bakery.all(InventoryTxn):
            left[f"{txn.order_id} {txn.item_id} on hand"] += txn.on_hand_delta
            left[f"{txn.order_id} {txn.item_id} held"] += txn.reserved_delta
        gone = {order.id for order in self.bakery.all(Order) if order.status == CANCELLED} - packed
        assert {what: many for what, many in left.items() if many and what.split()[0] in gone} == {}

    def _what_can_be_promised_is_the_least_of_what_is_there(self) -> None:
        milk, product = self.bakery.item(MILK), self.bakery.rows.get(Product, "gelato-cake")
        assert product is not None
        for size, grams in (("Medium", 500), ("Large", 900)):
            assert available_to_sell(self.bakery.rows, product, size) == milk.available // grams


def taken_by(title: str, size: str | None, quantity: int, sku: str | None) -> Taken:
    """What one ticket takes, as the recipes of the cast say."""
    if sku == SKU:
        return {MANGO: quantity}
    milk = {MILK: quantity * (900 if size == "Large" else 500)} if title == GELATO_CAKE else {}
    return milk | ({BOX: quantity} if title in (GELATO_CAKE, SPONGE) else {})


@pytest.fixture
def counted(bakery: Bakery) -> Bakery:
    bakery.must(AddItem(MANGO, "bannos", "Mango cake", "pc"), ADI)
    bakery.must(AddProduct("gelato-mango", "bannos", "Gelato Cake / Mango", SKU, MANGO), ADI)
    return bakery


def a_day(bakery: Bakery, seed: int, steps: int) -> Counter[str]:
    day, done = AnyDay(bakery, seed), Counter[str]()
    often = [day.an_order_comes, day.the_shop_changes_one, day.one_is_filled, day.goods_move]
    seldom = [day.the_shop_tells_it_again, day.a_person_changes_one, day.it_was_not, day.one_is_packed]
    seldom += [day.the_shop_calls_one_off, day.a_person_calls_one_off]
    day.an_order_comes()
    day.looks_right()
    for _ in range(steps):
        deed = day.dice.choice(often if day.dice.random() < 0.6 else seldom)
        deed()
        done[deed.__name__] += 1
        day.looks_right()
    return done


@pytest.mark.parametrize("seed", range(6))
def test_what_is_held_is_what_is_still_to_be_baked(counted, seed):
    assert min(a_day(counted, seed, 60).values()) > 0


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(100, 140))
def test_what_is_held_is_what_is_still_to_be_baked_on_many_days(counted, seed):
    a_day(counted, seed, 120)

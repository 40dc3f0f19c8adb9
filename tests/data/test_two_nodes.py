"""Two terminals and an authority, in any order of scans and exchanges: all end with the same rows, nothing is lost, and
nothing is done twice. It needs nothing but `decide`, `execute` and the rows that they touch."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from data.core.actor import SERVICE_ACTOR, Actor
from data.core.command import Command
from data.core.packed import pack
from data.kitchen.ticket import Ticket
from data.line.acknowledge import Acknowledge
from data.line.packing import StartPacking
from data.line.printing import PrintBarcode
from data.line.quality import QcReturnToDecorating
from data.line.tend import AssignStaff, SetStorage
from data.line.undo import Undo
from data.orders.cancelling import CancelOrder
from data.orders.editing import ModifyOrder
from data.orders.handover import HandOverOrder
from data.orders.order import Order
from data.stock.item import InventoryItem, InventoryTxn
from data.store.errors import NotRecorded
from tests.support.bakery import Bakery, open_shop
from tests.support.cast import ANA, BENCH, BO, OTHER_BENCH, SATURDAY_WEEK, SUE
from tests.support.dockets import cake, docket, ingest
from tests.support.memory import Shop
from tests.support.nodes import Authority, Envelope, Node, Terminal
from tests.support.walk import COMPLETES, to_stage

ORDERS = tuple(docket(str(20001 + n), cake(size="Large" if n % 2 else "Small", quantity=1 + n % 3)) for n in range(4))


class Kitchen:
    """Random people at two terminals and a shop behind the authority; the same dice, the same day."""

    def __init__(self, shop: Shop, seed: int, terminal: type[Terminal] = Terminal, hub: Bakery | None = None) -> None:
        """Two orders are known everywhere; `hub` is an opened shop for the authority, in memory unless given."""
        self.dice = Random(seed)
        known = Shop(knowing_two(shop.open()))
        self.authority = Authority(known.open() if hub is None else knowing_two(hub))
        self.terminals = [terminal(known.open(), BENCH, 1), terminal(known.open(), OTHER_BENCH, 2)]
        self.terminals[1].bakery.machine.wait(3_600_000)
        self.done: dict[str, list[tuple[str, Actor]]] = {BENCH: [], OTHER_BENCH: []}
        self.said: Counter[str] = Counter()

    def run(self, steps: int) -> None:
        """So many things happen, then everybody talks until all is said."""
        for _ in range(steps):
            self.dice.choice((self.at_a_bench,) * 6 + (self.talk,) * 3 + (self.in_the_shop,))()
        for terminal in self.terminals * 2:
            terminal.exchange(self.authority, 10_000)
            self.same_as_the_authority(terminal)

    def at_a_bench(self) -> None:
        """Somebody does something at one of the terminals."""
        terminal = self.dice.choice(self.terminals)
        terminal.bakery.machine.wait(self.dice.choice((1_000, 40_000)))
        who = self.dice.choice((ANA, ANA, SUE) if terminal.name == BENCH else (BO, BO, SUE))
        command, who = self.something(terminal, who)
        receipt = terminal.issue(command, who)
        self.said[f"{receipt.status}:{receipt.code}"] += 1
        if receipt.accepted:
            self.done[terminal.name].append((receipt.command_id, who))

    def something(self, terminal: Terminal, who: Actor) -> tuple[Command, Actor]:
        """A command, and who gives it."""
        bakery, dice = terminal.bakery, self.dice
        ticket = dice.choice(bakery.all(Ticket))
        open_tickets = [t for t in bakery.all(Ticket) if t.stage != "Complete"]
        if open_tickets and dice.random() < 0.5:
            return to_stage(bakery, dice.choice(open_tickets)), who
        if self.done[terminal.name] and dice.random() < 0.25:
            target, doer = self.done[terminal.name][-1]
            return Undo(target), doer
        stage = dice.choice(tuple(COMPLETES))
        notices = bakery.notices()
        chances: list[tuple[Command, Actor]] = [
            (COMPLETES[stage](ticket.id, ticket.cycle, ahead=True), SUE),
            (StartPacking(ticket.id, ticket.cycle, ahead=True), SUE),
            (QcReturnToDecorating(ticket.id, "a crack", ticket.cycle), SUE),
            (AssignStaff(ticket.id, who.staff_id), who),
            (SetStorage(ticket.id, f"Shelf {dice.randrange(3)}"), who),
            (PrintBarcode(ticket.id), who),
            (HandOverOrder(ticket.order_id), who),
            (Acknowledge(dice.choice(notices).id if notices else "none"), who),
            (ingest(dice.choice(ORDERS)), SERVICE_ACTOR),
        ]
        if dice.random() < 0.1:
            chances = [
                (CancelOrder(ticket.order_id, "never mind"), SUE),
                (ModifyOrder(ticket.order_id, pack({"due_date": SATURDAY_WEEK}), "moved"), SUE),
            ]
        return dice.choice(chances)

    def talk(self) -> None:
        """A terminal pushes some of what it has; every fourth answer is lost."""
        terminal = self.dice.choice(self.terminals)
        terminal.exchange(self.authority, self.dice.randrange(6), answer_lost=self.dice.random() < 0.25)
        if not terminal.outbox and terminal.seen == self.authority.version:
            self.same_as_the_authority(terminal)

    def in_the_shop(self) -> None:
        """The shop sends an order, changes one or cancels one, at the authority."""
        order = self.dice.choice(ORDERS)
        version = (order.updated_at or 0) + self.dice.randrange(1, 9)
        changed = replace(order, lines=(cake(size="Medium", quantity=self.dice.randrange(1, 4)),), updated_at=version)
        command: Command = ingest(self.dice.choice((order, changed, changed)))
        machine = self.authority.bakery.machine
        machine.wait(1_000)
        self.authority.rule(Envelope(machine.next_id(), command, SERVICE_ACTOR, machine.at, "hub"))

    def same_as_the_authority(self, terminal: Terminal) -> None:
        """Row for row."""
        ours, theirs = terminal.replicated(), self.authority.replicated()
        for table in theirs:
            assert ours[table] == theirs[table], table
        assert terminal.images == {}

    def check(self) -> None:
        """Nothing was lost, nothing was done twice, and the stock is what its ledger says."""
        for terminal in self.terminals:
            lost = [ident for ident in terminal.acknowledged if not self.authority.knows(ident)]
            assert lost == []
            assert terminal.outbox == []
        assert set(self.authority.ruled.values()) <= {1}
        stock_is_its_ledger(self.authority.bakery)

    def close(self) -> None:
        nodes: list[Node] = [self.authority, *self.terminals]
        for node in nodes:
            node.database.close()


def knowing_two(bakery: Bakery) -> Bakery:
    for order in ORDERS[:2]:
        bakery.take_in(order)
    return bakery


def stock_is_its_ledger(bakery: Bakery) -> None:
    sums = bakery.sums()
    for item in bakery.all(InventoryItem):
        assert (item.on_hand, item.reserved) == sums.get(item.id, (0, 0))
    used = Counter(t.ticket_id for t in bakery.all(InventoryTxn) if t.kind == "consume" and t.item_id == "box")
    back = Counter(t.ticket_id for t in bakery.all(InventoryTxn) if t.kind == "give_back" and t.item_id == "box")
    assert max((used - back).values(), default=0) <= 1, "no cake is made twice"


def a_day(shop: Shop, seed: int, steps: int, terminal: type[Terminal] = Terminal) -> Kitchen:
    kitchen = Kitchen(shop, seed, terminal)
    kitchen.run(steps)
    kitchen.check()
    return kitchen


@pytest.mark.parametrize("seed", range(24))
def test_all_end_with_the_same_rows_and_nothing_is_lost_or_done_twice(shop, seed):
    a_day(shop, seed, steps=70).close()


def test_the_days_are_full_of_conflicts(shop):
    said: Counter[str] = Counter()
    ruled: Counter[str] = Counter()
    for seed in range(100, 108):
        kitchen = a_day(shop, seed, steps=120)
        said += kitchen.said
        ruled += kitchen.authority.answers
        kitchen.close()

    met = {"applied:applied", "noop:duplicate", "merged:scan_ahead", "merged:observed", "merged:stale_cycle"}
    assert met <= set(ruled), ruled
    assert sum(n for answer, n in said.items() if answer.startswith(("refused", "noop", "confirm"))) > 50, said


@pytest.mark.postgres
def test_an_authority_on_postgresql_ends_with_the_rows_of_its_terminals(shop, postgres):
    kitchen = Kitchen(shop, 7, hub=open_shop(postgres))
    kitchen.run(150)
    kitchen.check()


@pytest.mark.proof
@pytest.mark.parametrize("hundred", range(10, 20))
def test_all_end_alike_for_a_thousand_days(shop, hundred):
    for seed in range(100 * hundred, 100 * hundred + 100):
        a_day(shop, seed, steps=150).close()


class WithoutImages(Terminal):
    """Forgets what stood there before it guessed."""

    def restore(self) -> None:
        self.images.clear()


class Forgetful(Terminal):
    """Takes what it sent for settled, without an answer."""

    def exchange(self, authority: Authority, most: int, *, answer_lost: bool = False) -> None:
        if answer_lost or most < len(self.outbox):
            self.outbox = self.outbox[most:] if not answer_lost else []
        super().exchange(authority, 0 if answer_lost else most, answer_lost=answer_lost)


@pytest.mark.parametrize("broken", [WithoutImages, Forgetful])
@pytest.mark.parametrize("seed", range(3))
def test_a_terminal_that_breaks_one_rule_is_found_out(shop, broken, seed):
    with pytest.raises((AssertionError, NotRecorded, LookupError)):
        a_day(shop, seed, 80, broken)


def test_an_undo_that_is_not_settled_is_replayed_too(shop):
    kitchen = Kitchen(shop, 0)
    here, there = kitchen.terminals
    ticket = here.bakery.ticket("20001")
    filled = here.issue(to_stage(here.bakery, ticket), ANA)
    here.issue(Undo(filled.command_id), ANA)
    there.issue(SetStorage(ticket.id, "Shelf 9"), BO)
    there.exchange(kitchen.authority, 9)
    here.exchange(kitchen.authority, 0)

    mine = here.bakery.ticket("20001")
    assert (mine.stage, mine.storage) == ("Filling", "Shelf 9")
    here.exchange(kitchen.authority, 9)
    kitchen.same_as_the_authority(here)
    assert kitchen.authority.bakery.ticket("20001").stage == "Filling"


def test_both_fill_the_same_cake_and_the_first_that_settles_has_the_credit(shop):
    kitchen = Kitchen(shop, 0)
    here, there = kitchen.terminals
    for terminal, who in ((here, ANA), (there, BO)):
        terminal.issue(to_stage(terminal.bakery, terminal.bakery.ticket("20001")), who)
    there.exchange(kitchen.authority, 9)
    here.exchange(kitchen.authority, 9)
    there.exchange(kitchen.authority, 9)

    for node in (here, there, kitchen.authority):
        facts = node.bakery.facts(node.bakery.ticket("20001"))
        assert [(f.place, f.staff_name) for f in facts] == [(1, "Bo"), (2, "Ana")]
    assert here.bakery.item("milk").on_hand == there.bakery.item("milk").on_hand
    assert {o.status for o in here.bakery.all(Order) if o.number == "20001"} == {"PREPARING"}

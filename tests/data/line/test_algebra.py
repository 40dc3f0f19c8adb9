"""The stage algebra (I14): a fixed set of things that happened ends alike in whatever order it is heard of."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.core.command import Command
from data.kitchen.algebra import Facts
from data.kitchen.fact import INFERRED, OBSERVED, RETRACTED, StageFact
from data.kitchen.stages import COMPLETE, STATIONS
from data.line.packing import StartPacking
from data.line.quality import QcReturnToDecorating
from data.line.undo import Undo
from data.orders.cancelling import CancelOrder
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BO, SUE
from tests.support.dockets import docket
from tests.support.memory import Shop
from tests.support.walk import COMPLETES

ROUTES = (STATIONS, ("Packing",))


class Deed(NamedTuple):
    """Something that happened: a scan of a stage in a cycle, `qc` of a cycle, `cancel`, or `undo` of another deed."""

    what: str
    cycle: int = 0
    by: str = "ana"
    of: int = -1


scans = st.builds(Deed, st.sampled_from(STATIONS), st.integers(0, 2), st.sampled_from(("ana", "bo")))
returns = st.builds(Deed, st.just("qc"), st.integers(0, 1), st.just("sue"))
cancels = st.builds(Deed, st.just("cancel"))


@st.composite
def happened(draw: st.DrawFn) -> list[Deed]:
    """A set of deeds; a scan may be undone by who made it."""
    deeds = draw(st.lists(st.one_of(scans, scans, scans, returns), min_size=2, max_size=8))
    deeds += draw(st.lists(cancels, max_size=1))
    scanned = [n for n, deed in enumerate(deeds) if deed.what in STATIONS]
    undone = draw(st.lists(st.sampled_from(scanned), max_size=2, unique=True)) if scanned else []
    return deeds + [Deed("undo", by=deeds[n].by, of=n) for n in undone]


def heard(deeds: list[Deed], order: list[int]) -> list[int]:
    """The order, with each undo after what it undoes: they come from one terminal, whose commands keep their order."""
    late = [n for n in order if deeds[n].what == "undo" and order.index(deeds[n].of) > order.index(n)]
    return [n for n in order if n not in late] + late


def settle(shop: Shop, deeds: list[Deed], order: list[int]) -> Bakery:
    bakery = shop.open()
    bakery.take_in(docket("20001"))
    ticket, bought = bakery.ticket("20001"), bakery.order("20001")
    people = {"ana": ANA, "bo": BO, "sue": SUE}
    for n in order:
        deed = deeds[n]
        command: Command
        if deed.what == "qc":
            command = QcReturnToDecorating(ticket.id, "a crack", deed.cycle)
        elif deed.what == "cancel":
            command = CancelOrder(bought.id, "never mind")
        elif deed.what == "undo":
            command = Undo(f"deed-{deed.of}")
        else:
            command = COMPLETES[deed.what](ticket.id, deed.cycle)
        by = SUE if deed.what == "cancel" else people[deed.by]
        before = set(bakery.facts(ticket))
        receipt = bakery.settle(command, by, command_id=f"deed-{n}", terminal=f"bench-{deed.by}")
        assert receipt.status != "refused", receipt
        assert before <= set(bakery.facts(ticket)), "facts only grow"
    return bakery


def end_of(bakery: Bakery) -> tuple[Any, ...]:
    ticket = bakery.ticket("20001")
    done = tuple(
        stamp is not None
        for stamp in (
            ticket.filling_complete_ts,
            ticket.covering_complete_ts,
            ticket.decorating_complete_ts,
            ticket.packing_complete_ts,
        )
    )
    taken = bakery.sums(ticket_id=ticket.id)
    # What a cancelled cake took depends on when it was cancelled: packed, it is there to be sold.
    net = {} if ticket.cancelled_at else {item: on_hand - reserved for item, (on_hand, reserved) in taken.items()}
    return ticket.stage, ticket.cycle, ticket.cancelled_at is not None, bakery.order("20001").status, done, net


@settings(max_examples=120)
@given(st.data())
def test_every_order_of_arrival_ends_alike(shop, data):
    two_orders_end_alike(shop, data)


@pytest.mark.proof
@settings(max_examples=4_000, derandomize=False)
@given(st.data())
def test_every_order_of_arrival_ends_alike_very_often(shop, data):
    two_orders_end_alike(shop, data)


def two_orders_end_alike(shop: Shop, data: st.DataObject) -> None:
    """One set of deeds, heard as it was drawn and heard in another order."""
    deeds = data.draw(happened())
    one = heard(deeds, list(range(len(deeds))))
    other = heard(deeds, list(data.draw(st.permutations(range(len(deeds))))))
    ends = []
    for order in (one, other):
        bakery = settle(shop, deeds, order)
        ends.append(end_of(bakery))
        bakery.database.close()

    assert ends[0] == ends[1]


def fact(stage: str, cycle: int, command: str, kind: str, place: int, retracts: str | None = None) -> StageFact:
    return StageFact("t", cycle, stage, command, kind, place, place, None, None, None, retracts, "bannos")


def counts_in(stage: str, cycle: int) -> int:
    """Filling and Covering belong to cycle 0."""
    return 0 if stage in ("Filling", "Covering") else cycle


@st.composite
def facts(draw: st.DrawFn) -> list[StageFact]:
    observed = draw(st.lists(st.tuples(st.sampled_from(STATIONS), st.integers(0, 1)), max_size=8))
    made = [fact(stage, counts_in(stage, cycle), f"c{n}", OBSERVED, n) for n, (stage, cycle) in enumerate(observed)]
    gone = draw(st.lists(st.sampled_from(made), max_size=3)) if made else []
    return made + [fact(f.stage, f.cycle, f"u{n}", RETRACTED, 90 + n, f.command_id) for n, f in enumerate(gone)]


@given(facts(), st.randoms(use_true_random=False), st.sampled_from(ROUTES), st.integers(0, 1))
def test_the_stage_of_a_set_of_facts_does_not_know_their_order(told, dice, route, cycle):
    shuffled = list(told)
    dice.shuffle(shuffled)

    assert Facts(told).stage(route, cycle) == Facts(shuffled).stage(route, cycle)
    assert [stage for stage, _ in Facts(told).gaps(route, cycle)] == [
        stage for stage, _ in Facts(shuffled).gaps(route, cycle)
    ]


@given(facts(), st.sampled_from(ROUTES), st.integers(0, 1))
def test_with_its_gaps_filled_the_stage_follows_the_last_that_was_observed(told, route, cycle):
    missing = Facts(told).gaps(route, cycle)
    filled = told + [fact(stage, counts_in(stage, cycle), command, INFERRED, 200) for stage, command in missing]
    gone = {f.retracts for f in told if f.kind == RETRACTED}
    standing = [f for f in told if f.kind == OBSERVED and f.command_id not in gone and f.stage in route]
    seen = {f.stage for f in standing if f.cycle == counts_in(f.stage, cycle)}
    last = max((route.index(stage) for stage in seen), default=-1)

    assert Facts(filled).gaps(route, cycle) == ()
    assert (*route, COMPLETE).index(Facts(filled).stage(route, cycle)) > last


def test_a_start_of_packing_waits_for_nothing(bakery):
    bakery.take_in()
    ticket = bakery.ticket("20001")
    first = bakery.settle(StartPacking(ticket.id), ANA)
    second = bakery.settle(StartPacking(ticket.id), BO)

    assert (first.code, second.code) == ("scan_ahead", "duplicate")
    assert bakery.ticket("20001").packing_start_by == "ana"

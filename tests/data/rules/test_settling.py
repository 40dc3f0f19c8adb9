"""The authority never argues with a stage scan: what happened at a bench is recorded, at worst as merged with a notice.

Each scan below meets the authority while its ticket stands somewhere else than the terminal believed. `at cycle` is the
cycle that the terminal saw.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from data.core.actor import SERVICE_ACTOR, Actor
from data.core.command import Command
from data.kitchen.fact import OBSERVED
from data.kitchen.ticket import Ticket
from data.line.complete import CompleteCovering, CompleteDecorating, CompleteFilling, CompletePacking
from data.line.packing import StartPacking
from data.line.quality import QcReturnToDecorating
from data.line.undo import Undo
from data.store.catalogue import NAMES, command_class
from tests.data.rules.situations import SITUATIONS, ticket_and_order
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BO, OLIVE, OTHER_BENCH, SUE
from tests.support.dump import dump
from tests.support.table import read_table_by_two

PEOPLE = (ANA, OLIVE)

SCANS: dict[str, type] = {
    "complete_filling": CompleteFilling,
    "complete_covering": CompleteCovering,
    "complete_decorating": CompleteDecorating,
    "start_packing": StartPacking,
    "complete_packing": CompletePacking,
}

SETTLES_AS = read_table_by_two("""
| scan                | at cycle | Filling           | Covering          | Decorating        | Packing           | begun             | Complete          | cancelled           | seen                | handed over       | returned           |
|---------------------|----------|-------------------|-------------------|-------------------|-------------------|-------------------|-------------------|---------------------|---------------------|-------------------|--------------------|
| complete_filling    | 0        | applied           | noop:duplicate    | noop:duplicate    | noop:duplicate    | noop:duplicate    | noop:duplicate    | merged:on_cancelled | merged:on_cancelled | noop:duplicate    | noop:duplicate     |
| complete_covering   | 0        | merged:scan_ahead | applied           | noop:duplicate    | noop:duplicate    | noop:duplicate    | noop:duplicate    | merged:on_cancelled | merged:on_cancelled | noop:duplicate    | noop:duplicate     |
| complete_decorating | 0        | merged:scan_ahead | merged:scan_ahead | applied           | noop:duplicate    | noop:duplicate    | noop:duplicate    | merged:on_cancelled | merged:on_cancelled | noop:duplicate    | noop:duplicate     |
| start_packing       | 0        | merged:scan_ahead | merged:scan_ahead | merged:scan_ahead | applied           | noop:duplicate    | noop:duplicate    | merged:on_cancelled | merged:on_cancelled | noop:duplicate    | merged:stale_cycle |
| complete_packing    | 0        | merged:scan_ahead | merged:scan_ahead | merged:scan_ahead | applied           | applied           | noop:duplicate    | merged:on_cancelled | merged:on_cancelled | noop:duplicate    | noop:duplicate     |
| complete_decorating | 1        |                   |                   |                   |                   |                   |                   |                     |                     |                   | applied            |
| start_packing       | 1        |                   |                   |                   |                   |                   |                   |                     |                     |                   | merged:scan_ahead  |
| complete_packing    | 1        |                   |                   |                   |                   |                   |                   |                     |                     |                   | merged:scan_ahead  |
""")  # noqa: E501 (a row of the table is a line)

ATTENTIONS = {"merged:on_cancelled": "worked_on_cancelled", "merged:stale_cycle": "stale_cycle"}


class Case(NamedTuple):
    scan: str
    cycle: int
    situation: str
    actor: Actor
    expected: str

    def __str__(self) -> str:
        return f"{self.actor.role.value} {self.scan} of cycle {self.cycle} on {self.situation} is {self.expected}"


CASES = [
    Case(scan, int(cycle), situation, actor, row[situation])
    for (scan, cycle), row in SETTLES_AS.items()
    for situation in SITUATIONS
    for actor in PEOPLE
    if row[situation]
]


def scan_of(ticket: Ticket, case: Case) -> Command:
    command = SCANS[case.scan](ticket.id, case.cycle)
    assert isinstance(command, Command)
    return command


def settle(bakery: Bakery, case: Case):
    ticket, _ = ticket_and_order(bakery)
    return bakery.settle(scan_of(ticket, case), case.actor, terminal=OTHER_BENCH)


def became(receipt) -> str:
    return receipt.status if receipt.code == "applied" else f"{receipt.status}:{receipt.code}"


def test_these_are_all_the_scans_there_are():
    assert {*SCANS, "record_unknown_scan"} == {name for name in NAMES if command_class(name).physical}


@pytest.mark.parametrize("case", CASES, ids=str)
class TestAScanThatSettles:
    def test_is_recorded_as_the_table_says_and_with_its_attention(self, situations, case):
        bakery = situations.open(case.situation)
        receipt = settle(bakery, case)

        assert became(receipt) == case.expected, receipt.says
        code = ATTENTIONS.get(case.expected)
        assert [n.level for n in bakery.notices(code or "none")] == (["attention"] if code else [])

    def test_leaves_its_fact_and_loses_none(self, situations, case):
        bakery = situations.open(case.situation)
        before = bakery.facts(bakery.ticket("20001"))
        receipt = settle(bakery, case)
        after = bakery.facts(bakery.ticket("20001"))

        assert after[: len(before)] == before
        own = [f for f in after if f.command_id == receipt.command_id and f.kind == OBSERVED]
        assert len(own) == (0 if case.scan == "start_packing" else 1)

    def test_keeps_the_first_ones_name_on_the_work(self, situations, case):
        bakery = situations.open(case.situation)
        before = bakery.ticket("20001")
        settle(bakery, case)
        after = bakery.ticket("20001")

        if case.expected in ("noop:duplicate", "merged:stale_cycle"):
            assert after == before

    def test_can_be_undone_whatever_became_of_it(self, situations, case):
        bakery = situations.open(case.situation)
        before = dump(bakery.database)["ticket"]
        receipt = settle(bakery, case)
        undone = bakery.settle(Undo(receipt.command_id), case.actor, terminal=OTHER_BENCH)

        assert undone.status in ("applied", "noop"), undone
        assert dump(bakery.database)["ticket"] == before


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("scan", SCANS)
class TestAScanBySomebodyWhoMayNot:
    def test_settles_as_unauthorised_with_an_attention(self, situations, scan, situation):
        bakery = situations.open(situation)
        ticket, _ = ticket_and_order(bakery)
        receipt = bakery.settle(SCANS[scan](ticket.id, ticket.cycle), SERVICE_ACTOR)

        assert became(receipt) == "merged:unauthorised"
        assert [(n.level, n.ticket_id) for n in bakery.notices("unauthorised")] == [("attention", ticket.id)]

    def test_has_done_the_same_to_the_ticket_as_one_by_somebody_who_may(self, situations, scan, situation):
        by_ana, by_service = situations.open(situation), situations.open(situation)
        for bakery, actor in ((by_ana, ANA), (by_service, SERVICE_ACTOR)):
            ticket, _ = ticket_and_order(bakery)
            bakery.settle(SCANS[scan](ticket.id, ticket.cycle), actor)

        ours, theirs = by_ana.ticket("20001"), by_service.ticket("20001")
        assert (ours.stage, ours.cycle, ours.in_queue) == (theirs.stage, theirs.cycle, theirs.in_queue)


class TestQualityControlThatSettles:
    @pytest.mark.parametrize("situation", SITUATIONS)
    @pytest.mark.parametrize("actor", PEOPLE, ids=lambda a: a.role.value)
    def test_is_never_refused(self, situations, situation, actor):
        bakery = situations.open(situation)
        ticket, _ = ticket_and_order(bakery)
        receipt = bakery.settle(QcReturnToDecorating(ticket.id, "a crack", ticket.cycle), actor)

        assert became(receipt) == "applied"
        assert bakery.ticket("20001").cycle == ticket.cycle + 1

    def test_is_once_for_a_cycle_and_wins_over_packing_in_both_orders(self, situations):
        ends = []
        for first in ("qc", "packing"):
            bakery = situations.open("begun")
            ticket, _ = ticket_and_order(bakery)
            back, packed = QcReturnToDecorating(ticket.id, "a crack", 0), CompletePacking(ticket.id, 0)
            order = (back, packed, back) if first == "qc" else (packed, back, back)
            codes = [became(bakery.settle(command, BO)) for command in order]
            ends.append((codes, bakery.ticket("20001").stage, bakery.ticket("20001").cycle))

        assert ends == [
            (["applied", "merged:stale_cycle", "noop:already_returned"], "Decorating", 1),
            (["applied", "applied", "noop:already_returned"], "Decorating", 1),
        ]

    def test_after_hand_over_somebody_looks_at_it(self, situations):
        bakery = situations.open("handed over")
        ticket, _ = ticket_and_order(bakery)
        bakery.settle(QcReturnToDecorating(ticket.id, "a crack", 0), SUE)

        assert [n.level for n in bakery.notices("returned_after_hand_over")] == ["attention"]


class TestTheRealScanAfterAnInferredOne:
    def test_upgrades_it_and_moves_nothing(self, situations):
        bakery = situations.open("Filling")
        ticket, _ = ticket_and_order(bakery)
        bakery.settle(CompleteDecorating(ticket.id), ANA)
        ahead = bakery.ticket("20001")
        assert (ahead.filling_complete_ts, ahead.covering_complete_ts) == (None, None)

        receipt = bakery.settle(CompleteFilling(ticket.id), BO)

        after = bakery.ticket("20001")
        assert became(receipt) == "merged:observed"
        assert (after.stage, after.filling_complete_ts) == ("Packing", bakery.machine.at)
        assert bakery.item("milk").reserved == 0

    @pytest.mark.parametrize("order", ["ABC", "ACB", "BAC", "BCA", "CAB", "CBA"])
    def test_any_order_of_arrival_ends_equal(self, situations, order):
        bakery = situations.open("Filling")
        ticket, _ = ticket_and_order(bakery)
        scans = {"A": CompleteFilling, "B": CompleteCovering, "C": CompleteDecorating}
        for letter in order:
            bakery.settle(scans[letter](ticket.id), ANA)

        after = bakery.ticket("20001")
        stamps = (after.filling_complete_ts, after.covering_complete_ts, after.decorating_complete_ts)
        assert after.stage == "Packing"
        assert None not in stamps


class TestTwoScansOfOneStage:
    """Two terminals, both offline: the first that settles has the attribution, and each can still be taken back."""

    def both(self, situations) -> tuple[Bakery, str, str]:
        bakery = situations.open("Filling")
        ticket, _ = ticket_and_order(bakery)
        first = bakery.settle(CompleteFilling(ticket.id), ANA)
        second = bakery.settle(CompleteFilling(ticket.id), BO, terminal=OTHER_BENCH)
        assert "by Ana" in second.says
        return bakery, first.command_id, second.command_id

    def test_the_second_stands_when_the_first_is_undone(self, situations):
        bakery, first, _ = self.both(situations)
        bakery.settle(Undo(first), ANA)

        assert bakery.ticket("20001").stage == "Covering"
        assert bakery.item("milk").reserved == 0

    @pytest.mark.parametrize("order", ["first, second", "second, first"])
    def test_nothing_stands_when_both_are_undone(self, situations, order):
        bakery, first, second = self.both(situations)
        undos = [(first, ANA), (second, BO)]
        for target, who in undos if order == "first, second" else reversed(undos):
            assert bakery.settle(Undo(target), who).status == "applied"

        assert bakery.ticket("20001").stage == "Filling"
        assert bakery.item("milk").reserved == 500


def test_an_undo_of_what_never_came_settles_as_nothing(situations):
    bakery = situations.open("Filling")

    assert became(bakery.settle(Undo("never"), ANA)) == "noop:nothing_to_undo"


def test_an_undo_settles_however_late_it_comes_and_whoever_asks(situations):
    bakery = situations.open("Filling")
    ticket, _ = ticket_and_order(bakery)
    receipt = bakery.settle(CompleteFilling(ticket.id), ANA)
    bakery.machine.wait(86_400_000)

    assert became(bakery.settle(Undo(receipt.command_id), ANA)) == "applied"
    assert bakery.ticket("20001").stage == "Filling"

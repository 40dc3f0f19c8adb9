"""A cake stands further on than the screen knew: what the store's policy, the person and the distance make of it."""

from __future__ import annotations

import pytest

from data.core.command import Command
from data.kitchen.fact import INFERRED, OBSERVED
from data.kitchen.ticket import Ticket
from data.line.complete import CompleteCovering, CompleteDecorating, CompleteFilling, CompletePacking
from data.line.packing import StartPacking
from tests.support.bakery import Bakery
from tests.support.cast import ADI, ANA, OLIVE, SUE
from tests.support.table import read_table_by_two

AHEAD = read_table_by_two("""
| policy | who        | 1 missing             | 2 missing             | 3 missing             |
|--------|------------|-----------------------|-----------------------|-----------------------|
| deny   | STAFF      | refused:wrong_station | refused:wrong_station | refused:wrong_station |
| deny   | SUPERVISOR | refused:wrong_station | refused:wrong_station | refused:wrong_station |
| deny   | ADMIN      | refused:wrong_station | refused:wrong_station | refused:wrong_station |
| deny   | OWNER      | refused:wrong_station | refused:wrong_station | refused:wrong_station |
| one    | STAFF      | confirm:scan_ahead    | refused:wrong_station | refused:wrong_station |
| one    | SUPERVISOR | confirm:scan_ahead    | confirm:scan_ahead    | confirm:scan_ahead    |
| one    | ADMIN      | confirm:scan_ahead    | confirm:scan_ahead    | confirm:scan_ahead    |
| one    | OWNER      | confirm:scan_ahead    | confirm:scan_ahead    | confirm:scan_ahead    |
| any    | STAFF      | confirm:scan_ahead    | confirm:scan_ahead    | confirm:scan_ahead    |
| any    | SUPERVISOR | confirm:scan_ahead    | confirm:scan_ahead    | confirm:scan_ahead    |
| any    | ADMIN      | confirm:scan_ahead    | confirm:scan_ahead    | confirm:scan_ahead    |
| any    | OWNER      | confirm:scan_ahead    | confirm:scan_ahead    | confirm:scan_ahead    |
""")

PEOPLE = {actor.role.value: actor for actor in (ANA, SUE, ADI, OLIVE)}
FROM_FILLING: dict[int, type[CompleteCovering | CompleteDecorating | StartPacking]] = {
    1: CompleteCovering,
    2: CompleteDecorating,
    3: StartPacking,
}
SKIPPED = ("Filling", "Covering", "Decorating")

CASES = [
    pytest.param(policy, PEOPLE[who], int(column[0]), cell, id=f"{policy}: {who} with {column} is {cell}")
    for (policy, who), row in AHEAD.items()
    for column, cell in row.items()
]


def scan(ticket: Ticket, missing: int, *, ahead: bool = False) -> Command:
    return FROM_FILLING[missing](ticket.id, ticket.cycle, ahead)


@pytest.mark.parametrize(("policy", "who", "missing", "expected"), CASES)
class TestAScanAheadFromFilling:
    def begin(self, situations, policy: str) -> Bakery:
        bakery: Bakery = situations.open("Filling")
        if policy != "one":
            bakery.policies(scan_ahead=policy)
        return bakery

    def test_is_answered_as_the_table_says(self, situations, policy, who, missing, expected):
        bakery = self.begin(situations, policy)
        receipt = bakery.do(scan(bakery.ticket("20001"), missing), who)

        assert f"{receipt.status}:{receipt.code}" == expected
        if receipt.code == "wrong_station":
            assert receipt.says.endswith("go to FILLING")

    def test_once_confirmed_does_what_was_asked_or_is_refused_still(self, situations, policy, who, missing, expected):
        bakery = self.begin(situations, policy)
        receipt = bakery.do(scan(bakery.ticket("20001"), missing, ahead=True), who)

        if expected.startswith("refused"):
            assert f"{receipt.status}:{receipt.code}" == expected
            return
        assert (receipt.status, receipt.code) == ("merged", "scan_ahead")
        ticket = bakery.ticket("20001")
        inferred = [f for f in bakery.facts(ticket) if f.kind == INFERRED]
        assert {f.stage for f in inferred} == set(SKIPPED[:missing])
        assert {(f.staff_id, f.staff_name, f.terminal_id) for f in inferred} == {(None, None, None)}
        assert (ticket.filling_start_ts, ticket.filling_complete_ts) == (None, None)
        assert bakery.item("milk").reserved == 0, "what was filled was taken from stock"
        if missing < 3:
            assert [f.stage for f in bakery.facts(ticket) if f.kind == OBSERVED] == [SKIPPED[missing]]

    def test_once_undone_never_happened(self, situations, policy, who, missing, expected):
        bakery = self.begin(situations, policy)
        before = bakery.ticket("20001"), bakery.order("20001"), bakery.item("milk")
        receipt = bakery.do(scan(bakery.ticket("20001"), missing, ahead=True), who)
        if expected.startswith("confirm"):
            assert bakery.undo(receipt, who).status == "applied"

        assert (bakery.ticket("20001"), bakery.order("20001"), bakery.item("milk")) == before


def test_packing_is_never_completed_ahead_of_its_start(situations):
    for situation in ("Filling", "Covering", "Decorating"):
        bakery = situations.open(situation)
        bakery.policies(scan_ahead="any")
        ticket = bakery.ticket("20001")
        receipt = bakery.do(CompletePacking(ticket.id, 0, ahead=True), OLIVE)

        assert (receipt.status, receipt.code) == ("refused", "wrong_station")


def test_the_way_back_through_a_skipped_station_is_an_upgrade(situations):
    bakery = situations.open("Filling")
    ticket = bakery.ticket("20001")
    bakery.must(CompleteCovering(ticket.id, 0, ahead=True), ANA)
    receipt = bakery.do(CompleteFilling(ticket.id), SUE)

    assert (receipt.status, receipt.code) == ("merged", "observed")
    assert bakery.ticket("20001").stage == "Decorating"
    assert bakery.do(CompleteFilling(ticket.id), ANA).says.startswith("Filling already done by Sue")


def test_undoing_a_stage_that_a_later_scan_proved_leaves_the_ticket_where_the_cake_is(situations):
    bakery = situations.open("Filling")
    ticket = bakery.ticket("20001")
    filled = bakery.must(CompleteFilling(ticket.id), ANA)
    bakery.must(CompleteCovering(ticket.id), SUE)
    bakery.undo(filled, ANA)

    after = bakery.ticket("20001")
    assert (after.stage, after.filling_complete_ts) == ("Decorating", None)
    assert bakery.item("milk").on_hand == 100_000 - 500

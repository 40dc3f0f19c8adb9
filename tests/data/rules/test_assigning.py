"""Who has a ticket: given for its current stage, cleared when that is over, given back by an undo (O02, O29, X12)."""

from __future__ import annotations

import pytest

from data.line.complete import CompleteFilling
from data.line.packing import StartPacking
from data.line.tend import AssignStaff
from data.people.commands import SetActive
from data.people.staff import Staff
from tests.support.cast import ADI, ANA, BO, SUE
from tests.support.walk import advance, to_stage


def given(bakery, to=ANA, note: str | None = None):
    bakery.take_in()
    ticket = bakery.ticket("20001")
    bakery.must(AssignStaff(ticket.id, to.staff_id, note), SUE)
    return ticket


class TestTheAssignee:
    def test_keeps_the_stage_and_the_note(self, bakery):
        given(bakery, note="the wedding one")

        ticket = bakery.ticket("20001")
        assert (ticket.stage, ticket.assignee_id, ticket.assignee_note) == ("Filling", "ana", "the wedding one")

    @pytest.mark.parametrize("stage", ["Filling", "Covering", "Decorating", "Packing"])
    def test_is_cleared_at_every_change_of_stage(self, bakery, stage):
        bakery.take_in()
        ticket = advance(bakery, bakery.ticket("20001"), stage)
        if stage == "Packing":
            bakery.must(StartPacking(ticket.id), BO)
        bakery.must(AssignStaff(ticket.id, ANA.staff_id, "careful"), SUE)
        bakery.must(to_stage(bakery, ticket), BO)

        after = bakery.ticket("20001")
        assert after.stage != stage
        assert (after.assignee_id, after.assignee_note) == (None, None)

    def test_stays_when_packing_begins(self, bakery):
        bakery.take_in()
        ticket = advance(bakery, bakery.ticket("20001"), "Packing")
        bakery.must(AssignStaff(ticket.id, ANA.staff_id), SUE)
        bakery.must(StartPacking(ticket.id), ANA)

        assert bakery.ticket("20001").assignee_id == "ana"

    def test_comes_back_with_an_undo(self, bakery):
        ticket = given(bakery, note="careful")
        done = bakery.must(CompleteFilling(ticket.id), ANA)
        bakery.undo(done)

        after = bakery.ticket("20001")
        assert (after.stage, after.assignee_id, after.assignee_note) == ("Filling", "ana", "careful")

    def test_of_the_next_stage_is_not_taken_away_by_an_undo(self, bakery):
        ticket = given(bakery)
        done = bakery.must(CompleteFilling(ticket.id), ANA)
        bakery.must(AssignStaff(ticket.id, BO.staff_id), SUE)
        bakery.undo(done)

        assert bakery.ticket("20001").assignee_id == "bo"


class TestWhoMayAssign:
    def test_staff_takes_work_and_lets_go_of_it(self, bakery):
        bakery.take_in()
        ticket = bakery.ticket("20001")

        assert bakery.do(AssignStaff(ticket.id, "ana"), ANA).status == "applied"
        assert bakery.do(AssignStaff(ticket.id, None), ANA).status == "applied"
        assert bakery.do(AssignStaff(ticket.id, None), ANA).code == "unchanged"

    def test_staff_does_not_take_it_from_others(self, bakery):
        ticket = given(bakery, to=BO)

        assert bakery.do(AssignStaff(ticket.id, None), ANA).code == "not_allowed"
        assert bakery.do(AssignStaff(ticket.id, None), SUE).status == "applied"

    def test_somebody_who_left_gets_no_work(self, bakery):
        bakery.take_in()
        bakery.must(SetActive(BO.staff_id, False), ADI)

        assert bakery.do(AssignStaff(bakery.ticket("20001").id, BO.staff_id), SUE).code == "no_such_staff"

    def test_somebody_nobody_knows_gets_no_work(self, bakery):
        bakery.take_in()
        assert bakery.rows.get(Staff, "eve") is None

        assert bakery.do(AssignStaff(bakery.ticket("20001").id, "eve"), SUE).code == "no_such_staff"

    def test_two_terminals_at_once_converge_on_the_last_that_settles(self, bakery):
        bakery.take_in()
        ticket = bakery.ticket("20001")
        for person in (ANA, BO):
            assert bakery.settle(AssignStaff(ticket.id, person.staff_id), person).code == "applied"

        assert bakery.ticket("20001").assignee_id == "bo"

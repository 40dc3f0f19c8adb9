"""What a store may decide for itself: rules ask its policies, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.core.packed import pack
from data.line.complete import CompletePacking
from data.line.packing import StartPacking
from data.line.quality import QcReturnToDecorating
from data.line.tend import AssignStaff
from data.orders.handover import HandOverOrder
from data.organization.commands import SetPolicies
from data.organization.policies import Policies, policies_of, qc_trouble, qc_verb, qc_verbs
from data.organization.store import Store
from data.people.commands import ClockIn, ClockOut
from hardware.scan.commands import command_code
from tests.support.cast import ADI, ANA, BO, OTHER_BENCH, SUE
from tests.support.dockets import cake, docket
from tests.support.walk import advance, complete_all


class TestQualityControl:
    def test_is_a_supervisors_until_the_store_gives_it_to_staff(self, situations):
        bakery = situations.open("Packing")
        back = QcReturnToDecorating(bakery.ticket("20001").id, "a crack", 0)
        assert bakery.do(back, ANA).code == "not_allowed"

        bakery.policies(qc_by_staff=True)

        assert bakery.do(back, ANA).status == "applied"
        assert bakery.ticket("20001").stage == "Decorating"

    def test_by_staff_still_needs_a_reason(self, situations):
        bakery = situations.open("Packing")
        bakery.policies(qc_by_staff=True)

        assert bakery.do(QcReturnToDecorating(bakery.ticket("20001").id, "", 0), ANA).code == "reason_needed"

    def test_voids_the_packing_label_and_clears_who_has_it(self, situations):
        bakery = situations.open("Complete")
        ticket = bakery.ticket("20001")
        bakery.must(AssignStaff(ticket.id, BO.staff_id), SUE)
        bakery.must(QcReturnToDecorating(ticket.id, "a crack", 0), SUE)

        assert bakery.database.rows("SELECT kind, state FROM label_job") == [("packing", "voided")]
        after = bakery.ticket("20001")
        assert (after.assignee_id, after.packing_start_ts, after.packing_complete_ts) == (None, None, None)
        assert (after.decorating_complete_ts, after.in_queue) == (None, True)


class TestAShiftIsNeeded:
    def test_only_where_the_policy_says_so(self, bakery):
        bakery.take_in()
        assign = AssignStaff(bakery.ticket("20001").id, ANA.staff_id)
        assert bakery.do(assign, ANA).status == "applied"

        bakery.must(AssignStaff(bakery.ticket("20001").id, None), SUE)
        bakery.policies(shift_needed=True)
        assert bakery.do(assign, ANA).code == "not_on_shift"

        bakery.must(ClockIn(ANA.staff_id), ANA)
        assert bakery.do(assign, ANA).status == "applied"

    def test_a_shift_that_ended_does_not_count(self, bakery):
        bakery.take_in()
        bakery.policies(shift_needed=True)
        bakery.must(ClockIn(ANA.staff_id), ANA)
        bakery.must(ClockOut(ANA.staff_id), ANA)

        assert bakery.do(AssignStaff(bakery.ticket("20001").id, ANA.staff_id), SUE).code == "not_on_shift"

    def test_a_person_is_on_one_shift_at_a_time(self, bakery):
        bakery.must(ClockIn(ANA.staff_id), ANA)

        assert bakery.do(ClockIn(ANA.staff_id), ANA).code == "on_shift"


class TestPackingAtAnotherBench:
    def test_is_asked_about_first(self, situations):
        bakery = situations.open("begun")
        start = StartPacking(bakery.ticket("20001").id, 0)
        here, there = bakery.do(start, ANA), bakery.do(start, ANA, terminal=OTHER_BENCH)

        assert (here.status, here.code) == ("noop", "already_started")
        assert (there.status, there.code) == ("confirm", "started_elsewhere")

    def test_once_confirmed_completes_there(self, situations):
        bakery = situations.open("begun")
        receipt = bakery.do(CompletePacking(bakery.ticket("20001").id, 0), ANA, terminal=OTHER_BENCH)

        assert receipt.status == "applied"
        assert bakery.database.rows("SELECT terminal_id FROM label_job WHERE kind = 'packing'") == [(OTHER_BENCH,)]


class TestCompleteOnPack:
    def test_the_last_packed_cake_completes_its_order(self, bakery):
        bakery.policies(complete_on_pack=True)
        bakery.take_in(docket("20001", cake(quantity=2)))
        complete_all(bakery, bakery.ticket("20001-A"))
        assert bakery.order("20001").status == "PREPARING"

        complete_all(bakery, bakery.ticket("20001-B"))

        order = bakery.order("20001")
        assert (order.status, order.handed_over_by) == ("COMPLETED", ANA.staff_id)
        assert bakery.events(order.id)[-3:] == ["ticket.completed", "order.ready", "order.completed"]

    def test_undoing_the_last_one_takes_both_back(self, bakery):
        bakery.policies(complete_on_pack=True)
        bakery.take_in()
        ticket = advance(bakery, bakery.ticket("20001"), "Packing")
        bakery.must(StartPacking(ticket.id), ANA)
        packed = bakery.must(CompletePacking(ticket.id), ANA)
        bakery.undo(packed)

        order = bakery.order("20001")
        assert (order.status, order.handed_over_at, order.handed_over_by) == ("PREPARING", None, None)
        assert bakery.events(order.id)[-2:] == ["order.completed_withdrawn", "order.ready_withdrawn"]

    def test_the_last_open_cake_taken_off_completes_what_is_left(self, bakery):
        bakery.policies(complete_on_pack=True)
        order = docket("20001", cake("1"), cake("2"))
        bakery.take_in(order)
        complete_all(bakery, bakery.ticket("20001-A"))
        bakery.take_in(replace(order, lines=(cake("1"),), updated_at=(order.updated_at or 0) + 1))

        assert bakery.order("20001").status == "COMPLETED"
        assert bakery.events(bakery.order("20001").id)[-2:] == ["order.ready", "order.completed"]

    def test_without_it_an_order_waits_to_be_handed_over(self, bakery):
        bakery.take_in()
        complete_all(bakery, bakery.ticket("20001"))
        assert bakery.order("20001").status == "READY"

        bakery.must(HandOverOrder(bakery.order("20001").id), ANA)
        assert bakery.order("20001").status == "COMPLETED"


class TestSetting:
    @pytest.mark.parametrize(
        "values",
        [
            {"scan_ahead": "two"},
            {"scan_ahead": 1},
            {"split_up_to": 0},
            {"retention_days": 0},
            {"late_warning_minutes": -1},
            {"split_up_to": 9_999},
            {"idle_sign_out_minutes": 100_000},
            {"lead_days": 1_000},
            {"split_up_to": True},
            {"qc_by_staff": "yes"},
            {"unheard_of": 1},
            {"photo_stages": "Packing"},
            {"photo_stages": [1]},
            {"qc_reasons": "Smudged"},
            {"qc_reasons": [7]},
            {"qc_reasons": []},
            {"qc_reasons": [f"Reason {chr(65 + n)}" for n in range(10)]},
            {"qc_reasons": ["Too sweet", "TOO  SWEET!"]},
            {"qc_reasons": ["Letters beyond the twenty-second, one", "Letters beyond the twenty-second, two"]},
            {"qc_reasons": ["汚れ"]},
            {"qc_reasons": ["   "]},
            {"qc_reasons": ["A reason that nobody can read on a sheet any more"]},
        ],
        ids=str,
    )
    def test_what_is_no_policy_is_refused(self, bakery, values):
        receipt = bakery.do(SetPolicies("bannos", pack(values)), ADI)

        assert (receipt.status, receipt.code) == ("refused", "bad_policy")

    def test_the_same_value_again_is_nothing_new(self, bakery):
        bakery.policies(scan_ahead="any")

        assert bakery.do(SetPolicies("bannos", pack({"scan_ahead": "any"})), ADI).code == "unchanged"

    def test_another_store_keeps_its_own(self, bakery):
        bakery.policies(split_up_to=1)
        bakery.take_in(docket("20001", cake(quantity=3)), "flourlane")
        bakery.take_in(docket("20001", cake(quantity=3)), "bannos")

        assert len(bakery.tickets(bakery.order("flourlane-20001"))) == 3
        assert [t.quantity for t in bakery.tickets(bakery.order("bannos-20001"))] == [3]


class TestReasonsForSendingBack:
    def test_every_store_has_some_from_the_beginning(self, bakery):
        policies = policies_of(bakery.rows.get(Store, "bannos"))

        assert qc_verbs(policies) == {
            "QCWRITINGWRONG": "Writing wrong",
            "QCSMUDGEDORDAMAGED": "Smudged or damaged",
            "QCWRONGCOLOUR": "Wrong colour",
            "QCWRONGSIZEORFLAVOUR": "Wrong size or flavour",
            "QCMISSINGDECORATION": "Missing decoration",
        }

    def test_a_store_of_an_older_program_has_them_too(self, bakery):
        older = replace(bakery.rows.get(Store, "bannos"), policies='{"qc_by_staff":true}')

        assert policies_of(older) == Policies(qc_by_staff=True)

    def test_are_kept_as_they_are_written_but_for_their_spaces(self, bakery):
        bakery.policies(qc_reasons=["  Geschmolzen: zu  warm gestanden ", "Écriture effacée"])
        policies = policies_of(bakery.rows.get(Store, "bannos"))

        assert policies.qc_reasons == ("Geschmolzen: zu warm gestanden", "Écriture effacée")
        assert list(qc_verbs(policies)) == ["QCGESCHMOLZENZUWARMGESTA", "QCECRITUREEFFACEE"]

    @given(st.lists(st.text(max_size=60), max_size=12))
    def test_either_have_a_barcode_each_or_are_refused_in_words(self, reasons):
        trouble = qc_trouble(tuple(reasons))

        verbs = [qc_verb(reason) for reason in reasons]
        if trouble is None:
            assert len({command_code(b"secret", verb) for verb in verbs}) == len(reasons)
        else:
            assert trouble[0].isupper(), "a sentence for people, without a name of the program"

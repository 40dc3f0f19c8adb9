"""Every command barcode does what its word says, with the badge or ticket after it, and nobody else's does anything."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from data.core.actor import Actor
from data.core.outcome import Put
from data.kitchen.label import LabelJob
from data.kitchen.pending import FOLLOWS_MS
from data.kitchen.ticket import Ticket
from data.kitchen.unknown import UnknownScan
from data.line.tend import AssignStaff
from data.notices.notice import ATTENTION, Notice
from data.orders.cancelling import CancelOrder
from data.people.staff import Shift
from data.replica import pending
from data.store.execute import apply
from hardware.scan.badges import badge_code
from hardware.scan.commands import command_code
from kitchen_tui.desk import Desk
from kitchen_tui.verbs import ASSIGN, CLOCK_IN, CLOCK_OUT, HAND_OVER, NO, REPRINT, STATIONS, VERBS
from kitchen_tui.verdict import ACCEPTED, CONFIRM, NOOP, REFUSED, Verdict
from kitchen_tui.widgets.said import said
from tests.kitchen_tui.at_work import BADGES, Kitchen, at_work
from tests.support.cast import ANA, BANNOS, BO, FLOURLANE, OLIVE, SUE
from tests.support.dockets import cake, docket
from tests.support.walk import advance, complete_all

SMUDGED = "QCSMUDGEDORDAMAGED"


@dataclass
class Bench:
    """A terminal that only a scanner is plugged into."""

    kitchen: Kitchen
    desk: Desk
    actor: Actor | None = ANA
    station: str = "Filling"

    def scan(self, text: str) -> Verdict:
        return self.desk.scan(text, self.station, self.actor)

    def order(self, verb: str, secret: str = BANNOS.secret) -> Verdict:
        return self.scan(command_code(bytes.fromhex(secret), verb))

    def asks(self) -> str | None:
        question = self.desk.question()
        return question.kind if question is not None else None

    def ticket(self, human_id: str = "20001") -> Ticket:
        return self.kitchen.ticket(human_id)

    def labels(self) -> list[str]:
        return [job.kind for job in self.kitchen.bakery.all(LabelJob)]

    def shifts(self) -> list[tuple[str, bool]]:
        return [(s.staff_id, s.ended_at is None) for s in self.kitchen.bakery.all(Shift)]


@pytest.fixture
def bench(kitchen: Kitchen) -> Bench:
    kitchen.bakery.take_in(docket("20001"))
    return Bench(kitchen, kitchen.desk())


@pytest.mark.parametrize("verb", STATIONS)
def test_a_station_code_brings_the_screen_there_whoever_scans_it(bench: Bench, verb: str) -> None:
    for actor in (ANA, None):
        bench.actor = actor
        answer = bench.order(verb)
        assert (answer.verdict, answer.code, answer.verb) == (ACCEPTED, "verb", verb)
        assert verb.capitalize() in answer.says


def test_a_question_is_not_carried_to_another_station(bench: Bench) -> None:
    bench.order(REPRINT)
    bench.order("PACKING")
    assert bench.asks() is None


class TestSendingBack:
    @pytest.fixture(autouse=True)
    def _at_packing(self, bench: Bench) -> None:
        advance(bench.kitchen.bakery, bench.ticket(), "Packing")
        bench.actor, bench.station = SUE, "Packing"

    def test_takes_the_reason_and_the_ticket(self, bench: Bench) -> None:
        asked = bench.order(SMUDGED)
        assert (asked.verdict, asked.headline) == (CONFIRM, "SEND BACK")
        assert asked.says == "Smudged or damaged: scan the ticket that goes back to Decorating"

        answer = bench.scan("B20001")

        assert (answer.verdict, answer.says) == (ACCEPTED, "B20001 back to Decorating: Smudged or damaged")
        assert (bench.ticket().stage, bench.ticket().cycle) == ("Decorating", 1)
        assert answer.before is not None
        assert answer.before.stage == "Packing"
        assert bench.asks() is None

    def test_is_refused_to_staff_in_words(self, bench: Bench) -> None:
        bench.actor = ANA
        bench.order(SMUDGED)
        assert bench.scan("B20001").says == "A supervisor sends cakes back to Decorating"
        assert bench.ticket().stage == "Packing"

    def test_with_another_reason_takes_the_last_one(self, bench: Bench) -> None:
        bench.order(SMUDGED)
        bench.order("QCWRONGCOLOUR")
        assert bench.scan("B20001").says.endswith("Wrong colour")

    def test_knows_the_reasons_of_the_store(self, bench: Bench) -> None:
        bench.kitchen.bakery.policies(qc_reasons=["Geschmolzen"])
        bench.desk = bench.kitchen.desk()
        assert bench.order(SMUDGED).code == "no_such_reason"
        bench.order("QCGESCHMOLZEN")
        assert bench.scan("B20001").says.endswith("Geschmolzen")

    def test_for_a_reason_that_was_taken_away_meanwhile_is_refused(self, bench: Bench) -> None:
        bench.order(SMUDGED)
        bench.kitchen.bakery.policies(qc_reasons=["Geschmolzen"])
        bench.desk = bench.kitchen.desk()
        assert bench.scan("B20001").code == "no_such_reason"
        assert bench.ticket().stage == "Packing"

    def test_of_another_stores_ticket_waits_for_one_of_this_store(self, bench: Bench) -> None:
        bench.kitchen.bakery.take_in(docket("30001"), "flourlane")
        bench.order(SMUDGED)
        answer = bench.scan("F30001")
        assert (answer.verdict, answer.code) == (REFUSED, "other_store")
        assert "Flour Lane" in answer.says
        assert bench.scan("B20001").verdict == ACCEPTED

    def test_a_number_that_may_mean_two_cakes_asks_which(self, bench: Bench) -> None:
        bench.kitchen.bakery.take_in(docket("20002", cake("1"), cake("2")))
        advance(bench.kitchen.bakery, bench.ticket("20002-B"), "Packing")
        bench.order(SMUDGED)
        assert bench.scan("20002").code == "which"
        assert bench.scan("B20002B").verdict == ACCEPTED
        assert bench.ticket("20002-B").stage == "Decorating"


class TestLabels:
    def test_at_filling_it_is_the_ticket_label(self, bench: Bench) -> None:
        assert bench.order(REPRINT).headline == "LABEL"
        assert bench.scan("B20001").says == "B20001: label"
        bench.order(REPRINT)
        assert bench.scan("B20001").says == "B20001: REPRINT 1"
        assert bench.labels() == ["ticket", "ticket"]
        assert bench.ticket().filling_start_ts is not None

    def test_of_a_cake_that_is_being_packed_it_is_the_packing_label(self, bench: Bench) -> None:
        advance(bench.kitchen.bakery, bench.ticket(), "Packing")
        bench.station = "Packing"
        bench.order(REPRINT)
        bench.scan("B20001")
        bench.scan("B20001")
        bench.order(REPRINT)
        assert bench.scan("B20001").says == "B20001: packing label"
        assert bench.labels() == ["ticket", "packing"]


class TestAssigning:
    def test_the_ticket_alone_is_ones_own(self, bench: Bench) -> None:
        bench.order(ASSIGN)
        assert bench.scan("B20001").says == "B20001 to Ana"
        assert bench.ticket().assignee_id == "ana"

    def test_a_badge_between_them_is_who_gets_it_and_signs_nobody_in(self, bench: Bench) -> None:
        bench.actor = SUE
        bench.order(ASSIGN)
        badge = bench.scan(BADGES["bo"])
        assert (badge.verdict, badge.verb, badge.says) == (CONFIRM, "ASSIGN", "Scan the ticket for Bo")
        assert BADGES["bo"] not in repr(badge)
        assert bench.scan("B20001").says == "B20001 to Bo"

    def test_another_badge_takes_the_first_ones_place(self, bench: Bench) -> None:
        bench.actor = SUE
        bench.order(ASSIGN)
        bench.scan(BADGES["bo"])
        bench.scan(BADGES["olive"])
        bench.scan("B20001")
        assert bench.ticket().assignee_id == "olive"

    def test_to_others_is_a_supervisors(self, bench: Bench) -> None:
        bench.order(ASSIGN)
        bench.scan(BADGES["bo"])
        assert bench.scan("B20001").says == "A supervisor assigns other people"

    def test_a_badge_of_nobody_is_said_and_the_question_stays(self, bench: Bench) -> None:
        bench.order(ASSIGN)
        assert bench.scan(badge_code(1)).headline == "UNKNOWN BADGE"
        assert bench.scan("B20001").verdict == ACCEPTED

    def test_a_badge_that_nobody_asked_for_signs_in(self, bench: Bench) -> None:
        bench.order(REPRINT)
        assert bench.scan(BADGES["bo"]).verb == "BADGE"


class TestTheClock:
    def test_of_the_person_who_is_signed_in(self, bench: Bench) -> None:
        assert bench.order(CLOCK_IN).says == "Ana clocked in"
        assert bench.order(CLOCK_IN).verdict == NOOP
        assert bench.order(CLOCK_OUT).says == "Ana clocked out"
        assert bench.shifts() == [("ana", False)]

    def test_of_a_person_who_only_passes_by(self, bench: Bench) -> None:
        bench.actor = None
        assert bench.order(CLOCK_IN).headline == "CLOCK IN"
        came = bench.scan(BADGES["bo"])
        assert (came.verdict, came.verb, came.says) == (ACCEPTED, None, "Bo clocked in")
        bench.order(CLOCK_OUT)
        bench.scan(BADGES["bo"])
        assert bench.shifts() == [("bo", False)]
        assert bench.scan(BADGES["bo"]).verb == "BADGE"

    def test_asks_for_a_badge_and_a_ticket_is_none(self, bench: Bench) -> None:
        bench.actor = None
        bench.order(CLOCK_IN)
        assert bench.scan("B20001").code == "sign_in"
        assert bench.asks() == "clock_in"


class TestYesNoAndSeen:
    def test_no_leaves_it_as_it_is(self, bench: Bench) -> None:
        bench.station = "Covering"
        assert bench.scan("B20001").verdict == CONFIRM
        assert bench.order(NO).headline == "NO"
        assert bench.scan("B20001").verdict == CONFIRM, "asked anew"

    @pytest.mark.parametrize("verb", ["NO", "CONFIRM", "ACK"])
    def test_with_nothing_asked_says_so(self, bench: Bench, verb: str) -> None:
        assert bench.order(verb).headline == "NOTHING ASKED"

    def test_yes_to_a_scan_ahead(self, bench: Bench) -> None:
        bench.station = "Covering"
        bench.scan("B20001")
        assert bench.order("CONFIRM").verdict == ACCEPTED
        assert bench.ticket().stage == "Decorating"

    def test_yes_where_a_ticket_is_asked_for_asks_again(self, bench: Bench) -> None:
        bench.order(REPRINT)
        bench.kitchen.machine.at += FOLLOWS_MS - 1
        assert bench.order("CONFIRM").says == "Scan the ticket that needs a label"
        bench.kitchen.machine.at += FOLLOWS_MS - 1
        assert bench.scan("B20001").says == "B20001: label"

    def test_yes_asks_again_for_the_same_person(self, bench: Bench) -> None:
        bench.actor = SUE
        bench.order(ASSIGN)
        bench.scan(BADGES["bo"])
        bench.order("CONFIRM")
        bench.scan("B20001")
        assert bench.ticket().assignee_id == "bo"

    def test_a_change_is_seen_and_then_the_scan_counts(self, bench: Bench) -> None:
        bench.scan("B20001")
        changed = docket("20001", cake(writing="Happy Birthday Zoe"))
        bench.kitchen.bakery.take_in(replace(changed, updated_at=(changed.updated_at or 0) + 1))
        bench.station = "Covering"
        assert bench.scan("B20001").headline == "CHANGED"
        assert bench.order("ACK").verdict == ACCEPTED
        assert bench.kitchen.bakery.notices("changed") == []
        assert bench.ticket().stage == "Decorating"

    def test_a_notice_for_the_person_herself_is_seen_without_a_scan_of_its_ticket(self, bench: Bench) -> None:
        about = Notice("n", "bannos", ATTENTION, "moved", "Come to the front", None, None, "ana", 1, None, None)
        apply(bench.kitchen.bakery.database, Put(about))
        bench.actor = BO
        assert bench.order("ACK").code == "nothing_asked"
        bench.actor = ANA
        assert bench.order("ACK").says == "Seen: Come to the front"
        assert bench.kitchen.bakery.notices() == []

    def test_a_stop_is_never_seen_before_it_was_shown(self, bench: Bench) -> None:
        bench.kitchen.bakery.must(AssignStaff(bench.ticket().id, "ana"), ANA)
        bench.scan("B20001")
        bench.kitchen.bakery.must(AssignStaff(bench.ticket().id, "ana"), ANA)
        changed = docket("20001", cake(writing="Happy Birthday Zoe"))
        bench.kitchen.bakery.take_in(replace(changed, updated_at=(changed.updated_at or 0) + 1))
        (notice,) = bench.kitchen.bakery.notices("changed")
        assert notice.level == "stop"
        assert bench.order("ACK").code == "nothing_asked"


class TestACancelledTicket:
    @pytest.fixture(autouse=True)
    def _cancelled(self, bench: Bench) -> None:
        bench.kitchen.bakery.must(CancelOrder(bench.ticket().order_id, "customer"), SUE)
        bench.actor = SUE

    @pytest.mark.parametrize("verb", [REPRINT, ASSIGN, SMUDGED])
    def test_is_told_in_large_type_and_asks_for_nothing_that_no_key_would_answer(self, bench: Bench, verb: str) -> None:
        bench.order(verb)
        answer = bench.scan("B20001")
        shown = said(answer)
        assert (shown.headline, shown.large, shown.question) == ("CANCELLED", True, "")
        assert bench.desk.answer(SUE).code == "nothing_asked"

    def test_does_not_leave(self, bench: Bench) -> None:
        bench.order(HAND_OVER)
        assert bench.scan("B20001").says == "bannos-20001 is cancelled: it stays here"

    def test_stops_its_own_scan_until_it_is_seen(self, bench: Bench) -> None:
        assert said(bench.scan("B20001")).question == "stop"
        assert bench.order("ACK").code != "nothing_asked"


class TestWhatWaits:
    @pytest.mark.parametrize("verb", [HAND_OVER, REPRINT, ASSIGN, SMUDGED])
    def test_ends_after_a_minute_and_the_ticket_is_a_normal_scan(self, bench: Bench, verb: str) -> None:
        bench.order(verb)
        bench.kitchen.machine.at += FOLLOWS_MS + 1
        assert bench.scan("B20001").says == "B20001 to Covering"

    @pytest.mark.parametrize("verb", [HAND_OVER, REPRINT, ASSIGN, SMUDGED])
    def test_outlives_the_program(self, bench: Bench, verb: str) -> None:
        asked = bench.order(verb)
        bench.desk = bench.kitchen.desk()
        assert bench.asks() == asked.code
        answer = bench.scan("B20001")
        assert answer.says != "B20001 to Covering"
        assert bench.ticket().stage == "Filling"

    def test_is_one_question_a_terminal(self, bench: Bench) -> None:
        bench.order(HAND_OVER)
        bench.order(REPRINT)
        assert bench.scan("B20001").says == "B20001: label"
        assert bench.scan("B20001").says == "B20001 to Covering"

    def test_hands_over_by_any_ticket_of_the_order(self, bench: Bench) -> None:
        complete_all(bench.kitchen.bakery, bench.ticket())
        bench.order(HAND_OVER)
        assert bench.scan("20001").verdict == ACCEPTED
        assert bench.kitchen.bakery.order("20001").status == "COMPLETED"

    def test_a_code_of_nobody_is_said_and_the_question_stays(self, bench: Bench) -> None:
        bench.order(REPRINT)
        assert bench.scan("99999").code == "unknown"
        answer = bench.scan("???")
        assert (answer.code, answer.says.endswith("LABEL still waits")) == ("unreadable", True)
        assert bench.scan("B20001").says == "B20001: label"


class TestForeignAndForged:
    @pytest.mark.parametrize("verb", [*VERBS, SMUDGED])
    def test_another_stores_sheet_does_nothing_here(self, bench: Bench, verb: str) -> None:
        for actor in (OLIVE, None):
            bench.actor = actor
            answer = bench.order(verb, FLOURLANE.secret)
            assert (answer.verdict, answer.headline, answer.verb) == (REFUSED, "OTHER STORE", None)
            assert answer.says == "That barcode is of Flour Lane, not of this store"
        assert bench.asks() is None

    @pytest.mark.parametrize("verb", [*VERBS, SMUDGED])
    def test_a_forged_one_is_refused_and_kept_nowhere(self, bench: Bench, verb: str) -> None:
        before = bench.kitchen.bakery.database.rows("SELECT count(*) FROM journal")
        for text in (command_code(b"guessed", verb), command_code(bytes(16), verb)[:-1] + "U"):
            answer = bench.scan(text)
            assert (answer.verdict, answer.code) == (REFUSED, "unreadable")
        assert bench.kitchen.bakery.all(UnknownScan) == []
        assert bench.kitchen.bakery.database.rows("SELECT count(*) FROM journal") == before
        assert bench.asks() is None

    @pytest.mark.parametrize("verb", [v for v in (*VERBS, SMUDGED) if v not in (*STATIONS, CLOCK_IN, CLOCK_OUT)])
    def test_what_works_for_a_person_needs_one(self, bench: Bench, verb: str) -> None:
        bench.actor = None
        assert bench.order(verb).code == "sign_in"
        assert bench.asks() is None


def test_every_verb_ends_in_words_and_no_verb_is_forgotten(bench: Bench) -> None:
    for verb in VERBS:
        answer = bench.order(verb)
        assert answer.verdict in (ACCEPTED, CONFIRM, NOOP, REFUSED)
        assert answer.says
    assert {pending.HAND_OVER, pending.LABEL, pending.ASSIGN, pending.SEND_BACK} == set(pending.TICKET_FOLLOWS)


async def test_a_ticket_is_meant_again_after_a_command_and_the_command_does_not_stutter(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    kitchen.bakery.take_in(docket("20002"))
    undo = command_code(bytes(16), "UNDO")
    async with at_work(kitchen) as work:
        await work.scan("B20002")
        await work.sees("OK B20002 to Covering")
        kitchen.machine.at += 5
        await work.scan("B20001")
        await work.sees("OK B20001 to Covering")
        work.types(f"{undo}\r")
        await work.sees("UNDONE B20001")
        work.types(f"{undo}\r")
        await work.scan("B20001")
        await work.sees("OK B20001 to Covering")
    assert kitchen.ticket("20002").stage == "Covering"

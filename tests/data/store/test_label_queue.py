"""A label is claimed before its first byte and settled after; what may be on paper is counted, and only that."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from data.kitchen.label import LabelJob
from data.line.complete import CompletePacking
from data.line.packing import StartPacking
from data.line.printing import PrintBarcode
from data.questions.labels import job_count, jobs_beginning, label_jobs
from data.store.housekeeping import SPENT_KEPT, prune
from data.store.label_queue import Settled, call_printed, put_off, step, take_back, wait_ms, waiting
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BENCH, OTHER_BENCH
from tests.support.walk import advance


class Job(NamedTuple):
    state: str
    sends: int
    tries: int


def jobs(bakery: Bakery) -> list[Job]:
    found = sorted(bakery.all(LabelJob), key=lambda j: (j.at, j.command_id))
    return [Job(j.state, j.sends, j.tries) for j in found]


@pytest.fixture
def printed(bakery: Bakery) -> Bakery:
    """Three labels of one ticket wait: the first, REPRINT 1 and REPRINT 2."""
    bakery.take_in()
    for _ in range(3):
        bakery.must(PrintBarcode(bakery.ticket("20001").id), ANA)
    return bakery


def ids(bakery: Bakery) -> list[str]:
    return [job.id for job in waiting(bakery.database, BENCH)]


def test_jobs_wait_in_the_order_in_which_they_were_asked_for(printed):
    assert [job.reprint for job in waiting(printed.database, BENCH)] == [0, 1, 2]
    assert waiting(printed.database, OTHER_BENCH) == []


def test_a_claim_is_for_one_and_says_who_prints(printed):
    first = ids(printed)[0]
    claimed = step(printed.database, 7, None, first, "packer-1")

    assert claimed is not None
    assert (claimed.job.state, claimed.job.printer, claimed.reprint) == ("sending", "packer-1", 0)
    assert step(printed.database, 8, None, first, "packer-2") is None
    assert jobs(printed)[0] == Job("sending", 1, 0)
    assert len(ids(printed)) == 2


def test_settling_one_and_claiming_the_next_is_one_transaction(printed):
    first, second, _ = ids(printed)
    step(printed.database, 1, None, first, "packer-1")
    claimed = step(printed.database, 2, Settled(first, "printed", True), second, "packer-1")

    assert claimed is not None
    assert claimed.reprint == 1
    assert jobs(printed)[:2] == [Job("printed", 1, 0), Job("sending", 1, 0)]


def test_a_label_that_did_not_leave_is_no_copy(printed):
    first = ids(printed)[0]
    step(printed.database, 1, None, first, "packer-1")
    step(printed.database, 2, Settled(first, "queued", False, "packer-1 is off", 1_002))
    assert jobs(printed)[0] == Job("queued", 0, 1)

    again = step(printed.database, 3, None, first, "packer-1")
    assert again is not None
    assert again.reprint == 0


def test_a_label_that_may_be_on_paper_is_a_copy_the_next_time(printed):
    first = ids(printed)[0]
    step(printed.database, 1, None, first, "packer-1")
    step(printed.database, 2, Settled(first, "queued", True, "the cable"))

    again = step(printed.database, 3, None, first, "packer-1")
    assert again is not None
    assert again.reprint == 1


def test_what_was_on_its_way_at_a_crash_comes_again_as_a_copy(printed):
    first = ids(printed)[0]
    step(printed.database, 1, None, first, "packer-1")

    assert take_back(printed.database, BENCH, 2) == 1
    assert take_back(printed.database, BENCH, 2) == 0
    again = step(printed.database, 3, None, first, "packer-1")
    assert again is not None
    assert again.reprint == 1


def test_another_terminals_labels_are_its_own(printed):
    step(printed.database, 1, None, ids(printed)[0], "packer-1")

    assert take_back(printed.database, OTHER_BENCH, 2) == 0


def test_a_label_voided_on_its_way_stays_voided_and_counts_as_a_copy(bakery):
    bakery.take_in()
    ticket = advance(bakery, bakery.ticket("20001"), "Packing")
    bakery.must(StartPacking(ticket.id), ANA)
    packed = bakery.must(CompletePacking(ticket.id), ANA)
    (first,) = ids(bakery)
    step(bakery.database, 1, None, first, "packer-1")
    bakery.undo(packed)
    step(bakery.database, 2, Settled(first, "printed", True))
    assert jobs(bakery) == [Job("voided", 1, 0)]

    bakery.must(CompletePacking(ticket.id), ANA)
    (second,) = ids(bakery)
    claimed = step(bakery.database, 3, None, second, "packer-1")
    assert claimed is not None
    assert claimed.reprint == 1


@pytest.mark.parametrize("state", ["voided", "cancelled", "printed", "failed", "expired"])
def test_nothing_but_what_waits_is_claimed(printed, state):
    first = ids(printed)[0]
    printed.database.run("UPDATE label_job SET state = ? WHERE id = ?", (state, first))

    assert step(printed.database, 1, None, first, "packer-1") is None
    assert jobs(printed)[0] == Job(state, 0, 0)


def test_waiting_doubles_up_to_half_a_minute():
    assert [wait_ms(n) // 1000 for n in range(8)] == [1, 2, 4, 8, 16, 30, 30, 30]
    assert wait_ms(10_000) == 30_000


def test_why_jobs_wait_is_written_without_a_try(printed):
    first, second, third = ids(printed)
    step(printed.database, 4, None, third, "packer-2")
    put_off(printed.database, 5, [first, second, third], "packer-1 is off")

    lines = {line.id: (line.says, line.changed_at, line.tries) for line in label_jobs(printed.database)}
    assert lines[first] == lines[second] == ("packer-1 is off", 5, 0)
    assert lines[third] == (None, 4, 0)


def test_the_questions_tell_what_waits_and_what_failed(printed):
    first, second, third = ids(printed)
    for job, state in ((first, "printed"), (second, "failed")):
        printed.database.run("UPDATE label_job SET state = ? WHERE id = ?", (state, job))

    assert job_count(printed.database) == (1, 1)
    assert [line.id for line in label_jobs(printed.database)] == [second, third]
    assert [line.id for line in label_jobs(printed.database, finished=True)] == [first, second, third]
    assert [(line.id, line.code) for line in jobs_beginning(printed.database, third[:12])] == [(third, "B20001")]
    assert jobs_beginning(printed.database, "%") == []


def test_finished_labels_go_after_their_time_and_waiting_ones_stay(printed):
    now = printed.machine.at + SPENT_KEPT + 60_000
    for job, state in zip(ids(printed), ("printed", "sending"), strict=False):
        printed.database.run("UPDATE label_job SET state = ? WHERE id = ?", (state, job))

    assert prune(printed.database, printed.machine.at).labels == 0
    assert prune(printed.database, now).labels == 1
    assert [job.state for job in jobs(printed)] == ["sending", "queued"]


def test_labels_of_a_story_were_printed_when_they_were_asked_for(printed):
    call_printed(printed.database)

    assert {(job.state, job.sends, job.changed_at == job.at) for job in printed.all(LabelJob)} == {("printed", 1, True)}

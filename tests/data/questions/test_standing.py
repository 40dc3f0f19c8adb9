"""How a terminal stands to its hub is one small question, on every database, and nothing where there is no hub."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from data.core.clock import MINUTE
from data.exchange.node import REPLAY, become
from data.exchange.values import Node
from data.line.complete import CompleteFilling
from data.questions.standing import LONGEST_BEAT_MS, standing
from data.questions.stores import this_terminal
from data.replica.standing import NOBODY, write_standing
from data.store.machine import alive
from tests.support.bakery import Bakery, open_shop
from tests.support.cast import ANA, BENCH, OTHER_BENCH, TODAY
from tests.support.dockets import docket

HERE = replace(NOBODY, boot_id="boot", pid=os.getpid(), beat_mono=1_000, heard_at=500, heard_mono=900)


def enrol(bakery: Bakery, terminal_id: str = BENCH, node_id: str = "node") -> None:
    """As one of a hub's terminals."""
    with bakery.database.transaction():
        become(bakery.database, Node(node_id, terminal_id, "chain", 0, "", True, False, "", '["bannos"]'))


@pytest.mark.parametrize("name", ["sqlite_database", "postgres"])
def test_every_database_tells_the_same(name, request):
    bakery = open_shop(request.getfixturevalue(name))
    assert standing(bakery.database, "boot", 0) is None
    enrol(bakery)
    write_standing(bakery.database, replace(HERE, trouble="unreachable", says="No", since=7, offset_ms=-5))
    bakery.take_in(docket("20001"))
    bakery.do(CompleteFilling(bakery.ticket("20001").id, 0), ANA)

    now = standing(bakery.database, "boot", 2_000)

    assert now is not None
    assert (now.terminal_id, now.unsent, now.oldest_at, now.running) == (BENCH, 2, bakery.machine.at, True)
    assert (now.trouble, now.says, now.since, now.offset_ms, now.seen_again) == ("unreachable", "No", 7, -5, False)
    assert (now.age_ms(10**9, 2_000), now.oldest_ms(bakery.machine.at + MINUTE)) == (1_100, MINUTE)


def test_an_enrolled_terminal_without_an_agent_is_told_as_that(bakery):
    enrol(bakery)
    now = standing(bakery.database, "boot", 0)

    assert now is not None
    assert (now.running, now.unsent, now.age_ms(0, 0), now.oldest_ms(0)) == (False, 0, None, None)


@pytest.mark.parametrize(
    "told", [{"pid": 0}, {"boot_id": "before"}, {"beat_mono": -LONGEST_BEAT_MS}], ids=["ended", "rebooted", "silent"]
)
def test_an_agent_that_is_gone_puts_no_news_in_place(bakery, told):
    enrol(bakery)
    write_standing(bakery.database, replace(HERE, swap_rows=5, swap_since=1, **told))
    now = standing(bakery.database, "boot", 1_000)

    assert now is not None
    assert (now.running, now.swap_since) == (False, None)


def test_after_a_restart_the_age_is_told_by_the_wall_clock(bakery):
    enrol(bakery)
    write_standing(bakery.database, replace(HERE, boot_id="before"))
    now = standing(bakery.database, "boot", 5)

    assert now is not None
    assert now.age_ms(10_500, 5) == 10_000


def test_a_process_that_ended_is_not_alive_though_somebody_still_waits_for_it():
    child = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

    assert not alive(child.pid)
    child.wait()
    assert alive(os.getpid())


def test_what_terminal_this_is_its_papers_say_and_not_the_rows_that_travel(bakery):
    enrol(bakery, OTHER_BENCH)

    terminal = this_terminal(bakery.database)
    assert terminal is not None
    assert terminal.id == OTHER_BENCH
    with bakery.database.transaction():
        bakery.database.run("UPDATE sync_node SET terminal_id = 'unheard-of'")
    assert this_terminal(bakery.database) is None


def test_it_costs_a_terminal_without_a_hub_one_look_into_an_empty_table(bakery):
    asked: list[str] = []
    bakery.database._db.set_trace_callback(asked.append)
    assert standing(bakery.database, "boot", 0) is None
    bakery.database._db.set_trace_callback(None)

    assert len(asked) == 1


def test_its_plan_reads_no_whole_journal(sqlite_database):
    from data.questions.standing import _SQL

    plan = [row[-1] for row in sqlite_database.rows(f"EXPLAIN QUERY PLAN {_SQL}")]
    assert [step for step in plan if "journal" in step or step.split()[1] == "j"]
    assert not [step for step in plan if step.startswith("SCAN j")], plan


def test_nothing_is_done_in_a_day_that_is_seen_again(bakery):
    bakery.take_in(docket("20001", due_date=TODAY))
    enrol(bakery, node_id=REPLAY)
    ticket = bakery.ticket("20001")

    receipt = bakery.do(CompleteFilling(ticket.id, 0), ANA)

    assert (receipt.status, receipt.code) == ("refused", "seen_again")
    assert bakery.ticket("20001") == ticket
    now = standing(bakery.database, "boot", 0)
    assert now is not None
    assert now.seen_again

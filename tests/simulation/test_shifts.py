"""Shifts by dice through the real engine: with every fault nothing is lost, nothing is done twice, all end alike."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from sync_agent.simulate.faults import ALL
from sync_agent.simulate.runs import Terms, Totals, play, play_all

pytestmark = pytest.mark.long

TODAY = int(datetime.now(UTC).strftime("%Y%m%d")) * 1_000
"""The first of the day's seeds; a failure names the one that failed, and `sync-agent simulate` plays it again."""
SHIFTS = 300


def totals(seeds: Iterable[int], terms: Terms) -> Totals:
    found = Totals()
    for verdict, seconds in play(seeds, terms):
        assert verdict.clean, f"`sync-agent simulate --shifts 1 --seed {verdict.seed}`: {verdict.wrong}"
        found.add(verdict)
        found.seconds += seconds
    return found


def test_the_shifts_of_the_day_are_clean_and_meet_every_fault(capsys):
    found = totals(range(TODAY, TODAY + SHIFTS), Terms())

    with capsys.disabled():
        sys.stderr.write(f"\nseeds {TODAY} to {TODAY + SHIFTS - 1}: {found.told(Terms())}\n")
    assert [fault for fault in found.unmet(Terms()) if fault in ALL - RARE] == []


RARE = frozenset(("F47",))
"""Some hundreds of shifts may pass without it."""


def test_a_shift_without_faults_has_nothing_to_excuse():
    assert totals(range(5), Terms(faults=frozenset())).excused == 0


def test_the_authority_may_stand_on_a_file():
    assert totals(range(4), Terms(authority="sqlite")).acked > 100


@pytest.mark.postgres
def test_the_authority_may_stand_on_postgresql():
    assert totals(range(8), Terms(authority="postgres", database=server())).acked > 200


def server() -> str:
    return os.environ.get("BAKELINE_TEST_POSTGRES", "postgresql://127.0.0.1:5432/test")


@pytest.mark.proof
@pytest.mark.parametrize("hundred", range(100))
def test_ten_thousand_shifts_are_clean(hundred):
    for verdicts, _ in play_all(100 * hundred, 100 * hundred + 100, Terms(), os.cpu_count() or 1):
        for verdict in verdicts:
            assert verdict.clean, f"seed {verdict.seed}: {verdict.wrong}"


@pytest.mark.proof
@pytest.mark.postgres
def test_five_hundred_shifts_on_postgresql_are_clean():
    assert totals(range(500), Terms(authority="postgres", database=server())).shifts == 500

"""Two processes at one store: no scan is lost, none counts twice, and neither hears of the other's lock."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from kitchen_tui.verdict import ACCEPTED, NOOP
from tests.durability import bakery, wholeness
from tests.durability.bench_child import STATIONS

ROOT = Path(__file__).resolve().parents[2]
TICKETS = 40
"""A bench: two hundred scans."""

_OBSERVED = "SELECT ticket_id, stage, count(*) FROM stage_fact WHERE kind = 'observed' GROUP BY ticket_id, stage"


@dataclass(frozen=True)
class Scan:
    verdict: str
    code: str
    says: str
    command_id: str
    ticket_id: str | None


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """A store with work enough for two benches."""
    folder = tmp_path / "bakery"
    bakery.make(folder, template, orders=TICKETS)
    return folder


@contextmanager
def bench(folder: Path, codes: list[str]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.durability.bench_child", str(folder), *codes]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
    assert process.returncode == 0


def at_once(folder: Path, first: list[str], second: list[str]) -> tuple[list[Scan], list[Scan]]:
    """What two benches said that began at the same moment."""
    with bench(folder, first) as one, bench(folder, second) as other:
        for process in (one, other):
            assert process.stdout is not None
            assert process.stdout.readline() == "READY\n"
        for process in (one, other):
            print(file=process.stdin, flush=True)
        scans = said(one), said(other)
    first_ids, second_ids = ([scan.command_id for scan in said_by] for said_by in scans)
    assert min(first_ids) < max(second_ids), "they did work at the same time"
    assert min(second_ids) < max(first_ids), "they did work at the same time"
    return scans


def said(process: subprocess.Popen[str]) -> list[Scan]:
    assert process.stdout is not None
    return [Scan(*json.loads(line)) for line in process.stdout]


def codes(folder: Path) -> list[str]:
    with wholeness.opened(bakery.store_file(folder)) as db:
        return [row[0] for row in db.execute("SELECT code FROM ticket ORDER BY code")]


def test_two_benches_with_tickets_of_their_own_take_every_scan(folder, count):
    tickets = codes(folder)

    one, other = at_once(folder, tickets[:TICKETS], tickets[TICKETS:])

    assert Counter(scan.verdict for scan in one + other) == {ACCEPTED: 2 * TICKETS * len(STATIONS)}
    assert_whole(folder, one + other, 2 * TICKETS)
    count(f"two processes, own tickets: {len(one + other)} scans, {len(one + other)} accepted, 0 lost, 0 doubled")


def test_two_benches_with_the_very_same_tickets_count_each_stage_once(folder, count):
    tickets = codes(folder)[:TICKETS]

    one, other = at_once(folder, tickets, tickets)

    verdicts = Counter(scan.verdict for scan in one + other)
    assert verdicts == {ACCEPTED: TICKETS * len(STATIONS), NOOP: TICKETS * len(STATIONS)}
    assert_whole(folder, one + other, TICKETS)
    count(f"two processes, same tickets: {len(one + other)} scans, {verdicts[ACCEPTED]} accepted once, 0 lost")


def assert_whole(folder: Path, scans: list[Scan], tickets: int) -> None:
    with wholeness.opened(bakery.store_file(folder)) as db:
        assert wholeness.complaints(db) == []
        assert wholeness.lost(db, [(scan.command_id, scan.ticket_id) for scan in scans]) == []
        assert Counter(n for _, _, n in db.execute(_OBSERVED)) == {1: 4 * tickets}
        assert len({scan.command_id for scan in scans}) == len(scans)

"""The instruments work from end to end on the peers, before they are believed about the product."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from tests.bench import burst, floor, issue, queue, rehearsal
from tests.bench.kit import Kit
from tests.bench.station import cost, memory_mib, started


@pytest.fixture
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kit:
    monkeypatch.setenv("BENCH_NICE", "off")
    return Kit(rehearsal, tmp_path, quick=True)


def test_a_station_is_measured_from_outside(kit: Kit) -> None:
    folder = kit.copy(kit.bakery(30, 30))
    codes = rehearsal.scannable(folder, 2)
    with started(rehearsal.station(folder)) as terminal:
        terminal.scan(codes[0])
        terminal.wait_for(rehearsal.ok(codes[0]))
        scan = cost(terminal, codes[1:], rehearsal.ok)
        assert memory_mib(terminal.pid) > 1
        assert rehearsal.times_done(folder, codes) == {codes[0]: 1, codes[1]: 1}
    assert 0 < scan.least < scan.sent


def test_a_scan_and_its_statements_are_measured_in_turns(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issue, "TICKETS", 300)
    monkeypatch.setattr(issue, "OPEN", 100)
    figures = list(issue.measure(kit))
    assert [figure.beside_name for figure in figures][:2] == ["replay of its statements", "two writes, WAL + FULL"]
    assert all(figure.value > 0 and figure.beside for figure in figures)


def planned(kit: Kit) -> list[float]:
    return [figure.value for figure in queue.measure(kit) if figure.goal == 0]


def test_a_queue_that_reads_everything_is_found_out(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "SMALL", 2_000)
    assert planned(kit) == [0, 0]
    monkeypatch.setattr(rehearsal, "QUEUE", rehearsal.QUEUE.replace("store =", "+store ="))
    assert planned(kit) == [1, 0]


def test_a_queue_that_loses_its_index_after_analyze_is_found_out(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "SMALL", 20_000)
    monkeypatch.setattr(rehearsal, "QUEUE", rehearsal.QUEUE.replace("+due_date", "due_date"))
    full_scans, changed = planned(kit)
    assert full_scans == 0
    assert changed > 0


def test_a_burst_that_loses_or_doubles_a_scan_is_found_out(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(burst, "ROWS", 16)
    monkeypatch.setattr(Kit, "choose", lambda *_: 1)
    codes = rehearsal.scannable(kit.bakery(16, 16), burst.RATE)
    counted = dict.fromkeys(codes, 1) | {codes[0]: 0, codes[1]: 2}
    honest = rehearsal.times_done
    assert [figure.value for figure in burst.measure(kit) if figure.goal == 0] == [0, 0]
    monkeypatch.setattr(rehearsal, "times_done", lambda folder, asked: honest(folder, asked) and counted)
    assert [figure.value for figure in burst.measure(kit) if figure.goal == 0] == [1, 1]


def test_the_floor_writes_what_a_scan_writes(tmp_path: Path) -> None:
    floor.build(tmp_path / "floor.sqlite", 20, 5)
    with closing(floor.TwoWrites(tmp_path / "floor.sqlite")) as two_writes:
        for _ in range(5):
            two_writes.write()
        (left,) = two_writes.db.execute("SELECT count(*) FROM orders WHERE stage = 'Filling'").fetchone()
        (events,) = two_writes.db.execute("SELECT count(*) FROM event").fetchone()
    assert (left, events) == (0, 5)


def test_a_bakery_is_made_once_and_copies_are_apart(kit: Kit) -> None:
    bakery = kit.bakery(5, 2)
    assert kit.bakery(5, 2) == bakery
    copy = kit.copy(bakery)
    with closing(rehearsal.open_line(copy)) as line:
        line.scan(rehearsal.scannable(copy, 1)[0])
        with pytest.raises(ValueError, match="0000000000001"):
            line.scan("0000000000001")
    assert len(rehearsal.scannable(bakery, 2)) == 2

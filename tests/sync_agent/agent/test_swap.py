"""News is looked at while the app goes on: what it does meanwhile is not lost in the swap, and long swaps are told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from data.exchange.digests import digests_of
from data.replica import rebase
from data.replica.issue import Receipt
from data.replica.standing import standing_of
from data.store.errors import NotAStore
from tests.sync_agent.agent import rig


async def test_a_scan_between_looking_and_swapping_counts(hub, first, second, monkeypatch) -> None:
    """It looked at rows that the news changes, and nobody had seen it when the news was looked at."""
    await first.agent.once()
    await second.agent.once()
    contested, other = rig.to_fill(first.app)[:2]
    rig.fill(second.app, contested)
    await second.agent.once()
    scanned: list[str] = []

    def scan_meanwhile(_: int) -> None:
        if not scanned:
            scanned.extend(rig.fill(first.app, ticket).command_id for ticket in (contested, other))

    monkeypatch.setattr(rebase, "QUIETLY", -1)
    monkeypatch.setattr(rebase, "BULK", -1)
    monkeypatch.setattr(first.agent.report, "swap", scan_meanwhile)
    await first.agent.once()
    assert len(scanned) == 2
    await second.agent.once()
    above = hub.hub.store.read(rig.ORGANIZATION, lambda database: digests_of(database, rig.STORE))
    assert digests_of(first.app, rig.STORE) == digests_of(second.app, rig.STORE) == above
    assert set(scanned) <= hub.hub.store.read(rig.ORGANIZATION, rig.known)


async def test_a_long_swap_is_told_before_and_after(hub, first, monkeypatch) -> None:
    """So that keys are kept until it is over."""
    monkeypatch.setattr(rebase, "QUIETLY", 10)
    monkeypatch.setattr(rebase, "BULK", 10)
    seen: list[tuple[int, bool, int]] = []
    swap = first.agent.report.swap

    def watched(rows: int) -> None:
        swap(rows)
        standing = standing_of(first.app)
        seen.append((standing.swap_rows, standing.swap_since is not None, len(rig.to_fill(first.app))))

    monkeypatch.setattr(first.agent.report, "swap", watched)
    await first.agent.once()
    (before, told, nothing_yet), (after, told_after, there) = seen
    assert (before > 10, told, nothing_yet) == (True, True, 0)
    assert (after, told_after, there) == (0, False, 30)


async def _news(first, second, monkeypatch) -> None:
    """Something is at the hub that the first terminal has not heard, and that is much."""
    monkeypatch.setattr(rebase, "HANDFUL", 0)
    await first.agent.once()
    await second.agent.once()
    rig.fill(second.app, rig.to_fill(second.app)[0])
    await second.agent.once()


def _absorbing(monkeypatch, wanted: Callable[[], bool]) -> list[rebase.Absorbed]:
    """What comes of the answers, while this tells whether somebody waits."""
    done: list[rebase.Absorbed] = []
    absorb = rebase.absorb

    def watched(database, answer, fresh, announce, _wanted):
        done.append(absorb(database, answer, fresh, announce, wanted))
        return done[-1]

    monkeypatch.setattr("sync_agent.link.loop.absorb", watched)
    return done


async def test_a_scan_that_comes_in_the_middle_of_a_swap_is_let_in(first, second, monkeypatch) -> None:
    """The swap is begun anew behind it, with what it did."""
    # On a busy machine the scan's thread may need many a turn to come to its own.
    monkeypatch.setattr(rebase, "PUT_OFF", 10_000)
    await _news(first, second, monkeypatch)
    database, scans = first.agent.store.database, list[Future[Receipt]]()
    with ThreadPoolExecutor(1) as bench:

        def scanned_meanwhile() -> bool:
            if not scans:
                scans.append(bench.submit(rig.fill, first.app, rig.to_fill(second.app)[0]))
                while not database.wanted():
                    assert not scans[0].done(), "the turn is the swap's"
            return database.wanted()

        absorbed = _absorbing(monkeypatch, scanned_meanwhile)
        await first.agent.once()
    assert scans[0].result().accepted
    assert [0 < done.put_off < rebase.PUT_OFF for done in absorbed if done.changed] == [True]
    assert rig.final(first.app) == 1


async def test_who_scans_all_the_time_does_not_keep_the_news_away(first, second, monkeypatch) -> None:
    await _news(first, second, monkeypatch)
    absorbed = _absorbing(monkeypatch, lambda: True)
    await first.agent.once()
    assert [done.put_off for done in absorbed if done.changed] == [rebase.PUT_OFF]


async def test_an_agent_that_begins_is_in_no_swap(template, tmp_path, first) -> None:
    """The one before was killed in the middle of it: the database took it back, and nobody waits for it."""
    first.agent.report.swap(5_000)
    assert standing_of(first.app).swap_rows == 5_000
    type(first.agent.report)(first.agent.store.database, first.agent.machine, "http://hub")
    assert standing_of(first.app).swap_rows == 0


async def test_an_answer_without_news_makes_no_screen_look_again(first, monkeypatch) -> None:
    await first.agent.once()
    monkeypatch.setattr(first.agent.report, "heard", lambda _: None)
    before = first.app.data_version()
    await first.agent.once()
    assert first.app.data_version() == before


async def test_a_reset_to_what_is_here_already_swaps_nothing(first, monkeypatch) -> None:
    """A hub that was restored begins a new epoch; a replica that holds the same has little to do."""
    await first.agent.once()
    changed: list[int] = []
    absorb = rebase.absorb

    def watched(*given):
        done = absorb(*given)
        changed.append(done.changed)
        return done

    monkeypatch.setattr("sync_agent.link.loop.absorb", watched)
    with first.app.transaction():
        first.app.run("UPDATE sync_node SET heard = ''")
        first.app.run("DELETE FROM sync_cookie")
    await first.agent.once()
    assert changed == [0]


async def test_an_agent_ends_when_another_release_takes_the_store_over(first) -> None:
    """It would write rows in the shape of yesterday."""
    await first.agent.once()
    running = asyncio.create_task(first.agent.run())
    first.app.run("PRAGMA user_version = 9999")
    with pytest.raises(NotAStore):
        await running

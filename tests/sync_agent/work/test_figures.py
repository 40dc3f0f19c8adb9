"""A target is missed from its limit on, and not before (O56, O57); a monitor learns it from the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from data.core.clock import MINUTE
from data.core.ids import uuid7
from data.ledger import inbox
from data.ledger.timings import keep
from data.shops.kept import DEAD, TAKEN, ApiLog, WebhookDelivery
from data.store.database import Database
from data.store.kinds import kind_of
from data.store.machine import ThisMachine
from sync_agent.cli import main
from sync_agent.hub.keys import FOLDER
from sync_agent.hub.organizations import DEMO, found
from sync_agent.hub.serving import ready
from sync_agent.hub.store import HubStore
from sync_agent.work.figures import figures

DOOR, INBOX = "/webhooks/{vendor}/{store_id}", "work inbox"


@pytest.fixture
def place(sqlite_file: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(FOLDER, str(sqlite_file.parent / "secrets"))
    return f"sqlite:///{sqlite_file}"


@pytest.fixture
def hub(place: str):
    with closing(ready(place)) as store:
        found(store, "Cakes", ThisMachine(), DEMO)
        yield store


def now() -> int:
    return ThisMachine().now()


def timed(hub: HubStore, route: str, times: Sequence[int]) -> None:
    at = now()
    rows = [ApiLog(uuid7(at, n.to_bytes(10, "big")), at, route, t_ms, True, "") for n, t_ms in enumerate(times)]
    hub.write("", lambda database: keep(database, rows))


def came(hub: HubStore, taken: int = 0, dead: int = 0, waiting: int = 0, ago: int = 0) -> None:
    """So many deliveries; the oldest of those that wait came so long ago, the others just now."""
    at, kind = now(), kind_of(WebhookDelivery)
    states = [TAKEN] * taken + [DEAD] * dead + ["new"] * waiting
    rows = []
    for n, state in enumerate(states):
        when = at - ago if n == taken + dead else at
        row = inbox.delivery("shop", "bannos", "shopify", (f"{state}{n}", str(n), "x"), {}, b"{}", when)
        record = list(kind.record(row))
        record[kind.columns.index("state")] = state
        rows.append(record)

    def work(database: Database) -> None:
        with database.transaction():
            database.many(kind.insert, rows)

    hub.write("", work)


def missed(hub: HubStore) -> set[str]:
    return {target.name for target in figures(hub, now()).targets if not target.met}


def checked(place: str) -> int:
    return main(["ops", "--check", "--database", place, "--json"])


def test_a_hub_that_has_done_nothing_yet_misses_nothing(hub, place):
    assert (missed(hub), checked(place)) == (set(), 0)


@pytest.mark.parametrize(("route", "limit", "name"), [(DOOR, 500, "webhook p95"), (INBOX, 2_000, "worker p95")])
def test_the_95th_of_a_hundred_decides(hub, place, route, limit, name):
    timed(hub, route, [1] * 94 + [limit - 1] + [60_000] * 5)
    assert (missed(hub), checked(place)) == (set(), 0)
    timed(hub, route, [limit] * 6)
    assert (missed(hub), checked(place)) == ({name}, 1)


def test_one_of_two_hundred_may_fail_and_no_more(hub, place):
    came(hub, taken=199, dead=1)
    assert (missed(hub), checked(place)) == (set(), 0)
    came(hub, dead=3)
    assert (missed(hub), checked(place)) == ({"deliveries taken in"}, 1)


def test_a_long_backlog_is_fine_while_it_is_young_and_an_old_one_while_it_is_short(hub, place):
    came(hub, waiting=499, ago=16 * MINUTE)
    assert (missed(hub), checked(place)) == (set(), 0)


def test_five_hundred_that_wait_are_too_many_when_the_oldest_came_a_quarter_of_an_hour_ago(hub, place):
    came(hub, waiting=500, ago=MINUTE)
    oldest = hub.read("", inbox.waiting)[1]
    assert oldest is not None
    quarter = oldest + 15 * MINUTE
    for at, wanted in ((quarter - 1, set()), (quarter, {"backlog", "oldest waits"})):
        assert {target.name for target in figures(hub, at).targets if not target.met} == wanted
    assert checked(place) == 0


def test_a_monitor_is_told_of_an_old_and_long_backlog(hub, place):
    came(hub, waiting=500, ago=15 * MINUTE)
    assert checked(place) == 1

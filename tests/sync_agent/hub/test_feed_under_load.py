"""Eight write at once and one follows the feed: it misses nothing. One that follows a serial number does: what takes a
number first is not always there first (SYNC 6, F38)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from data.exchange.message import Head
from data.ledger.feed import Feed, heads
from data.store import fence
from data.store.database import Database
from data.store.postgres import PostgresDatabase, native_url
from sync_agent.hub.store import PostgresStore
from tests.sync_agent.hub.rig import ORGANIZATION, STORES, founded
from tests.sync_agent.hub.writers import key

pytestmark = pytest.mark.long

PROCESSES = 4
"""Of two threads each."""
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def url(postgres: PostgresDatabase, postgres_url: str) -> Iterator[str]:
    """A founded shop, and a table with a serial number beside it."""
    with closing(PostgresDatabase(postgres_url, ORGANIZATION)) as database:
        founded(database)
    with psycopg.connect(native_url(postgres_url), autocommit=True) as raw:
        raw.execute("CREATE TABLE control (serial bigserial, number bigint)")
        raw.execute(f"GRANT ALL ON control, control_serial_seq TO {fence.ROLE}")
        yield postgres_url
        raw.execute("DROP TABLE control")


@dataclass
class Follower:
    """Reads on from where it was, in both ways, as often as it can."""

    store: PostgresStore
    cookies: dict[str, Head] = field(default_factory=lambda: dict.fromkeys(STORES, (0, "")))
    seen: set[str] = field(default_factory=set)
    serial: int = 0
    numbers: set[int] = field(default_factory=set)

    def look(self) -> None:
        self.store.read(ORGANIZATION, self._feed)
        self.store.read(ORGANIZATION, self._control)

    def _feed(self, database: Database) -> None:
        feed = Feed(database, [self.cookies])
        for scope in STORES:
            news = feed.since(scope, self.cookies[scope], {})
            self.seen |= {row.pk for row in news if row.tbl == "notice"}
        self.cookies = heads(database, STORES)

    def _control(self, database: Database) -> None:
        for serial, number in database.rows("SELECT serial, number FROM control WHERE serial > ?", (self.serial,)):
            self.numbers.add(number)
            self.serial = max(self.serial, serial)


def followed(url: str, commits: int, lasts_s: float) -> tuple[Follower, set[int]]:
    """What a follower saw of so many commits, and which there were: a busy machine does not get to all in time."""
    each = commits // PROCESSES
    argv = [sys.executable, "-m", "tests.sync_agent.hub.writers", url]
    writers = [
        subprocess.Popen([*argv, str(n * each), str(each), str(lasts_s)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for n in range(PROCESSES)
    ]
    with closing(PostgresStore(url, 1)) as store:
        follower = Follower(store)
        while any(writer.poll() is None for writer in writers):
            follower.look()
        follower.look()
    told = [writer.communicate()[0].split("\n") for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * PROCESSES
    parts = [range(*map(int, line.split())) for lines in told for line in lines if line]
    return follower, {number for part in parts for number in part}


def nothing_is_missed(url: str, commits: int, lasts_s: float) -> None:
    follower, written = followed(url, commits, lasts_s)
    assert {key(number)[1] for number in written} == follower.seen
    assert sum(ver for ver, _ in follower.cookies.values()) == len(written), "no two commits share a version"
    assert follower.numbers < written, "a serial number must miss some, or nothing was at once"


@pytest.mark.postgres
def test_the_feed_misses_no_commit_of_eight_writers(url: str) -> None:
    nothing_is_missed(url, 20_000, 30)


@pytest.mark.proof
@pytest.mark.postgres
def test_the_feed_misses_none_of_a_million(url: str) -> None:
    nothing_is_missed(url, 1_000_000, 24 * 3600)

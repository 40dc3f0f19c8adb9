"""A hub that serves many at once is killed while it does, again and again: a group is taken whole or not at all, what
was acknowledged at a terminal is there once, and in the end all hold the same (I1, I2, I5, I20)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random
from threading import Event

import httpx
import pytest

from data.exchange.digests import digests_of
from data.line.complete import CompleteFilling
from data.line.tend import SetStorage
from data.replica.asking import request
from data.replica.rebase import absorb
from data.store.database import Database
from data.store.postgres import PostgresDatabase
from data.store.sqlite import SqliteDatabase
from sync_agent.hub.running import fresh
from sync_agent.hub.store import opened
from sync_agent.link.hearing import Incomplete
from tests.support.cast import MILK, MILK_AT_FIRST
from tests.support.memory import as_image, in_memory
from tests.support.patience import until
from tests.sync_agent.agent.rig import known, to_fill
from tests.sync_agent.agent.test_kill import free_port
from tests.sync_agent.hub.conftest import POSTGRES
from tests.sync_agent.hub.noting_hub import BEGUN, begun
from tests.sync_agent.hub.rig import ORGANIZATION, Replica, founded, told
from tests.sync_agent.hub.test_exchange import ordered

IN_CI, IN_PROOF = 20, 500
NODES = tuple(f"node{n}" for n in range(6))
STORE = "bannos"
CAKES = 40
SEED = 20_261
_FILLED = "SELECT count(*) FROM ticket WHERE stage <> 'Filling'"
_MILK = f"SELECT on_hand FROM inventory_items WHERE id = '{MILK}'"
"""A cake takes half a litre, once, however often it is brought."""


@pytest.fixture(params=["sqlite", POSTGRES])
def place(request: pytest.FixtureRequest) -> str:
    """The URL of a founded hub's database with some cakes to fill; nobody has it open."""
    if request.param == "sqlite":
        path: Path = request.getfixturevalue("sqlite_file")
        url = f"sqlite:///{path}"
        database: SqliteDatabase | PostgresDatabase = SqliteDatabase(path)
    else:
        request.getfixturevalue("postgres")
        url = request.getfixturevalue("postgres_url")
        database = PostgresDatabase(url, ORGANIZATION)
    with closing(database):
        founded(database)
    with closing(opened(url)) as store:
        ordered(store, CAKES)
    return url


@dataclass
class Terminal:
    """Scans and sends, as fast as it can, through a hub that is often away."""

    replica: Replica
    dice: Random
    acknowledged: set[str] = field(default_factory=set)

    def scan(self, n: int) -> None:
        """Fills a cake, as others may at the same time; or says where one stands."""
        free = to_fill(self.replica.database)
        every = [row[0] for row in self.replica.database.rows("SELECT id FROM ticket")]
        if not every:
            return
        one = self.dice.choice(free or every)
        fills = free and self.dice.random() < 0.1
        done = self.replica.do(CompleteFilling(one, 0) if fills else SetStorage(one, f"{self.replica.name}-{n}"))
        assert done.accepted, done
        if done.status != "noop":
            self.acknowledged.add(done.command_id)

    def talk(self) -> bool:
        """Whether the hub has answered and nothing waits."""
        try:
            answered = self.replica.ask(request(self.replica.database))
            if answered.status_code == 200:
                absorb(self.replica.database, told(answered), fresh)
                return not request(self.replica.database).batch
            assert answered.status_code == 503, answered.text
        except (httpx.HTTPError, Incomplete):
            time.sleep(0.01)
        return False

    def work(self, over: Event) -> None:
        for n in count():
            if over.is_set():
                return
            self.scan(n)
            self.talk()

    def come_to_rest(self) -> None:
        until(self.talk, look_s=0.001)


@pytest.fixture
def terminals(template: Path) -> Iterator[Callable[[int], list[Terminal]]]:
    """All of them below the hub at a port."""
    with ExitStack() as at_the_end:

        def made(port: int) -> list[Terminal]:
            found = []
            for n, name in enumerate(NODES):
                database = in_memory(as_image(template.read_bytes()))
                replica = Replica(database, name, f"http://127.0.0.1:{port}")
                at_the_end.callback(replica.http.close)
                found.append(Terminal(replica, Random(SEED + n)))
            return found

        yield made


@dataclass
class Killed:
    """A hub that is there again and again; its `diary` tells when it serves several together."""

    url: str
    port: int
    diary: Path
    process: ForkServerProcess | None = None

    def begin(self) -> None:
        self.diary.write_bytes(b"")
        self.process = begun(self.url, self.port, NODES, str(self.diary))

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.join()

    def at_work(self) -> bool:
        return self.diary.read_bytes().endswith(BEGUN)


@pytest.mark.parametrize("kills", [IN_CI, pytest.param(IN_PROOF, marks=pytest.mark.proof)])
def test_a_group_is_taken_whole_or_not_at_all(
    kills: int, place: str, terminals: Callable[[int], list[Terminal]], tmp_path: Path
) -> None:
    dice, over, inside = Random(SEED), Event(), 0
    hub = Killed(place, free_port(), tmp_path / "diary")
    crowd = terminals(hub.port)
    hub.begin()
    with ThreadPoolExecutor(len(crowd)) as pool:
        try:
            at_work = [pool.submit(each.work, over) for each in crowd]
            for _ in range(kills):
                until(hub.at_work, look_s=0.001)
                time.sleep(dice.uniform(0, 0.03))
                hub.kill()
                inside += hub.at_work()
                hub.begin()
            over.set()
            for each in at_work:
                each.result()
            for _ in range(2):
                list(pool.map(Terminal.come_to_rest, crowd))
        finally:
            over.set()
            hub.kill()
    assert inside > kills / 4, "most died while nobody was served: that shows nothing"
    all_is_there(place, crowd)


def all_is_there(place: str, crowd: list[Terminal]) -> None:
    with closing(opened(place)) as store:
        store.read(ORGANIZATION, lambda above: nothing_is_lost_or_doubled(above, crowd))


def nothing_is_lost_or_doubled(above: Database, crowd: list[Terminal]) -> None:
    done = {ident for each in crowd for ident in each.acknowledged}
    assert done
    assert done <= known(above)
    ((filled,),), ((milk,),) = above.rows(_FILLED), above.rows(_MILK)
    assert filled
    assert milk == MILK_AT_FIRST - 500 * filled
    for each in crowd:
        assert digests_of(each.replica.database, STORE) == digests_of(above, STORE)

"""Reading once and writing at the end changes nothing but the time it takes: the same days end with the same rows as
when every statement is sent by itself, and as on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pytest

from data.core.envelope import JournalEntry
from data.core.outcome import Change, Put
from data.exchange.message import Request, Sent, sent
from data.ledger.serve import serve
from data.notices.notice import Notice
from data.store.ahead import Ahead, NotAhead
from data.store.database import Database, StoredRows
from data.store.errors import Clash
from data.store.execute import apply
from data.store.postgres import PostgresConnection, PostgresDatabase, connected
from sync_agent.link.batch import named_in
from tests.data.test_two_nodes import Kitchen
from tests.support.bakery import Bakery, open_shop
from tests.support.cast import ANA, BO, NOW, SUE
from tests.support.clockwork import Clockwork
from tests.support.databases import emptied
from tests.support.dockets import cake, docket
from tests.support.dump import dump
from tests.support.memory import as_image, in_memory
from tests.sync_agent.hub.rig import EPOCH, ORGANIZATION, founded
from tests.sync_agent.hub.writers import noticed

pytestmark = pytest.mark.postgres
TERMINALS = ("t1", "t2")


def shop(database: Database) -> Bakery:
    """The cast's, with three orders."""
    bakery = open_shop(database)
    for n in range(3):
        bakery.take_in(docket(str(20001 + n), cake(size="Large" if n % 2 else "Small", quantity=3)))
    return bakery


def a_shift(bakery: Bakery, name: str, dice: Random, steps: int) -> list[Sent]:
    """What somebody does alone at a terminal, right or wrong; what counted there, as it goes up."""
    bakery.machine = Clockwork(NOW, 1 + TERMINALS.index(name))
    bench = SimpleNamespace(name=name, bakery=bakery)
    kitchen = SimpleNamespace(dice=dice, done={name: []})
    for _ in range(steps):
        bakery.machine.wait(dice.choice((1_000, 40_000)))
        command, who = Kitchen.something(cast("Any", kitchen), cast("Any", bench), dice.choice((ANA, BO, SUE)))
        receipt = bakery.do(command, who, terminal=name)
        if receipt.accepted:
            kitchen.done[name].append((receipt.command_id, who))
    entries = bakery.rows.where(JournalEntry, origin=f"origin-{name}")
    return [sent(entry) for entry in sorted(entries, key=lambda e: e.seq or 0) if entry.seq is not None]


def exchanges(template: Path, seed: int, steps: int = 40) -> list[Request]:
    """Two shifts that know nothing of each other, in batches, some of them twice."""
    dice, queues = Random(seed), {}
    for name in TERMINALS:
        with closing(in_memory(as_image(template.read_bytes()))) as database:
            queues[name] = a_shift(shop(database), name, dice, steps)
    found: list[Request] = []
    while any(queues.values()):
        name = dice.choice([each for each in TERMINALS if queues[each]])
        some = dice.randrange(1, 30)
        asked = Request(name, EPOCH, {}, ("bannos",), f"origin-{name}", tuple(queues[name][:some]))
        found += [asked] * dice.choice((1, 1, 1, 2))
        del queues[name][:some]
    return found


@contextmanager
def on_postgres(url: str) -> Iterator[PostgresConnection]:
    """A founded hub of our own organization."""
    with emptied(url), closing(PostgresDatabase(url, ORGANIZATION)) as ours:
        found_with_orders(ours)
        with closing(PostgresConnection(connected(url), ORGANIZATION)) as hub:
            yield hub


def found_with_orders(database: Database) -> None:
    bakery = founded(database)
    bakery.machine = Clockwork(NOW, 60)
    for n in range(3):
        bakery.take_in(docket(str(20001 + n), cake(size="Large" if n % 2 else "Small", quantity=3)))


def served(database: Database, asked: list[Request], front: Callable[[Request], Database]) -> list[Any]:
    """What it answered, and what it holds then."""
    tags = count()
    answers = [serve(front(each), each, lambda: f"{next(tags):032x}", NOW + n) for n, each in enumerate(asked)]
    rows = dump(database, ("sync_node", "label_job", "organization"))
    return [[(a.seq, a.heads, a.results, sorted(map(str, a.rows))) for a in answers], rows]


@pytest.mark.parametrize("seed", range(4))
def test_a_day_ends_with_the_same_rows_however_it_is_written(template: Path, postgres_url: str, seed: int) -> None:
    asked = exchanges(template, seed)
    with closing(in_memory(as_image(template.read_bytes()))) as file:
        found_with_orders(file)
        on_sqlite = served(file, asked, lambda _: file)
    with on_postgres(postgres_url) as hub:
        plain = served(hub, asked, lambda _: hub)
    with on_postgres(postgres_url) as hub:
        ahead = served(hub, asked, lambda each: Ahead(hub, named_in([each])))
    assert ahead[1] == plain[1]
    assert ahead[0] == plain[0]
    assert ahead[1] == on_sqlite[1]


@pytest.fixture
def hub(postgres_url: str) -> Iterator[PostgresConnection]:
    with on_postgres(postgres_url) as connection:
        yield connection


def notices(database: Database) -> list[str]:
    return [row.id for row in StoredRows(database).where(Notice, store_id="bannos")]


def test_what_was_written_is_read_before_it_is_sent(hub: PostgresConnection) -> None:
    ahead = Ahead(hub)
    with ahead.transaction():
        assert notices(ahead) == []
        for number in (2, 0):
            apply(ahead, Put(noticed(number)))
        apply(ahead, Change(Notice, ("n2",), {"store_id": "flourlane", "text": "moved"}))
        assert notices(ahead) == ["n0"]
        assert hub.rows("SELECT count(*) FROM notice") == [(0,)]
    with hub.transaction():
        assert hub.rows("SELECT id, text FROM notice ORDER BY id") == [("n0", "x"), ("n2", "moved")]


def test_a_step_that_failed_leaves_nothing_and_the_rest_stands(hub: PostgresConnection) -> None:
    ahead = Ahead(hub)

    def fail() -> None:
        with ahead.step():
            apply(ahead, Change(Notice, ("n0",), {"text": "changed"}))
            with ahead.step():
                apply(ahead, Put(noticed(2)))
            raise RuntimeError

    with ahead.transaction():
        apply(ahead, Put(noticed(0)))
        with pytest.raises(RuntimeError):
            fail()
        with ahead.step():
            apply(ahead, Put(noticed(4)))
        assert notices(ahead) == ["n0", "n4"]
    with hub.transaction():
        assert hub.rows("SELECT id, text FROM notice ORDER BY id") == [("n0", "x"), ("n4", "x")]


def test_a_row_that_is_there_already_clashes(hub: PostgresConnection) -> None:
    with hub.transaction():
        apply(hub, Put(noticed(0)))
    ahead = Ahead(hub)
    with ahead.transaction():
        assert notices(ahead) == ["n0"]
        with pytest.raises(Clash):
            apply(ahead, Put(noticed(0)))
    unseen = Ahead(hub)
    with pytest.raises(Clash), unseen.transaction():
        apply(unseen, Put(noticed(0)))


def test_a_row_that_is_not_there_cannot_change(hub: PostgresConnection) -> None:
    ahead = Ahead(hub)
    with pytest.raises(LookupError), ahead.transaction():
        apply(ahead, Change(Notice, ("n0",), {"text": "x"}))


def test_a_statement_of_ones_own_sees_what_was_written(hub: PostgresConnection) -> None:
    ahead = Ahead(hub)
    with ahead.transaction():
        apply(ahead, Put(noticed(0)))
        assert ahead.rows("SELECT id FROM notice") == [("n0",)]
        ahead.run("UPDATE notice SET text = 'y'")
        found = StoredRows(ahead).get(Notice, "n0")
        assert found is not None
        assert found.text == "y"


def test_within_a_step_such_a_statement_is_not_for_here(hub: PostgresConnection) -> None:
    ahead = Ahead(hub)

    def look() -> None:
        with ahead.transaction(), ahead.step():
            apply(ahead, Put(noticed(0)))
            ahead.rows("SELECT id FROM notice")

    with pytest.raises(NotAhead):
        look()
    with hub.transaction():
        assert hub.rows("SELECT id FROM notice") == []


def test_what_was_read_before_the_lock_is_read_again(hub: PostgresConnection, postgres_url: str) -> None:
    """Whoever held the store before us has changed it."""
    ahead = Ahead(hub)
    with ahead.transaction():
        assert notices(ahead) == []
        with closing(PostgresDatabase(postgres_url, ORGANIZATION)) as other, other.transaction():
            apply(other, Put(noticed(0)))
        ahead.rows("SELECT ver, tag FROM sync_head WHERE scope = ? FOR UPDATE", ("bannos",))
        assert notices(ahead) == ["n0"]

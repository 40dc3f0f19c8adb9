"""A terminal that worked alone for a year founds a hub: all of it, on SQLite and PostgreSQL, with the plug pulled."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copyfile

import pytest

from data.core.outcome import Put
from data.exchange.digests import digests_of
from data.exchange.directory import Organization
from data.store import fence
from data.store.database import Database
from data.store.execute import apply
from data.store.migrate import migrate
from data.store.postgres import PostgresConnection, connected
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from tests.bench.bakery import fill
from tests.support.databases import for_alembic, postgres_database
from tests.sync_agent.lives.bakeries import NOW, adopting, hub_of, names, same, talk

pytestmark = pytest.mark.long

STORE = "bench"


@contextmanager
def a_hub(kind: str, folder: Path, template: Path) -> Iterator[Database]:
    if kind == "sqlite":
        path = folder / "hub.sqlite3"
        copyfile(template, path)
        with closing(SqliteDatabase(path)) as hub:
            yield hub_of(hub)
        return
    with postgres_database() as url:
        migrate(for_alembic(url))
        raw = connected(url)
        fence.enter(raw)
        with closing(PostgresConnection(raw, "org")) as hub:
            with hub.transaction():
                apply(hub, Put(Organization("org", "Bench", NOW)))
            yield hub_of(hub)


def a_year(kind: str, folder: Path, template: Path, tickets: int, pulled: int) -> None:
    """The plug is pulled so many times on the way; each time it goes on from the last page that came."""
    fill(folder / "terminal", STORE, tickets, tickets // 250)
    dice = random.Random(tickets)
    with closing(SqliteDatabase(folder / "terminal" / FILE_NAME)) as terminal, a_hub(kind, folder, template) as hub:
        before = digests_of(terminal, STORE)
        journal = terminal.rows("SELECT count(*), min(seq), max(seq) FROM journal")
        for _ in range(pulled):
            for n, _step in enumerate(adopting(terminal, hub, rows=500)):
                if n > dice.randrange(5, 60):
                    break
        for _ in adopting(terminal, hub, rows=500):
            pass
        talk(terminal, hub, names("x"))
        with hub.transaction():
            assert digests_of(hub, STORE) == before
            assert hub.rows("SELECT count(*), min(seq), max(seq) FROM journal") == journal
            assert hub.rows("SELECT count(*) FROM ticket") == [(tickets,)]
            same(terminal, hub)


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_month(kind: str, tmp_path: Path, template: Path) -> None:
    a_year(kind, tmp_path, template, 2_000, 3)


@pytest.mark.proof
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_year(kind: str, tmp_path: Path, template: Path) -> None:
    a_year(kind, tmp_path, template, 100_000, 10)

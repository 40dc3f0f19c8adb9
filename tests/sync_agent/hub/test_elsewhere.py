"""Who works in another process wakes the terminals, and is woken by what comes: nobody waits for the next look."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

import psycopg
import pytest

from data.exchange.directory import Organization
from data.exchange.values import Head
from data.store.database import Database
from data.store.kinds import kind_of
from sync_agent.hub.bus import NEWS, Word
from sync_agent.hub.elsewhere import COME, listened, tell, teller
from sync_agent.hub.store import HubStore, PostgresStore, SqliteStore
from tests.support.cast import NOW
from tests.support.databases import for_alembic
from tests.sync_agent.hub.test_nights import put

CAKES = "cakes"
_HEADS = kind_of(Head).table


class Ear:
    def __init__(self) -> None:
        self.words: queue.Queue[Word | None] = queue.Queue()

    def until(self, *wanted: Word | None) -> None:
        """Raises queue.Empty when one of them does not come."""
        left = list(wanted)
        while left:
            word = self.words.get(timeout=20)
            if word in left:
                left.remove(word)


@contextmanager
def hearing(url: str, store: HubStore) -> Iterator[Ear]:
    """An ear that is open by now."""
    ear = Ear()
    with listened(url, ear.words.put):
        for _ in range(100 if store.dialect == "postgresql" else 0):
            tell(store, Word(CAKES, "is anybody there", ""))
            with suppress(queue.Empty):
                ear.words.get(timeout=0.2)
                break
        yield ear


@pytest.mark.postgres
def test_a_server_tells_of_what_another_process_has_done(postgres_url: str):
    with closing(PostgresStore(postgres_url)) as store, hearing(for_alembic(postgres_url), store) as ear:
        teller(store)(CAKES, ("bannos", "flourlane"), "node-1")
        tell(store, Word("", COME, ""))
        ear.until(Word(CAKES, NEWS, "bannos", "node-1"), Word(CAKES, NEWS, "flourlane", "node-1"), Word("", COME, ""))


@pytest.mark.postgres
def test_words_that_are_none_of_ours_are_passed_over(postgres_url: str):
    with closing(PostgresStore(postgres_url)) as store, hearing(for_alembic(postgres_url), store) as ear:
        for words in ("", "no json", "[1, 2, 3, 4]", '["a"]', "{}", "[" * 5_000, '["a", "b", "c", "d", "e"]'):
            store.read("", partial(_says, words))
        tell(store, Word("", COME, ""))
        ear.until(Word("", COME, ""))


@pytest.mark.postgres
def test_after_the_line_was_cut_everybody_is_to_look_and_words_come_again(postgres_url: str):
    with closing(PostgresStore(postgres_url)) as store, hearing(for_alembic(postgres_url), store) as ear:
        with psycopg.connect(postgres_url, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND query LIKE ANY (ARRAY['LISTEN%', 'SELECT 1'])"
            )
        ear.until(None)
        for _ in range(100):
            tell(store, Word("", COME, ""))
            with suppress(queue.Empty):
                assert ear.words.get(timeout=0.2) == Word("", COME, "")
                return
        raise AssertionError("nobody listens any more")


def test_a_file_is_looked_at_and_tells_which_stores_have_news(sqlite_file: Path):
    with closing(SqliteStore(sqlite_file)) as store:
        put(store, Organization(CAKES, "Cakes", NOW))
        store.write(CAKES, _two_stores)
        with hearing(f"sqlite:///{sqlite_file}", store) as ear:
            heard: list[Word | None] = []
            for _ in range(100):
                store.write(CAKES, _news)
                with suppress(queue.Empty):
                    heard.append(ear.words.get(timeout=0.2))
                if Word(CAKES, NEWS, "bannos") in heard:
                    break
            assert Word("", COME, "") in heard
            assert Word(CAKES, NEWS, "flourlane") not in heard


def _says(words: str, database: Database) -> None:
    database.rows("SELECT pg_notify('bakeline', ?)", (words,))


def _two_stores(database: Database) -> None:
    with database.transaction():
        for store in ("bannos", "flourlane"):
            database.run(f"INSERT INTO {_HEADS} (scope, ver, tag) VALUES (?, 1, 't')", (store,))


def _news(database: Database) -> None:
    with database.transaction():
        database.run(f"UPDATE {_HEADS} SET ver = ver + 1 WHERE scope = 'bannos'")

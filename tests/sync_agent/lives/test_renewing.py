"""An enrolled terminal is updated while commands wait: none is lost, whatever the new release changed (I22)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from alembic.config import Config
from sqlalchemy import Connection

from data.core.clock import MINUTE
from data.exchange import ruling
from data.exchange.travelling import TABLES, kind_named
from data.kitchen.ticket import Ticket
from data.line.tend import AssignStaff, SetStorage
from data.replica import guessing
from data.replica.renewing import copy_of, renew
from data.store import home, migrate
from data.store.catalogue import read_command
from data.store.errors import NotAStore
from data.store.schema import FILE_NAME, SCHEMA_VERSION
from data.store.sqlite import SqliteDatabase
from tests.support.bakery import Bakery, open_shop
from tests.support.cast import ANA, BENCH, SUE
from tests.support.dockets import cake, docket
from tests.support.memory import image_of, in_memory
from tests.support.walk import to_stage
from tests.sync_agent.lives.bakeries import hub_of, names, same, talk

PENDING = 500
STORES = ("bannos", "flourlane")
NEXT = '''
"""Tickets get a column."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", "%s", None, None
def upgrade():
    op.add_column("ticket", sa.Column("candles", sa.Text(), nullable=False, server_default="none"))
    op.execute("UPDATE ticket SET storage = 'Shelf ' || storage WHERE storage IS NOT NULL")
    %s
'''


def test_columns_stand_in_the_file_as_their_class_names_them(template: Path) -> None:
    """A base image names no columns: the next release lays it back by the file's, so both must have one order."""
    with closing(sqlite3.connect(template)) as db:
        for table in TABLES:
            assert tuple(r[1] for r in db.execute(f"PRAGMA table_info({table})")) == kind_named(table).columns


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> tuple[Path, bytes]:
    """A terminal two releases back (schema 6, the first that could be enrolled) with 500 commands that wait; and the
    bytes of its hub."""
    folder = tmp_path_factory.mktemp("terminal")
    path = folder / FILE_NAME
    migrate.migrate(f"sqlite:///{path}")
    with closing(SqliteDatabase(path)) as database:
        bakery = open_shop(database)
        for n in range(40):
            bakery.take_in(docket(str(20001 + n), cake(quantity=3)))
        database.run("UPDATE journal SET settled = ?", (True,))
        database.run("UPDATE transactions SET content_at = NULL")  # no sale of then bore a time, at the hub either
        hub = in_memory(image_of(database))
        hub_of(hub, *STORES)
        from data.replica.joining import join

        join(database, "node-1", BENCH, "none", STORES, names("chain"))
        talk(database, hub, names("x"))
        _work(bakery)
        assert database.rows("SELECT count(*) FROM journal WHERE NOT settled") == [(PENDING,)]
        database.run("PRAGMA user_version = 6")
        database.tidy(always=True)
    # The rules of today fill the tables of today; then the file is made what it was two releases ago.
    migrate.downgrade(f"sqlite:///{path}", "0006")
    return path, image_of(hub)


def _work(bakery: Bakery) -> None:
    done, storage = 0, 0
    while done < PENDING:
        for ticket in bakery.all(Ticket):
            bakery.machine.wait(MINUTE)
            if ticket.stage == "Complete" or done % 5 == 0:
                storage += 1
                receipt = bakery.do(SetStorage(ticket.id, f"Fridge {storage}"), ANA)
            else:
                receipt = bakery.do(to_stage(bakery, ticket), SUE)
            done += receipt.status in ("applied", "merged")
            if done == PENDING:
                return


@pytest.fixture
def old(waiting: tuple[Path, bytes], tmp_path: Path) -> Path:
    path = tmp_path / FILE_NAME
    copyfile(waiting[0], path)
    return path


def _later_release(monkeypatch: pytest.MonkeyPatch, folder: Path, more: str = "") -> None:
    """A release after this one: a migration, of which this code only sees what it does to the rows."""
    folder.mkdir()
    (folder / "9999_next.py").write_text(NEXT % (f"{SCHEMA_VERSION:04d}", more))
    config = migrate.config

    def with_next(connection: Connection) -> Config:
        made = config(connection)
        released = Path(migrate.__file__).parent / "migrations" / "versions"
        made.set_main_option("version_locations", f"{released}:{folder}")
        made.set_main_option("path_separator", ":")
        return made

    monkeypatch.setattr(migrate, "config", with_next)


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def pending_of(path: Path) -> list[tuple[Any, ...]]:
    return rows(path, "SELECT command_id, origin, seq, prev_id, args FROM journal WHERE NOT settled ORDER BY seq")


def test_500_waiting_commands_survive_two_releases(
    waiting: tuple[Path, bytes], old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _later_release(monkeypatch, tmp_path / "versions")
    before, stages = pending_of(old), rows(old, "SELECT id, stage, storage FROM ticket ORDER BY id")
    renew(f"sqlite:///{old}")
    assert pending_of(old) == before
    assert rows(old, "SELECT id, stage, storage FROM ticket ORDER BY id") == stages, "guesses are made again"
    assert rows(old, "SELECT DISTINCT candles FROM ticket") == [("none",)]
    hub = in_memory(waiting[1])
    with closing(SqliteDatabase(old)) as terminal:
        talk(terminal, hub, names("x"), rounds=4)
        assert terminal.rows("SELECT count(*) FROM journal WHERE NOT settled") == [(0,)]
        assert terminal.rows("SELECT count(*) FROM sync_base UNION ALL SELECT count(*) FROM sync_touch") == [(0,), (0,)]
        same(terminal, hub)


def test_the_migration_sees_the_hubs_rows_and_not_the_guesses(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the hub the same migration runs over the same rows: had it run over a guess here, both would differ."""
    _later_release(monkeypatch, tmp_path / "versions")
    guessed = rows(old, "SELECT count(*) FROM ticket WHERE storage IS NOT NULL")
    assert guessed[0][0] > 0
    renew(f"sqlite:///{old}")
    assert not rows(old, "SELECT 1 FROM ticket WHERE storage LIKE 'Shelf%'")


def test_a_migration_that_fails_leaves_the_file_to_the_old_program(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _later_release(monkeypatch, tmp_path / "versions", more="op.execute('SELECT * FROM nowhere')")
    there = {name for (name,) in rows(old, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    kept = there & {*TABLES, "journal", "sync_base", "sync_touch"}
    before = {table: rows(old, f"SELECT * FROM {table}") for table in kept}
    with pytest.raises(Exception, match="nowhere"):
        renew(f"sqlite:///{old}")
    assert {table: rows(old, f"SELECT * FROM {table}") for table in before} == before
    assert rows(old, "PRAGMA user_version") == [(6,)]
    assert rows(copy_of(old), "SELECT count(*) FROM journal WHERE NOT settled") == [(PENDING,)]


def test_cut_off_while_commands_are_made_again_nothing_has_happened(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, told = pending_of(old), rows(old, "SELECT * FROM ticket")
    done = []

    def cut(database: Any, command: Any, **more: Any) -> Any:
        done.append(command)
        if len(done) == 100:
            raise KeyboardInterrupt
        return real(database, command, **more)

    real = ruling.carry_out
    monkeypatch.setattr(guessing, "carry_out", cut)
    with pytest.raises(KeyboardInterrupt):
        renew(f"sqlite:///{old}")
    assert (pending_of(old), rows(old, "SELECT * FROM ticket")) == (before, told)
    monkeypatch.setattr(guessing, "carry_out", real)
    renew(f"sqlite:///{old}")
    assert pending_of(old) == before


def test_a_command_of_an_older_version_is_read_by_its_upcaster(
    old: Path, waiting: tuple[Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next release calls a place something else; what waited in the old words still counts, here and at the hub."""
    monkeypatch.setattr(SetStorage, "version", 2)
    monkeypatch.setattr(SetStorage, "upcasters", {1: lambda args: args | {"storage": f"{args['storage']} (v2)"}})
    renew(f"sqlite:///{old}")
    assert rows(old, "SELECT count(*) FROM ticket WHERE storage LIKE '% (v2)'")[0][0] > 0
    assert rows(old, "SELECT DISTINCT v FROM journal WHERE name = 'set_storage'") == [(1,)], "as they were signed"
    hub = in_memory(waiting[1])
    with closing(SqliteDatabase(old)) as terminal:
        talk(terminal, hub, names("x"), rounds=4)
        same(terminal, hub)


def test_upcasters_are_a_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AssignStaff, "version", 3)
    older = {1: lambda args: {"who": args["who"], "ticket_id": args["t"]}, 2: _to_three}
    monkeypatch.setattr(AssignStaff, "upcasters", older)
    made = AssignStaff("t-1", "ana", "careful")
    assert read_command("assign_staff", 1, '{"t":"t-1","who":"ana"}') == made
    assert read_command("assign_staff", 2, '{"ticket_id":"t-1","who":"ana"}') == made


def _to_three(args: dict[str, Any]) -> dict[str, Any]:
    return {"ticket_id": args["ticket_id"], "staff_id": args["who"], "note": "careful"}


def _says_its_schema_is(path: Path, number: int) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {number}")


def test_what_an_older_release_left_out_comes_after_the_update(waiting: tuple[Path, bytes], old: Path) -> None:
    """A newer hub's column is unknown to an older terminal, which keeps the row without it, at the hub's head. Once the
    terminal has the column it must not believe that head: here the hub's value was never told."""
    hub = in_memory(waiting[1])
    renew(f"sqlite:///{old}")
    with closing(SqliteDatabase(old)) as terminal:
        talk(terminal, hub, names("x"), rounds=4)
        hub.run("UPDATE ticket SET allergens = 'nuts' WHERE id IN (SELECT json_extract(pk, '$[0]') FROM sync_row)")
        assert hub.rows("SELECT count(*) FROM ticket WHERE allergens = 'nuts'")[0][0] > 0
        talk(terminal, hub, names("y"))
        with pytest.raises(AssertionError):
            same(terminal, hub)
        terminal.tidy(always=True)
    migrate.downgrade(f"sqlite:///{old}", "0006")
    _says_its_schema_is(old, 6)
    renew(f"sqlite:///{old}")
    with closing(SqliteDatabase(old)) as terminal:
        assert terminal.rows("SELECT DISTINCT heard FROM sync_node") == [("E1",)], "a store hub goes on serving"
        talk(terminal, hub, names("z"))
        same(terminal, hub)


def test_opening_the_store_renews_it(old: Path) -> None:
    """As the app does it: in a child process, which takes nothing but the address."""
    before = pending_of(old)
    home.open_store(old.parent).close()
    assert rows(old, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    assert pending_of(old) == before


def test_a_terminal_that_was_never_enrolled_needs_no_copy(tmp_path: Path) -> None:
    """Its own rows are the truth: the migration alone brings it here, from any release."""
    path = tmp_path / FILE_NAME
    migrate.migrate(f"sqlite:///{path}", "0005")
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 5")
    home.open_store(tmp_path).close()
    assert rows(path, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    assert not copy_of(path).exists()


def test_without_room_for_a_copy_it_is_said_and_nothing_done(old: Path) -> None:
    copy_of(old).mkdir()
    with pytest.raises((NotAStore, OSError)):
        renew(f"sqlite:///{old}")
    assert rows(old, "PRAGMA user_version") == [(6,)]

"""Two organizations in one database: neither sees, changes or feels a row of the other (SECURITY T10, I17)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from typing import Any, get_type_hints

import psycopg
import pytest
from psycopg import sql

from data.core.outcome import Put
from data.exchange.directory import EnrolmentCode, Member, Organization, TokenFamily
from data.store import fence
from data.store.database import Database
from data.store.errors import NotAStore, NotRecorded
from data.store.execute import apply
from data.store.fence import ANY
from data.store.kinds import Kind, kind_of, update
from data.store.migrate import migrate
from data.store.postgres import PostgresDatabase, connected
from sync_agent.hub.store import PostgresStore
from tests.support.databases import for_alembic, postgres_database
from tests.support.dump import KINDS

pytestmark = pytest.mark.postgres

OURS, THEIRS = "a" * 32, "b" * 32
DIRECTORY = {kind_of(cls).table for cls in (Organization, Member, EnrolmentCode, TokenFamily)}
OF_THE_HUB = {"hub_guess", "hub_key"}
TENANTS = [kind for kind in KINDS if kind.table not in DIRECTORY | OF_THE_HUB]
ALLOWED = {("ticket", "stage"): "Filling", ("orders", "status"): "PENDING"}
ALLOWED |= {("pos_integration", "status"): "PENDING", ("work_queue", "status"): "pending"}
ALLOWED |= {("purchase_order", "status"): "open"}
"""Values that a column takes; of any other text every column takes `x`."""
BY_TYPE = {str: "x", int: 1, bool: False, bytes: b"x"}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with postgres_database() as made:
        migrate(for_alembic(made))
        yield made


@pytest.fixture
def owner(url: str) -> Iterator[psycopg.Connection]:
    """Whoever made the database; nothing is in it."""
    with closing(connected(url)) as connection:
        connection.execute(sql.SQL("; ".join(f"DELETE FROM {kind.table}" for kind in KINDS)))
        yield connection


@pytest.fixture(scope="module")
def hub_store(url: str) -> Iterator[PostgresStore]:
    """A hub's, with a single connection, so that whoever comes second gets the one that was used."""
    with closing(PostgresStore(url, connections=1)) as opened:
        yield opened


@pytest.fixture
def store(hub_store: PostgresStore, owner: psycopg.Connection) -> PostgresStore:
    """Nothing is in it."""
    return hub_store


def some(kind: Kind, **given: Any) -> Any:
    """A row with a value in every column that must have one."""
    hints = get_type_hints(kind.cls)
    values = {}
    for field in fields(kind.cls):
        plain = hints[field.name]
        values[field.name] = ALLOWED.get((kind.table, field.name), BY_TYPE.get(plain))
    return kind.cls(**values | given)


def put(store: PostgresStore, organization: str, *rows: Any) -> None:
    def work(database: Database) -> None:
        with database.transaction():
            for row in rows:
                apply(database, Put(row))

    store.write(organization, work)


def seen(store: PostgresStore, organization: str, table: str) -> int:
    return store.read(organization, lambda database: len(database.rows(f"SELECT 1 FROM {table}")))


def run(store: PostgresStore, organization: str, statement: str, *values: Any) -> int:
    def work(database: Database) -> int:
        with database.transaction():
            return database.run(statement, values)

    return store.write(organization, work)


class TestEveryTable:
    def test_has_the_fence_around_it(self, url, owner):
        found = owner.execute(
            """SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, count(p.polname) FROM pg_class c
            LEFT JOIN pg_policy p ON p.polrelid = c.oid
            WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
            GROUP BY c.relname, c.relrowsecurity, c.relforcerowsecurity"""
        ).fetchall()

        assert {name for name, _, _ in found} == {kind.table for kind in KINDS} | {"alembic_version"}
        assert {name for name, forced, policies in found if not forced or policies != 1} == {"alembic_version"}

    @pytest.mark.parametrize("kind", TENANTS, ids=lambda kind: kind.table)
    def test_keeps_two_organizations_apart(self, store, kind):
        """Both have a row with the very same key."""
        row = some(kind)
        put(store, OURS, row)
        assert seen(store, THEIRS, kind.table) == 0
        put(store, THEIRS, row)

        assert seen(store, OURS, kind.table) == seen(store, THEIRS, kind.table) == 1
        key = [getattr(row, name) for name in kind.key]
        where = " AND ".join(f"{name} = ?" for name in kind.key)
        assert run(store, OURS, f"DELETE FROM {kind.table} WHERE {where}", *key) == 1
        assert run(store, OURS, f"DELETE FROM {kind.table}") == 0
        assert seen(store, THEIRS, kind.table) == 1

    @pytest.mark.parametrize("kind", TENANTS, ids=lambda kind: kind.table)
    def test_changes_no_row_of_another(self, store, kind):
        row = some(kind)
        put(store, THEIRS, row)
        name = next(n for n in kind.columns if isinstance(getattr(row, n), str))
        statement = update(kind, (name,))

        assert run(store, OURS, statement, "y", *(getattr(row, n) for n in kind.key)) == 0
        assert store.read(THEIRS, lambda d: d.rows(f"SELECT {name} FROM {kind.table}")) == [(getattr(row, name),)]

    @pytest.mark.parametrize("kind", TENANTS, ids=lambda kind: kind.table)
    def test_takes_no_row_in_the_name_of_another(self, store, kind):
        row = some(kind)
        put(store, OURS, row)
        with pytest.raises(NotRecorded, match="row-level security"):
            run(store, OURS, f"UPDATE {kind.table} SET organization_id = ?", THEIRS)
        names, marks = ", ".join((*kind.columns, "organization_id")), ", ".join("?" * (len(kind.columns) + 1))
        with pytest.raises(NotRecorded, match="row-level security"):
            run(store, OURS, f"INSERT INTO {kind.table} ({names}) VALUES ({marks})", *kind.record(row), THEIRS)

        assert seen(store, THEIRS, kind.table) == 0

    @pytest.mark.parametrize("kind", TENANTS, ids=lambda kind: kind.table)
    def test_shows_and_takes_nothing_at_the_door_or_for_nobody(self, store, kind):
        row = some(kind)
        put(store, OURS, row)
        for nobody in ("", ANY):
            if nobody:
                assert seen(store, nobody, kind.table) == 0
            with pytest.raises(NotRecorded, match="row-level security"):
                put(store, nobody, row)
        with store.door("") as database:
            assert database.rows(f"SELECT 1 FROM {kind.table}") == []

        assert seen(store, OURS, kind.table) == 1


class TestWhoBelongsHere:
    @pytest.fixture
    def both(self, store: PostgresStore) -> PostgresStore:
        for organization in (OURS, THEIRS):
            rows = (
                Organization(organization, "Cakes", 1),
                some(kind_of(Member), id=f"m{organization}", organization_id=organization),
                some(kind_of(EnrolmentCode), code_hash=f"c{organization}", organization_id=organization),
                some(kind_of(TokenFamily), id=f"f{organization}", organization_id=organization),
            )
            put(store, organization, *rows)
        return store

    @pytest.mark.parametrize("table", sorted(DIRECTORY))
    def test_an_organization_sees_its_own_and_the_door_sees_all(self, both, table):
        assert seen(both, OURS, table) == seen(both, THEIRS, table) == 1
        assert seen(both, ANY, table) == 2
        with both.door("") as database:
            assert database.rows(f"SELECT 1 FROM {table}") == []

    @pytest.mark.parametrize("table", sorted(OF_THE_HUB))
    def test_keys_and_guesses_are_the_doors_alone(self, both, table):
        put(both, ANY, some(next(kind for kind in KINDS if kind.table == table)))

        assert (seen(both, ANY, table), seen(both, OURS, table)) == (1, 0)


class TestAUsedConnection:
    def test_does_not_remember_for_whom_it_was(self, store):
        put(store, OURS, some(kind_of_table("store")))
        with store.door("") as database:
            assert database.rows("SELECT current_setting('bakeline.organization', true)") == [("",)]
            assert database.rows("SELECT 1 FROM store") == []

    def test_neither_after_a_failure(self, store):
        row = some(kind_of_table("store"))
        put(store, OURS, row)
        with pytest.raises(NotRecorded):
            put(store, OURS, row)
        with store.door("") as database:
            assert database.rows("SELECT 1 FROM store") == []

    def test_neither_after_reading(self, store):
        put(store, OURS, some(kind_of_table("store")))
        assert seen(store, OURS, "store") == 1
        with store.door("") as database:
            assert database.rows("SELECT 1 FROM store") == []


def kind_of_table(table: str) -> Kind:
    return next(kind for kind in KINDS if kind.table == table)


class TestTheHubsRole:
    def test_is_bound_and_owns_nothing(self, store):
        with store.door("") as database:
            ((name, passes),) = database.rows(
                "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
            )
            owned = database.rows("SELECT tablename FROM pg_tables WHERE tableowner = current_user")

        assert (name, passes, owned) == (fence.ROLE, False, [])

    @pytest.mark.parametrize(
        "statement",
        [
            "TRUNCATE store",
            "DROP POLICY bakeline_fence ON store",
            "ALTER TABLE store DISABLE ROW LEVEL SECURITY",
            "DROP TABLE store",
            "CREATE TABLE mine (id text)",
            "DELETE FROM alembic_version",
            "SELECT rolpassword FROM pg_authid",
        ],
    )
    def test_may_read_and_write_rows_and_nothing_else(self, store, statement):
        with pytest.raises(
            (NotRecorded, psycopg.errors.InsufficientPrivilege), match=r"permission denied|must be owner"
        ):
            run(store, OURS, statement)

    def test_a_hub_that_would_pass_the_fence_does_not_start(self, url, monkeypatch):
        monkeypatch.setattr(fence, "ROLE", "nobody_made_this_role")
        with pytest.raises(NotAStore, match="passes the fence"):
            PostgresStore(url)


class TestADatabaseThatIsOlderThanTheRole:
    def test_lets_it_in_when_it_is_looked_at_again(self, url, owner):
        owner.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(sql.Identifier(fence.ROLE)))
        migrate(for_alembic(url))
        with closing(PostgresStore(url, connections=1)) as store:
            put(store, OURS, some(kind_of_table("store")))

            assert seen(store, OURS, "store") == 1


class TestTheOwnerOfTheTables:
    """No superuser: as a database is handed out by a hoster."""

    @pytest.fixture
    def hosted(self, url: str, owner: psycopg.Connection) -> Iterator[psycopg.Connection]:
        put_directly(owner, OURS)
        role = sql.Identifier(f"owner_of_{owner.info.dbname}")
        owner.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
        tables = [kind.table for kind in KINDS] + ["alembic_version"]
        for table in tables:
            owner.execute(sql.SQL("ALTER TABLE {} OWNER TO {}").format(sql.Identifier(table), role))
        owner.execute(sql.SQL("SET ROLE {}").format(role))
        try:
            yield owner
        finally:
            owner.execute("RESET ROLE")
            owner.execute(sql.SQL("REASSIGN OWNED BY {} TO CURRENT_USER").format(role))
            owner.execute(sql.SQL("DROP OWNED BY {}").format(role))
            owner.execute(sql.SQL("DROP ROLE {}").format(role))

    def test_does_not_pass_it_either(self, hosted):
        assert hosted.execute("SELECT 1 FROM store").fetchall() == []

    def test_sees_all_rows_while_a_migration_runs_and_none_after_it(self, hosted):
        with hosted.transaction():
            fence.take_down(hosted)
            during = hosted.execute("SELECT organization_id FROM store").fetchall()
            fence.put_up(hosted)

        assert during == [(OURS,)]
        assert hosted.execute("SELECT 1 FROM store").fetchall() == []


def put_directly(owner: psycopg.Connection, organization: str) -> None:
    kind = kind_of_table("store")
    with owner.transaction():
        owner.execute("SELECT set_config('bakeline.organization', %s, true)", (organization,))
        owner.execute(kind.insert.replace("?", "%s"), kind.record(some(kind)))


def test_without_a_hub_the_rows_are_ones_own(url, owner):
    """A database that nobody founded an organization in, as its owner works in it."""
    with closing(PostgresDatabase(url)) as database:
        apply(database, Put(some(kind_of_table("store"))))
        assert database.rows("SELECT organization_id FROM store") == [(fence.OWN,)]

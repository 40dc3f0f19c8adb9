"""The fence between the organizations of one PostgreSQL database (SECURITY T10). SQLite holds one, and needs none.

Each row of a tenant belongs to the organization that its transaction was for, and a policy shows and takes no other, to
the owner of the tables neither. The statements of the rest of the program know nothing of it. It is put up anew after
every migration, around whatever tables there are then: none is forgotten.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from data.store.errors import NotAStore

ANY = "*"
"""In place of an organization: the door, where nobody is known yet. It sees who belongs here, and no other row."""
OWN = "own"
"""Whose rows are where no hub was founded."""
ROLE = "bakeline_hub"
"""As whom a hub works: it owns no table and passes no fence."""

_MINE = "nullif(current_setting('bakeline.organization', true), '')"
_OPEN = {"alembic_version"}
_OF_THE_HUB = {"hub_guess", "hub_key"}
"""Nobody's: the door alone has to do with them."""
_DIRECTORY = {"organization": "id", "hub_member": "organization_id", "hub_code": "organization_id"}
_DIRECTORY |= {"hub_family": "organization_id"}
"""Who belongs here; the door looks people up in it, and an organization sees its own."""
_POLICY = "bakeline_fence"

_TABLES = """SELECT c.relname FROM pg_class c
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace"""
_FENCED = """SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'bakeline_fence'
WHERE c.relrowsecurity AND c.relforcerowsecurity AND c.relnamespace = current_schema()::regnamespace"""
_UNIQUE = """SELECT i.relname, x.indisprimary, pg_get_expr(x.indpred, x.indrelid),
ARRAY(SELECT pg_get_indexdef(x.indexrelid, n, true) FROM generate_series(1, x.indnkeyatts) n)
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
WHERE x.indrelid = %s::regclass AND x.indisunique ORDER BY i.relname"""
_HAS_COLUMN = """SELECT 1 FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'organization_id'
AND NOT attisdropped"""
_LACKING = """SELECT 1 FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
AND c.relname <> ALL (%s) AND NOT has_table_privilege(%s, c.oid, 'DELETE') LIMIT 1"""
_MAY_MAKE_ROLES = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
_ROLE_IS_THERE = "SELECT 1 FROM pg_roles WHERE rolname = %s"
_BOUND = """SELECT NOT (r.rolsuper OR r.rolbypassrls) AND NOT EXISTS (SELECT 1 FROM pg_class c
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace AND c.relowner = r.oid)
FROM pg_roles r WHERE r.rolname = current_user"""

Connection = psycopg.Connection[Any]


def put_up(connection: Connection) -> None:
    """Around every table that has no fence yet, inside the caller's transaction; makes the hub's role where this one
    may, and lets it in."""
    found = {row[0] for row in connection.execute(_TABLES).fetchall()} - _OPEN
    bare = sorted(found - {row[0] for row in connection.execute(_FENCED).fetchall()})
    for table in bare:
        _around(connection, table)
    if not _is_let_in(connection):
        _let_in(connection)


def take_down(connection: Connection) -> None:
    """For the time of a migration, which has to see all rows; `put_up` comes after it, in the same transaction."""
    for (table,) in connection.execute(_FENCED).fetchall():
        _run(connection, "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY", sql.Identifier(table))


def enter(connection: Connection) -> None:
    """From here on this connection is bound by the fence. Raises NotAStore where it is not to be bound."""
    if connection.execute(_ROLE_IS_THERE, (ROLE,)).fetchone():
        try:
            with connection.transaction():
                _run(connection, "SET ROLE {}", sql.Identifier(ROLE))
        except psycopg.errors.InsufficientPrivilege:
            # Not a member of it: then this role must be bound by itself.
            pass
    bound = connection.execute(_BOUND).fetchone()
    if not (bound and bound[0]):
        raise NotAStore(
            f"This database role passes the fence between organizations: let it be a member of {ROLE} (GRANT {ROLE} "
            "TO it), or run `sync-agent hub init` once as one that may create roles"
        )


def _around(connection: Connection, table: str) -> None:
    name = sql.Identifier(table)
    if table in _OF_THE_HUB:
        mine = f"{_MINE} = '{ANY}'"
    elif table in _DIRECTORY:
        mine = f"{_MINE} IN ({_DIRECTORY[table]}, '{ANY}')"
    else:
        mine = f"organization_id = nullif({_MINE}, '{ANY}')"
        _give_to_organizations(connection, table)
    _run(connection, "ALTER TABLE {} ENABLE ROW LEVEL SECURITY", name)
    _run(connection, "ALTER TABLE {} FORCE ROW LEVEL SECURITY", name)
    _run(connection, f"DROP POLICY IF EXISTS {_POLICY} ON {{}}", name)
    _run(connection, f"CREATE POLICY {_POLICY} ON {{}} USING ({mine}) WITH CHECK ({mine})", name)


def _give_to_organizations(connection: Connection, table: str) -> None:
    """A column that says whose a row is; what was unique is so within an organization: that another has a row of the
    same key can neither be seen nor be felt."""
    name = sql.Identifier(table)
    if connection.execute(_HAS_COLUMN, (table,)).fetchone() is None:
        _run(
            connection,
            'ALTER TABLE {} ADD COLUMN organization_id text COLLATE "C" NOT NULL '
            f"DEFAULT coalesce({_MINE}, '{OWN}')",
            name,
        )
    for index, primary, where, columns in connection.execute(_UNIQUE, (table,)).fetchall():
        if "organization_id" in columns:
            continue
        wider = sql.SQL(", ").join([*map(sql.SQL, columns), sql.Identifier("organization_id")])
        if primary:
            key = sql.Identifier(index)
            _run(
                connection,
                "ALTER TABLE {} DROP CONSTRAINT {}, ADD CONSTRAINT {} PRIMARY KEY ({})",
                name,
                key,
                key,
                wider,
            )
        else:
            _run(connection, "DROP INDEX {}", sql.Identifier(index))
            partial = sql.SQL(f" WHERE {where}" if where else "")
            _run(connection, "CREATE UNIQUE INDEX {} ON {} ({}){}", sql.Identifier(index), name, wider, partial)


def _is_let_in(connection: Connection) -> bool:
    """Whether the hub's role has what it needs of every table, in a database that was made before the role was, too."""
    if connection.execute(_ROLE_IS_THERE, (ROLE,)).fetchone() is None:
        return False
    lacking = connection.execute(_LACKING, (list(_OPEN), ROLE)).fetchone()
    return lacking is None


def _let_in(connection: Connection) -> None:
    """The hub's role may read and write rows, and nothing else."""
    if connection.execute(_ROLE_IS_THERE, (ROLE,)).fetchone() is None:
        may = connection.execute(_MAY_MAKE_ROLES).fetchone()
        if not (may and may[0]):
            return
        _make_role(connection)
    role, schema = sql.Identifier(ROLE), _schema(connection)
    _run(connection, "GRANT USAGE ON SCHEMA {} TO {}", schema, role)
    _run(connection, "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {} TO {}", schema, role)
    for table in sorted(_OPEN):
        _run(connection, "REVOKE INSERT, UPDATE, DELETE ON {} FROM {}", sql.Identifier(table), role)


def _make_role(connection: Connection) -> None:
    """Roles are the whole server's: two databases may be made at once."""
    try:
        with connection.transaction():
            _run(
                connection,
                "CREATE ROLE {} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE",
                sql.Identifier(ROLE),
            )
            _run(connection, "GRANT {} TO CURRENT_USER", sql.Identifier(ROLE))
    except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
        pass


def _schema(connection: Connection) -> sql.Identifier:
    found = connection.execute("SELECT current_schema()").fetchone()
    return sql.Identifier(found[0] if found else "public")


def _run(connection: Connection, statement: str, *names: sql.Composable) -> None:
    connection.execute(sql.SQL(statement).format(*names))

"""A node knows its place, what it has heard and what it has fed; a notice may be for one terminal."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
"""Text that sorts by its bytes on every database."""

TABLES = (
    "sync_standing",
    "sync_arrival",
    "sync_awaited",
    "sync_life",
    "sync_founding",
    "sync_below",
    "sync_row",
    "sync_mark",
    "sync_head",
    "sync_cookie",
    "sync_touch",
    "sync_base",
    "sync_node",
)


def _words(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, WORDS, nullable=null)


def _whole(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=null)


def _truth(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _table(name: str, key: tuple[str, ...], *columns: sa.Column[Any], rowid: bool = True) -> None:
    primary = sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}"))
    op.create_table(name, *columns, primary, sqlite_with_rowid=rowid)


def upgrade() -> None:
    """Empty tables: a terminal that is its own authority keeps nothing in them."""
    op.add_column("notice", _words("terminal_id", null=True))
    _table(
        "sync_node",
        ("id",),
        _words("id"),
        _words("terminal_id"),
        _words("origin"),
        _whole("final"),
        _words("heard"),
        _truth("upstream"),
        _truth("feeds"),
        _words("epoch"),
        _words("scopes"),
    )
    _table("sync_base", ("tbl", "pk"), _words("tbl"), _words("pk"), _words("image", null=True), rowid=False)
    _table(
        "sync_touch",
        ("seq", "tbl", "shape", "value"),
        _whole("seq"),
        _words("tbl"),
        _words("shape"),
        _words("value"),
        _truth("wrote"),
        rowid=False,
    )
    _table("sync_cookie", ("scope",), _words("scope"), _whole("ver"), _words("tag"))
    _table("sync_head", ("scope",), _words("scope"), _whole("ver"), _words("tag"))
    _table("sync_mark", ("scope", "ver"), _words("scope"), _whole("ver"), _words("tag"), _whole("at"), rowid=False)
    _table(
        "sync_row",
        ("scope", "tbl", "pk"),
        _words("scope"),
        _words("tbl"),
        _words("pk"),
        _whole("ver"),
        _truth("deleted"),
        rowid=False,
    )
    op.create_index("ix_sync_row_ver", "sync_row", ["scope", "ver"], unique=False)
    _table("sync_below", ("origin",), _words("origin"), _words("node_id"), _whole("seq"), _words("command_id"))
    _table(
        "sync_founding",
        ("node_id",),
        _words("node_id"),
        _words("scopes"),
        _words("origin"),
        _whole("begun_at"),
        _words("upto"),
        _words("heads", null=True),
    )
    _table(
        "sync_life",
        ("node_id", "origin"),
        _words("node_id"),
        _words("origin"),
        _whole("first"),
        _whole("last"),
    )
    _table("sync_awaited", ("node_id",), _words("node_id"), _whole("since"))
    _table(
        "sync_arrival",
        ("command_id",),
        _words("command_id"),
        _words("node_id"),
        _whole("received_at"),
        _whole("occurred_claimed"),
        _whole("occurred_corrected"),
        _whole("skew_ms"),
    )
    _table(
        "sync_standing",
        ("id",),
        _words("id"),
        _words("hub"),
        _whole("heard_at", null=True),
        _whole("heard_mono", null=True),
        _words("boot_id"),
        _words("trouble"),
        _words("says"),
        _whole("since", null=True),
        _whole("offset_ms", null=True),
        _whole("oldest", null=True),
        _whole("newest", null=True),
        _words("version"),
        _whole("pid"),
        _whole("beat_mono"),
        _whole("swap_rows"),
        _whole("swap_since", null=True),
    )


def downgrade() -> None:
    """Back: an enrolled terminal is alone again."""
    for name in TABLES:
        op.drop_table(name)
    op.drop_column("notice", "terminal_id")

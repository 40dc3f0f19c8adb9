"""A hub keeps old orders to itself, does its nightly work once, and keeps what revoked terminals hand over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
"""Text that sorts by its bytes on every database."""

TABLES = ("sync_archive", "sync_chore", "sync_handover", "sync_handed_over")
OF_AN_ORDER = sa.text("order_id IS NOT NULL")


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, WORDS, nullable=False)


def _whole(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=null)


def upgrade() -> None:
    """Empty tables: nothing is kept back yet."""
    op.create_table(
        "sync_archive",
        _words("order_id"),
        _words("store_id"),
        _whole("at"),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_sync_archive")),
    )
    op.create_table(
        "sync_chore",
        _words("name"),
        _whole("begun_at"),
        _whole("done_at"),
        _words("told"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sync_chore")),
    )
    op.create_table(
        "sync_handover",
        _words("node_id"),
        _whole("begun_at"),
        _whole("done_at", null=True),
        sa.PrimaryKeyConstraint("node_id", name=op.f("pk_sync_handover")),
    )
    op.create_table(
        "sync_handed_over",
        _words("command_id"),
        _words("node_id"),
        _whole("seq"),
        _words("sent"),
        _whole("taken_at"),
        _words("state"),
        _words("says"),
        sa.PrimaryKeyConstraint("command_id", name=op.f("pk_sync_handed_over")),
    )
    op.create_index("ix_sync_handed_over_node", "sync_handed_over", ["node_id", "seq"], unique=False)
    op.create_index(
        "ix_event_log_order",
        "event_log",
        ["order_id"],
        unique=False,
        sqlite_where=OF_AN_ORDER,
        postgresql_where=OF_AN_ORDER,
    )


def downgrade() -> None:
    """Back: what was kept back is shown again after the next whole answer."""
    op.drop_index("ix_event_log_order", "event_log")
    for name in TABLES:
        op.drop_table(name)

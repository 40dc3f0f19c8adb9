"""Commands name a sign-in; the authority keeps when they happened, seals its log, and keeps the keys of PINs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
"""Text that sorts by its bytes on every database."""

TABLES = ("hub_pepper", "sync_clock", "session")
ADDED = {
    "journal": ("session", "received_at", "occurred_at", "skew_ms", "seal"),
    "sync_below": ("since", "anchor", "seal"),
}

# What an authority's log holds by now has no seals: each chain begins to have them with its next entry.
CHAINS = """INSERT INTO sync_below (origin, node_id, seq, command_id{also})
SELECT j.origin, n.id, j.seq, j.command_id{theirs} FROM journal j JOIN sync_node n ON n.feeds AND NOT n.upstream{same_n}
WHERE j.seq = (SELECT max(k.seq) FROM journal k WHERE k.origin = j.origin{same_k})
AND NOT EXISTS (SELECT 1 FROM sync_below b WHERE b.origin = j.origin{same_b})"""


def _words(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, WORDS, nullable=null)


def _whole(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=null)


def _table(name: str, key: str, *columns: sa.Column[Any]) -> None:
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{name}")))


def upgrade() -> None:
    """Nothing was written into sync_arrival by any release."""
    op.add_column("journal", _words("session", null=True))
    for name in ("received_at", "occurred_at", "skew_ms"):
        op.add_column("journal", _whole(name, null=True))
    op.add_column("journal", _words("seal", null=True))
    op.add_column("sync_below", _whole("since", null=True))
    op.add_column("sync_below", _words("anchor", null=True))
    op.add_column("sync_below", _words("seal", null=True))
    op.execute(_chains())
    op.execute("UPDATE sync_below SET since = seq")
    _table(
        "session",
        "id",
        _words("id"),
        _words("staff_id"),
        _words("terminal_id"),
        _words("means"),
        _words("boot_id"),
        _whole("began_at"),
        _whole("began_mono"),
        _whole("ended_mono", null=True),
        sa.Column("told", sa.Boolean(), nullable=False),
    )
    _table(
        "sync_clock",
        "boot_id",
        _words("boot_id"),
        _whole("zero_at"),
        _words("by_boot"),
        _whole("by_mono"),
        _whole("learnt_at"),
    )
    _table("hub_pepper", "id", _words("id"), _words("sealed"), _whole("made_at"))
    op.drop_table("sync_arrival")


def _chains() -> str:
    columns = sa.inspect(op.get_bind()).get_columns("journal")
    fenced = any(column["name"] == "organization_id" for column in columns)
    same = {f"same_{t}": f" AND {t}.organization_id = j.organization_id" if fenced else "" for t in "nkb"}
    also, theirs = (", organization_id", ", j.organization_id") if fenced else ("", "")
    return CHAINS.format(also=also, theirs=theirs, **same)


def downgrade() -> None:
    """Back: what the log was sealed with is gone."""
    _table(
        "sync_arrival",
        "command_id",
        _words("command_id"),
        _words("node_id"),
        _whole("received_at"),
        _whole("occurred_claimed"),
        _whole("occurred_corrected"),
        _whole("skew_ms"),
    )
    for name in TABLES:
        op.drop_table(name)
    for table, columns in ADDED.items():
        for name in columns:
            op.drop_column(table, name)

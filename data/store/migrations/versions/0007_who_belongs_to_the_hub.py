"""A hub knows its organizations, their nodes and what lets them in; who had which role is found by its time."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
"""Text that sorts by its bytes on every database."""

TABLES = ("hub_key", "hub_family", "hub_guess", "hub_code", "hub_member", "organization")

STANDINGS = sa.text("name IN ('role_set', 'staff_active_set')")


def _words(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, WORDS, nullable=null)


def _whole(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=null)


def _table(name: str, key: str, *columns: sa.Column[Any]) -> None:
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{name}")))


def upgrade() -> None:
    """Empty tables: a terminal keeps nothing in them."""
    _table("organization", "id", _words("id"), _words("name"), _whole("made_at"))
    _table(
        "hub_member",
        "id",
        _words("id"),
        _words("organization_id"),
        _words("kind"),
        _words("name"),
        _words("terminal_id", null=True),
        _words("public_key", null=True),
        _words("scopes"),
        _words("role", null=True),
        _whole("enrolled_at"),
        _whole("seen_at", null=True),
        _whole("revoked_at", null=True),
    )
    _table(
        "hub_code",
        "code_hash",
        _words("code_hash"),
        _words("organization_id"),
        _words("store_id"),
        _words("kind"),
        _whole("made_at"),
        _whole("until"),
        _words("used_by", null=True),
    )
    _table("hub_guess", "subject", _words("subject"), _whole("since"), _whole("wrong"))
    _table(
        "hub_family",
        "id",
        _words("id"),
        _words("organization_id"),
        _words("member_id"),
        _words("token_hash"),
        _words("before_hash", null=True),
        _words("successor", null=True),
        _whole("rotated_at"),
        _whole("until"),
        _whole("dead_at", null=True),
    )
    op.create_index("ix_hub_family_member", "hub_family", ["member_id"], unique=False)
    _table(
        "hub_key",
        "kid",
        _words("kid"),
        _words("issuer"),
        _words("public_key"),
        _words("sealed"),
        _whole("made_at"),
        _whole("retired_at", null=True),
    )
    op.create_index(
        "ix_stage_events_standing",
        "stage_events",
        ["at"],
        unique=False,
        sqlite_where=STANDINGS,
        postgresql_where=STANDINGS,
    )


def downgrade() -> None:
    """Back: nobody is let in any more."""
    op.drop_index("ix_stage_events_standing", "stage_events")
    for name in TABLES:
        op.drop_table(name)

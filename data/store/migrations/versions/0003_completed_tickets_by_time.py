"""Completed tickets are found by when they were packed, and by where they stand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COMPLETED = sa.text("stage = 'Complete'")


def upgrade() -> None:
    """One index; a scan writes to it only when it completes a ticket."""
    op.create_index(
        "ix_completed",
        "ticket",
        ["store_id", "stage", "packing_complete_ts", "id", "storage"],
        unique=False,
        sqlite_where=COMPLETED,
        postgresql_where=COMPLETED,
    )


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_completed", table_name="ticket")

"""Screens ask what shops wait for and which dead letters are open: both are found by an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """Work is counted by its state; letters that nobody has closed are few, however many there were."""
    op.drop_index("ix_work_queue_integration", "work_queue")
    op.create_index("ix_work_queue_state", "work_queue", ["integration_id", "status", "changed_at"])
    at = ["store_id", "at"]
    op.create_index("ix_dead_letter_open", "dead_letter", at, sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_dead_letter_open", "dead_letter")
    op.drop_index("ix_work_queue_state", "work_queue")
    op.create_index("ix_work_queue_integration", "work_queue", ["integration_id"])

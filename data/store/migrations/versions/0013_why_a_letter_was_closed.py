"""A dead letter keeps why it was closed, and those that were closed are found by when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
CLOSED = sa.text("closed_at IS NOT NULL")


def upgrade() -> None:
    """Letters of before have no reason here: it stands in the history only."""
    op.add_column("dead_letter", sa.Column("closed_says", WORDS, nullable=True))
    at = ["store_id", "closed_at"]
    op.create_index("ix_dead_letter_closed", "dead_letter", at, sqlite_where=CLOSED, postgresql_where=CLOSED)


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_dead_letter_closed", "dead_letter")
    op.drop_column("dead_letter", "closed_says")

"""Imported sales are found by their day."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """For what looks at the newest of them only."""
    op.create_index("ix_daily_sales_date", "daily_sales", ["store_id", "date"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_daily_sales_date", "daily_sales")

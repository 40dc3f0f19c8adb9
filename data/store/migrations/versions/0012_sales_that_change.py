"""A sale knows when its shop changed it last, and what a shop calls a thing is found by that."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Sales of before bear no time: whatever comes next of one is newer."""
    op.add_column("transactions", sa.Column("content_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_stock_link_external", "stock_link", ["external_id"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_stock_link_external", "stock_link")
    op.drop_column("transactions", "content_at")

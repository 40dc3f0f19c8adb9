"""Orders are found from the newest on, by number and customer; held ones have an index of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

HELD = sa.text("status IN ('PENDING', 'PAYMENT_FAILED')")


def upgrade() -> None:
    """Two indexes; a scan writes to neither."""
    op.create_index("ix_orders_newest", "orders", ["store_id", "created_at", "id", "number", "customer"], unique=False)
    op.create_index(
        "ix_orders_held",
        "orders",
        ["store_id", "created_at", "id"],
        unique=False,
        sqlite_where=HELD,
        postgresql_where=HELD,
    )


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_orders_held", table_name="orders")
    op.drop_index("ix_orders_newest", table_name="orders")

"""Shops are connected, told of stock and heard; what a hub keeps of them for itself stands beside."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
"""Text that sorts by its bytes on every database."""

DUE = sa.text("next_retry_at IS NOT NULL")
UNSENT = sa.text("next_at IS NOT NULL")
WAITS = sa.text("state = 'new'")
TABLES = {
    "pos_integration": ("id",),
    "pos_sync_job": ("id",),
    "stock_link": ("integration_id", "external_id"),
    "work_queue": ("id",),
    "work_lease": ("work_id",),
    "webhook_inbox": ("id",),
    "shop_secret": ("integration_id", "name"),
    "shop_oauth_state": ("state_hash",),
    "webhook_gap": ("integration_id", "gid", "content_at"),
    "alert": ("id",),
    "api_logs": ("id",),
}
"""With what names a row."""
CHECKS = {
    "pos_integration": "status IN ('PENDING', 'CONNECTED', 'BROKEN', 'DISCONNECTED')",
    "work_queue": "status IN ('pending', 'done', 'error')",
}


def _words(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, WORDS, nullable=null) for name in names]


def _whole(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=null) for name in names]


def _create(table: str, *columns: list[sa.Column[Any]]) -> None:
    checks = [sa.CheckConstraint(CHECKS[table], name=op.f(f"ck_{table}_status"))] if table in CHECKS else []
    key = sa.PrimaryKeyConstraint(*TABLES[table], name=op.f(f"pk_{table}"))
    op.create_table(table, *(column for group in columns for column in group), *checks, key)


def upgrade() -> None:
    """Empty tables: no shop is connected yet."""
    _create(
        "pos_integration",
        _words("id", "store_id", "vendor", "account"),
        _words("location", null=True),
        _words("status"),
        _whole("since"),
        _words("says", null=True),
        _whole("synced_at", "heard_at", null=True),
        _whole("made_at"),
    )
    _create(
        "pos_sync_job",
        _words("id", "store_id", "integration_id", "kind", "status"),
        _whole("done"),
        _whole("total", null=True),
        _words("cursor", "says", null=True),
        _whole("begun_at", "changed_at"),
    )
    _create(
        "stock_link",
        _words("integration_id", "external_id", "store_id"),
        _words("sku", null=True),
        _words("title"),
        _words("product_id", null=True),
        _words("size"),
        _words("item_id", null=True),
    )
    _create(
        "work_queue",
        _words("id", "store_id", "integration_id", "topic", "dedupe_key", "subject", "status"),
        _whole("version", "retry_count", "max_retries"),
        _whole("next_retry_at", "quantity", null=True),
        _words("says", null=True),
        _whole("created_at", "changed_at"),
    )
    _create("work_lease", _words("work_id"), _whole("locked_at"), _words("locked_by"), _whole("fence"))
    _create(
        "webhook_inbox",
        _words("id", "integration_id", "store_id", "provider", "delivery_id", "event_id", "topic"),
        _whole("received_at"),
        _words("headers"),
        [sa.Column("raw", sa.LargeBinary(), nullable=False)],
        _words("state"),
        _whole("tries"),
        _whole("next_at", null=True),
        _words("says", null=True),
    )
    _create(
        "shop_secret",
        _words("integration_id", "name", "sealed"),
        _whole("expires_at", null=True),
        _whole("changed_at"),
    )
    _create(
        "shop_oauth_state",
        _words("state_hash", "integration_id"),
        _whole("made_at", "until"),
        _whole("used_at", null=True),
    )
    _create("webhook_gap", _words("integration_id", "gid"), _whole("content_at", "found_at"), _words("source"))
    _create(
        "alert",
        _words("id", "store_id", "channel", "subject", "body"),
        _whole("tries"),
        _whole("next_at", null=True),
        _words("says", null=True),
        _whole("made_at"),
    )
    _create(
        "api_logs",
        _words("id"),
        _whole("at"),
        _words("route"),
        _whole("t_ms"),
        [sa.Column("ok", sa.Boolean(), nullable=False)],
        _words("code"),
    )
    _indexes()
    op.add_column("dead_letter", sa.Column("owner", WORDS, nullable=True))


def _indexes() -> None:
    op.create_index("ix_pos_integration_store", "pos_integration", ["store_id"])
    op.create_index("ix_pos_sync_job_integration", "pos_sync_job", ["integration_id"])
    op.create_index("ix_stock_link_product", "stock_link", ["product_id"])
    op.create_index("ix_stock_link_item", "stock_link", ["item_id"])
    op.create_index("ix_work_queue_integration", "work_queue", ["integration_id"])
    due = ["integration_id", "next_retry_at"]
    op.create_index("ix_work_queue_due", "work_queue", due, sqlite_where=DUE, postgresql_where=DUE)
    op.create_index("ux_webhook_inbox_delivery", "webhook_inbox", ["integration_id", "delivery_id"], unique=True)
    op.create_index("ix_webhook_inbox_new", "webhook_inbox", ["next_at"], sqlite_where=WAITS, postgresql_where=WAITS)
    op.create_index("ix_alert_due", "alert", ["next_at"], sqlite_where=UNSENT, postgresql_where=UNSENT)
    op.create_index("ix_api_logs_route", "api_logs", ["route", "at"])
    op.create_index("ix_product_finished_item", "product", ["finished_item_id"])


def downgrade() -> None:
    """Back: shops are forgotten, their orders stay."""
    op.drop_column("dead_letter", "owner")
    op.drop_index("ix_product_finished_item", "product")
    for name in TABLES:
        op.drop_table(name)

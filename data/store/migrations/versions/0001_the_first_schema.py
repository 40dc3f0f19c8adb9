"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
"""Text that sorts by its bytes on every database."""
TABLES = (
    "dead_letter",
    "event_log",
    "inventory_items",
    "inventory_txn",
    "journal",
    "label_job",
    "notice",
    "order_payload",
    "order_return",
    "orders",
    "pending",
    "pin_guard",
    "product",
    "product_requirements",
    "shift",
    "staff",
    "stage_events",
    "stage_fact",
    "store",
    "terminal",
    "ticket",
    "transaction_items",
    "transactions",
    "unknown_scan",
)


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "dead_letter",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("store_id", WORDS, nullable=False),
        sa.Column("source", WORDS, nullable=False),
        sa.Column("reason", WORDS, nullable=False),
        sa.Column("says", WORDS, nullable=False),
        sa.Column("order_id", WORDS, nullable=True),
        sa.Column("payload_sha256", WORDS, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("closed_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_letter")),
    )
    op.create_index("ix_dead_letter_order", "dead_letter", ["order_id"], unique=False)

    op.create_table(
        "event_log",
        sa.Column("command_id", WORDS, nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("store_id", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("ticket_id", WORDS, nullable=True),
        sa.Column("order_id", WORDS, nullable=True),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("detail", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("command_id", "n", name=op.f("pk_event_log")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_event_log_name", "event_log", ["store_id", "name"], unique=False)

    op.create_table(
        "inventory_items",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("store_id", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("sku", WORDS, nullable=True),
        sa.Column("unit", WORDS, nullable=False),
        sa.Column("on_hand", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reserved", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("buffer", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reorder_point", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("limits_sale", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventory_items")),
    )
    op.create_table(
        "inventory_txn",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("store_id", WORDS, nullable=False),
        sa.Column("item_id", WORDS, nullable=False),
        sa.Column("on_hand_delta", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reserved_delta", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("reason", WORDS, nullable=False),
        sa.Column("order_id", WORDS, nullable=True),
        sa.Column("ticket_id", WORDS, nullable=True),
        sa.Column("command_id", WORDS, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventory_txn")),
    )
    op.create_index("ix_inventory_txn_item", "inventory_txn", ["item_id"], unique=False)
    op.create_index("ix_inventory_txn_order", "inventory_txn", ["order_id"], unique=False)
    op.create_index("ix_inventory_txn_ticket", "inventory_txn", ["ticket_id"], unique=False)

    op.create_table(
        "journal",
        sa.Column("command_id", WORDS, nullable=False),
        sa.Column("origin", WORDS, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("prev_id", WORDS, nullable=True),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("v", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("args", WORDS, nullable=False),
        sa.Column("actor_id", WORDS, nullable=False),
        sa.Column("actor_name", WORDS, nullable=False),
        sa.Column("actor_role", WORDS, nullable=False),
        sa.Column("terminal_id", WORDS, nullable=False),
        sa.Column("issued_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hlc", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("boot_id", WORDS, nullable=False),
        sa.Column("mono_ns", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("status", WORDS, nullable=False),
        sa.Column("code", WORDS, nullable=False),
        sa.Column("says", WORDS, nullable=False),
        sa.Column("ticket_id", WORDS, nullable=True),
        sa.Column("order_id", WORDS, nullable=True),
        sa.Column("undoable", sa.Boolean(), nullable=False),
        sa.Column("undo", WORDS, nullable=True),
        sa.Column("undone_by", WORDS, nullable=True),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("command_id", name=op.f("pk_journal")),
        sqlite_with_rowid=False,
    )
    op.create_index("ux_journal_chain", "journal", ["origin", "seq"], unique=True)

    op.create_table(
        "label_job",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("ticket_id", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("reprint", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("command_id", WORDS, nullable=False),
        sa.Column("terminal_id", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_job")),
    )
    op.create_index("ix_label_job_state", "label_job", ["state"], unique=False)
    op.create_index("ix_label_job_ticket", "label_job", ["ticket_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("store_id", WORDS, nullable=False),
        sa.Column("level", WORDS, nullable=False),
        sa.Column("code", WORDS, nullable=False),
        sa.Column("text", WORDS, nullable=False),
        sa.Column("order_id", WORDS, nullable=True),
        sa.Column("ticket_id", WORDS, nullable=True),
        sa.Column("staff_id", WORDS, nullable=True),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("acknowledged_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("acknowledged_by", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_open", "notice", ["store_id", "acknowledged_at"], unique=False)
    op.create_index("ix_notice_ticket", "notice", ["ticket_id"], unique=False)
    op.create_index("ix_notice_order", "notice", ["order_id"], unique=False)

    op.create_table(
        "order_payload",
        sa.Column("order_id", WORDS, nullable=False),
        sa.Column("sha256", WORDS, nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("order_id", "sha256", name=op.f("pk_order_payload")),
    )
    op.create_table(
        "order_return",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("order_id", WORDS, nullable=False),
        sa.Column("store_id", WORDS, nullable=False),
        sa.Column("reason", WORDS, nullable=False),
        sa.Column("amount", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("currency", WORDS, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("staff_id", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_return")),
    )
    op.create_index("ix_order_return_order", "order_return", ["order_id"], unique=False)

    op.create_table(
        "orders",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("store_id", WORDS, nullable=False),
        sa.Column("shop", WORDS, nullable=False),
        sa.Column("gid", WORDS, nullable=False),
        sa.Column("number", WORDS, nullable=False),
        sa.Column("human_id", WORDS, nullable=False),
        sa.Column("code_base", WORDS, nullable=False),
        sa.Column("next_index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("status", WORDS, nullable=False),
        sa.Column("customer", WORDS, nullable=True),
        sa.Column("phone_masked", WORDS, nullable=True),
        sa.Column("email_masked", WORDS, nullable=True),
        sa.Column("method", WORDS, nullable=True),
        sa.Column("due_date", WORDS, nullable=True),
        sa.Column("due_text", WORDS, nullable=True),
        sa.Column("due_window", WORDS, nullable=True),
        sa.Column("window_from", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("window_to", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("instructions", WORDS, nullable=True),
        sa.Column("note", WORDS, nullable=True),
        sa.Column("docket", WORDS, nullable=False),
        sa.Column("source", WORDS, nullable=False),
        sa.Column("financial_status", WORDS, nullable=True),
        sa.Column("currency", WORDS, nullable=False),
        sa.Column("total", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subtotal", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tax", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("deposit", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.Column("held_reasons", WORDS, nullable=False),
        sa.Column("content_hash", WORDS, nullable=False),
        sa.Column("content_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("payload_sha256", WORDS, nullable=False),
        sa.Column("cancelled_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("cancel_reason", WORDS, nullable=True),
        sa.Column("handed_over_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("handed_over_by", WORDS, nullable=True),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.CheckConstraint(
            "status IN ('PENDING', 'PAYMENT_FAILED', 'CONFIRMED', 'PREPARING', 'READY', 'COMPLETED', 'CANCELLED')",
            name=op.f("ck_orders_status"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
    )
    op.create_index("ix_orders_number", "orders", ["store_id", "number"], unique=False)
    op.create_index("ux_orders_code", "orders", ["code_base"], unique=True)

    op.create_table(
        "pending",
        sa.Column("terminal_id", WORDS, nullable=False),
        sa.Column("station", WORDS, nullable=False),
        sa.Column("ticket_id", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("code", WORDS, nullable=False),
        sa.Column("until", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("terminal_id", name=op.f("pk_pending")),
    )
    op.create_table(
        "pin_guard",
        sa.Column("subject", WORDS, nullable=False),
        sa.Column("failures", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("wait_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("boot_id", WORDS, nullable=False),
        sa.Column("until_mono_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_pin_guard")),
    )
    op.create_table(
        "product",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("store_id", WORDS, nullable=False),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("sku", WORDS, nullable=True),
        sa.Column("finished_item_id", WORDS, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
    )
    op.create_index("ix_product_sku", "product", ["store_id", "sku"], unique=False)
    op.create_index("ix_product_title", "product", ["store_id", "title"], unique=False)

    op.create_table(
        "product_requirements",
        sa.Column("product_id", WORDS, nullable=False),
        sa.Column("size", WORDS, nullable=False),
        sa.Column("item_id", WORDS, nullable=False),
        sa.Column("quantity", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("store_id", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("product_id", "size", "item_id", name=op.f("pk_product_requirements")),
    )
    op.create_table(
        "shift",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("staff_id", WORDS, nullable=False),
        sa.Column("store_id", WORDS, nullable=False),
        sa.Column("started_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ended_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
    )
    op.create_index("ix_shift_staff", "shift", ["staff_id"], unique=False)

    op.create_table(
        "staff",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("store_id", WORDS, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("role", WORDS, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("badge_hash", WORDS, nullable=True),
        sa.Column("pin_hash", WORDS, nullable=True),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )
    op.create_index("ix_staff_badge", "staff", ["badge_hash"], unique=False)
    op.create_index("ux_staff_number", "staff", ["number"], unique=True)

    op.create_table(
        "stage_events",
        sa.Column("command_id", WORDS, nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("store_id", WORDS, nullable=False),
        sa.Column("ticket_id", WORDS, nullable=True),
        sa.Column("order_id", WORDS, nullable=True),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("stage", WORDS, nullable=True),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("staff_id", WORDS, nullable=True),
        sa.Column("staff_name", WORDS, nullable=True),
        sa.Column("terminal_id", WORDS, nullable=True),
        sa.Column("detail", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("command_id", "n", name=op.f("pk_stage_events")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_stage_events_order",
        "stage_events",
        ["order_id"],
        unique=False,
        sqlite_where=sa.text("ticket_id IS NULL"),
        postgresql_where=sa.text("ticket_id IS NULL"),
    )
    op.create_index("ix_stage_events_ticket", "stage_events", ["ticket_id"], unique=False)

    op.create_table(
        "stage_fact",
        sa.Column("ticket_id", WORDS, nullable=False),
        sa.Column("cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stage", WORDS, nullable=False),
        sa.Column("command_id", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("staff_id", WORDS, nullable=True),
        sa.Column("staff_name", WORDS, nullable=True),
        sa.Column("terminal_id", WORDS, nullable=True),
        sa.Column("retracts", WORDS, nullable=True),
        sa.Column("store_id", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "cycle", "stage", "command_id", "kind", name=op.f("pk_stage_fact")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "store",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("letter", WORDS, nullable=False),
        sa.Column("timezone", WORDS, nullable=False),
        sa.Column("currency", WORDS, nullable=False),
        sa.Column("locale", WORDS, nullable=False),
        sa.Column("sizes", WORDS, nullable=False),
        sa.Column("policies", WORDS, nullable=False),
        sa.Column("docket", WORDS, nullable=False),
        sa.Column("secret", WORDS, nullable=False),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store")),
    )
    op.create_index("ux_store_letter", "store", ["letter"], unique=True)

    op.create_table(
        "terminal",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("store_id", WORDS, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("station", WORDS, nullable=False),
        sa.Column("origin", WORDS, nullable=False),
        sa.Column("here", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terminal")),
    )
    op.create_index("ux_terminal_number", "terminal", ["number"], unique=True)

    op.create_table(
        "ticket",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("store_id", WORDS, nullable=False),
        sa.Column("order_id", WORDS, nullable=False),
        sa.Column("human_id", WORDS, nullable=False),
        sa.Column("code", WORDS, nullable=False),
        sa.Column("order_number", WORDS, nullable=False),
        sa.Column("number_sort", WORDS, nullable=False),
        sa.Column("suffix", WORDS, nullable=False),
        sa.Column("line_id", WORDS, nullable=False),
        sa.Column("unit", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("product", WORDS, nullable=False),
        sa.Column("size", WORDS, nullable=True),
        sa.Column("size_rank", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("flavour", WORDS, nullable=True),
        sa.Column("writing", WORDS, nullable=True),
        sa.Column("notes", WORDS, nullable=True),
        sa.Column("kept", WORDS, nullable=False),
        sa.Column("accessories", WORDS, nullable=False),
        sa.Column("allergens", WORDS, nullable=True),
        sa.Column("quantity", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer", WORDS, nullable=True),
        sa.Column("method", WORDS, nullable=True),
        sa.Column("due_date", WORDS, nullable=True),
        sa.Column("due_window", WORDS, nullable=True),
        sa.Column("window_from", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("window_to", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("route", WORDS, nullable=False),
        sa.Column("cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stage", WORDS, nullable=False),
        sa.Column("filling_start_ts", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("filling_complete_ts", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("covering_complete_ts", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("decorating_complete_ts", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("packing_start_ts", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("packing_complete_ts", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("packing_start_by", WORDS, nullable=True),
        sa.Column("packing_start_terminal", WORDS, nullable=True),
        sa.Column("assignee_id", WORDS, nullable=True),
        sa.Column("assignee_note", WORDS, nullable=True),
        sa.Column("storage", WORDS, nullable=True),
        sa.Column("priority_override", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("cancelled_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("in_queue", sa.Boolean(), nullable=False),
        sa.Column("inventory_blocked", sa.Boolean(), nullable=False),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.Column("prints", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.CheckConstraint(
            "stage IN ('Filling', 'Covering', 'Decorating', 'Packing', 'Complete')", name=op.f("ck_ticket_stage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
    )
    op.create_index(
        "ix_queue",
        "ticket",
        ["store_id", "due_date", "size_rank", "size", "number_sort", "id"],
        unique=False,
        sqlite_where=sa.text("in_queue"),
        postgresql_where=sa.text("in_queue"),
    )
    op.create_index(
        "ix_queue_override",
        "ticket",
        ["store_id", "priority_override"],
        unique=False,
        sqlite_where=sa.text("in_queue AND priority_override IS NOT NULL"),
        postgresql_where=sa.text("in_queue AND priority_override IS NOT NULL"),
    )
    op.create_index(
        "ix_queue_stage",
        "ticket",
        ["store_id", "stage", "due_date", "size_rank", "size", "number_sort", "id"],
        unique=False,
        sqlite_where=sa.text("in_queue"),
        postgresql_where=sa.text("in_queue"),
    )
    op.create_index("ix_ticket_number", "ticket", ["order_number"], unique=False)
    op.create_index("ix_ticket_order", "ticket", ["order_id"], unique=False)
    op.create_index("ux_ticket_code", "ticket", ["code"], unique=True)
    op.create_index("ux_ticket_human", "ticket", ["human_id"], unique=True)

    op.create_table(
        "transaction_items",
        sa.Column("transaction_id", WORDS, nullable=False),
        sa.Column("line_id", WORDS, nullable=False),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("variant", WORDS, nullable=True),
        sa.Column("sku", WORDS, nullable=True),
        sa.Column("quantity", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit_price", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("store_id", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("transaction_id", "line_id", name=op.f("pk_transaction_items")),
    )
    op.create_table(
        "transactions",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("store_id", WORDS, nullable=False),
        sa.Column("gid", WORDS, nullable=False),
        sa.Column("source", WORDS, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("currency", WORDS, nullable=False),
        sa.Column("total", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.Column("content_hash", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transactions")),
    )
    op.create_index("ix_transactions_at", "transactions", ["store_id", "at"], unique=False)

    op.create_table(
        "unknown_scan",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("store_id", WORDS, nullable=False),
        sa.Column("code", WORDS, nullable=False),
        sa.Column("station", WORDS, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("staff_id", WORDS, nullable=False),
        sa.Column("staff_name", WORDS, nullable=False),
        sa.Column("staff_role", WORDS, nullable=False),
        sa.Column("terminal_id", WORDS, nullable=False),
        sa.Column("redeemed_by", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unknown_scan")),
    )
    op.create_index("ix_unknown_scan_open", "unknown_scan", ["redeemed_by", "at"], unique=False)


def downgrade() -> None:
    """Back."""
    for table in TABLES:
        op.drop_table(table)

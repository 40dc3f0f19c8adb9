"""Suppliers and what they offer, what is advised to buy, and what was bought."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
"""Text that sorts by its bytes on every database."""

TABLES = {
    "supplier": ("id",),
    "supply_offer": ("id",),
    "item_terms": ("item_id",),
    "procurement_recommendation": ("id",),
    "procurement_run": ("store_id",),
    "purchase_order": ("id",),
    "purchase_line": (
        "order_id",
        "offer_id",
    ),
    "purchase_receipt": ("id",),
}
"""With what names a row."""
STATUS = "status IN ('open', 'sent', 'partly', 'received', 'cancelled')"
INDEXES = {
    "ix_supplier_store": ("supplier", ("store_id",)),
    "ix_supply_offer_store": ("supply_offer", ("store_id",)),
    "ix_supply_offer_supplier": ("supply_offer", ("supplier_id",)),
    "ix_supply_offer_item": ("supply_offer", ("item_id",)),
    "ix_supply_offer_barcode": (
        "supply_offer",
        (
            "store_id",
            "barcode",
        ),
    ),
    "ix_item_terms_store": ("item_terms", ("store_id",)),
    "ix_procurement_recommendation_store": ("procurement_recommendation", ("store_id",)),
    "ix_purchase_order_status": (
        "purchase_order",
        (
            "store_id",
            "status",
        ),
    ),
    "ix_purchase_order_code": (
        "purchase_order",
        (
            "store_id",
            "code",
        ),
    ),
    "ix_purchase_order_time": (
        "purchase_order",
        (
            "store_id",
            "made_at",
        ),
    ),
    "ix_purchase_line_item": ("purchase_line", ("item_id",)),
    "ix_purchase_receipt_order": ("purchase_receipt", ("order_id",)),
    "ix_purchase_receipt_item": ("purchase_receipt", ("item_id",)),
}


def _words(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, WORDS, nullable=null) for name in names]


def _whole(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=null) for name in names]


def _truth(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Boolean(), nullable=False) for name in names]


def _create(table: str, *columns: list[sa.Column[Any]]) -> None:
    checks = [sa.CheckConstraint(STATUS, name=op.f(f"ck_{table}_status"))] if table == "purchase_order" else []
    key = sa.PrimaryKeyConstraint(*TABLES[table], name=op.f(f"pk_{table}"))
    op.create_table(table, *(column for group in columns for column in group), *checks, key)


def upgrade() -> None:
    """Empty tables: nobody has said yet who sells."""
    _create(
        "supplier",
        _words("id", "store_id", "name"),
        _words("email", null=True),
        _words("order_days"),
        _whole("cutoff_minute", "lead_days"),
        _words("delivery_days", "closed_days"),
        _whole("minimum_value"),
        _truth("active"),
        _whole("made_at"),
    )
    _create(
        "supply_offer",
        _words("id", "store_id", "supplier_id", "item_id"),
        _words("sku", "barcode", null=True),
        _words("pack"),
        _whole("pack_size", "price", "minimum", "multiple"),
        _truth("active"),
    )
    _create(
        "item_terms",
        _words("item_id", "store_id"),
        _whole("waste_permille"),
        _whole("shelf_life_days", "safety", "service_permille", null=True),
        _whole("running_out_percent"),
        _whole("density", null=True),
    )
    _create(
        "procurement_recommendation",
        _words("id", "store_id", "item_id", "item", "unit"),
        _words("supplier_id", "offer_id", null=True),
        _whole("quantity", "packs", "amount"),
        _words("currency"),
        _whole("order_by", null=True),
        _words("arrives", "covers_until", "runs_out", null=True),
        _whole("surplus"),
        _words("lasts_until", null=True),
        _words("parts", "products", "warnings"),
        _whole("made_at"),
    )
    _create(
        "procurement_run",
        _words("store_id"),
        _whole("made_at", "holds_until"),
        _whole("forecast_at", null=True),
        _words("forecast_until", null=True),
        _words("says", "inputs"),
    )
    _create(
        "purchase_order",
        _words("id", "store_id", "supplier_id", "supplier", "code", "status"),
        _words("deliver_on", null=True),
        _words("currency"),
        _whole("total"),
        _words("note"),
        _whole("made_at"),
        _words("made_by"),
        _whole("sent_at", null=True),
        _words("mail_to", null=True),
        _whole("changed_at"),
    )
    _create(
        "purchase_line",
        _words("order_id", "offer_id", "store_id", "item_id", "item", "unit", "pack"),
        _whole("pack_size", "packs", "price", "received"),
    )
    _create(
        "purchase_receipt",
        _words("id", "store_id", "order_id", "offer_id", "item_id"),
        _whole("quantity"),
        _words("best_before", null=True),
        _words("delivery"),
        _whole("at"),
        _words("command_id"),
    )
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, list(columns))


def downgrade() -> None:
    """Back: what was bought is forgotten, what came of it stays in stock."""
    for name in TABLES:
        op.drop_table(name)

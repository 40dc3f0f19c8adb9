"""An item is found by its SKU, recipes by what they take; an item's ledger is read from its newest line."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A command's id begins with its time: no other column is needed for the order of a ledger."""
    op.drop_index("ix_inventory_txn_item", "inventory_txn")
    op.create_index("ix_inventory_txn_item", "inventory_txn", ["item_id", "command_id", "id"], unique=False)
    op.create_index("ix_inventory_items_sku", "inventory_items", ["store_id", "sku"], unique=False)
    op.create_index("ix_product_requirements_item", "product_requirements", ["item_id"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_product_requirements_item", "product_requirements")
    op.drop_index("ix_inventory_items_sku", "inventory_items")
    op.drop_index("ix_inventory_txn_item", "inventory_txn")
    op.create_index("ix_inventory_txn_item", "inventory_txn", ["item_id"], unique=False)

"""Label jobs know their printer and how far they came; a terminal knows its printers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
"""Text that sorts by its bytes on every database."""
WHOLE = sa.BigInteger()
COUNTED = ("sends", "tries", "changed_at")


def upgrade() -> None:
    """Jobs of an older store stay as they are: none of them was ever sent."""
    with op.batch_alter_table("label_job") as table:
        table.add_column(sa.Column("printer", WORDS, nullable=True))
        table.add_column(sa.Column("wanted", WORDS, nullable=True))
        table.add_column(sa.Column("sends", WHOLE, nullable=False, server_default="0"))
        table.add_column(sa.Column("tries", WHOLE, nullable=False, server_default="0"))
        table.add_column(sa.Column("next_at", WHOLE, nullable=True))
        table.add_column(sa.Column("says", WORDS, nullable=True))
        table.add_column(sa.Column("changed_at", WHOLE, nullable=False, server_default="0"))
    op.execute("UPDATE label_job SET changed_at = at")
    with op.batch_alter_table("label_job") as table:
        for name in COUNTED:
            table.alter_column(name, server_default=None)

    op.create_table(
        "printer",
        sa.Column("terminal_id", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("address", WORDS, nullable=False),
        sa.Column("profile", WORDS, nullable=False),
        sa.Column("prints", WORDS, nullable=False),
        sa.Column("backup", WORDS, nullable=True),
        sa.Column("code_page", WORDS, nullable=True),
        sa.Column("cutter", sa.Boolean(), nullable=False),
        sa.Column("width_mm", WHOLE, autoincrement=False, nullable=True),
        sa.Column("dpi", WHOLE, autoincrement=False, nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("added_at", WHOLE, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("terminal_id", "name", name=op.f("pk_printer")),
    )


def downgrade() -> None:
    """Back: a label on its way waits again."""
    op.drop_table("printer")
    op.execute("UPDATE label_job SET state = 'queued' WHERE state = 'sending'")
    with op.batch_alter_table("label_job") as table:
        for name in ("changed_at", "says", "next_at", "tries", "sends", "wanted", "printer"):
            table.drop_column(name)

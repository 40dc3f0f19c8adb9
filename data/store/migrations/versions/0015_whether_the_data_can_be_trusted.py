"""The health of a store's data, its alerts, the checks that are due; and commands of clocks that are off are found."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
UNSEEN = sa.text("acknowledged_at IS NULL")
SKEWED = sa.text("skew_ms > 120000 OR skew_ms < -120000")
TABLES = ("data_health_metric", "data_health_alert", "data_health_due")


def upgrade() -> None:
    """Three tables, and an index of the journal that few entries stand in."""
    _create(
        "data_health_metric",
        *(_words("id"), _words("store_id"), _whole("at"), _whole("score"), _whole("previous_score", null=True)),
        *(_words("parts"), _words("cause"), _whole("alerted_at", null=True)),
    )
    op.create_index("ix_data_health_metric_at", "data_health_metric", ["store_id", "at"])
    _create(
        "data_health_alert",
        *(_words("id"), _words("store_id"), _words("metric_id"), _whole("score"), _whole("previous_score")),
        *(_words("says"), _whole("at"), _whole("acknowledged_at", null=True), _words("acknowledged_by", null=True)),
    )
    op.create_index("ix_data_health_alert_at", "data_health_alert", ["store_id", "at"])
    op.create_index(
        "ix_data_health_alert_open", "data_health_alert", ["at"], sqlite_where=UNSEEN, postgresql_where=UNSEEN
    )
    _create("data_health_due", _words("id"), _words("store_id"), _words("cause"), _whole("at"))
    op.create_index("ix_data_health_due_at", "data_health_due", ["at"])
    op.create_index("ix_journal_skewed", "journal", ["received_at"], sqlite_where=SKEWED, postgresql_where=SKEWED)


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_journal_skewed", "journal")
    for table in reversed(TABLES):
        op.drop_table(table)


def _create(table: str, *columns: sa.Column[Any]) -> None:
    op.create_table(table, *columns, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")))


def _words(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, WORDS, nullable=null)


def _whole(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=null)

"""Forecasts, their reasons, what people say to them; marks of days, terms of products; who waits for a forecast."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
"""Text that sorts by its bytes on every database."""

TABLES = {
    "forecast": ("id",),
    "forecast_explanation": ("forecast_id",),
    "forecast_feedback": ("id",),
    "forecast_run": ("id",),
    "day_mark": ("store_id", "date", "product_id", "kind"),
    "product_terms": ("product_id",),
    "forecast_queue": ("id",),
    "daily_sales": ("store_id", "product_id", "date"),
}
"""With what names a row."""


def _words(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, WORDS, nullable=null) for name in names]


def _whole(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=null) for name in names]


def _truth(name: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Boolean(), nullable=False)]


def _create(table: str, *columns: list[sa.Column[Any]]) -> None:
    key = sa.PrimaryKeyConstraint(*TABLES[table], name=op.f(f"pk_{table}"))
    op.create_table(table, *(column for group in columns for column in group), key)


def upgrade() -> None:
    """Empty tables: nothing has been forecast yet."""
    _create(
        "forecast",
        _words("id", "store_id", "product_id", "item", "date"),
        _whole("p10", "p50", "p90", "mean", "known"),
        _whole("last_year", null=True),
        _words("run_id"),
        _whole("made_at"),
        _whole("actual", "planned", null=True),
        _words("reason", null=True),
    )
    op.create_index("ix_forecast_day", "forecast", ["store_id", "date", "product_id"])
    _create(
        "forecast_explanation",
        _words("forecast_id", "store_id"),
        _whole("base"),
        _words("drivers"),
        _whole("rest"),
    )
    _create(
        "forecast_feedback",
        _words("id", "forecast_id", "store_id"),
        _whole("actual", "planned", null=True),
        _words("reason"),
        _whole("at"),
        _words("staff_id"),
    )
    op.create_index("ix_forecast_feedback", "forecast_feedback", ["forecast_id", "at"])
    _create(
        "forecast_run",
        _words("id", "store_id", "forecast_date"),
        _whole("begun_at"),
        _whole("ended_at", null=True),
        _words("status"),
        _whole("rows"),
        _words("says"),
    )
    op.create_index("ix_forecast_run", "forecast_run", ["store_id", "forecast_date"])
    _create(
        "day_mark",
        _words("store_id", "date", "product_id", "kind", "says"),
        _whole("value", null=True),
        _truth("active"),
        _whole("at"),
        _words("staff_id"),
    )
    _create(
        "product_terms",
        _words("product_id", "store_id", "category"),
        _whole("shelf_life_days", "yield_permille", "service_permille"),
    )
    op.create_index("ix_product_terms_store", "product_terms", ["store_id"])
    _create(
        "forecast_queue",
        _words("id", "store_id", "forecast_date", "message"),
        _whole("made_at"),
        _whole("leased_until", null=True),
        _words("lease_by", null=True),
        _whole("fence", "tries"),
        _words("says", null=True),
    )
    _create(
        "daily_sales",
        _words("store_id", "product_id", "date"),
        _whole("quantity"),
        _whole("price", null=True),
        _truth("sold_out"),
        _words("source"),
    )


def downgrade() -> None:
    """Back."""
    for table in TABLES:
        op.drop_table(table)

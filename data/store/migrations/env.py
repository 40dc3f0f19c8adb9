"""How Alembic reaches the database: by the connection that data.store.migrate hands it."""

from __future__ import annotations

from alembic import context

from data.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=metadata, render_as_batch=True, transaction_per_migration=False
)
with context.begin_transaction():
    context.run_migrations()

"""The schema's number, known without loading the machinery that migrates it."""

from __future__ import annotations

SCHEMA_VERSION = 17
"""Number of the newest migration; SQLite keeps it in user_version, PostgreSQL in alembic_version."""

APPLICATION_ID = 0x42414B45
"""BAKE, in SQLite's application_id."""

FILE_NAME = "bakeline.sqlite3"

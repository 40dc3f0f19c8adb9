"""How the agent stands, as a row that the app can read; written by the agent alone."""

from __future__ import annotations

from data.exchange.values import AGENT, Standing
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of

NOBODY = Standing(AGENT, "", None, None, "", "", "", None, None, None, None, "", 0, 0, 0, None)
"""Before an agent ran here for the first time."""


def standing_of(database: Database) -> Standing:
    """As it was last written."""
    return StoredRows(database).get(Standing, AGENT) or NOBODY


def write_standing(database: Database, standing: Standing) -> None:
    """In the place of what was there; raises NotRecorded."""
    kind = kind_of(Standing)
    with database.transaction():
        database.run("DELETE FROM sync_standing")
        database.run(kind.insert, kind.record(standing))

"""`forecast-scheduler`: at two o'clock each night of a store (`0 2 * * *`) it waits for forecasts of its new day.

A night is known by its day, not by its hour: whether summer time leaves two o'clock out or gives it twice, a day is put
down once. What was missed while nobody was there is the present day's, once.
"""

from __future__ import annotations

from data.core.clock import Instant, at_minute, local_day, plus_days
from data.exchange.node import node_of, scopes_of
from data.organization.policies import policies_of
from data.organization.store import Store
from data.questions.stores import stores
from data.store.database import Database
from sync_agent.forecasts.queue import put

NAME, CRON, MINUTE_OF_DAY = "forecast-scheduler", "0 2 * * *", 120
_BEGIN = "INSERT INTO sync_chore (name, begun_at, done_at, told) VALUES (?, 0, -1, '{}') ON CONFLICT DO NOTHING"
# One statement: of two processes that find it due, the second waits for the first and then finds it done. A mark that
# lies ahead was set by a clock that was wrong.
_TAKE = "UPDATE sync_chore SET begun_at = ?, done_at = ? WHERE name = ? AND (done_at < ? OR done_at > ?)"


def due_day(now: Instant, zone: str) -> str:
    """The newest day of a store whose two o'clock has been."""
    day = local_day(now, zone)
    while at_minute(day, MINUTE_OF_DAY, zone) > now:
        day = plus_days(day, -1)
    return day


def schedule(database: Database, now: Instant) -> list[str]:
    """Puts every active store that is due into the queue, once; answers which. Raises NotRecorded."""
    return [store.id for store in active_stores(database) if _put_down(database, store, now)]


def active_stores(database: Database) -> list[Store]:
    """Those that this database is the authority of, and that bake at present."""
    node = node_of(database)
    if node is not None and node.upstream:
        return []
    ours = None if node is None else scopes_of(node)
    return [s for s in stores(database) if (ours is None or s.id in ours) and policies_of(s).active]


def _put_down(database: Database, store: Store, now: Instant) -> bool:
    day = due_day(now, store.timezone)
    at, name = at_minute(day, MINUTE_OF_DAY, store.timezone), f"{NAME}:{store.id}"
    with database.transaction():
        database.run(_BEGIN, (name,))
        if database.run(_TAKE, (now, at, name, at, now)) != 1:
            return False
        put(database, store.id, day, now)
    return True

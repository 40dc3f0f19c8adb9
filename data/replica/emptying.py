"""A terminal that was taken out of service holds nothing any more (SECURITY T8).

In one transaction, which the app survives: it sees an empty store with one word in it. What was deleted is overwritten,
and the file and its log are made anew.
"""

from __future__ import annotations

from data.core.clock import Instant
from data.core.outcome import Put
from data.exchange.chain import last
from data.exchange.node import node_of
from data.exchange.values import AGENT, Standing
from data.replica.standing import NOBODY
from data.store.database import Database
from data.store.execute import apply
from data.store.kinds import table_names

EMPTIED = "emptied"
_MADE_OF_ROWS = "SELECT name FROM sqlite_master WHERE name IN ('sqlite_stat1', 'sqlite_stat4')"
_IS_EMPTIED = """SELECT 1 FROM sync_standing WHERE id = ? AND trouble = ?
AND NOT EXISTS (SELECT 1 FROM sync_node) AND NOT EXISTS (SELECT 1 FROM store)"""


def empty(database: Database, upto: int, now: Instant) -> bool:
    """Every row goes, if nothing was done here beyond the command `upto`; False where something was: that has to be
    handed over first. Raises NotRecorded."""
    database.run("PRAGMA secure_delete = ON")
    with database.transaction():
        node = node_of(database)
        if node is not None and last(database, node.origin)[0] > max(upto, node.final):
            return False
        made_of_rows = [row[0] for row in database.rows(_MADE_OF_ROWS)]
        for table in (*table_names(), *made_of_rows):
            database.run(f"DELETE FROM {table}")  # noqa: S608
        apply(database, Put(_word(now)))
    return True


def _word(now: Instant) -> Standing:
    from dataclasses import replace

    return replace(NOBODY, id=AGENT, trouble=EMPTIED, says="Taken out of service", since=now)


def is_emptied(database: Database) -> bool:
    """Whether this terminal was taken out of service, and nothing was begun on it since."""
    return bool(database.rows(_IS_EMPTIED, (AGENT, EMPTIED)))


def make_anew(database: Database) -> bool:
    """The file without its empty pages, and no log; False while somebody reads in it, who will not for long. Raises
    NotRecorded."""
    database.run("VACUUM")
    busy: int = database.rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]
    return not busy

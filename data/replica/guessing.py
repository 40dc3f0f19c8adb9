"""Guesses made again, on other rows: what waits is carried out once more, until the upstream has it."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from data.core.envelope import JournalEntry
from data.exchange.message import sent
from data.exchange.ruling import carry_out
from data.exchange.travelling import Key
from data.store.database import Database
from data.store.errors import Clash, NotRecorded

_log = logging.getLogger(__name__)


def guess_again(database: Database, entries: Iterable[JournalEntry]) -> set[Key]:
    """In this order, within the caller's transaction; answers the rows that were touched. A guess that fails waits
    without effect: the authority has the word. Raises NotRecorded when it was the disk that failed."""
    touched: set[Key] = set()
    for entry in entries:
        try:
            with database.step():
                touched.update(carry_out(database, sent(entry), guessing=True)[1])
        except Exception as trouble:
            if isinstance(trouble, NotRecorded) and not isinstance(trouble, Clash):
                raise
            _log.exception("the command %s (%s) could not be replayed", entry.command_id, entry.name)
    return touched

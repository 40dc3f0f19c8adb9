"""What other processes do in a hub's database is heard here: a worker, a command of the shell. A server tells of it; a
file is looked at.

As on the bus, a word that is lost costs latency and nothing else.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path

import psycopg

from data.store.errors import StoreError
from data.store.postgres import connected
from data.store.sqlite import SqliteDatabase
from sync_agent.hub.beside import beside
from sync_agent.hub.bus import NEWS, Word
from sync_agent.hub.running import Changed
from sync_agent.hub.store import HubStore, file_of

COME = "come"
"""Something waits in an inbox."""
_CHANNEL = "bakeline"
_LOOK_S, _SERVER_LOOK_S = 0.2, 1.0
_HEADS = "SELECT o.id, h.scope, h.ver FROM sync_head h, organization o"
_TELL = "SELECT pg_notify(?, ?)"
_log = logging.getLogger(__name__)
Heard = Callable[[Word | None], None]
"""Called in a thread of its own; None: words may have been missed."""


def teller(store: HubStore) -> Changed:
    """How a process without a bus tells the hub's of stores with news."""

    def changed(organization: str, stores: tuple[str, ...], but: str = "") -> None:
        for name in stores:
            tell(store, Word(organization, NEWS, name, but))

    return changed


def tell(store: HubStore, word: Word) -> None:
    """To all who listen at this database; a file needs no word. From any thread; does not raise."""
    if store.dialect != "postgresql":
        return
    told = json.dumps([word.organization_id, word.name, word.about, word.mark])
    try:
        store.read(word.organization_id, lambda database: database.rows(_TELL, (_CHANNEL, told)))
    except StoreError as trouble:
        _log.warning("nobody was told of news", extra={"code": type(trouble).__name__})


def listened(url: str, heard: Heard) -> AbstractContextManager[None]:
    """So long a thread listens at the database `url`, and calls `heard`."""
    ended = threading.Event()
    file = file_of(url)
    listener = _AtServer(url, heard, ended) if file is None else _AtFile(file, heard, ended)
    return beside("elsewhere", lambda: _again(listener.listen, heard, ended), ended)


def _again(listen: Callable[[], None], heard: Heard, ended: threading.Event) -> None:
    """Until the end, whatever becomes of the database meanwhile."""
    while not ended.is_set():
        try:
            listen()
        except (StoreError, psycopg.Error) as trouble:
            _log.warning("other processes are heard late", extra={"code": type(trouble).__name__})
            ended.wait(_SERVER_LOOK_S)
            heard(None)


class _AtServer:
    """LISTEN, on a connection of its own."""

    def __init__(self, url: str, heard: Heard, ended: threading.Event) -> None:
        self._url, self._heard, self._ended = url, heard, ended

    def listen(self) -> None:
        """Until the end, or until the server goes. Raises NotAStore, psycopg.Error."""
        with closing(connected(self._url)) as connection:
            connection.execute(f"LISTEN {_CHANNEL}")
            while not self._ended.is_set():
                for note in connection.notifies(timeout=_SERVER_LOOK_S):
                    self._understand(note.payload)
                # A line that was cut without a word is found out.
                connection.execute("SELECT 1")

    def _understand(self, payload: str) -> None:
        try:
            word = Word(*json.loads(payload))
        except (ValueError, TypeError, RecursionError):
            _log.warning("a word at the database that is none of ours: %d letters", len(payload))
            return
        if all(isinstance(part, str) for part in (word.organization_id, word.name, word.about, word.mark)):
            self._heard(word)


class _AtFile:
    """A look at whether anybody has committed, and then at which stores have news."""

    def __init__(self, path: Path, heard: Heard, ended: threading.Event) -> None:
        self._path, self._heard, self._ended = path, heard, ended

    def listen(self) -> None:
        """Until the end. Raises StoreError."""
        with closing(SqliteDatabase(self._path, reads_only=True)) as database:
            version, heads = database.data_version(), _heads(database)
            while not self._ended.wait(_LOOK_S):
                if (now := database.data_version()) == version:
                    continue
                before, version, heads = heads, now, _heads(database)
                self._heard(Word("", COME, ""))
                for place, ver in heads.items():
                    if before.get(place) != ver:
                        self._heard(Word(place[0], NEWS, place[1]))


def _heads(database: SqliteDatabase) -> dict[tuple[str, str], int]:
    return {(organization, store): ver for organization, store, ver in database.rows(_HEADS)}

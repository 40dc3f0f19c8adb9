"""The sign-ins in which commands were given go up with them; the authority holds each command against its own (T16)."""

from __future__ import annotations

from collections.abc import Iterable

from data.core.outcome import Put
from data.exchange.message import Sent
from data.people.session import Session
from data.store.database import Database, StoredRows
from data.store.execute import apply
from data.store.kinds import kind_of

_KIND = kind_of(Session)
_MOST_ENDS = 20
"""In one request."""
_ENDED = f"{_KIND.select} WHERE NOT told AND ended_mono IS NOT NULL ORDER BY id LIMIT {_MOST_ENDS}"
_TOLD = "UPDATE session SET told = ? WHERE id = ? AND ended_mono IS NOT NULL AND NOT told"


def sessions_of(database: Database, batch: Iterable[Sent]) -> tuple[Session, ...]:
    """Those of these commands, and those that have ended since they were told of."""
    named = sorted({command.session for command in batch if command.session is not None})
    found = [StoredRows(database).get(Session, ident) for ident in named]
    found += [_KIND.row(record) for record in database.rows(_ENDED)]
    return tuple({session.id: session for session in found if session is not None}.values())


def told(database: Database, sessions: Iterable[Session]) -> None:
    """The upstream knows how these ended."""
    ended = [session.id for session in sessions if session.ended_mono is not None]
    if ended:
        with database.transaction():
            database.many(_TOLD, [(True, ident) for ident in ended])


def learn(database: Database, sessions: Iterable[Session]) -> None:
    """Keeps what a node below says of its sign-ins: a new one, or that one has ended; nothing else of one that is known
    ever changes. Inside the caller's transaction."""
    for session in sessions:
        kept = StoredRows(database).get(Session, session.id)
        if kept is None:
            apply(database, Put(session))
        elif kept.ended_mono is None and session.ended_mono is not None:
            ended = "UPDATE session SET ended_mono = ?, told = ? WHERE id = ?"
            database.run(ended, (session.ended_mono, False, session.id))


def fits(database: Database, command: Sent) -> bool:
    """Whether a command was given in the sign-in that it names: known, that person's, at that terminal, and begun and
    not over by then. One that names none is as old as the release that it comes from, or nobody's at a screen."""
    if command.session is None:
        return True
    session = StoredRows(database).get(Session, command.session)
    if session is None or session.boot_id != command.boot_id:
        return False
    ended = session.ended_mono
    same = (session.staff_id, session.terminal_id) == (command.actor_id, command.terminal_id)
    return same and session.began_mono <= command.mono_ns and (ended is None or command.mono_ns <= ended)

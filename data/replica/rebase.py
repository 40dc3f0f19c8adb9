"""What comes from above: guesses back, the upstream's rows over them, and once more what it does not have yet (SYNC 5)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from data.core.outcome import Put
from data.exchange.chain import fits, pending, rekey, taken_over
from data.exchange.images import images, put_back
from data.exchange.message import Answer, Record, sent
from data.exchange.node import change, node_of, scopes_of
from data.exchange.ruling import carry_out
from data.exchange.travelling import Key, all_of, lay, take
from data.exchange.values import Cookie, Node
from data.exchange.versions import lock, stamp
from data.store.database import Database
from data.store.errors import Clash, NotRecorded
from data.store.execute import apply

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Absorbed:
    """What an answer did: `taken` False when it was for another question; rows changed, commands replayed."""

    taken: bool
    changed: int = 0
    replayed: int = 0
    forked: bool = False


def absorb(database: Database, answer: Answer, fresh: Callable[[], str]) -> Absorbed:
    """In one transaction. `fresh` names a new chain, should ours have been forked, and tags new versions. Raises
    NotRecorded when the disk did not take it: then nothing has changed, and the next answer brings it all again."""
    with database.transaction():
        node = node_of(database)
        if node is None or not answers(database, node, answer):
            return Absorbed(False)
        forked = answer.forked or not fits(database, node, (answer.seq, answer.command_id))
        before = _standing(database, node, answer)
        guessed = images(database)
        put_back(database)
        lay(database, ((key, record) for key, record in before.news.items()))
        if forked:
            rekey(database, node, fresh())
        else:
            taken_over(database, node, answer.seq)
        _hear(database, node, answer)
        replayed = replay(database)
        changed = _changed(database, before.rows | {k: r for k, r in images(database).items() if k not in before.rows})
        if node.feeds:
            lock(database, scopes_of(node))
            stamp(database, changed, scopes_of(node), fresh, answer.server_time)
        _log.debug("absorbed %d rows over %d guesses", len(before.news), len(guessed))
    return Absorbed(True, len(changed), replayed, forked)


def answers(database: Database, node: Node, answer: Answer) -> bool:
    """Whether it answers what this node would ask now: one that was late or came twice says nothing."""
    return (answer.to_epoch, answer.to_origin, dict(answer.to_cookies)) == (
        node.heard,
        node.origin,
        cookies(database),
    )


def cookies(database: Database) -> dict[str, tuple[int, str]]:
    """The heads of its upstream that a node holds."""
    return {row[0]: (row[1], row[2]) for row in database.rows("SELECT scope, ver, tag FROM sync_cookie")}


@dataclass(frozen=True, slots=True)
class _Standing:
    """What is shown now of all that may change, and the news that change it."""

    rows: dict[Key, Record]
    news: dict[Key, Record]


def _standing(database: Database, node: Node, answer: Answer) -> _Standing:
    news = {(row.tbl, row.pk): row.record for row in answer.rows}
    if answer.reset:
        news |= {key: None for key in _ours(database, node) if key not in news}
    keys = [*images(database), *news]
    return _Standing({key: take(database, key) for key in keys}, news)


def _ours(database: Database, node: Node) -> list[Key]:
    return [key for scope in scopes_of(node) for key, _ in all_of(database, scope)]


def _hear(database: Database, node: Node, answer: Answer) -> None:
    change(database, node, heard=answer.epoch)
    database.run("DELETE FROM sync_cookie")
    for scope, (ver, tag) in sorted(answer.heads.items()):
        apply(database, Put(Cookie(scope, ver, tag)))


def replay(database: Database) -> int:
    """Guesses again what the upstream does not have; answers how many commands. One that fails waits without effect:
    the authority has the word."""
    node = node_of(database)
    assert node is not None
    entries = pending(database, node)
    for entry in entries:
        try:
            with database.step():
                carry_out(database, sent(entry), guessing=True)
        except Exception as trouble:
            if isinstance(trouble, NotRecorded) and not isinstance(trouble, Clash):
                raise
            _log.exception("the command %s (%s) could not be replayed", entry.command_id, entry.name)
    return len(entries)


def _changed(database: Database, before: dict[Key, Record]) -> list[Key]:
    return [key for key, record in before.items() if take(database, key) != record]

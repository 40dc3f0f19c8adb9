"""How the product would be without one of its rules: each takes what is there and gives what would be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from data.exchange.chain import pending
from data.exchange.message import Head, Sent
from data.exchange.node import change, node_of, scopes_of
from data.exchange.travelling import Key, all_of
from data.exchange.values import Node
from data.exchange.versions import head
from data.ledger.receive import FORK, GAP, KNOWN, NEXT
from data.store.database import Database
from data.store.execute import run_jobs
from sync_agent.simulate.patching import Wrap

Function = Callable[..., Any]
_REKEY = "UPDATE journal SET origin = ?, seq = ?, prev_id = ? WHERE command_id = ?"


def answers(value: Callable[[], object]) -> Wrap:
    """Always the same, whatever it is asked."""
    return lambda _: lambda *_args, **_named: value()


def images_overwritten(original: Function) -> Function:
    """The last guess keeps what it found, which was a guess."""

    def keep_images(database: Database, wrote: Mapping[Key, bool]) -> None:
        database.many("DELETE FROM sync_base WHERE tbl = ? AND pk = ?", list(wrote))
        original(database, wrote)

    return keep_images


def torn(original: Function) -> Function:
    """What was written before a failure stays."""

    def halved(whose: Any, *args: Any) -> Any:
        fuse = getattr(whose, "disk", whose).fuse
        fuse.torn = True
        try:
            return original(whose, *args)
        finally:
            fuse.torn = False

    return halved


def never_back(original: Function) -> Function:
    """What was settled once stays so."""

    def taken_over(database: Database, node: Node, seq: int) -> Any:
        return original(database, node, max(seq, node.final))

    return taken_over


def only_what_waits(_: Function) -> Function:
    """The settled ones stay in the old chain."""

    def rekey(database: Database, node: Node, origin: str) -> Node:
        prev: str | None = None
        for n, entry in enumerate(pending(database, node), start=1):
            database.run(_REKEY, (origin, n, prev, entry.command_id))
            prev = entry.command_id
        return change(database, node, origin=origin, final=0)

    return rekey


def any_link(original: Function) -> Function:
    """The number alone counts."""

    def follows(database: Database, link: tuple[int, str | None], command: Sent) -> Any:
        return NEXT if command.seq == link[0] + 1 else original(database, link, command)

    return follows


def no_fork(original: Function) -> Function:
    """Another command of the same number is taken for the same."""

    def follows(database: Database, link: tuple[int, str | None], command: Sent) -> Any:
        found = original(database, link, command)
        if found != FORK:
            return found
        return KNOWN if command.seq <= link[0] else NEXT

    return follows


def no_gap(original: Function) -> Function:
    """What comes is taken."""

    def follows(*args: Any) -> Any:
        found = original(*args)
        return NEXT if found == GAP else found

    return follows


def number_only(_: Function) -> Function:
    """A version that is not from the future is believed."""

    def was_head(database: Database, scope: str, cookie: Head) -> bool:
        return cookie[0] <= head(database, scope)[0]

    return was_head


def same_version(original: Function) -> Function:
    """The counter moves with the first change only."""

    def stamp(database: Database, keys: Iterable[Key], scopes: tuple[str, ...], *rest: Any) -> Any:
        before = {scope: head(database, scope) for scope in scopes}
        stamped = original(database, keys, scopes, *rest)
        for scope, (ver, tag) in before.items():
            if ver:
                database.run("UPDATE sync_row SET ver = ? WHERE scope = ? AND ver > ?", (ver, scope, ver))
                database.run("DELETE FROM sync_mark WHERE scope = ? AND ver > ?", (scope, ver))
                database.run("UPDATE sync_head SET ver = ?, tag = ? WHERE scope = ?", (ver, tag, scope))
        return stamped

    return stamp


def talks_at_once(original: Function) -> Function:
    """A store hub shows what it has: nothing."""

    def feeding(database: Database) -> Any:
        node = node_of(database)
        if node is not None and node.feeds and node.upstream and not node.heard:
            return node
        return original(database)

    return feeding


def of_all_stores(_: Function) -> Function:
    """A snapshot of everything that the hub has."""

    def everything(database: Database, _scope: str) -> Iterator[Any]:
        node = node_of(database)
        for scope in () if node is None else scopes_of(node):
            yield from all_of(database, scope)

    return everything


def never(_: Any) -> Any:
    """An exception that nobody raises."""

    class Never(Exception):
        pass

    return Never


def no_savepoint(_: Function) -> Function:
    """What was written before a rule broke stays."""

    @contextmanager
    def step(_database: Database) -> Iterator[None]:
        yield

    return step


def prints_too(original: Function) -> Function:
    """A replay prints."""

    def execute(database: Database, outcome: Any, ctx: Any) -> None:
        original(database, outcome, ctx)
        run_jobs(database, outcome, ctx)

    return execute


def pruned_by_clock(_: Function) -> Function:
    """Each entry goes by its own time."""

    def chains(database: Database, too_old: int) -> int:
        with database.transaction():
            return database.run("DELETE FROM journal WHERE settled AND seq IS NOT NULL AND issued_at < ?", (too_old,))

    return chains

"""A day of a hub once more: what all of its terminals did, in the order in which it was settled.

The beginning is nothing at all, while the whole log is kept, else a backup of the hub from before that day. Of a store
hub the order is not the cloud's, which had the last word: the cloud is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

from data.core.clock import Instant
from data.core.envelope import JournalEntry
from data.core.outcome import Put
from data.exchange.founding import JOURNAL, kind_at
from data.exchange.message import Result, sent
from data.exchange.node import node_of
from data.exchange.travelling import TABLES
from data.exchange.values import Node
from data.ledger.log import ends, entries, in_order, lacks_after
from data.ledger.rejection import REJECTIONS, reject
from data.organization.store import Store, Terminal
from data.questions.stores import stores, terminals
from data.replica.again import do_again
from data.store.database import Database
from data.store.execute import apply
from data.store.home import make_store
from data.store.machine import ThisMachine
from sync_agent.hub.organizations import NotFounded, no_hub, no_such_organization, organization_with, organizations
from sync_agent.hub.store import HubStore, file_of, opened
from sync_agent.lives.backups import restore, scratch
from sync_agent.lives.chest import reading
from sync_agent.lives.seen_again import AT_ONCE, NotReplayed, Replayed, forget, moments, played, refuse_taken

Says = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A day of a store (or of all, where they share a time zone) of an organization (or of the only one)."""

    day: date
    to: time | None
    store: str | None
    organization: str | None


@dataclass(slots=True)
class _Tape:
    """Commands of the hub by their ids: the first `before` lie before the day, the next `shown` within it."""

    true: Database
    node: Node
    ids: list[str]
    before: int
    shown: int

    @property
    def rest(self) -> int:
        return len(self.ids) - self.before - self.shown

    def up_to_the_end(self, into: Database, says: Says) -> int:
        return self._run(into, self.ids[: self.before + self.shown], says)

    def the_rest(self, into: Database, says: Says) -> int:
        return self._run(into, self.ids[self.before + self.shown :], says)

    def _run(self, into: Database, ids: list[str], says: Says) -> int:
        otherwise = 0
        for at in range(0, len(ids), AT_ONCE):
            part = entries(self.true, ids[at : at + AT_ONCE])
            with into.transaction():
                otherwise += sum(not self._once_more(into, entry) for entry in part)
            says(at + len(part))
        return otherwise

    def _once_more(self, into: Database, entry: JournalEntry) -> bool:
        """What was not taken left a notice, and changed nothing else."""
        if entry.status not in REJECTIONS:
            return do_again(into, entry)
        apply(into, Put(entry))
        word = Result(entry.command_id, entry.status, entry.code, entry.says)
        received = entry.issued_at if entry.received_at is None else entry.received_at
        reject(into, self.node, sent(entry), word, received)
        return True


def replay_hub(database: str, asked: Asked, out: Path, source: Path | None, says: Says) -> Replayed:
    """`out` is a folder that has no store yet, `source` a backup of this hub. `says` hears how many commands were done.
    Raises NotReplayed, BadBackup, NotFounded, NotAStore, NotRecorded, OSError."""
    refuse_taken(out)
    with closing(opened(database)) as store:
        whose = _organization(store, asked)
        with store.door(whose) as true, true.snapshot():
            node, (terminal, zone) = _authority(true), _seen_from(true, asked.store)
            begin, until = moments(asked.day, asked.to, zone)
            try:
                with closing(make_store(out)) as into:
                    known = {} if source is None else _begin_with(into, source, database, whose, begin)
                    if lacks_after(true, known):
                        raise NotReplayed("not_kept", _not_kept(source))
                    tape = _tape(true, node, into, begin, until)
                    return played(true, tape, into, out, terminal, until, says)
            except BaseException:
                forget(out)
                raise


def _organization(store: HubStore, asked: Asked) -> str:
    if asked.store is not None:
        return organization_with(store, asked.store, asked.organization).id
    found = [o.id for o in organizations(store) if asked.organization in (None, o.id, o.name)]
    if not found:
        raise no_hub() if asked.organization is None else no_such_organization(asked.organization)
    if len(found) > 1:
        raise NotFounded("which_one", "Say which: --store S, or --organization NAME")
    return found[0]


def _authority(true: Database) -> Node:
    node = node_of(true)
    if node is None or not node.feeds:
        raise NotReplayed("no_hub", "This database is no hub: `sync-agent replay --data-dir` is for a terminal")
    if node.upstream:
        raise NotReplayed("store_hub", "The cloud has the last word of what happened here, and its order: ask there")
    return node


def _seen_from(true: Database, store: str | None) -> tuple[Terminal, ZoneInfo]:
    """The terminal whose eyes are borrowed, and its store's clock."""
    found: dict[str, Store] = {each.id: each for each in stores(true) if store in (None, each.id)}
    if len({each.timezone for each in found.values()}) > 1:
        raise NotReplayed("which_store", f"Whose day? --store {' or '.join(found)}")
    there = [each for each in terminals(true) if each.store_id in found]
    if not there:
        raise NotReplayed("no_terminal", "No terminal was ever here to look from")
    return there[0], ZoneInfo(found[there[0].store_id].timezone)


def _not_kept(source: Path | None) -> str:
    if source is None:
        return "The log is not kept to its beginning any more: give a backup from before that day with --from"
    return f"Between {source} and what the log still holds commands are missing: is there a newer backup?"


def _begin_with(into: Database, source: Path, database: str, whose: str, begin: Instant) -> dict[str, int]:
    """A backup's rows; answers where its chains end."""
    with reading(source) as (manifest, _):
        kind = manifest.kind
    if manifest.made_at > begin:
        raise NotReplayed("too_late", "That backup was made during or after the day that is asked for")
    with _restored(source, kind, database) as store, store.door(whose) as base, base.snapshot():
        with into.transaction():
            for table in (*TABLES, JOURNAL):
                of = kind_at(table)
                into.many(of.insert, base.rows(of.select))
        return ends(base)


@contextmanager
def _restored(source: Path, kind: str, database: str) -> Iterator[HubStore]:
    server = database if file_of(database) is None else None
    with scratch(kind, server) as beside:
        restore(beside, source, ThisMachine().now())
        with closing(opened(beside)) as store:
            yield store


def _tape(true: Database, node: Node, into: Database, begin: Instant, until: Instant) -> _Tape:
    known = {row[0] for row in into.rows("SELECT command_id FROM journal")}
    told = [(ident, at) for ident, at in in_order(true) if ident not in known]

    def first_since(moment: Instant) -> int:
        return next((n for n, (_, at) in enumerate(told) if at >= moment), len(told))

    before, end = first_since(begin), first_since(until)
    if end <= before:
        raise NotReplayed("nothing_done", "Nothing was done on that day")
    return _Tape(true, node, [ident for ident, _ in told], before, end - before)

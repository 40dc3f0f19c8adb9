"""A day of a terminal once more: its journal carried out in order into a folder that the app opens to look at.

What is needed is a beginning and every command since. The beginning is nothing at all, while the whole journal is kept
(a month, or 50,000 commands), else a copy of the store from before that day. A terminal below a hub has its own
commands only: of such a day the hub tells (sync_agent.lives.replaying_hub).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

from data.core.clock import Instant
from data.exchange.node import node_of, scopes_of
from data.organization.store import Terminal
from data.questions.stores import stores, this_terminal
from data.replica.again import Chain, chains, do_again, entries, last_before
from data.store.database import Database
from data.store.home import make_store, open_store, store_path
from data.store.schema import SCHEMA_VERSION
from data.store.sqlite import SqliteDatabase
from sync_agent.lives.seen_again import AT_ONCE, NotReplayed, Replayed, forget, moments, played, refuse_taken


@dataclass(frozen=True, slots=True)
class _Span:
    """Seqs of the one chain: begin of the replay, of the day, of what is not shown."""

    true: Database
    chain: Chain
    start: int
    day: int
    end: int

    @property
    def before(self) -> int:
        """See Tape."""
        return self.day - self.start

    @property
    def shown(self) -> int:
        """See Tape."""
        return self.end - self.day

    @property
    def rest(self) -> int:
        """See Tape."""
        return self.chain.last - self.end

    def up_to_the_end(self, into: Database, says: Callable[[int], None]) -> int:
        """See Tape."""
        return _run(self.true, into, self.chain.origin, self.start, self.end, says)

    def the_rest(self, into: Database, says: Callable[[int], None]) -> int:
        """See Tape."""
        return _run(self.true, into, self.chain.origin, self.end, self.chain.last, says)


def replay(
    folder: Path, day: date, to: time | None, out: Path, source: Path | None, says: Callable[[int], None]
) -> Replayed:
    """`out` is a folder that has no store yet. `source`: a copy of the store (a file) to begin from. `says` hears how
    many commands were done. Raises NotReplayed, NotAStore, OSError."""
    with closing(open_store(folder)) as true:
        terminal, zone = _terminal(true)
        begin, until = moments(day, to, zone)
        refuse_taken(out)
        base = None if source is None else _as_source(source)
        span = _span(true, terminal.origin, base, begin, until)
        try:
            with closing(_scratch(out, base)) as scratch:
                return played(true, span, scratch, out, terminal, until, says)
        except BaseException:
            forget(out)
            raise


def _terminal(true: Database) -> tuple[Terminal, ZoneInfo]:
    node = node_of(true)
    if node is not None:
        store = next(iter(scopes_of(node)), "S")
        says = "Of this terminal's days its hub tells, with what everybody did: there"
        raise NotReplayed("enrolled", f"{says} `sync-agent replay --database URL --store {store} --day ...`")
    terminal = this_terminal(true)
    if terminal is None:
        raise NotReplayed("no_terminal", "There is no terminal here: run `kitchen-tui setup`")
    zones = {store.id: store.timezone for store in stores(true)}
    return terminal, ZoneInfo(zones[terminal.store_id])


def _as_source(source: Path) -> Path:
    if source.is_dir():
        source = store_path(source)
    if not source.exists():
        raise NotReplayed("no_source", f"There is no store at {source}")
    return source


def _span(true: Database, origin: str, base: Path | None, begin: Instant, until: Instant) -> _Span:
    found = chains(true)
    if not found:
        raise NotReplayed("no_journal", "Nothing was done here yet, or its journal is not kept any more")
    if len(found) > 1 or found[0].origin != origin:
        raise NotReplayed("several_chains", "The journal has commands of several machines: their order is not told")
    chain = found[0]
    start = 0 if base is None else _end_of(base, origin)
    if start + 1 < chain.first:
        kept = "of a later day than that copy" if base else "not whole any more: give a copy of the store with --from"
        raise NotReplayed("not_kept", f"The journal begins with command {chain.first}: it is {kept}")
    day, end = last_before(true, origin, begin), last_before(true, origin, until)
    if base is not None and start > day:
        raise NotReplayed("too_late", "That copy was made during or after the day that is asked for")
    if end <= day:
        raise NotReplayed("nothing_done", "Nothing was done on that day")
    return _Span(true, chain, start, day, end)


def _end_of(base: Path, origin: str) -> int:
    """The last command that a copy has of a chain."""
    with closing(sqlite3.connect(f"file:{base}?mode=ro", uri=True)) as raw:
        try:
            ((version,),) = raw.execute("PRAGMA user_version").fetchall()
            found = raw.execute("SELECT max(seq) FROM journal WHERE origin = ?", (origin,)).fetchall()
        except sqlite3.DatabaseError as trouble:
            raise NotReplayed("no_source", f"{base} is no copy of a store") from trouble
    if version != SCHEMA_VERSION:
        raise NotReplayed("other_release", f"{base} is of another release: open it once with this one")
    if found[0][0] is None:
        raise NotReplayed("no_source", f"{base} is no copy of this terminal's store")
    return int(found[0][0])


def _scratch(out: Path, base: Path | None) -> SqliteDatabase:
    if base is None:
        return make_store(out)
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(sqlite3.connect(f"file:{base}?mode=ro", uri=True)) as raw:
        raw.execute("VACUUM INTO ?", (str(store_path(out)),))
    store_path(out).chmod(0o600)
    return SqliteDatabase(store_path(out))


def _run(true: Database, scratch: Database, origin: str, after: int, upto: int, says: Callable[[int], None]) -> int:
    """Answers how many came out otherwise."""
    otherwise, waiting = 0, iter(entries(true, origin, after))
    done, entry = 0, next(waiting, None)
    while entry is not None and (entry.seq or 0) <= upto:
        with scratch.transaction():
            for _ in range(AT_ONCE):
                if entry is None or (entry.seq or 0) > upto:
                    break
                otherwise += not do_again(scratch, entry)
                done, entry = done + 1, next(waiting, None)
        says(done)
    return otherwise

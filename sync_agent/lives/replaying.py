"""A day of a terminal once more: its journal carried out in order into a folder that the app opens to look at.

What is needed is a beginning and every command since. The beginning is nothing at all, while the whole journal is kept
(a month, or 50,000 commands), else a copy of the store from before that day. A terminal below a hub has its own
commands only, and a hub's journal of several chains does not tell which came first: both are refused in words.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from data.core.clock import Instant
from data.exchange.digests import digests_of
from data.exchange.node import REPLAY, become, node_of, packed_scopes
from data.exchange.values import Node
from data.organization.store import Terminal
from data.questions.stores import stores, this_terminal
from data.replica.again import Chain, chains, do_again, entries, last_before
from data.store.database import Database
from data.store.home import make_store, open_store, store_path
from data.store.schema import SCHEMA_VERSION
from data.store.sqlite import SqliteDatabase

_AT_ONCE = 500


class NotReplayed(Exception):
    """What is asked cannot be done exactly; `code` is stable, the text is for people."""

    def __init__(self, code: str, says: str) -> None:
        """Keeps both."""
        super().__init__(says)
        self.code, self.says = code, says


@dataclass(frozen=True, slots=True)
class Replayed:
    """`before` and `shown` commands were done again up to the day's begin and within it; `otherwise` came out
    differently. `exact`: the rest of the journal done as well, all rows are the store's own; else `apart` tells which
    tables are not."""

    out: Path
    until: Instant
    before: int
    shown: int
    rest: int
    otherwise: int
    apart: tuple[str, ...]

    @property
    def exact(self) -> bool:
        """Whether the replay can be believed to the last cell."""
        return not self.apart


@dataclass(frozen=True, slots=True)
class _Span:
    """Seqs of the one chain: begin of the replay, of the day, of what is not shown."""

    chain: Chain
    start: int
    day: int
    end: int


def replay(
    folder: Path, day: date, to: time | None, out: Path, source: Path | None, says: Callable[[int], None]
) -> Replayed:
    """`out` is a folder that has no store yet. `source`: a copy of the store (a file) to begin from. `says` hears how
    many commands were done. Raises NotReplayed, NotAStore, OSError."""
    with closing(open_store(folder)) as true:
        terminal, zone = _terminal(true)
        begin, until = _moments(day, to, zone)
        if store_path(out).exists():
            raise NotReplayed("out_taken", f"{out} holds a store already: choose another folder")
        base = None if source is None else _as_source(source)
        span = _span(true, terminal.origin, base, begin, until)
        try:
            return _done(true, terminal, out, base, span, until, says)
        except BaseException:
            _forget(out)
            raise


def _done(
    true: SqliteDatabase,
    terminal: Terminal,
    out: Path,
    base: Path | None,
    span: _Span,
    until: Instant,
    says: Callable[[int], None],
) -> Replayed:
    rest = out / "rest"
    with closing(_scratch(out, base)) as scratch:
        otherwise = _run(true, scratch, span.chain.origin, span.start, span.end, says)
        _copy(scratch, rest)
        _mark(scratch, terminal)
        scratch.tidy(always=True)
    with closing(SqliteDatabase(store_path(rest))) as further:
        otherwise += _run(true, further, span.chain.origin, span.end, span.chain.last, says)
        apart = _apart(true, further)
    shutil.rmtree(rest)
    return Replayed(
        out, until, span.day - span.start, span.end - span.day, span.chain.last - span.end, otherwise, apart
    )


def _terminal(true: Database) -> tuple[Terminal, ZoneInfo]:
    node = node_of(true)
    if node is not None:
        says = "This terminal has a hub: what others did is not in its journal"
        raise NotReplayed("enrolled", f"{says}. Replay a day from before it was enrolled from a copy of that time")
    terminal = this_terminal(true)
    if terminal is None:
        raise NotReplayed("no_terminal", "There is no terminal here: run `kitchen-tui setup`")
    zones = {store.id: store.timezone for store in stores(true)}
    return terminal, ZoneInfo(zones[terminal.store_id])


def _moments(day: date, to: time | None, zone: ZoneInfo) -> tuple[Instant, Instant]:
    begin = datetime.combine(day, time(), zone)
    end = datetime.combine(day, to, zone) if to else datetime.combine(day + timedelta(days=1), time(), zone)
    return round(begin.timestamp() * 1000), round(end.timestamp() * 1000)


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
    return _Span(chain, start, day, end)


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


def _copy(scratch: SqliteDatabase, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    scratch.run("VACUUM INTO ?", (str(store_path(folder)),))


def _run(true: Database, scratch: Database, origin: str, after: int, upto: int, says: Callable[[int], None]) -> int:
    """Answers how many came out otherwise."""
    otherwise, waiting = 0, iter(entries(true, origin, after))
    done, entry = 0, next(waiting, None)
    while entry is not None and (entry.seq or 0) <= upto:
        with scratch.transaction():
            for _ in range(_AT_ONCE):
                if entry is None or (entry.seq or 0) > upto:
                    break
                otherwise += not do_again(scratch, entry)
                done, entry = done + 1, next(waiting, None)
        says(done)
    return otherwise


def _mark(scratch: Database, terminal: Terminal) -> None:
    """The app opens it to look at, and does nothing in it."""
    scopes = packed_scopes(store.id for store in stores(scratch))
    with scratch.transaction():
        scratch.run("DELETE FROM sync_node")
        become(scratch, Node(REPLAY, terminal.id, REPLAY, 0, "", upstream=True, feeds=False, epoch="", scopes=scopes))


def _apart(true: Database, further: Database) -> tuple[str, ...]:
    found: set[str] = set()
    for store in stores(true):
        ours, theirs = digests_of(true, store.id), digests_of(further, store.id)
        found |= {table for table in ours.keys() | theirs.keys() if ours.get(table) != theirs.get(table)}
    return tuple(sorted(found))


def _forget(out: Path) -> None:
    """A replay that did not come to its end must not be taken for one."""
    for path in out.glob(f"{store_path(out).stem}*"):
        path.unlink()
    shutil.rmtree(out / "rest", ignore_errors=True)

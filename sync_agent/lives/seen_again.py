"""A day seen again: what is needed for it, and how it is known to be exact, whoever tells what was done."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from data.core.clock import Instant
from data.exchange.digests import digests_of
from data.exchange.node import REPLAY, become, packed_scopes
from data.exchange.values import Node
from data.organization.store import Terminal
from data.questions.stores import stores
from data.store.database import Database
from data.store.home import store_path
from data.store.sqlite import SqliteDatabase
from sync_agent.lives.reckoned import RECKONED, hand_over

AT_ONCE = 500
"""Commands in a transaction."""


class NotReplayed(Exception):
    """What is asked cannot be done exactly; `code` is stable, the text is for people."""

    def __init__(self, code: str, says: str) -> None:
        """Keeps both."""
        super().__init__(says)
        self.code, self.says = code, says


@dataclass(frozen=True, slots=True)
class Replayed:
    """`before` and `shown` commands were done again up to the day's begin and within it; `otherwise` came out
    differently. `exact`: the rest of the journal done as well, all rows that commands made are the store's own; else
    `apart` tells which tables are not."""

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


class Tape(Protocol):
    """What was done, in three parts: before the day, within it, and after what is to be seen of it."""

    @property
    def before(self) -> int:
        """Commands of the first part."""
        ...

    @property
    def shown(self) -> int:
        """Of the second."""
        ...

    @property
    def rest(self) -> int:
        """Of the third."""
        ...

    def up_to_the_end(self, into: Database, says: Callable[[int], None]) -> int:
        """The first two parts; answers how many came out otherwise."""
        ...

    def the_rest(self, into: Database, says: Callable[[int], None]) -> int:
        """The third one."""
        ...


def moments(day: date, to: time | None, zone: ZoneInfo) -> tuple[Instant, Instant]:
    """When a day begins in a store, and when what is to be seen of it ends. Days have 23 to 25 hours; of an hour that
    comes twice the first one is meant."""
    begin = datetime.combine(day, time(), zone)
    end = datetime.combine(day, to, zone) if to else datetime.combine(day + timedelta(days=1), time(), zone)
    return round(begin.timestamp() * 1000), round(end.timestamp() * 1000)


def played(
    true: Database,
    tape: Tape,
    scratch: SqliteDatabase,
    out: Path,
    terminal: Terminal,
    until: Instant,
    says: Callable[[int], None],
) -> Replayed:
    """Plays a tape into a scratch store in the folder `out`, which then is one to look at from a terminal; the rest is
    played into a copy and compared with the true store."""
    rest = out / "rest"
    hand_over(true, scratch)
    otherwise = tape.up_to_the_end(scratch, says)
    rest.mkdir(mode=0o700)
    scratch.run("VACUUM INTO ?", (str(store_path(rest)),))
    _mark(scratch, terminal)
    scratch.tidy(always=True)
    with closing(SqliteDatabase(store_path(rest))) as further:
        otherwise += tape.the_rest(further, says)
        apart = _apart(true, further, (store.id for store in stores(true)))
    shutil.rmtree(rest)
    return Replayed(out, until, tape.before, tape.shown, tape.rest, otherwise, apart)


def refuse_taken(out: Path) -> None:
    """Raises NotReplayed for a folder that has a store."""
    if store_path(out).exists():
        raise NotReplayed("out_taken", f"{out} holds a store already: choose another folder")


def forget(out: Path) -> None:
    """A replay that did not come to its end must not be taken for one; a folder that has anything else in it stays."""
    for path in out.glob(f"{store_path(out).stem}*"):
        path.unlink()
    shutil.rmtree(out / "rest", ignore_errors=True)
    with suppress(OSError):
        out.rmdir()


def _mark(scratch: Database, terminal: Terminal) -> None:
    """The app opens it to look at, and does nothing in it."""
    scopes = packed_scopes(store.id for store in stores(scratch))
    with scratch.transaction():
        scratch.run("DELETE FROM sync_node")
        become(scratch, Node(REPLAY, terminal.id, REPLAY, 0, "", upstream=True, feeds=False, epoch="", scopes=scopes))


def _apart(true: Database, further: Database, scopes: Iterable[str]) -> tuple[str, ...]:
    found: set[str] = set()
    for scope in scopes:
        ours, theirs = digests_of(true, scope), digests_of(further, scope)
        found |= {table for table in ours.keys() | theirs.keys() if ours.get(table) != theirs.get(table)}
    found -= RECKONED
    return tuple(sorted(found))

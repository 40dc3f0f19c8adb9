"""What a hub does once, however many processes it has: whoever takes a chore over first does it for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from data.core.clock import HOUR, Instant, local
from data.core.outcome import Change
from data.core.packed import pack
from data.exchange.values import Chore
from data.store.database import Database, StoredRows
from data.store.execute import apply
from data.store.housekeeping import DAY

LEFT_AFTER = HOUR
"""Whoever began so long ago and has not ended was killed over it."""
_BEGIN = "INSERT INTO sync_chore (name, begun_at, done_at, told) VALUES (?, 0, ?, '{}') ON CONFLICT DO NOTHING"
# One statement: of two processes that find it due, the second waits for the first and then finds it begun.
_TAKE = """UPDATE sync_chore SET begun_at = ? WHERE name = ? AND (done_at < ? OR done_at > ?)
AND NOT (begun_at BETWEEN ? AND ? AND begun_at <> done_at)"""
_LEAVE = "UPDATE sync_chore SET begun_at = 0 WHERE name = ?"


class Due(Protocol):
    """A chore that comes again and again."""

    @property
    def name(self) -> str:
        """What it is known by, in one database."""
        ...

    def last(self, now: Instant) -> Instant:
        """When it was due last: one that was missed is done once, however often it was missed."""
        ...


@dataclass(frozen=True, slots=True)
class Every:
    """A chore that is done by day and by night, each time so many milliseconds are over."""

    name: str
    span: int

    def last(self, now: Instant) -> Instant:
        """When the present span began."""
        return now - now % self.span


@dataclass(frozen=True, slots=True)
class Night:
    """A chore that is done every night, `hour` o'clock in a zone."""

    name: str
    hour: int
    zone: str

    def last(self, now: Instant) -> Instant:
        """When it was due last. The hour that summer time leaves out is the next one."""
        then = local(now, self.zone).replace(hour=self.hour, minute=0, second=0, microsecond=0)
        at = int(then.timestamp() * 1000)
        return at if at <= now else int(local(at - DAY, self.zone).replace(hour=self.hour).timestamp() * 1000)


def take(database: Database, due: Due, now: Instant) -> bool:
    """Whether it is due and nobody is at it: then it is the caller's. One that was never done waits for its first
    night: nobody is surprised by day."""
    with database.transaction():
        database.run(_BEGIN, (due.name, now))
        values = (now, due.name, due.last(now), now, now - LEFT_AFTER, now)
        return database.run(_TAKE, values) == 1


def leave(database: Database, name: str) -> None:
    """It could not be done: anybody may take it over at once."""
    with database.transaction():
        database.run(_LEAVE, (name,))


def done(database: Database, name: str, now: Instant, told: Mapping[str, int]) -> None:
    """It has been done, by night or by hand."""
    with database.transaction():
        database.run(_BEGIN, (name, now))
        apply(database, Change(Chore, (name,), {"begun_at": now, "done_at": now, "told": pack(dict(told))}))


def chore(database: Database, name: str) -> Chore | None:
    """As it was done last."""
    return StoredRows(database).get(Chore, name)

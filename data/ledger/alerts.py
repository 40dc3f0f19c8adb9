"""What somebody outside must hear of: each open notice for supervisors is told on every channel, once."""

from __future__ import annotations

from collections.abc import Sequence

from data.core.clock import Instant
from data.core.ids import derived_id
from data.core.outcome import Put
from data.notices.notice import ATTENTION, Notice
from data.shops.kept import Alert
from data.store.database import Database
from data.store.execute import apply
from data.store.housekeeping import DAY
from data.store.kinds import kind_of

MOST_TRIES = 8
OUTDATED = 3 * DAY
"""A message that no server was there to take is news no more."""
LEASE = 120_000
"""Milliseconds after which a sender that said nothing is taken for dead."""
TOLD = ("shop_broken", "push_failed", "dead_letter", "inventory_blocked", "low_stock", "held", "overdue_on_arrival")
"""The codes that somebody who is not there wants to hear of."""
_KIND, _NOTICES = kind_of(Alert), kind_of(Notice)
_NEW = f"""{_NOTICES.select} WHERE level = '{ATTENTION}' AND acknowledged_at IS NULL AND at > ?
AND code IN ({", ".join("?" * len(TOLD))}) ORDER BY at, id"""
_IS_THERE = "SELECT 1 FROM alert WHERE id = ?"
_DUE = f"{_KIND.select} WHERE next_at <= ? AND channel = ? ORDER BY next_at, id LIMIT 1"
_TAKE = "UPDATE alert SET tries = tries + 1, next_at = ? WHERE id = ? AND tries = ? AND next_at IS NOT NULL"
_SETTLE = "UPDATE alert SET next_at = ?, says = ?, tries = ? WHERE id = ? AND tries = ?"
_TIDY = "DELETE FROM alert WHERE next_at IS NULL AND made_at < ?"


def put_down(database: Database, channels: Sequence[str], now: Instant) -> int:
    """The messages of what is new, for each channel; in a transaction of its own when there is any. What is older than
    a day is not told to somebody who has only now said where."""
    with database.snapshot():
        found = [_NOTICES.row(record) for record in database.rows(_NEW, (now - DAY, *TOLD))]
        new = [(n, c) for n in found for c in channels if not database.rows(_IS_THERE, (_id(n, c),))]
    if new:
        with database.transaction():
            database.run(_TIDY, (now - 90 * DAY,))
            for notice, channel in new:
                if not database.rows(_IS_THERE, (_id(notice, channel),)):
                    apply(database, Put(_alert(notice, channel, now)))
    return len(new)


def put_down_word(
    database: Database, cause: str, word: tuple[str, str, str], channels: Sequence[str], now: Instant
) -> int:
    """A message that no notice stands for (its store, subject and body), once for its cause on each channel; how many
    are new. In a transaction of its own."""
    store_id, subject, body = word
    with database.transaction():
        new = [c for c in channels if not database.rows(_IS_THERE, (derived_id(cause, f"alert:{c}"),))]
        for c in new:
            apply(database, Put(Alert(derived_id(cause, f"alert:{c}"), store_id, c, subject, body, 0, now, None, now)))
    return len(new)


def is_told(database: Database, cause: str, channels: Sequence[str]) -> bool:
    """Whether every channel has its message of a cause."""
    return all(database.rows(_IS_THERE, (derived_id(cause, f"alert:{channel}"),)) for channel in channels)


def lease(database: Database, channel: str, now: Instant) -> Alert | None:
    """The next that is due on a channel, the caller's for two minutes; its `tries` is the fence. In a transaction of
    its own."""
    with database.snapshot():
        due = [_KIND.row(record) for record in database.rows(_DUE, (now, channel))]
    if not due:
        return None
    (one,) = due
    with database.transaction():
        return one if database.run(_TAKE, (now + LEASE, one.id, one.tries)) == 1 else None


def settle(
    database: Database, alert: Alert, says: str | None, again_at: Instant | None, *, counts: bool = True
) -> None:
    """Sent, to be tried again, or given up; in a transaction of its own. A try that no server heard does not count."""
    with database.transaction():
        tries = alert.tries + 1
        database.run(_SETTLE, (again_at, says, tries if counts else alert.tries, alert.id, tries))


def _id(notice: Notice, channel: str) -> str:
    return derived_id(notice.id, f"alert:{channel}")


def _alert(notice: Notice, channel: str, now: Instant) -> Alert:
    subject = notice.code.replace("_", " ").capitalize()
    return Alert(_id(notice, channel), notice.store_id, channel, subject, notice.text, 0, now, None, now)

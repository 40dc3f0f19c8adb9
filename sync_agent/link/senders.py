"""What a request says of those whose commands it brings: their sign-ins, and what their machines' clocks show."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from data.people.session import Session
from sync_agent.link.reading import many, named, texts, whole

_CELLS = attrgetter("id", "staff_id", "terminal_id", "means", "boot_id", "began_at", "began_mono", "ended_mono")


def told_sessions(sessions: Iterable[Session]) -> list[tuple[Any, ...]]:
    """As JSON values; `read_sessions` is the inverse."""
    return [_CELLS(session) for session in sessions]


def read_sessions(value: Any) -> tuple[Session, ...]:
    """Raises Malformed."""
    return tuple(_session(each) for each in many(value, "sessions"))


def _session(value: Any) -> Session:
    *words, at, mono, ended = many(value, "a session", 8)
    ident, staff_id, terminal_id, means, boot_id = texts(words, "a session")
    began_at, began_mono = whole(at, "a session"), whole(mono, "a session")
    over = None if ended is None else whole(ended, "a session")
    return Session(ident, staff_id, terminal_id, means, boot_id, began_at, began_mono, over, told=False)


def read_clocks(value: Any) -> dict[str, int]:
    """What the monotonic clocks of boots show, nanoseconds; raises Malformed."""
    return {boot: whole(reading, "a clock") for boot, reading in named(value, "clocks").items()}

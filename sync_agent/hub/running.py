"""A hub at work: what its endpoints share."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from data.core.clock import Instant
from data.exchange.message import Answer, Request
from data.exchange.timing import Reading
from data.ledger.serve import Word, serve_all
from data.store.database import Database
from data.store.machine import ThisMachine
from sync_agent.hub.auth import Doorkeeper, Principal
from sync_agent.hub.desk import Desk
from sync_agent.hub.limits import Rate
from sync_agent.hub.metrics import Metrics
from sync_agent.hub.store import HubStore
from sync_agent.hub.timings import Timings
from sync_agent.link.batch import named_in


class Above(Protocol):
    """A store hub's line to its own hub: begun with the process, ended before the database is let go."""

    def start(self) -> None:
        """Begins to ask, in a thread of its own."""
        ...

    def stop(self) -> None:
        """Ends; returns when no transaction of it is open."""
        ...

    def call(self) -> None:
        """There is something to send, or may be news; from any thread, and does not wait."""
        ...

    def silent_for(self) -> Instant | None:
        """Milliseconds since the hub above answered; None when it never did."""
        ...


def fresh() -> str:
    """128 bits of chance, as hex: a tag or an epoch."""
    return secrets.token_hex(16)


class Changed(Protocol):
    """How it is told that a commit has changed stores of an organization; the node `but` knows it."""

    def __call__(self, organization: str, stores: tuple[str, ...], but: str = "") -> None:
        """From any thread; does not wait."""
        ...


def _nobody_waits(organization: str, stores: tuple[str, ...], but: str = "") -> None:
    """Where no poke is sent, nodes hear of news when they ask."""


def _unsigned(who: Principal, asked: Request, body: bytes, headers: Mapping[str, str]) -> None:
    """The token alone says who it is."""


@dataclass
class Hub:
    """`now` is the wall clock, `reading` the monotonic one of this boot. `changed` is called after commands were
    committed, `late` tells why those who wait for news may hear it late;
    `admit_batch` raises HTTPException for a batch that its node did not sign."""

    store: HubStore
    door: Doorkeeper
    now: Callable[[], Instant] = ThisMachine().now
    reading: Callable[[], Reading] = ThisMachine().reading
    fresh: Callable[[], str] = fresh
    rate: Rate = field(default_factory=lambda: Rate(time.monotonic))
    metrics: Metrics = field(default_factory=Metrics)
    above: Above | None = None
    changed: Changed = _nobody_waits
    late: Callable[[], str] = str
    admit_batch: Callable[[Principal, Request, bytes, Mapping[str, str]], None] = _unsigned
    desk: Desk = field(init=False)
    timings: Timings = field(init=False)

    def __post_init__(self) -> None:
        """Nobody waits at its desk."""
        self.desk = Desk(self.serve)
        self.timings = Timings(self.metrics, self.now)

    def serve(self, organization: str, asked: Sequence[Request], waits: bool) -> list[Word]:
        """A word on each of these exchanges, in one transaction; whoever waits for the news is told. Raises
        NotRecorded."""

        def work(database: Database) -> list[Word]:
            return serve_all(database, asked, self.fresh, self.now(), self.reading(), copies=False, waits=waits)

        # A store hub keeps what stood there before each guess, one by one.
        words = self.store.write(organization, work, named_in(asked) if self.above is None else None)
        changed = [each for each, word in zip(asked, words, strict=True) if isinstance(word, Answer) and word.results]
        for each in changed:
            self.changed(organization, each.scopes, each.node_id)
        if changed and self.above is not None:
            self.above.call()
        return words

"""A hub at work: what its endpoints share."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from data.core.clock import Instant
from data.exchange.message import Request
from data.store.machine import ThisMachine
from sync_agent.hub.auth import Doorkeeper, Principal
from sync_agent.hub.limits import Rate
from sync_agent.hub.metrics import Metrics
from sync_agent.hub.store import HubStore


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
    """`changed` is called after commands were committed, `late` tells why those who wait for news may hear it late;
    `admit_batch` raises HTTPException for a batch that its node did not sign."""

    store: HubStore
    door: Doorkeeper
    now: Callable[[], Instant] = ThisMachine().now
    fresh: Callable[[], str] = fresh
    rate: Rate = field(default_factory=lambda: Rate(time.monotonic))
    metrics: Metrics = field(default_factory=Metrics)
    above: Above | None = None
    changed: Changed = _nobody_waits
    late: Callable[[], str] = str
    admit_batch: Callable[[Principal, Request, bytes, Mapping[str, str]], None] = _unsigned

"""Enrolled terminals in a test: a hub in memory, terminals in files, and between them what the agent does, by hand."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path
from shutil import copyfile
from time import monotonic_ns
from typing import Any

from data.exchange.node import become, packed_scopes
from data.exchange.values import Node, Standing
from data.ledger.serve import serve
from data.replica.asking import request
from data.replica.rebase import Absorbed, absorb
from data.replica.standing import standing_of, write_standing
from data.store.machine import boot_id
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from tests.support.bakery import Bakery
from tests.support.cast import BENCH
from tests.support.clockwork import Clockwork

_MARKS = count(20)
"""No two clocks make the same id."""
SCOPES = packed_scopes(("bannos", "flourlane"))


def fresh() -> str:
    """128 bits."""
    return secrets.token_hex(16)


def mono_ms() -> int:
    """As the agent tells it."""
    return monotonic_ns() // 1_000_000


class Hub:
    """The authority of everybody."""

    def __init__(self, bakery: Bakery) -> None:
        """What the bakery holds is known to whoever hears the hub for the first time."""
        self.bakery = bakery
        with bakery.database.transaction():
            become(bakery.database, Node("hub", "hub", fresh(), 0, "", False, True, fresh(), SCOPES))


class EnrolledTerminal:
    """A terminal's data folder; `bakery` is a second hand in it (the agent's, or another window's), with its clock."""

    def __init__(self, hub: Hub, template: Path, folder: Path, terminal_id: str = BENCH, node_id: str = "") -> None:
        """Has heard everything that the hub knows."""
        folder.mkdir(exist_ok=True)
        copyfile(template, folder / FILE_NAME)
        self.hub, self.folder, self.id = hub, folder, terminal_id
        self.boot, self.beat = boot_id(), mono_ms
        self.database = SqliteDatabase(folder / FILE_NAME)
        self.bakery = Bakery(self.database, Clockwork(hub.bakery.machine.at, mark=next(_MARKS)))
        with self.database.transaction():
            node_id = node_id or f"node-{terminal_id}"
            become(self.database, Node(node_id, terminal_id, fresh(), 0, "", True, False, "", SCOPES))
        self.exchange()

    def exchange(self, announce: Callable[[int], None] = lambda _rows: None) -> Absorbed:
        """What waits goes up, what is new comes down."""
        asked = request(self.database, boot_id=boot_id(), mono_ns=monotonic_ns())
        answer = serve(self.hub.bakery.database, asked, fresh, self.hub.bakery.machine.at)
        return absorb(self.database, answer, fresh, announce)

    def agent(self, **told: Any) -> None:
        """The agent, which is this process unless told otherwise, writes down how it stands."""
        at = self.bakery.machine.at
        alive: dict[str, Any] = {"pid": os.getpid(), "boot_id": self.boot, "beat_mono": self.beat(), "hub": "hub"}
        heard: dict[str, Any] = {"heard_at": at, "heard_mono": mono_ms(), "offset_ms": 0}
        now: Standing = standing_of(self.database)
        write_standing(self.database, replace(now, **{**alive, **heard, **told}))

    def closing(self) -> closing[SqliteDatabase]:
        """Closes the second hand's connection."""
        return closing(self.database)

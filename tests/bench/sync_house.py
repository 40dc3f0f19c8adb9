"""One store on a real hub process over PostgreSQL, and terminals that come in as people bring them in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from data.core.actor import Actor, Role
from data.exchange.message import Record
from data.exchange.node import node_of
from data.exchange.travelling import Key, all_of
from data.line.complete import CompleteFilling
from data.replica.issue import Seat, issue
from data.store.database import Database
from data.store.home import open_store
from data.store.machine import ThisMachine
from data.store.sqlite import SqliteDatabase
from data.store.upgrade import upgrade
from sync_agent.hub.enrolment import new_code
from sync_agent.hub.identity import Identity
from sync_agent.hub.keys import hub_master
from sync_agent.hub.store import PostgresStore
from sync_agent.link.papers import node_papers
from sync_agent.service import work
from tests.bench.hub import ROOT, running_hub
from tests.bench.hub_shop import stocked
from tests.bench.kit import Kit, now
from tests.support.databases import for_alembic, postgres_database

STORE = "store0"
ANA = Actor(f"ana-{STORE}", "Ana", Role.STAFF)
_TO_FILL = "SELECT id FROM ticket WHERE stage = 'Filling' AND in_queue ORDER BY number_sort, id LIMIT ?"


@dataclass(frozen=True, slots=True)
class House:
    """A hub at `url`, which lets terminals in; its `database`, and the folder of its `secrets`."""

    kit: Kit
    url: str
    identity: Identity
    database: str
    secrets: Path

    def terminal(self, url: str = "") -> Path:
        """The data folder of a new terminal that has heard nothing yet; `url` is the way it takes to the hub."""
        folder = self.kit.new_folder()
        _, code = new_code(self.identity, STORE)
        argv = [sys.executable, "-m", "sync_agent.cli", "enrol", "--hub", url or self.url, "--code", code.code]
        argv += ["--data-dir", str(folder), "--sealed-file", "--json"]
        subprocess.run(argv, cwd=ROOT, check=True, capture_output=True)
        return folder


@contextmanager
def house(kit: Kit, tickets: int = 0, *words: str) -> Iterator[House]:
    """With so many tickets at Filling; with none there is no store yet. The hub is started with `words`."""
    secrets = kit.new_folder()
    with postgres_database() as url:
        upgrade(for_alembic(url))
        with closing(PostgresStore(url)) as store:
            identity = Identity(store, hub_master(secrets), ThisMachine())
            stocked(identity, (STORE,) if tickets else (), tickets)
            with running_hub(url, secrets, *words) as at:
                yield House(kit, at, identity, for_alembic(url), secrets)


def exchanged(folder: Path) -> float:
    """Seconds until a terminal and its hub have told each other everything, as `sync-agent run --once` does it."""
    os.sync()
    began = now()
    work(folder, node_papers, once=True)
    return now() - began


def queued(folder: Path, count: int) -> None:
    """So many tickets are filled, each by a scan of its own; nobody is told."""
    with closing(open_store(folder)) as database:
        seat, machine = seat_of(database), ThisMachine()
        for ticket in to_fill(database, count):
            fill(database, seat, ticket, machine)
            database.tidy()


def to_fill(database: Database, count: int) -> list[str]:
    """The next tickets at Filling."""
    return [row[0] for row in database.rows(_TO_FILL, (count,))]


def seat_of(database: Database) -> Seat:
    """Where a terminal's commands are given."""
    node = node_of(database)
    assert node is not None
    return Seat(node.terminal_id, node.origin)


def fill(database: SqliteDatabase, seat: Seat, ticket: str, machine: ThisMachine) -> None:
    """One scan; raises RuntimeError unless it was accepted."""
    receipt = issue(database, seat, ANA, CompleteFilling(ticket), machine.stamp())
    if receipt.status != "applied":
        raise RuntimeError(f"{ticket}: {receipt.says}")


def unsent(database: Database) -> int:
    """Commands that the hub has not taken over."""
    return int(
        database.rows("SELECT count(*) FROM journal j JOIN sync_node n ON j.origin = n.origin WHERE j.seq > n.final")[
            0
        ][0]
    )


def held(database: Database) -> list[tuple[Key, Record]]:
    """The rows of the shop that a terminal holds."""
    return list(all_of(database, STORE))

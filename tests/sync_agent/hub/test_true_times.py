"""The hub knows when things happened, whatever a terminal's clock shows (SYNC 3, I16): over a real line."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfile

import pytest

from data.core.clock import HOUR, MINUTE, Instant
from data.core.command import Command
from data.core.envelope import JournalEntry
from data.kitchen.fact import StageFact
from data.ledger.pruning import REMEMBERED, prune
from data.line.complete import CompleteFilling
from data.line.tend import SetStorage
from data.notices.notice import Notice
from data.replica.asking import request
from data.replica.issue import Seat, issue
from data.replica.rebase import absorb
from data.store.database import Database, StoredRows
from data.store.machine import ThisMachine
from data.store.sqlite import SqliteDatabase
from sync_agent.hub.running import Hub, fresh
from sync_agent.hub.store import HubStore, SqliteStore
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BENCH
from tests.support.memory import as_image, in_memory
from tests.sync_agent.hub.rig import ORGANIZATION, Guests, Replica, hub_of, running, told
from tests.sync_agent.hub.test_exchange import ordered, tickets

DAY = 24 * HOUR
YEARS = 10 * 365 * DAY
ERROR_MS = 2_000


class Wrong(ThisMachine):
    """This machine, its wall clock set by somebody; `boot` may be another one."""

    error_ms = 0

    def now(self) -> Instant:
        return super().now() + self.error_ms


@dataclass
class Terminal:
    """A replica on such a machine, and the true time of each of its commands."""

    replica: Replica
    machine: Wrong = field(default_factory=Wrong)
    true: dict[str, Instant] = field(default_factory=dict)

    def do(self, command: Command) -> None:
        stamp = self.machine.stamp()
        self.true[stamp.command_id] = ThisMachine().now()
        assert issue(self.replica.database, Seat(BENCH, ""), ANA, command, stamp).accepted

    def exchange(self) -> None:
        boot, mono = self.machine.reading()
        asked = request(self.replica.database, boot_id=boot, mono_ns=mono, now=self.machine.now())
        absorb(self.replica.database, told(self.replica.ask(asked)), fresh)


@pytest.fixture
def hub(store: HubStore) -> Hub:
    hub = hub_of(store)
    hub.now = ThisMachine().now
    ordered(store, 3)
    return hub


@pytest.fixture
def terminal(replica: Callable[..., Replica]) -> Terminal:
    made = Terminal(replica("one"))
    made.exchange()
    return made


def journal(store: HubStore, ids: dict[str, Instant]) -> list[JournalEntry]:
    found = store.read(ORGANIZATION, lambda d: [StoredRows(d).get(JournalEntry, ident) for ident in ids])
    return [entry for entry in found if entry is not None]


def error(store: HubStore, terminal: Terminal) -> int:
    """Of the worst of its commands, as the hub has them."""
    entries = journal(store, terminal.true)
    assert len(entries) == len(terminal.true)
    return max(abs((entry.occurred_at or 0) - terminal.true[entry.command_id]) for entry in entries)


@pytest.mark.parametrize("off", [DAY, -DAY, YEARS, -YEARS, 0])
def test_what_is_done_counts_at_its_true_time(store: HubStore, terminal: Terminal, off: int) -> None:
    terminal.machine.error_ms = off
    for ticket in tickets(terminal.replica)[:2]:
        terminal.do(CompleteFilling(ticket.id, 0))

    terminal.exchange()

    assert error(store, terminal) <= ERROR_MS
    assert all(abs((entry.skew_ms or 0) - off) <= ERROR_MS for entry in journal(store, terminal.true))
    facts = Bakery(terminal.replica.database).all(StageFact)
    assert [abs(fact.at - terminal.true[fact.command_id]) <= ERROR_MS for fact in facts] == [True, True]


def test_a_clock_that_is_set_between_two_scans_says_nothing_of_either(store: HubStore, terminal: Terminal) -> None:
    ticket = tickets(terminal.replica)[0]
    for n, off in enumerate((YEARS, 0, -DAY)):
        terminal.machine.error_ms = off
        terminal.do(SetStorage(ticket.id, f"Fridge {n}"))

    terminal.exchange()

    assert error(store, terminal) <= ERROR_MS


def test_a_clock_that_is_a_minute_off_is_believed_but_known_for_it(store: HubStore, terminal: Terminal) -> None:
    """Rows that differ by seconds from what the terminal showed would all travel twice."""
    terminal.machine.error_ms = MINUTE
    terminal.do(CompleteFilling(tickets(terminal.replica)[0].id, 0))
    terminal.exchange()

    (entry,) = journal(store, terminal.true)
    assert abs(entry.issued_at - terminal.true[entry.command_id] - MINUTE) <= ERROR_MS
    assert error(store, terminal) <= ERROR_MS
    assert clock_notices(terminal) == []


def test_what_comes_after_the_machine_was_started_again_has_its_time_as_well(
    store: HubStore, terminal: Terminal
) -> None:
    terminal.machine.error_ms = DAY
    ticket = tickets(terminal.replica)[0]
    terminal.do(SetStorage(ticket.id, "Fridge 1"))
    terminal.exchange()
    terminal.do(SetStorage(ticket.id, "Fridge 2"))

    terminal.machine.boot = "another boot"
    terminal.exchange()

    assert error(store, terminal) <= ERROR_MS


def test_somebody_is_told_once_for_each_start_of_the_machine(terminal: Terminal) -> None:
    terminal.machine.error_ms = DAY * 3
    ticket = tickets(terminal.replica)[0]
    for n in range(3):
        terminal.do(SetStorage(ticket.id, f"Fridge {n}"))
        terminal.exchange()
    assert len(clock_notices(terminal)) == 1
    assert "3 days off" in clock_notices(terminal)[0]

    terminal.machine.boot = "another boot"
    terminal.do(SetStorage(ticket.id, "Fridge 9"))
    terminal.exchange()
    assert len(clock_notices(terminal)) == 2


def clock_notices(terminal: Terminal) -> list[str]:
    return [notice.text for notice in Bakery(terminal.replica.database).all(Notice) if notice.code == "clock"]


def test_what_is_known_of_a_boot_is_forgotten_in_time(store: HubStore, terminal: Terminal) -> None:
    terminal.do(SetStorage(tickets(terminal.replica)[0].id, "Fridge 1"))
    terminal.exchange()

    def boots(database: Database) -> int:
        return len(database.rows("SELECT 1 FROM sync_clock"))

    assert store.read(ORGANIZATION, boots) == 1
    later = ThisMachine().now() + REMEMBERED + DAY
    store.write(ORGANIZATION, lambda database: prune(database, later, fresh))
    assert store.read(ORGANIZATION, boots) == 0


@pytest.mark.parametrize("started_again", [False, True])
def test_the_cloud_learns_the_true_time_through_a_store_hub(
    store: HubStore, replica: Callable[..., Replica], template: Path, tmp_path: Path, *, started_again: bool
) -> None:
    """Whose own clock is set right only after its terminal, a day off, has told it everything."""
    machine, path = Wrong(), tmp_path / "relay.sqlite3"
    machine.error_ms = 0 if started_again else -YEARS
    copyfile(template, path)
    with closing(SqliteDatabase(path)) as database, closing(SqliteStore(path)) as relay:
        line = Terminal(Replica(database, "two", str(replica("one").http.base_url)), machine)
        database.run("UPDATE sync_node SET feeds = ?, epoch = 'of the store'", (True,))
        line.exchange()
        with running(Hub(relay, Guests({"t": ("bannos",)}), now=machine.now, reading=machine.reading)) as url:
            terminal = Terminal(Replica(in_memory(as_image(template.read_bytes())), "t", url))
            terminal.machine.error_ms, terminal.machine.boot = DAY, "a terminal's boot"
            terminal.exchange()
            terminal.do(CompleteFilling(tickets(terminal.replica)[0].id, 0))
            terminal.exchange()
            terminal.replica.http.close()

        machine.error_ms, machine.boot = 0, "the next boot" if started_again else machine.boot
        line.exchange()
        line.replica.http.close()

    assert error(store, terminal) <= ERROR_MS

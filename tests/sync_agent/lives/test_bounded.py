"""An enrolled terminal that is offline for long, and its tidying up: what waits stays, the rest stays small (I21)."""

from __future__ import annotations

import pytest

from data.core.clock import HOUR, MINUTE
from data.kitchen.ticket import Ticket
from data.line.tend import SetStorage
from data.line.unknown import RecordUnknownScan
from data.replica.joining import join
from data.store import housekeeping
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BENCH
from tests.support.dockets import cake, docket
from tests.support.memory import Shop
from tests.sync_agent.lives.bakeries import hub_of, names, same, talk

DAY = 24 * HOUR
STORES = ("bannos", "flourlane")


@pytest.fixture
def hub(shop: Shop) -> Bakery:
    bakery = shop.open()
    bakery.take_in(docket("20001", cake(quantity=3)))
    hub_of(bakery.database, *STORES)
    return bakery


@pytest.fixture
def terminal(shop: Shop, hub: Bakery) -> Bakery:
    bakery = shop.open()
    bakery.machine.wait(2 * HOUR)
    join(bakery.database, "node-1", BENCH, "none", STORES, names("first"))
    talk(bakery.database, hub.database, names("a"))
    return bakery


def work(bakery: Bakery, times: int) -> None:
    tickets = bakery.all(Ticket)
    for n in range(times):
        bakery.machine.wait(MINUTE)
        assert bakery.do(SetStorage(tickets[n % len(tickets)].id, f"Fridge {n}"), ANA).accepted


def count(bakery: Bakery, table: str, where: str = "1") -> int:
    found: int = bakery.database.rows(f"SELECT count(*) FROM {table} WHERE {where}")[0][0]
    return found


def test_what_waits_is_never_pruned_however_long_the_hub_is_away(hub: Bakery, terminal: Bakery) -> None:
    work(terminal, 60)
    waiting = count(terminal, "journal", "NOT settled")
    assert waiting == 60
    housekeeping.prune(terminal.database, terminal.machine.at + 400 * DAY)
    assert count(terminal, "journal", "NOT settled") == waiting
    talk(terminal.database, hub.database, names("b"))
    same(terminal.database, hub.database)


def test_what_the_hub_has_goes_after_thirty_days_and_the_chain_goes_on(hub: Bakery, terminal: Bakery) -> None:
    work(terminal, 300)
    talk(terminal.database, hub.database, names("b"))
    later = terminal.machine.at + 31 * DAY
    housekeeping.prune(terminal.database, later)
    assert count(terminal, "journal") <= housekeeping.JOURNAL_ALWAYS + 1
    terminal.machine.at = later
    work(terminal, 5)
    talk(terminal.database, hub.database, names("c"))
    assert count(terminal, "journal", "NOT settled") == 0
    same(terminal.database, hub.database)


def test_images_and_notes_are_of_rows_and_not_of_scans(hub: Bakery, terminal: Bakery) -> None:
    """A thousand scans on three tickets: one image for each row that was there, none for ever."""
    work(terminal, 300)
    few, notes = count(terminal, "sync_base", "image IS NOT NULL"), count(terminal, "sync_touch")
    work(terminal, 300)
    assert count(terminal, "sync_base", "image IS NOT NULL") == few <= 10
    assert count(terminal, "sync_touch") <= 2.1 * notes
    talk(terminal.database, hub.database, names("b"), rounds=6)
    assert count(terminal, "sync_base") == count(terminal, "sync_touch") == 0


def test_rows_that_travel_are_the_hubs_to_forget(hub: Bakery, terminal: Bakery) -> None:
    """Pruned here alone, a kept scan would be missing here and there at the hub."""
    terminal.must(RecordUnknownScan("bannos", "B20099", "Filling"), ANA)
    talk(terminal.database, hub.database, names("b"))
    housekeeping.prune(terminal.database, terminal.machine.at + 100 * DAY)
    assert count(terminal, "unknown_scan") == 1
    same(terminal.database, hub.database)

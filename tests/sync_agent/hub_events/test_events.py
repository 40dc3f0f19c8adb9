"""What people and scripts hear of a commit: which events, of whom, once; and nobody of another organization's."""

from __future__ import annotations

import ast
import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from data.core.actor import Actor, Role
from data.core.command import Command
from data.core.packed import pack
from data.kitchen.history import LoggedEvent
from data.kitchen.ticket import Ticket
from data.ledger.own import rule
from data.line.acknowledge import Acknowledge
from data.line.complete import CompleteCovering, CompleteDecorating, CompleteFilling, CompletePacking
from data.line.packing import StartPacking
from data.notices.notice import Notice
from data.orders.cancelling import CancelOrder
from data.orders.order import Order
from data.people.commands import ClockIn
from data.stock.commands import CountStock
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of
from sync_agent.hub import events as told
from sync_agent.hub.redis_bus import RedisBus
from sync_agent.hub.running import fresh
from sync_agent.hub.store import HubStore
from tests.support.cast import ANA, MILK, OLIVE, SUE
from tests.support.dockets import docket, ingest
from tests.sync_agent.hub_events.house import CAKES, PIES, Client, Guests, House, Working, at_work, seated

SUMMARY = {
    "orderId",
    "humanId",
    "status",
    "organizationId",
    "storeId",
    "dueDate",
    "method",
    "tickets",
    "total",
    "currency",
    "createdAt",
}
SHOP = Actor("service", "Service", Role.SERVICE)


def give(house: House, command: Command, by: Actor = OLIVE, organization: str = CAKES) -> str:
    """A command of the hub, and the word of it."""

    def work(database: Database) -> str:
        return rule(database, command, by, "counter", house.clock.stamp(), fresh).status

    status = house.store.write(organization, work)
    assert status in ("applied", "merged", "noop"), status
    house.voice.changed(organization, ("bannos", "flourlane"))
    return status


def row(house: House, kind: type[Any], organization: str = CAKES, **equals: Any) -> Any:
    return house.store.read(organization, lambda database: StoredRows(database).where(kind, **equals)[0])


def walk_down(house: House, number: str) -> str:
    """An order of one cake, from the shop until it is packed; answers its id."""
    give(house, ingest(docket(number)), SHOP)
    order = row(house, Order, number=number)
    ticket = row(house, Ticket, order_id=order.id)
    for command in (
        CompleteFilling(ticket.id, 0),
        CompleteCovering(ticket.id, 0),
        CompleteDecorating(ticket.id, 0),
        StartPacking(ticket.id, 0),
        CompletePacking(ticket.id, 0),
    ):
        give(house, command, SUE)
    return str(order.id)


@asynccontextmanager
async def sitting(house: House, *tokens: str) -> AsyncIterator[list[Client]]:
    async with AsyncExitStack() as leaving:
        clients = [await seated(house, token) for token in tokens]
        for client in clients:
            leaving.push_async_callback(client.leave)
        # The first look only finds where the feed stands.
        await asyncio.sleep(0.1)
        yield clients


def dotted_names() -> set[str]:
    """Every name with a dot that some rule tells of."""
    found: set[str] = set()
    for path in Path("data").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                first, _, rest = node.value.partition(".")
                if first in ("order", "item", "ticket", "inventory") and rest.isidentifier():
                    found.add(node.value)
    return found


def test_every_dotted_event_has_its_colon_name() -> None:
    """X6: one table. An event that a rule begins to tell of needs a place in it."""
    assert dotted_names() == set(told.COLON)
    assert set(told.COLON.values()) == {told.ORDER_CREATED, told.ORDER_UPDATED}


async def test_an_order_is_created_and_updated_in_few_words(any_house: House) -> None:
    house = any_house
    async with sitting(house, house.guests.add("office")) as (office,):
        order_id = await asyncio.to_thread(walk_down, house, "20001")
        await office.until(lambda: any(e["status"] == "READY" for e in office.events(told.ORDER_UPDATED)))
        (created,) = office.events(told.ORDER_CREATED)
        assert set(created) == SUMMARY
        assert (created["orderId"], created["organizationId"], created["tickets"]) == (order_id, CAKES, 1)
        for updated in office.events(told.ORDER_UPDATED):
            assert updated == {"orderId": order_id, "status": updated["status"], "organizationId": CAKES}
        assert "Ada" not in str(office.heard)
        await asyncio.to_thread(give, house, CancelOrder(order_id, "never mind"))
        await office.until(lambda: office.events(told.ORDER_UPDATED)[-1]["status"] == "CANCELLED")


async def test_sessions_and_stock_are_for_staff_of_the_store(any_house: House) -> None:
    house = any_house
    add = house.guests.add
    tokens = [
        add("staff", role=Role.STAFF),
        add("far", role=Role.OWNER, scopes=("flourlane",)),
        add("shop", role=Role.SERVICE),
        add("guest", role=None),
    ]
    async with sitting(house, *tokens) as (staff, *others):
        await asyncio.to_thread(give, house, ClockIn("ana"), ANA)
        await asyncio.to_thread(give, house, CountStock(MILK, 1_500))
        # What everybody hears comes after, so that silence before it means something.
        await asyncio.to_thread(give, house, ingest(docket("20001")), SHOP)
        for client in (staff, *others):
            await client.has(1, told.ORDER_CREATED)
        (session,) = staff.events(told.SESSION_STARTED)
        assert (session["staffId"], session["name"], session["storeId"]) == ("ana", "Ana", "bannos")
        (low,) = staff.events(told.INVENTORY_LOW)
        assert "Milk is low" in low["says"]
        for client in others:
            assert {e["event"] for e in client.events()} <= {told.ORDER_CREATED, told.ORDER_UPDATED}


async def test_stock_is_told_once_a_crossing_and_not_again_when_it_was_seen(house: House) -> None:
    async with sitting(house, house.guests.add("staff")) as (staff,):
        await asyncio.to_thread(give, house, CountStock(MILK, 1_500))
        await asyncio.to_thread(give, house, CountStock(MILK, 1_400))
        await staff.has(1, told.INVENTORY_LOW)
        notice = row(house, Notice, code="low_stock")
        await asyncio.to_thread(give, house, Acknowledge(notice.id))
        await asyncio.to_thread(give, house, ingest(docket("20001")), SHOP)
        await staff.has(1, told.ORDER_CREATED)
        assert len(staff.events(told.INVENTORY_LOW)) == 1


async def test_terminals_hear_no_event(house: House) -> None:
    async with sitting(house, house.guests.add("bench", "terminal")) as (bench,):
        await asyncio.to_thread(walk_down, house, "20001")
        await bench.pokes(2)
        assert all(each == {} for each in bench.heard)


async def test_a_word_that_was_lost_costs_only_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub died between its commit and the word: the next look finds what the commit did."""
    async with sitting(house, house.guests.add("office")) as (office,):
        with monkeypatch.context() as silent:
            silent.setattr(house.voice, "changed", lambda *_: None)
            await asyncio.to_thread(give, house, ingest(docket("20001")), SHOP)
        await asyncio.to_thread(give, house, ClockIn("ana"), ANA)
        await office.has(1, told.ORDER_CREATED)


def test_what_came_late_by_a_day_is_history(house: House) -> None:
    before = house.store.read(CAKES, told.places)
    give(house, ClockIn("ana"), ANA)
    give(house, CountStock(MILK, 1_500))

    def at(later: int) -> set[str]:
        look = house.store.read(CAKES, lambda d: told.look(d, CAKES, before, house.clock.at + later))
        return {event.name for event in look.events}

    assert at(told.HISTORY - 1) == {told.SESSION_STARTED, told.INVENTORY_LOW}
    assert at(told.HISTORY) == set()


def test_many_rows_are_read_in_pages_and_each_is_told_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told, "MOST_ROWS", 3)
    place = house.store.read(CAKES, told.places)
    for n in range(5):
        give(house, ingest(docket(f"2000{n}")), SHOP)
    created: list[str] = []
    more = True
    while more:
        look = house.store.read(CAKES, partial(told.look, organization=CAKES, since=place, now=house.clock.at))
        place, more = look.places, look.more
        created += [e.data["humanId"] for e in look.events if e.name == told.ORDER_CREATED]
    assert created == [f"bannos-2000{n}" for n in range(5)]


def test_a_hub_that_was_set_back_tells_what_is_new_to_it(house: House) -> None:
    ahead = dict.fromkeys(("bannos", "flourlane"), (10000, "~", ""))
    look = house.store.read(CAKES, lambda d: told.look(d, CAKES, ahead, house.clock.at))
    give(house, ingest(docket("20001")), SHOP)
    look = house.store.read(CAKES, lambda d: told.look(d, CAKES, look.places, house.clock.at))
    assert {e.name for e in look.events} == {told.ORDER_CREATED}


@contextmanager
def processes(store: HubStore, count: int, redis: str = "redis://127.0.0.1:6379") -> Iterator[list[House]]:
    """Hub processes over one database, that hear each other over Redis."""
    name, clock = secrets.token_hex(4), Working()
    guests = Guests(clock)
    with ExitStack() as open_ones:
        made = [House(store, guests, clock, RedisBus(redis, name, 0.2)) for _ in range(count)]
        # The store is closed with the first application that ends: each test's own fixture closes it last.
        yield [open_ones.enter_context(at_work(house)) for house in made]


@pytest.mark.postgres
async def test_a_write_at_one_process_wakes_the_sockets_of_another(on_postgres: HubStore) -> None:
    with processes(on_postgres, 2) as (one, other):
        bench, office = one.guests.add("bench", "terminal"), one.guests.add("office")
        async with sitting(other, bench, office) as (terminal, people):
            before = terminal.heard.count({})
            await asyncio.to_thread(give, one, ingest(docket("20001")), SHOP)
            await people.has(1, told.ORDER_CREATED)
            await terminal.pokes(before + 1)


@pytest.mark.postgres
async def test_a_node_that_sits_down_at_another_process_leaves_the_first(on_postgres: HubStore) -> None:
    with processes(on_postgres, 2) as (one, other):
        token = one.guests.add("bench", "terminal")
        async with sitting(one, token) as (first,), sitting(other, token) as (second,):
            assert await first.ended() == 4409
            assert second.code is None


@pytest.mark.postgres
async def test_without_redis_people_hear_it_at_the_next_look(
    on_postgres: HubStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what was committed by another process while Redis was away."""
    monkeypatch.setattr("sync_agent.hub.voice.LOOK_EVERY", 0.2)
    with processes(on_postgres, 2, "redis://127.0.0.1:1") as (one, other):
        async with sitting(other, one.guests.add("office")) as (people,):
            await asyncio.to_thread(give, one, ingest(docket("20001")), SHOP)
            await people.has(1, told.ORDER_CREATED)
        with one.http() as http:
            ready = await asyncio.to_thread(http.get, "/readyz")
        assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
        assert "Redis" in ready.json()["says"]


def flood(store: HubStore, organization: str, first: int, count: int) -> None:
    """Orders that were placed, as so many commands would have left them."""

    def work(database: Database) -> None:
        with database.transaction():
            (model,) = StoredRows(database).where(Order, number="20001")
            ver, _ = database.rows("SELECT ver, tag FROM sync_head WHERE scope = 'bannos'")[0]
            orders = [
                replace(model, id=f"{organization}-{n}", gid=f"{n}", number=f"{n}", human_id=f"{n}", code_base=f"B{n}")
                for n in range(first, first + count)
            ]
            logged = [LoggedEvent(o.id, 0, "bannos", "order.placed", None, o.id, o.created_at, "{}") for o in orders]
            database.many(kind_of(Order).insert, [kind_of(Order).record(order) for order in orders])
            database.many(kind_of(LoggedEvent).insert, [kind_of(LoggedEvent).record(event) for event in logged])
            database.many(
                "INSERT INTO sync_row (scope, tbl, pk, ver, deleted) VALUES ('bannos', ?, ?, ?, ?)",
                [
                    (table, pack(key), ver + 1 + n, False)
                    for n, order in enumerate(orders)
                    for table, key in (("event_log", [order.id, 0]), ("orders", [order.id]))
                ],
            )
            database.run("UPDATE sync_head SET ver = ? WHERE scope = 'bannos'", (ver + count,))

    store.write(organization, work)


async def fuzz(house: House, events: int, batch: int) -> None:
    """Both organizations have stores, people and orders of the same names: only whose they are is different."""
    for organization in (CAKES, PIES):
        await asyncio.to_thread(give, house, ingest(docket("20001")), SHOP, organization)
    tokens = [
        house.guests.add(f"{organization}-{n}", role=role, organization=organization)
        for organization in (CAKES, PIES)
        for n, role in enumerate((Role.OWNER, Role.SERVICE))
    ]
    benches = [house.guests.add(f"b-{o}", "terminal", organization=o) for o in (CAKES, PIES)]
    async with sitting(house, *tokens) as clients, sitting(house, *benches) as terminals:
        each = events // 2
        for first in range(0, each, batch):
            for organization in (CAKES, PIES):
                await asyncio.to_thread(flood, house.store, organization, 100_000 + first, batch)
                house.voice.changed(organization, ("bannos",))
                if first % (10 * batch) == 0:
                    command = CountStock(MILK, 1_500 if first % (20 * batch) else 90_000)
                    await asyncio.to_thread(give, house, command, OLIVE, organization)
            for client in clients:
                await client.has(first + batch - 5 * batch, told.ORDER_CREATED)
        for client, token in zip(clients, tokens, strict=True):
            own = token.partition("-")[0]
            assert len(await client.has(each, told.ORDER_CREATED)) == each
            assert client.code is None
            assert {event["data"]["organizationId"] for event in client.events()} == {own}
            assert all(event["orderId"].startswith(own) for event in client.events(told.ORDER_CREATED))
        assert all(event == {} for terminal in terminals for event in terminal.heard)


@pytest.fixture
def two_organizations(on_postgres: HubStore) -> Iterator[House]:
    clock = Working()
    with at_work(House(on_postgres, Guests(clock), clock)) as house:
        yield house


@pytest.mark.postgres
async def test_no_client_hears_of_another_organization(two_organizations: House) -> None:
    await fuzz(two_organizations, 4_000, 50)


@pytest.mark.proof
@pytest.mark.postgres
async def test_no_client_hears_of_another_organization_in_a_hundred_thousand_events(two_organizations: House) -> None:
    await fuzz(two_organizations, 100_000, 250)

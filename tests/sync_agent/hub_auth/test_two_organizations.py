"""Two organizations at one hub on PostgreSQL, their stores and people named alike (SECURITY T10, I17).

Whatever one asks, by whatever door, it hears nothing of the other, and changes nothing there.
The endpoints are those that the hub has: a new one is asked here without being named.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import psycopg
import pytest
from fastapi.routing import APIRoute

from data.core.actor import SERVICE_ACTOR
from data.core.packed import pack
from data.exchange.message import Request, Sent
from data.ledger.own import rule
from data.line.complete import CompleteFilling
from data.store.database import Database
from data.store.kinds import table_names
from data.store.migrate import migrate
from data.store.postgres import connected
from sync_agent.hub import keys, serving
from sync_agent.hub.enrolment import script_token
from sync_agent.hub.organizations import fresh
from sync_agent.hub.store import PostgresStore
from sync_agent.hub.tokens import mint
from sync_agent.link.hearing import read_answer
from sync_agent.link.spelling import write_request
from sync_agent.secrets.signature import HEADER, Push, new_key, sign_push
from tests.support.databases import for_alembic, postgres_database
from tests.support.dockets import cake, docket, ingest
from tests.sync_agent.hub_auth.gate import MASTER, MINUTE, Gate, Knocking

pytestmark = pytest.mark.postgres

NOT_THEIRS = ("organization_id", "seen_at")


@dataclass
class House:
    """One organization: its gate, a terminal, a script that may everything, and an order."""

    gate: Gate
    customer: str
    terminal: Knocking = field(default_factory=Knocking)
    script: str = ""

    @property
    def organization(self) -> str:
        return self.gate.founded.organization.id

    def open(self, number: str) -> None:
        self.gate.enrolled(self.terminal)
        _, self.script = script_token(
            self.gate.identity, "all", "OWNER", ("bannos",), 60 * MINUTE, self.gate.founded.organization.name
        )
        order = ingest(docket(number, cake(), customer=self.customer), "bannos")
        stamp = self.gate.clock.stamp()
        result = self.gate.doors.write(
            self.organization, lambda database: rule(database, order, SERVICE_ACTOR, "shop", stamp, fresh)
        )
        assert result.status == "applied"

    def one(self, sql: str) -> str:
        def work(database: Database) -> str:
            return str(database.rows(sql)[0][0])

        return self.gate.doors.read(self.organization, work)

    def tokens(self) -> tuple[str, str]:
        return self.terminal.access, self.script


@dataclass
class Town:
    """Two houses in one database, and a hub's application over it."""

    ours: House
    theirs: House
    app: Any
    superuser: psycopg.Connection

    async def ask(self, method: str, path: str, token: str, **given: Any) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        headers = {"Authorization": f"Bearer {token}"} | given.pop("headers", {})
        async with httpx.AsyncClient(transport=transport, base_url="http://hub") as client:
            return await client.request(method, path, headers=headers, **given)

    def rows_of(self, house: House) -> dict[str, list[tuple[Any, ...]]]:
        """All that a house has, as nobody but a superuser sees it."""
        found = {}
        for table in table_names():
            columns = [
                name
                for (name,) in self.superuser.execute(
                    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0",
                    (table,),
                ).fetchall()
            ]
            whose = "id" if table == "organization" else "organization_id"
            if whose not in columns:
                continue
            kept = ", ".join(name for name in columns if name not in NOT_THEIRS)
            found[table] = self.superuser.execute(
                f"SELECT {kept} FROM {table} WHERE {whose} = %s ORDER BY 1, 2", (house.organization,)
            ).fetchall()
        return found

    def canaries(self, house: House, other: House) -> list[str]:
        """Texts that only the rows of a house hold, and not the other's: ids, names, secrets, hashes."""
        its, others = (
            {cell for rows in self.rows_of(each).values() for row in rows for cell in row} for each in (house, other)
        )
        return sorted(str(cell) for cell in its - others if isinstance(cell, str) and len(cell) >= 8)


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with postgres_database() as url, pytest.MonkeyPatch.context() as patch:
        migrate(for_alembic(url))
        with closing(PostgresStore(url)) as store, closing(connected(url)) as superuser:
            ours = House(Gate(store, name="Ours"), "Ada of ours")
            theirs = House(Gate(store, name="Theirs"), "Grace of theirs")
            for number, house in enumerate((ours, theirs)):
                house.gate.code = lambda house=house, **_: code_for(house)  # type: ignore[method-assign]
                house.open(f"2000{number}")
            patch.setattr(keys, "hub_master", lambda: MASTER)
            patch.setattr(serving, "ThisMachine", lambda: ours.gate.clock)
            yield Town(ours, theirs, serving.assembled(store), superuser)


def code_for(house: House) -> str:
    from sync_agent.hub.enrolment import new_code

    return new_code(house.gate.identity, "bannos", organization=house.organization)[1].code


def exchange(house: House, *commands: Sent, **changed: Any) -> Request:
    """All that a store has, as a terminal asks for it first."""
    member = house.terminal.member
    assert member is not None
    asked = Request(member.id, "", {}, ("bannos",), f"o-{member.id}", tuple(commands))
    return replace(asked, **changed)


def sync(house: House, asked: Request, key: str | None = None) -> dict[str, Any]:
    """Signed as it must be; `key` another than the terminal's."""
    body = write_request(asked)
    first, last = (asked.batch[0].seq, asked.batch[-1].seq) if asked.batch else (0, 0)
    push = Push(asked.node_id, asked.origin, first, last, body, house.terminal.access)
    signature = sign_push(key or house.terminal.key, push, house.gate.clock.now())
    return {"content": body, "headers": {"Content-Type": "application/json", HEADER: signature}}


def scan(house: House, ticket: str, seq: int = 1) -> Sent:
    stamp = house.gate.clock.stamp()
    owner = house.one("SELECT id FROM staff")
    command = CompleteFilling(ticket)
    args = pack(command.to_args())
    return Sent(seq, stamp.command_id, None, command.name, 1, args, owner, "Olive", "OWNER", "t", stamp.at, 0, "b", 0)


def test_both_have_something_that_could_be_seen(town):
    found = town.canaries(town.theirs, town.ours)

    assert len(found) > 20
    assert "Grace of theirs" in found
    filled = {table for table, rows in town.rows_of(town.theirs).items() if rows}
    assert {"orders", "ticket", "staff", "terminal", "journal", "sync_row", "hub_member", "hub_family"} <= filled


async def test_each_hears_all_of_its_own_and_nothing_of_the_other(town):
    for house, other in ((town.ours, town.theirs), (town.theirs, town.ours)):
        response = await town.ask("POST", "/api/v1/sync", house.terminal.access, **sync(house, exchange(house)))
        answer = read_answer(response.content).answer

        assert {row.tbl for row in answer.rows} >= {"store", "staff", "terminal", "orders", "ticket"}
        assert house.customer in response.text
        assert other.customer not in response.text
        assert [canary for canary in town.canaries(other, house) if canary in response.text] == []


async def test_no_endpoint_tells_one_or_changes_anything_whatever_is_guessed(town):
    """Every route, every method, with their ids where it takes one, and bodies that name their things."""
    theirs = town.theirs
    guesses = [
        theirs.one(f"SELECT id FROM {table}")
        for table in ("orders", "ticket", "staff", "terminal", "sync_node", "organization", "hub_member")
    ]
    before, canaries, asked = town.rows_of(theirs), town.canaries(theirs, town.ours), 0
    for path, method in routes(town.app):
        for guess in guesses if "{" in path else ("",):
            for token in town.ours.tokens():
                for body in bodies(guess or guesses[0], theirs):
                    response = await town.ask(method, filled(path, guess), token, **body)
                    said = {c for c in canaries if c in response.text and c not in json.dumps(str(body)) + path + guess}
                    assert not said, (method, path, said)
                    asked += 1

    assert asked > 200
    assert town.rows_of(theirs) == before


def routes(app: Any) -> list[tuple[str, str]]:
    found = [(route.path, method) for route in walk(app.routes) for method in sorted(route.methods or ())]
    assert len(found) >= 6
    return found


def walk(routes: Any) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif hasattr(route, "original_router"):
            yield from walk(route.original_router.routes)


def filled(path: str, guess: str) -> str:
    import re

    return re.sub(r"\{[^}]*\}", guess or "x", path)


def bodies(guess: str, theirs: House) -> list[dict[str, Any]]:
    member = theirs.terminal.member
    assert member is not None
    return [
        {},
        {"json": {"scope": "bannos", "table": "orders"}},
        {"json": {"args": {"ticket_id": guess, "order_id": guess, "staff_id": guess}}},
        {"json": {"refresh_token": theirs.terminal.refresh}},
        {"json": {"storeId": "bannos", "organizationId": theirs.organization, "id": guess}},
        {
            "content": write_request(exchange(theirs)),
            "headers": {"Content-Type": "application/json", "X-Organization": theirs.organization},
        },
    ]


async def test_a_command_on_their_ticket_finds_no_ticket(town):
    ticket, before = town.theirs.one("SELECT id FROM ticket"), town.rows_of(town.theirs)
    asked = exchange(town.ours, scan(town.ours, ticket))
    response = await town.ask("POST", "/api/v1/sync", town.ours.terminal.access, **sync(town.ours, asked))
    (result,) = read_answer(response.content).answer.results

    assert (result.status, result.code) == ("rejected", "not_here")
    assert town.rows_of(town.theirs) == before


class TestAPush:
    """Refused with 403, and nothing of it has happened."""

    @pytest.fixture(autouse=True)
    def _nothing_happens(self, town: Town) -> Iterator[None]:
        before = (town.rows_of(town.ours), town.rows_of(town.theirs))
        yield
        assert (town.rows_of(town.ours), town.rows_of(town.theirs)) == before

    async def refused(self, town: Town, given: dict[str, Any], code: str) -> None:
        response = await town.ask("POST", "/api/v1/sync", town.ours.terminal.access, **given)

        assert (response.status_code, response.json()["detail"]["code"]) == (403, code)

    async def test_in_the_name_of_their_node(self, town):
        member = town.theirs.terminal.member
        asked = exchange(town.ours, scan(town.ours, "x"), node_id=member.id)

        await self.refused(town, sync(town.ours, asked), "not_your_node")

    async def test_signed_by_another_key(self, town):
        asked = exchange(town.ours, scan(town.ours, "x", 9), origin=fresh())

        await self.refused(town, sync(town.ours, asked, new_key()), "bad_signature")
        await self.refused(town, sync(town.ours, asked, town.theirs.terminal.key), "bad_signature")

    async def test_that_is_not_signed(self, town):
        given = sync(town.ours, exchange(town.ours, scan(town.ours, "x", 9), origin=fresh()))
        del given["headers"][HEADER]

        await self.refused(town, given, "bad_signature")

    async def test_that_was_changed_on_its_way(self, town):
        asked = exchange(town.ours, scan(town.ours, "x", 9), origin=fresh())
        given = sync(town.ours, asked)
        given["content"] = given["content"].replace(b'"Olive"', b'"Olga!"')

        await self.refused(town, given, "bad_signature")

    async def test_whose_signature_was_for_another_token(self, town):
        """Overheard, and sent once more with the next token."""
        asked = exchange(town.ours, scan(town.ours, "x", 9), origin=fresh())
        given = sync(town.ours, asked)
        member = town.ours.terminal.member
        town.ours.terminal.access = mint(town.ours.gate.identity.keys, member, town.ours.gate.clock.now())

        await self.refused(town, given, "bad_signature")


async def test_a_chain_is_one_nodes(town):
    """A second terminal of the same house may not go on in the chain of the first."""
    first, second = town.ours, House(town.ours.gate, town.ours.customer)
    second.gate.enrolled(second.terminal)
    origin = fresh()
    given = sync(first, exchange(first, scan(first, "x"), origin=origin))
    assert (await town.ask("POST", "/api/v1/sync", first.terminal.access, **given)).status_code == 200
    given = sync(second, exchange(second, scan(second, "x", 2), origin=origin))
    response = await town.ask("POST", "/api/v1/sync", second.terminal.access, **given)

    assert (response.status_code, response.json()["detail"]["code"]) == (403, "foreign_chain")

"""What a screen asks the hub in the name of who stands there: for her role at the hub, in the terminal's stores (F05,
O56, C26)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI

from data.core.actor import Role
from data.core.command import Command
from data.core.outcome import Put
from data.ledger.own import rule
from data.orders.intake import KeepDeadLetter
from data.orders.order import DeadLetter, OrderPayload
from data.people.commands import AddStaff, SetActive
from data.shops.integration import PosIntegration
from data.store.database import Database
from data.store.execute import apply
from data.store.machine import ThisMachine
from sync_agent.hub import letters_endpoint, ops_endpoint, pos_endpoint
from sync_agent.hub.app import application
from sync_agent.hub.organizations import DEMO, HUB, found, fresh
from sync_agent.hub.running import Hub
from sync_agent.hub.store import SqliteStore
from sync_agent.shops.keys import CLIENT_ID, CLIENT_SECRET, PUBLIC_URL, app_id
from tests.shops.shopify.bench import ShopifyBench
from tests.sync_agent.hub_events.house import Guests, Working
from tests.sync_agent.work.rig import HubOfPlays

PEOPLE = {"olive-2": Role.OWNER, "adi": Role.ADMIN, "sue": Role.SUPERVISOR, "ana": Role.STAFF}
RAW = b'"no order \xc3\xa9, 1.10"'


class Hall:
    """A hub with people of each role, a letter, and a terminal at its door."""

    def __init__(self, plays: HubOfPlays) -> None:
        self.plays, self.clock = plays, Working()
        self.guests = Guests(self.clock)
        scopes = ("bannos",)
        self.guests.add("terminal", "terminal", organization=plays.organization, scopes=scopes)
        self.guests.add("elsewhere", "terminal", organization=plays.organization, scopes=("flourlane",))
        self.guests.add("script", "script", Role.ADMIN, plays.organization, scopes)
        self.hub = Hub(plays.store, self.guests, now=lambda: self.clock.at)
        routers = [pos_endpoint.router, ops_endpoint.router, letters_endpoint.router]
        self.app: FastAPI = application(self.hub, routers)
        self.app.state.shops = plays.opener
        for number, (ident, role) in enumerate(PEOPLE.items(), 200):
            self.give(AddStaff(ident, "bannos", number, ident, role.value))

    def give(self, command: Command) -> None:
        given = ThisMachine().stamp()
        result = self.plays.store.write(
            self.plays.organization, lambda db: rule(db, command, HUB, "test", given, fresh, ("bannos",))
        )
        assert result.status == "applied", result.says

    def ask(
        self, method: str, path: str, who: str | None = "adi", value: Any = None, token: str | None = "terminal"
    ) -> httpx.Response:
        headers = ({"X-Signed-In": who} if who else {}) | ({"Authorization": f"Bearer {token}"} if token else {})

        async def asked() -> httpx.Response:
            way = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=way, base_url="http://hub") as http:
                return await http.request(method, path, json=value, headers=headers)

        return asyncio.run(asked())

    def letter(self, raw: bytes | None = RAW) -> str:
        """A letter of what is no order, with or without what came."""
        mark = sha256(raw or b"gone").hexdigest()
        self.plays.opener.give(
            self.plays.organization,
            PosIntegration("", "bannos", "shopify", "", None, "", 0, None, None, None, 0),
            KeepDeadLetter("bannos", "shopify", "payload", "It is no order", mark),
        )
        ident = next(one.id for one in self.plays.all(DeadLetter) if one.payload_sha256 == mark)

        def keep(database: Database) -> None:
            with database.transaction():
                apply(database, Put(OrderPayload(ident, mark, raw or b"", 1)))

        if raw is not None:
            self.plays.store.write(self.plays.organization, keep)
        return ident


@pytest.fixture
def hall(sqlite_file: Path) -> Iterator[Hall]:
    bench = ShopifyBench()
    bench.faults.all_off()
    with closing(SqliteStore(sqlite_file)) as store:
        plays = HubOfPlays(store, found(store, "Cakes", ThisMachine(), DEMO).organization.id, bench)
        values = {CLIENT_ID: "played-client", CLIENT_SECRET: bench.played.client_secret}
        plays.keep(app_id("shopify"), values | {PUBLIC_URL: "https://hub.example"})
        yield Hall(plays)


def code(response: httpx.Response) -> tuple[int, str]:
    detail = response.json()["detail"]
    assert detail["says"]
    return response.status_code, detail["code"]


def wanted(hall: Hall) -> dict[str, str]:
    return {"storeId": "bannos", "provider": "shopify", "account": hall.plays.bench.account}


CONNECT = "/api/v1/pos/connections"


def test_an_owner_at_a_terminal_gets_the_address_and_a_short_one_that_leads_to_it(hall: Hall) -> None:
    response = hall.ask("POST", CONNECT, "olive-2", wanted(hall))

    assert response.status_code == 201
    told = response.json()
    assert [shop.status for shop in hall.plays.all(PosIntegration)] == ["PENDING"]
    assert told["integration_id"] == hall.plays.all(PosIntegration)[0].id
    assert told["short_url"].startswith("https://hub.example/integrations/ask/")
    way = hall.ask("GET", urlsplit(told["short_url"]).path, None, token=None)
    assert (way.status_code, way.headers["location"]) == (303, told["auth_url"])
    assert way.headers["referrer-policy"] == "no-referrer"


def test_a_short_address_leads_nowhere_once_its_time_is_over_or_where_nobody_asked(hall: Hall) -> None:
    told = hall.ask("POST", CONNECT, "olive-2", wanted(hall)).json()
    path = urlsplit(told["short_url"]).path
    assert hall.ask("GET", f"{path}x", None, token=None).status_code == 400

    hall.plays.bench.clock.at += 15 * 60_000
    over = hall.ask("GET", path, None, token=None)
    assert over.status_code == 400
    assert "location" not in over.headers


@pytest.mark.parametrize("who", ["adi", "sue", "ana"])
def test_whoever_is_no_owner_connects_nothing(hall: Hall, who: str) -> None:
    assert code(hall.ask("POST", CONNECT, who, wanted(hall))) == (403, "not_allowed")
    assert hall.plays.all(PosIntegration) == []


@pytest.mark.parametrize("who", ["nobody", "", "olive-2' OR 1=1"])
def test_whom_the_hub_does_not_know_asks_in_vain(hall: Hall, who: str) -> None:
    response = hall.ask("POST", CONNECT, who, wanted(hall))
    assert code(response) in ((403, "nobody"), (403, "not_for_you"))


def test_who_has_left_asks_in_vain(hall: Hall) -> None:
    hall.give(SetActive("olive-2", False))
    assert code(hall.ask("POST", CONNECT, "olive-2", wanted(hall))) == (403, "nobody")


def test_a_script_has_its_own_role_whomever_it_names(hall: Hall) -> None:
    assert code(hall.ask("POST", CONNECT, "olive-2", wanted(hall), "script")) == (403, "not_allowed")
    assert hall.ask("GET", "/api/v1/ops", None, token="script").status_code == 200


def test_a_terminal_of_another_store_connects_nothing_there(hall: Hall) -> None:
    response = hall.ask("POST", CONNECT, "olive-2", wanted(hall), "elsewhere")
    assert code(response) == (403, "not_your_store")


def test_how_the_hub_does_is_for_admins(hall: Hall) -> None:
    told = hall.ask("GET", "/api/v1/ops").json()

    assert {goal["name"] for goal in told["targets"]} >= {"webhook p95", "worker p95", "backlog", "oldest waits"}
    assert all(goal["met"] for goal in told["targets"])
    assert told["at"] == hall.clock.at
    for who in ("sue", "ana"):
        assert code(hall.ask("GET", "/api/v1/ops", who)) == (403, "not_allowed")
    assert hall.ask("GET", "/api/v1/ops", token=None).status_code == 401


def test_what_came_is_shown_to_the_byte_to_an_admin_of_its_store(hall: Hall) -> None:
    path = f"/api/v1/dead-letters/{hall.letter()}"

    assert hall.ask("GET", path).json()["text"].encode() == RAW
    assert code(hall.ask("GET", path, "sue")) == (403, "not_allowed")
    assert code(hall.ask("GET", path, token="elsewhere")) == (404, "no_such_letter")
    assert code(hall.ask("GET", "/api/v1/dead-letters/none")) == (404, "no_such_letter")
    assert hall.ask("GET", f"/api/v1/dead-letters/{hall.letter(None)}").json()["text"] is None


def test_what_is_no_text_is_shown_with_marks(hall: Hall) -> None:
    path = f"/api/v1/dead-letters/{hall.letter(bytes(range(256)))}"
    assert "\ufffd" in hall.ask("GET", path).json()["text"]


def test_a_letter_is_judged_anew_from_a_screen_and_stays_where_it_is_as_dead_as_before(hall: Hall) -> None:
    letter = hall.letter()

    assert hall.ask("POST", f"/api/v1/dead-letters/{letter}/replay").json()["verdict"] == "still_dead"
    assert hall.plays.all(DeadLetter)[0].closed_at is None
    assert code(hall.ask("POST", f"/api/v1/dead-letters/{letter}/replay", "ana")) == (403, "not_allowed")
    other = hall.ask("POST", f"/api/v1/dead-letters/{letter}/replay", token="elsewhere")
    assert code(other) == (404, "no_such_letter")


def test_a_store_hub_says_who_has_what_it_has_not(hall: Hall) -> None:
    hall.hub.above = object()  # type: ignore[assignment]
    letter = hall.letter()

    for method, path, value in (
        ("POST", CONNECT, wanted(hall)),
        ("GET", "/api/v1/ops", None),
        ("GET", f"/api/v1/dead-letters/{letter}", None),
    ):
        assert code(hall.ask(method, path, "olive-2", value)) == (409, "not_here")
    assert hall.plays.all(PosIntegration) == []

"""Every call leaves one record, nobody waits for it, and the percentiles of the table are those of the calls (O60)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from fastapi import FastAPI, WebSocket
from httpx import ASGITransport, AsyncClient
from starlette.types import Message

from data.ledger import inbox
from data.ledger.housekeeping import keep_house
from data.ledger.timings import KEPT, by_route, trim
from data.shops.kept import ApiLog
from data.store.kinds import kind_of
from data.store.machine import ThisMachine
from sync_agent.hub.bookkeeping import write
from sync_agent.hub.limits import refusal
from sync_agent.hub.metrics import Metrics
from sync_agent.hub.organizations import DEMO, found, fresh
from sync_agent.hub.quota import Quota
from sync_agent.hub.store import SqliteStore
from sync_agent.hub.timings import MOST, Timed, Timings
from tests.bench.figure import percentile_ms
from tests.support.cast import NOW


@pytest.fixture
def store(sqlite_file: Path):
    made = SqliteStore(sqlite_file)
    found(made, "Cakes", ThisMachine(), DEMO)
    yield made
    made.close()


def rows_of(store: SqliteStore) -> list[ApiLog]:
    kind = kind_of(ApiLog)
    return store.read("", lambda database: [kind.row(record) for record in database.rows(kind.select)])


def test_the_percentiles_of_the_table_are_those_of_the_calls(store: SqliteStore):
    timings, dice = Timings(Metrics(), lambda: NOW), random.Random(3)
    spent = [dice.expovariate(20) for _ in range(1_000)]
    for n, seconds in enumerate(spent):
        timings.note("/webhooks/{vendor}/{store_id}", seconds, ok=n % 100 > 0, code="" if n % 100 else "not_recorded")
    assert write(store, timings) == 1_000

    (route,) = store.read("", lambda database: by_route(database, NOW - 1))
    assert (route.calls, route.ok) == (1_000, 990)
    for percent, told in ((50, route.p50), (95, route.p95), (99, route.p99)):
        assert told == round(percentile_ms(spent, percent)), percent
    assert store.read("", lambda database: by_route(database, NOW + 1)) == []


def test_of_a_storm_so_many_are_kept_and_they_stand_for_all(store: SqliteStore):
    timings = Timings(Metrics(), lambda: NOW, random.Random(5))
    for n in range(5 * MOST):
        timings.note("/x", n / 1000, ok=True)
    assert write(store, timings) == MOST
    mean = sum(row.t_ms for row in rows_of(store)) / MOST
    assert mean == pytest.approx(5 * MOST / 2, rel=0.05)
    assert write(store, timings) == 0


async def test_every_route_leaves_one_record_whatever_became_of_the_call():
    timings = Timings(Metrics(), lambda: NOW)
    app = FastAPI()
    app.add_middleware(Timed, timings=timings)

    @app.get("/fine/{name}")
    async def fine(name: str) -> str:
        return name

    @app.post("/forged")
    async def forged() -> None:
        raise refusal(401, "unauthorized", "Unauthorized")

    @app.get("/broken")
    async def broken() -> None:
        raise ZeroDivisionError

    @app.websocket("/socket")
    async def sits(websocket: WebSocket) -> None:
        if websocket.query_params:
            await websocket.close(4403)
            return
        await websocket.accept()
        await websocket.send_text("one")
        await websocket.send_text("two")

    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://hub") as http:
        answers = [await http.get("/fine/a"), await http.post("/forged"), await http.get("/broken")]
        answers.append(await http.get("/holes"))
    told = [await _opened(app, b""), await _opened(app, b"token=x")]
    assert [message["type"] for message in told[0]] == ["websocket.accept", "websocket.send", "websocket.send"]

    assert [answer.status_code for answer in answers] == [200, 401, 500, 404]
    assert sorted((row.route, row.ok, row.code) for row in timings.take()) == [
        ("/broken", False, "500"),
        ("/fine/{name}", True, ""),
        ("/forged", True, "unauthorized"),
        ("/socket", True, ""),
        ("/socket", True, "4403"),
        ("unknown", True, "404"),
    ]


async def _opened(app: FastAPI, query: bytes) -> list[Message]:
    """What a socket is told."""
    told: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        told.append(message)

    scope = {"type": "websocket", "path": "/socket", "query_string": query, "headers": [], "subprotocols": []}
    await app(scope, receive, send)
    return told


def test_what_is_old_or_too_many_goes(store: SqliteStore):
    at, timings = [NOW], Timings(Metrics(), lambda: at[0])
    for age in (KEPT + 1_000, KEPT - 1_000, 2_000, 1_000, 0):
        at[0] = NOW - age
        timings.note("/x", age / 1000, ok=True)
    write(store, timings)
    assert store.write("", lambda database: trim(database, NOW)) == 1
    assert store.write("", lambda database: trim(database, NOW, most=2)) == 2
    assert sorted(row.at for row in rows_of(store)) == [NOW - 1_000, NOW]


class TestQuota:
    """What waits of one shop is bounded, and of another it is nobody's business."""

    def kept(self, store: SqliteStore, shop: str, n: int, size: int) -> None:
        row = inbox.delivery(shop, "bannos", "shopify", (str(n), str(n), "x"), {}, bytes(size), NOW)
        store.write("", lambda database: inbox.keep(database, [row]))

    def test_by_rows_and_by_bytes(self, store: SqliteStore):
        at = [0.0]
        quota = Quota(store, lambda: at[0], most_rows=3, most_bytes=1_000)
        for n in range(2):
            self.kept(store, "one", n, 10)
        assert [quota.take("", "one", 10) for _ in range(3)] == [True, False, False]
        assert quota.take("", "two", 900)
        assert not quota.take("", "two", 101)
        assert quota.take("", "two", 100)

    def test_there_is_room_again_when_somebody_has_taken_in(self, store: SqliteStore):
        at = [0.0]
        quota = Quota(store, lambda: at[0], most_rows=1)
        self.kept(store, "one", 1, 10)
        assert not quota.take("", "one", 10)
        (came,) = store.write("", lambda database: inbox.lease(database, 5, NOW))
        with store.door("") as database, database.transaction():
            inbox.settle(database, came, "done")
        assert not quota.take("", "one", 10), "it looks every two seconds"
        at[0] += 2.1
        assert quota.take("", "one", 10)


def test_a_night_lets_old_deliveries_go_on_which_a_word_was_said(store: SqliteStore):
    for n, age in enumerate((0, 31, 31)):
        at = NOW - age * 24 * 3_600_000
        row = inbox.delivery("one", "bannos", "shopify", (str(n), str(n), "x"), {}, b"{}", at)
        with store.door("") as database:
            inbox.keep(database, [row])
    with store.door("") as database:
        for came in inbox.lease(database, 2, NOW):
            with database.transaction():
                inbox.settle(database, came, "done", dead=came.delivery_id == "2")
        assert keep_house(database, NOW, fresh)["webhooks"] == 1
        assert len(database.rows("SELECT id FROM webhook_inbox")) == 2

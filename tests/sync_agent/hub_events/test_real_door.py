"""Orders and sockets behind the hub's own door: real tokens, a real shop, both founded as an admin founds them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest

from data.orders.order import Order
from sync_agent.hub.enrolment import script_token
from sync_agent.hub.organizations import DEMO, revoke
from sync_agent.hub.store import SqliteStore
from tests.support.bakery import Bakery
from tests.sync_agent.hub_auth.gate import MINUTE, Gate
from tests.sync_agent.hub_events.house import Guests, House, Working, at_work, knocking, seated

BODY = {"storeId": DEMO.id, "customer": "Mia", "items": [{"title": "Sponge"}]}


class Behind(House):
    """A hub whose guests show real tokens."""

    gate: Gate

    def order(self, token: str) -> int:
        with self.http(token) as http:
            return http.post("/orders", json=BODY).status_code

    def orders(self) -> int:
        whose = self.gate.founded.organization.id
        return self.store.read(whose, lambda database: len(Bakery(database).all(Order)))


@pytest.fixture
def behind(sqlite_file: Path) -> Iterator[Behind]:
    with closing(SqliteStore(sqlite_file)) as store:
        gate = Gate(store)
        clock = Working()
        made = Behind(store, Guests(clock), clock)
        made.gate = gate
        made.hub.door = gate.identity.door
        made.hub.now = made.voice._now = gate.clock.now
        made.app.state.door = made.voice._door = gate.identity.door
        with at_work(made) as house:
            yield house  # type: ignore[misc]


def script(house: Behind, role: str = "SUPERVISOR", lasts: int = 15 * MINUTE) -> tuple[str, str]:
    member, token = script_token(house.gate.identity, "web shop", role, (DEMO.id,), lasts)
    return member.id, token


def test_no_forged_expired_or_foreign_token_leaves_a_row(behind: Behind, template: Path, tmp_path: Path) -> None:
    ident, token = script(behind)
    header, claims, signature = token.split(".")
    flipped = ("A" if signature[0] != "A" else "B") + signature[1:]
    copyfile(template, tmp_path / "other.sqlite3")
    with closing(SqliteStore(tmp_path / "other.sqlite3")) as elsewhere:
        foreign = script_token(Gate(elsewhere).identity, "other", "OWNER", (DEMO.id,), 15 * MINUTE)[1]
    for bad in (f"{header}.{claims}.{flipped}", f"{header}.{claims}.", foreign, token[:-1], "x" * 5_000):
        assert behind.order(bad) == 401
    assert behind.order(script(behind, "STAFF")[1]) == 403
    assert behind.orders() == 0
    behind.gate.clock.wait(15 * MINUTE - 1_000)
    assert behind.order(token) == 201
    behind.gate.clock.wait(2_000)
    assert behind.order(token) == 401
    assert behind.orders() == 1
    last, token = script(behind)
    revoke(behind.gate.identity.doors, last, behind.gate.clock.now())
    behind.gate.clock.wait(1_001)
    assert behind.order(token) == 403
    assert ident != last


def test_a_terminals_token_opens_the_socket_and_no_order(behind: Behind) -> None:
    terminal = behind.gate.enrolled()
    assert behind.order(terminal.access) == 403
    with behind.http(terminal.access) as http:
        assert http.post("/api/v1/rpc/receive_stock", json={"args": {}}).status_code == 403


async def test_sockets_know_real_tokens(behind: Behind) -> None:
    terminal = behind.gate.enrolled()
    bench = await seated(behind, terminal.access)
    office = await seated(behind, script(behind, lasts=60 * MINUTE)[1])
    assert bench.heard == [{}]
    assert office.heard[0]["data"]["organizationId"] == behind.gate.founded.organization.id
    assert await (await seated(behind, terminal.access[:-2])).ended() == 4401
    behind.gate.clock.wait(15 * MINUTE)
    await behind.in_loop(behind.voice.watch)
    assert await bench.ended() == 4401
    assert office.code is None
    assert terminal.member is not None
    access, _ = behind.gate.refresh(terminal, terminal.refresh)
    again = await seated(behind, access)
    assert again.heard == [{}]
    revoke(behind.gate.identity.doors, terminal.member.id, behind.gate.clock.now())
    behind.gate.clock.wait(1_001)
    await behind.in_loop(behind.voice.watch)
    assert await again.ended() == 4403
    assert await (await _said(behind, access)).ended() == 4403
    await office.leave()


async def _said(house: Behind, token: str):
    client = await knocking(house)
    await client.line.send(f'{{"token": "{token}"}}')
    return client

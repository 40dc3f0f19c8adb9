"""What a shop sent, as it sent it, is at the authority alone (RULES.md): a terminal that took it in hands it over."""

from __future__ import annotations

import base64
import json

import httpx
import pytest

from data.core.actor import SERVICE_ACTOR
from data.core.outcome import Put
from data.orders.arrival import arrivals
from data.orders.order import DeadLetter, Order, OrderPayload
from data.organization.store import Store
from data.replica.issue import Seat, issue
from data.store.database import Database, StoredRows
from data.store.machine import ThisMachine
from sync_agent.hub.auth import Principal
from sync_agent.link.trouble import Trouble
from tests.support.cast import BENCH
from tests.support.proxy import PASS, Rule
from tests.sync_agent.agent import rig

MIRAS = json.dumps(
    {
        "id": 7210000000001,
        "order_number": 20001,
        "source_name": "web",
        "financial_status": "paid",
        "currency": "AUD",
        "customer": {"first_name": "Mira", "last_name": "Okafor", "phone": "+61 400 123 459"},
        "shipping_address": {"address1": "14 Rose Street"},
        "line_items": [{"title": "Opera", "quantity": 1, "price": "40.00"}],
    }
).encode()


def take_in(terminal, raw: bytes) -> str:
    """As the shell's import does it; answers whose payload it is."""
    (store,) = StoredRows(terminal.app).where(Store, id=rig.STORE)
    (arrival,) = arrivals(raw, store)
    stamp = ThisMachine().stamp()
    payload = Put(OrderPayload(arrival.payload_of, arrival.sha256, arrival.raw, stamp.at))
    assert issue(terminal.app, Seat(BENCH, ""), SERVICE_ACTOR, arrival.command, stamp, [payload]).accepted
    return arrival.payload_of


def kept(database: Database) -> dict[str, bytes]:
    return dict(database.rows("SELECT order_id, raw FROM order_payload"))


def at_the_hub(hub) -> dict[str, bytes]:
    return hub.hub.store.read(rig.ORGANIZATION, kept)


@pytest.mark.parametrize(
    ("raw", "kind"), [(MIRAS, Order), (b'{"no": "order\xff"', DeadLetter)], ids=["an order", "no order"]
)
async def test_it_goes_up_byte_for_byte_and_is_erased_here(raw, kind, hub, first):
    await first.agent.once()
    ident = take_in(first, raw)
    assert kept(first.app) == {ident: raw}
    await first.agent.once()
    assert at_the_hub(hub) == {ident: raw}
    assert kept(first.app) == {}
    assert StoredRows(first.app).get(kind, ident) is not None


async def test_without_the_hub_it_waits(hub, first, line):
    await first.agent.once()
    ident = take_in(first, MIRAS)
    line.be(Rule(open=False))
    with pytest.raises(Trouble):
        await first.agent.once()
    assert list(kept(first.app)) == [ident]
    line.be(PASS)
    await first.agent.once()
    assert list(at_the_hub(hub)) == [ident]


async def test_an_answer_that_got_lost_makes_no_second_one(hub, first):
    await first.agent.once()
    ident = take_in(first, MIRAS)
    await first.agent.loop.until_quiet()
    value = _told(first, ident)
    assert [(await first.agent.client.ask("POST", "/api/v1/payloads", value))["kept"] for _ in range(2)] == [True, True]
    assert list(at_the_hub(hub)) == [ident]


async def test_bytes_that_are_not_the_orders_are_not_believed(hub, first):
    await first.agent.once()
    ident = take_in(first, MIRAS)
    await first.agent.loop.until_quiet()
    forged = {**_told(first, ident), "raw": "Zm9yZ2Vk"}
    unasked = {**forged, "sha256": "0" * 64}
    for value in (forged, unasked, {**_told(first, ident), "order_id": "0" * 32}):
        assert (await first.agent.client.ask("POST", "/api/v1/payloads", value)) == {"kept": False}
    assert at_the_hub(hub) == {}


async def test_one_that_does_not_work_in_that_store_leaves_nothing(hub, first, monkeypatch):
    await first.agent.once()
    ident = take_in(first, MIRAS)
    await first.agent.loop.until_quiet()
    stranger = Principal("terminal", "t1", rig.ORGANIZATION, ("elsewhere",), None, "t1", None, 2**62)
    monkeypatch.setattr(hub.door, "admit", lambda _: stranger)
    assert (await first.agent.client.ask("POST", "/api/v1/payloads", _told(first, ident))) == {"kept": False}
    assert at_the_hub(hub) == {}


@pytest.mark.parametrize("body", [b"", b"[]", b'{"order_id": 1}', b"\xff", b'{"order_id":"a","sha256":"b","raw":"!"}'])
def test_nonsense_is_told_in_words(body, hub):
    headers = {"Authorization": "Bearer t1", "Content-Type": "application/json"}
    answer = httpx.post(f"{hub.url}/api/v1/payloads", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["detail"]["code"] == "malformed"


def _told(terminal, ident: str) -> dict[str, str]:
    (payload,) = StoredRows(terminal.app).where(OrderPayload, order_id=ident)
    return {"order_id": ident, "sha256": payload.sha256, "raw": base64.b64encode(payload.raw).decode()}

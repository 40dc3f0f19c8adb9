"""POST /orders: who may, what is fit, once for each key, and the last one is sold once (P02, W03, W04)."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from data.core.actor import Role
from data.orders.order import Order
from data.stock.commands import CountStock
from sync_agent.hub.events import ORDER_CREATED
from sync_agent.hub.store import HubStore
from sync_agent.link.poke import Poke
from tests.support.cast import GELATO_CAKE, MILK, SATURDAY_WEEK, TOMORROW
from tests.sync_agent.hub_events.house import LASTS, PIES, Guests, House, Working, at_work, comes_true, seated
from tests.sync_agent.hub_events.test_events import processes


def body(**given: Any) -> dict[str, Any]:
    usual = {
        "storeId": "bannos",
        "customer": "Mia Wong",
        "due": TOMORROW,
        "items": [{"title": GELATO_CAKE, "size": "Small", "unitPrice": 8_900}],
    }
    return usual | given


def post(house: House, token: str | None = "office", key: str | None = None, **given: Any) -> httpx.Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    with house.http(token) as http:
        return http.post("/orders", json=body(**given), headers=headers)


def orders(house: House, organization: str = "cakes") -> list[Order]:
    found: list[Order] = house.see(lambda bakery: bakery.all(Order), organization)
    return found


def code(response: httpx.Response) -> tuple[int, str]:
    detail = response.json()["detail"]
    assert detail["says"]
    return response.status_code, detail["code"]


@pytest.fixture
def office(any_house: House) -> House:
    any_house.guests.add("office")
    return any_house


@pytest.fixture
def desk(house: House) -> House:
    """The same over a file, for what no database decides."""
    house.guests.add("office")
    return house


def test_an_order_is_placed_and_can_be_looked_at(office: House) -> None:
    response = post(office, items=[{"title": GELATO_CAKE, "size": "Small", "quantity": 2, "unitPrice": 8_900}])
    assert response.status_code == 201, response.text
    told = response.json()
    assert (told["status"], told["total"], told["dueDate"], told["storeId"]) == (
        "CONFIRMED",
        17_800,
        TOMORROW,
        "bannos",
    )
    assert told["humanId"] == "bannos-P00001"
    assert {ticket["stage"] for ticket in told["tickets"]} == {"Filling"}
    with office.http("office") as http:
        assert http.get(response.headers["location"]).json() == told
    # The customer's name stays where it is needed: in the kitchen.
    assert "Mia" not in response.text


async def test_the_event_comes_after_the_order(office: House) -> None:
    """W04: whoever hears of it finds it."""
    client = await seated(office, "office")
    await asyncio.sleep(0.1)
    response = await asyncio.to_thread(post, office)
    (created,) = await client.has(1, ORDER_CREATED)
    assert created["orderId"] == response.json()["id"]
    await client.leave()


def test_who_may_not_leaves_no_row(desk: House) -> None:
    add = desk.guests.add
    add("staff", role=Role.STAFF)
    add("shop", role=Role.SERVICE)
    add("nobody", role=None)
    add("bench", "terminal")
    add("far", scopes=("flourlane",))
    add("old")
    assert code(post(desk, None)) == (401, "no_token")
    assert code(post(desk, "forged")) == (401, "bad_token")
    assert code(post(desk, "staff")) == (403, "not_allowed")
    assert code(post(desk, "shop")) == (403, "not_allowed")
    assert code(post(desk, "nobody")) == (403, "not_for_you")
    assert code(post(desk, "bench")) == (403, "not_for_you")
    assert code(post(desk, "far")) == (403, "not_your_store")
    assert code(post(desk, storeId="nowhere")) == (403, "not_your_store")
    desk.guests.out.add("id-old")
    assert code(post(desk, "old")) == (403, "revoked")
    desk.clock.wait(LASTS)
    assert code(post(desk)) == (401, "token_expired")
    assert orders(desk) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"items": []}, "items"),
        ({"items": [{"title": "Cake"}] * 101}, "items"),
        ({"items": [{"size": "Small"}]}, "items.0"),
        ({"items": [{"title": "Cake", "quantity": 0}]}, "items.0.quantity"),
        ({"items": [{"title": "Cake", "quantity": "2"}]}, "items.0.quantity"),
        ({"items": [{"title": "Cake", "quantity": True}]}, "items.0.quantity"),
        ({"items": [{"title": "Cake", "unitPrice": 2**63}]}, "items.0.unitPrice"),
        ({"items": [{"title": "Cake", "unitPrice": 2**62, "quantity": 9}]}, "body"),
        ({"items": [{"title": "Cake", "price": 3}]}, "items.0.price"),
        ({"customer": ""}, "customer"),
        ({"customer": "x" * 201}, "customer"),
        ({"customer": "a\x00b"}, "customer"),
        ({"customer": None}, "customer"),
        ({"due": "tomorrow"}, "due"),
        ({"due": "2026-02-31"}, "due"),
        ({"method": "pigeon"}, "method"),
        ({"deposit": -1}, "deposit"),
        ({"role": "OWNER"}, "role"),
    ],
)
def test_what_is_no_order_is_told_by_its_field(desk: House, given: dict[str, Any], field: str) -> None:
    response = post(desk, **given)
    assert code(response) == (422, "unfit")
    assert [f["field"] for f in response.json()["detail"]["fields"]] == [field]
    assert orders(desk) == []


def test_what_is_not_json_or_too_large_is_refused(desk: House) -> None:
    with desk.http("office") as http:
        as_json = {"Content-Type": "application/json"}
        assert http.post("/orders", content=b"{", headers=as_json).status_code == 422
        assert http.post("/orders", content=b"[" * 100_000, headers=as_json).status_code == 422
        assert http.post("/orders", content=b"\xff\xfe", headers=as_json).status_code == 422
        assert http.post("/orders", content=b"{}").status_code == 415
        assert http.post("/orders", content=b" " * 300_000, headers=as_json).status_code == 413
        assert http.post("/orders", json=body(), headers={"Idempotency-Key": "x" * 129}).status_code == 422
    assert orders(desk) == []


def test_what_the_shop_does_not_sell_is_refused_with_a_reason(desk: House) -> None:
    desk.do(lambda bakery: bakery.policies(check_bom=True))
    unknown = post(desk, items=[{"title": "Pie"}])
    assert code(unknown) == (409, "unknown_product")
    assert "Pie" in unknown.json()["detail"]["says"]
    assert code(post(desk, items=[{"sku": "NO-SUCH"}])) == (409, "unknown_product")
    assert code(post(desk, items=[{"title": GELATO_CAKE, "size": "Giant"}])) == (409, "unknown_size")
    assert orders(desk) == []


def test_a_day_that_needs_a_yes_gets_one(desk: House) -> None:
    past = post(desk, key="k", due="2026-11-01")
    assert code(past) == (409, "past_day")
    assert past.json()["detail"]["confirm"] is True
    assert post(desk, key="k", due="2026-11-01", confirmed=True).status_code == 201


def test_short_stock_says_of_what(office: House) -> None:
    office.do(lambda bakery: bakery.must(CountStock(MILK, 700)))
    assert post(office).status_code == 201
    short = post(office)
    assert code(short) == (409, "short")
    assert "Milk" in short.json()["detail"]["says"]
    assert len(orders(office)) == 1


def test_the_same_key_gets_the_same_answer_and_another_request_with_it_none(office: House) -> None:
    first, again = post(office, key="one"), post(office, key="one")
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(orders(office)) == 1
    assert code(post(office, key="one", due=SATURDAY_WEEK)) == (422, "key_used")
    # Somebody else's keys are her own.
    office.guests.add("other")
    assert post(office, "other", key="one").json()["id"] != first.json()["id"]
    assert len(orders(office)) == 2
    assert len({post(office).json()["id"] for _ in range(2)}) == 2


def test_a_refusal_is_repeated_too(desk: House) -> None:
    desk.do(lambda bakery: bakery.must(CountStock(MILK, 0)))
    refused = post(desk, key="one")
    assert code(refused) == (409, "short")
    desk.do(lambda bakery: bakery.must(CountStock(MILK, 90_000)))
    assert post(desk, key="one").json() == refused.json()
    assert orders(desk) == []


def test_an_order_of_another_store_is_none(desk: House) -> None:
    told = post(desk).json()
    desk.guests.add("far", scopes=("flourlane",))
    with desk.http("far") as http:
        assert http.get(f"/orders/{told['id']}").status_code == 404
    with desk.http("office") as http:
        assert http.get("/orders/nothing").status_code == 404
        assert http.get(f"/orders/{'x' * 65}").status_code == 422
    with desk.http() as http:
        assert http.get(f"/orders/{told['id']}").status_code == 401


def at_once(count: int, work: Callable[[int], httpx.Response]) -> list[httpx.Response]:
    """All in the same moment, as far as threads can."""
    together = threading.Barrier(count)

    def one(n: int) -> httpx.Response:
        together.wait(30)
        return work(n)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


def test_the_last_unit_is_sold_once_under_fifty_orders_at_a_time(office: House) -> None:
    office.do(lambda bakery: bakery.must(CountStock(MILK, 500)))
    answers = at_once(50, lambda n: post(office, key=f"k{n}"))
    assert Counter(r.status_code for r in answers) == {201: 1, 409: 49}
    assert {code(r)[1] for r in answers if r.status_code == 409} == {"short"}
    assert len(orders(office)) == 1
    item = office.see(lambda bakery: bakery.item(MILK))
    assert (item.on_hand, item.reserved) == (500, 500)


def test_fifty_times_the_same_key_at_a_time_is_one_order(office: House) -> None:
    answers = at_once(50, lambda _: post(office, key="one"))
    assert {r.status_code for r in answers} == {201}
    assert len({r.json()["id"] for r in answers}) == 1
    assert len(orders(office)) == 1


def test_numbers_are_given_once(office: House) -> None:
    answers = at_once(20, lambda _: post(office))
    assert {r.status_code for r in answers} == {201}, [r.text for r in answers if r.status_code != 201]
    assert sorted(r.json()["humanId"] for r in answers) == [f"bannos-P00{n:03d}" for n in range(1, 21)]


@pytest.mark.postgres
def test_an_order_of_another_organization_is_none(on_postgres: HubStore) -> None:
    clock = Working()
    with at_work(House(on_postgres, Guests(clock), clock)) as house:
        house.guests.add("office")
        house.guests.add("pies", organization=PIES)
        told = post(house, key="one").json()
        with house.http("pies") as http:
            assert http.get(f"/orders/{told['id']}").status_code == 404
        theirs = post(house, "pies", key="one")
        assert (theirs.status_code, theirs.json()["humanId"]) == (201, "bannos-P00001")
        assert (len(orders(house)), len(orders(house, PIES))) == (1, 1)


class Line:
    """What an agent's caller needs of its client."""

    def __init__(self, house: House, token: str) -> None:
        self.papers = SimpleNamespace(hub=house.url)
        self.said, self.renewed = [token], 0

    async def token(self) -> str:
        return self.said[-1]

    async def renew(self, _: str) -> None:
        self.renewed += 1
        self.said.append("newer")


async def gone(*agents: asyncio.Task[None]) -> None:
    """Stopped, their sockets closed."""
    for agent in agents:
        agent.cancel()
    await asyncio.wait(agents)


async def test_the_agents_of_two_terminals_are_called_for_a_new_order(house: House) -> None:
    """P02, W14: what the agent does with a call is its own affair; that it comes is ours."""
    house.guests.add("office")
    called = {name: asyncio.Event() for name in ("one", "other")}
    agents = [
        asyncio.create_task(Poke(Line(house, house.guests.add(name, "terminal")), event.set, Random(1)).run())  # type: ignore[arg-type]
        for name, event in called.items()
    ]
    await comes_true(lambda: len(house.voice.rooms) == 2)
    await asyncio.sleep(0.1)
    for event in called.values():
        event.clear()
    assert (await asyncio.to_thread(post, house)).status_code == 201
    async with asyncio.timeout(30):
        await asyncio.gather(*(event.wait() for event in called.values()))
    await gone(*agents)


async def test_an_agent_whose_token_has_ended_comes_again_with_a_newer_one(house: House) -> None:
    line = Line(house, house.guests.add("bench", "terminal"))
    agent = asyncio.create_task(Poke(line, lambda: None, Random(1)).run())  # type: ignore[arg-type]
    await comes_true(lambda: len(house.voice.rooms) == 1)
    house.clock.wait(LASTS)
    house.guests.add("newer", "terminal", who="id-bench")
    await house.in_loop(house.voice.watch)
    await comes_true(lambda: any(seat.token == "newer" for seat in house.voice.rooms))
    assert line.renewed == 1
    await gone(agent)


@pytest.mark.postgres
def test_the_last_unit_is_sold_once_by_two_hub_processes(on_postgres: HubStore) -> None:
    with processes(on_postgres, 2) as hubs:
        hubs[0].guests.add("office")
        hubs[0].do(lambda bakery: bakery.must(CountStock(MILK, 500)))
        answers = at_once(50, lambda n: post(hubs[n % 2], key=f"k{n}"))
        assert Counter(r.status_code for r in answers) == {201: 1, 409: 49}
        assert len(orders(hubs[1])) == 1
        # A key that was used at one of them is used at the other.
        won = next(n for n, r in enumerate(answers) if r.status_code == 201)
        assert post(hubs[(won + 1) % 2], key=f"k{won}").json() == answers[won].json()

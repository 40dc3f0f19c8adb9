"""The socket: who is let in, for how long, and what ends it (SECURITY T14)."""

from __future__ import annotations

import json

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from sync_agent.hub import socket as sockets
from sync_agent.hub.rooms import MOST_SEATS
from tests.sync_agent.hub_events.house import LASTS, PAGE, House, comes_true, knocking, seated


async def test_a_terminal_that_sat_down_is_told_to_look_and_nothing_else(house: House) -> None:
    client = await seated(house, house.guests.add("bench", "terminal"))
    assert client.heard == [{}]
    house.voice.changed("cakes", ("bannos",))
    await client.pokes(2)
    assert client.heard == [{}, {}]
    await client.leave()


async def test_pokes_are_coalesced(house: House) -> None:
    client = await seated(house, house.guests.add("bench", "terminal"))

    async def flood() -> None:
        for _ in range(1_000):
            for seat in house.voice.rooms:
                seat.poke()

    await house.in_loop(flood)
    await client.pokes(2)
    await client.leave()
    assert client.heard.count({}) == 2


async def test_who_has_the_news_with_its_answer_is_not_woken_by_it(house: House) -> None:
    one, other = [await seated(house, house.guests.add(name, "terminal")) for name in ("one", "other")]
    house.voice.changed("cakes", ("bannos",), "id-one")
    await other.pokes(2)
    house.voice.changed("cakes", ("bannos",), "id-other")
    await one.pokes(2)
    assert (one.heard, other.heard) == ([{}, {}], [{}, {}])
    await one.leave()
    await other.leave()


async def test_only_stores_of_its_own_poke_a_terminal(house: House) -> None:
    client = await seated(house, house.guests.add("far", "terminal", scopes=("flourlane",)))
    house.voice.changed("cakes", ("bannos",))
    house.voice.changed("pies", ("flourlane",))
    house.voice.changed("cakes", ("flourlane",))
    await client.pokes(2)
    await client.leave()
    assert client.heard == [{}, {}]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "hello",
        "[]",
        "{}",
        '{"token": 7}',
        '{"token": "bench", "more": 1}',
        '"bench"',
        "[" * 60_000,
        '{"token": null}',
    ],
)
async def test_what_is_no_first_message_is_not_understood(house: House, said: str) -> None:
    house.guests.add("bench", "terminal")
    client = await knocking(house)
    await client.line.send(said)
    assert await client.ended() == sockets.NOT_UNDERSTOOD
    assert client.heard == []


async def test_bytes_are_not_understood(house: House) -> None:
    client = await knocking(house)
    await client.line.send(b'{"token": "bench"}')
    assert await client.ended() == sockets.NOT_UNDERSTOOD


async def test_a_bad_token_is_closed_with_4401_and_one_shut_out_with_4403(house: House) -> None:
    client = await seated(house, "nobody")
    assert await client.ended() == 4401
    house.guests.add("bench", "terminal")
    house.guests.out.add("id-bench")
    client = await seated(house, "bench")
    assert await client.ended() == 4403
    assert "shut out" in client.reason


async def test_who_says_nothing_is_sent_away(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "FIRST_WORD_S", 0.05)
    client = await knocking(house)
    assert await client.ended() == 4401
    assert len(house.voice.rooms) == 0


async def test_a_token_behind_the_address_is_refused_however_good_it_is(house: House) -> None:
    """It stands in every log on the way."""
    client = await knocking(house, f"{house.ws}?token={house.guests.add('bench', 'terminal')}")
    assert await client.ended() == sockets.NOT_UNDERSTOOD
    assert "first message" in client.reason


async def test_a_page_of_somebody_else_opens_no_socket(house: House) -> None:
    token = house.guests.add("office")
    with pytest.raises(InvalidStatus) as refused:
        await connect(house.ws, origin="https://evil.example", proxy=None)  # type: ignore[arg-type]
    assert refused.value.response.status_code == 403
    client = await seated(house, token, origin=PAGE)
    assert client.heard[0]["event"] == "welcome"
    await client.leave()


async def test_the_end_of_the_token_is_the_end_of_the_socket(house: House) -> None:
    bench = await seated(house, house.guests.add("bench", "terminal"))
    office = await seated(house, house.guests.add("office"))
    house.clock.wait(LASTS - 1)
    await house.in_loop(house.voice.watch)
    house.voice.changed("cakes", ("bannos",))
    await bench.pokes(2)
    house.clock.wait(1)
    await house.in_loop(house.voice.watch)
    assert [await bench.ended(), await office.ended()] == [4401, 4401]
    assert "ended" in bench.reason


async def test_a_newer_token_of_the_same_keeps_it_open(house: House) -> None:
    house.guests.add("bench", "terminal")
    client = await seated(house, "bench")
    house.clock.wait(LASTS - 1)
    await client.line.send(json.dumps({"token": house.guests.add("bench-2", "terminal", who="id-bench")}))
    await comes_true(lambda: any(seat.token == "bench-2" for seat in house.voice.rooms))
    house.clock.wait(1)
    await house.in_loop(house.voice.watch)
    house.voice.changed("cakes", ("bannos",))
    await client.pokes(2)
    assert client.code is None
    await client.line.send(json.dumps({"token": house.guests.add("other", "terminal")}))
    assert await client.ended() == 4403


async def test_a_node_that_is_shut_out_loses_its_socket(house: House) -> None:
    client = await seated(house, house.guests.add("bench", "terminal"))
    house.guests.out.add("id-bench")
    await house.in_loop(house.voice.watch)
    assert await client.ended() == 4403


async def test_the_watch_comes_round_by_itself(house: House) -> None:
    client = await seated(house, house.guests.add("bench", "terminal"))
    house.guests.out.add("id-bench")
    assert await client.ended() == 4403


async def test_a_node_has_one_socket(house: House) -> None:
    token = house.guests.add("bench", "terminal")
    first = await seated(house, token)
    second = await seated(house, token)
    assert await first.ended() == 4409
    house.voice.changed("cakes", ("bannos",))
    await second.pokes(2)
    assert second.code is None
    await second.leave()


async def test_people_may_have_several_but_not_any_number(house: House) -> None:
    token = house.guests.add("office")
    clients = [await seated(house, token) for _ in range(MOST_SEATS)]
    assert all(client.code is None for client in clients)
    last = await seated(house, token)
    assert await last.ended() == sockets.TOO_MUCH
    await clients[0].leave()
    again = await seated(house, token)
    assert again.heard[0]["event"] == "welcome"
    for client in (*clients, again):
        await client.leave()


async def test_large_messages_and_many_messages_end_it(house: House) -> None:
    token = house.guests.add("bench", "terminal")
    client = await knocking(house)
    await client.line.send(json.dumps({"token": "x" * 70_000}))
    assert await client.ended() == 1009
    chatty = await seated(house, token)
    for _ in range(60):
        await chatty.line.send(json.dumps({"token": token}))
    assert await chatty.ended() == sockets.TOO_MUCH


async def test_nobody_is_left_in_a_room_who_has_gone(house: House) -> None:
    clients = [await seated(house, house.guests.add(f"c{n}", "script" if n % 2 else "terminal")) for n in range(10)]
    assert len(house.voice.rooms) == 10
    for client in clients:
        await client.leave()

    await comes_true(lambda: len(house.voice.rooms) == 0)
    assert house.voice.rooms._rooms == {}
    assert house.voice._listeners == {}


async def test_who_does_not_read_is_let_go(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "MOST_WAITING", 50)
    client = await seated(house, house.guests.add("office"))

    async def flood() -> None:
        for _ in range(51):
            house.voice.rooms.tell("org:cakes", '{"event":"x","data":{}}')

    await house.in_loop(flood)
    assert await client.ended() == sockets.TOO_SLOW

"""One contract for every bus; and what Redis brings beside it: other processes, and being away."""

from __future__ import annotations

import asyncio
import secrets
import socket
import subprocess
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from sync_agent.hub.bus import NEWS, SEATED, Bus, Here, Word, bus_of
from sync_agent.hub.redis_bus import MOST_WAITING, RedisBus
from tests.sync_agent.hub_events.house import comes_true

SERVER = "redis://127.0.0.1:6379"
MILK = Word("org-1", NEWS, "bannos")
CAKE = Word("org-2", NEWS, "bannos")


class Ear:
    """Everything that was heard, and a way to wait for it."""

    def __init__(self) -> None:
        self.heard: list[Word | None] = []
        self._more = asyncio.Event()

    def __call__(self, word: Word | None) -> None:
        self.heard.append(word)
        self._more.set()

    @property
    def words(self) -> list[Word]:
        return [word for word in self.heard if word is not None]

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not holds():
                self._more.clear()
                await self._more.wait()

    async def has(self, *words: Word | None) -> None:
        await self.until(lambda: all(word in self.heard for word in words))


def on_redis(url: str = SERVER, name: str | None = None) -> RedisBus:
    return RedisBus(url, name or secrets.token_hex(4), longest_pause=0.2)


@pytest.fixture(params=[Here, on_redis])
async def bus(request: pytest.FixtureRequest) -> AsyncIterator[Bus]:
    made = request.param()
    yield made
    await made.close()


async def test_what_is_told_here_is_heard_here_from_any_thread(bus: Bus) -> None:
    ear = Ear()
    await bus.open(ear)
    bus.tell(MILK)
    threading.Thread(target=bus.tell, args=(CAKE,)).start()
    await ear.has(MILK, CAKE)


async def test_a_listener_that_stumbles_hears_the_next_word(bus: Bus) -> None:
    ear = Ear()

    def stumbling(word: Word | None) -> None:
        ear(word)
        raise ZeroDivisionError

    await bus.open(stumbling)
    bus.tell(MILK)
    bus.tell(CAKE)
    await ear.has(MILK, CAKE)


async def test_before_and_after_nobody_is_told(bus: Bus) -> None:
    ear = Ear()
    bus.tell(MILK)
    await bus.open(ear)
    bus.tell(CAKE)
    await ear.has(CAKE)
    await bus.close()
    bus.tell(Word("org-3", NEWS, "bannos"))
    await asyncio.sleep(0)
    assert ear.words == [CAKE]


async def test_other_processes_hear_it_once_and_the_one_that_told_not_twice() -> None:
    name = secrets.token_hex(4)
    here, there = on_redis(name=name), on_redis(name=name)
    mine, theirs = Ear(), Ear()
    await here.open(mine)
    await there.open(theirs)
    # Both hear None when they are subscribed.
    await mine.has(None)
    await theirs.has(None)
    for n in range(200):
        here.tell(Word("org-1", NEWS, f"store-{n}"))
    there.tell(MILK)
    await theirs.until(lambda: len(theirs.words) == 201)
    await mine.until(lambda: len(mine.words) == 201)
    assert len(set(theirs.words)) == 201
    assert here.trouble() == there.trouble() == ""
    await here.close()
    await there.close()


async def test_hubs_of_other_names_on_the_same_server_hear_nothing() -> None:
    here, there = on_redis(), on_redis()
    mine, theirs = Ear(), Ear()
    await here.open(mine)
    await there.open(theirs)
    await theirs.has(None)
    await mine.has(None)
    here.tell(MILK)
    there.tell(CAKE)
    await theirs.has(CAKE)
    assert theirs.words == [CAKE]
    await here.close()
    await there.close()


async def test_nothing_but_names_and_ids_travels() -> None:
    from redis.asyncio import Redis

    bus, ear = on_redis(name="watched-" + secrets.token_hex(4)), Ear()
    await bus.open(ear)
    await ear.has(None)
    async with Redis.from_url(SERVER) as client, client.pubsub() as pubsub:
        await pubsub.subscribe(bus._channel)
        assert (await pubsub.get_message(timeout=5))["type"] == "subscribe"
        bus.tell(Word("org-1", SEATED, "node-1", "socket-1"))
        message = await pubsub.get_message(timeout=5)
    assert message["data"].decode() == f'["{bus._me}", "org-1", "seated", "node-1", "socket-1"]'
    await bus.close()


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"{}", b"[]", b"7", b'["x", 1, 2, 3, 4]', b'["x", "a", "b"]', b"[" * 9999]
)
async def test_what_is_none_of_ours_on_the_channel_is_passed_over(data: bytes) -> None:
    from redis.asyncio import Redis

    here, there = on_redis(name="shared-" + secrets.token_hex(4)), Ear()
    await here.open(there)
    await there.has(None)
    async with Redis.from_url(SERVER) as client:
        await client.publish(here._channel, data)
        await client.publish(here._channel, '["somebody", "org-1", "news", "bannos", ""]')
    await there.has(MILK)
    assert there.words == [MILK]
    await here.close()


class Server:
    """A Redis of the test's own, that can be taken away."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        argv = [
            "redis-server",
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            str(self._folder),
        ]
        self._process = subprocess.Popen(argv, stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.stop()


async def test_a_server_that_is_away_costs_only_time(server: Server) -> None:
    """Nobody waits for it, and when it is back all are told that they may have missed something."""
    here, there = on_redis(server.url, "hub"), on_redis(server.url, "hub")
    mine, theirs = Ear(), Ear()
    await here.open(mine)
    await there.open(theirs)
    here.tell(MILK)
    await mine.has(MILK)
    await comes_true(lambda: bool(here.trouble()))
    assert "Redis does not answer" in here.trouble()
    assert server.url not in here.trouble()
    server.start()
    await theirs.has(None)
    await mine.has(None)
    await comes_true(lambda: here.trouble() == there.trouble() == "")
    server.stop()
    theirs.heard.clear()
    here.tell(CAKE)
    await mine.has(CAKE)
    server.start()
    await theirs.has(None)
    await comes_true(lambda: here.trouble() == there.trouble() == "")
    here.tell(Word("org-3", NEWS, "bannos"))
    await theirs.has(Word("org-3", NEWS, "bannos"))
    await here.close()
    await there.close()


async def test_words_that_wait_are_bounded(server: Server) -> None:
    bus, ear = on_redis(server.url), Ear()
    await bus.open(ear)
    for n in range(MOST_WAITING + 50):
        bus.tell(Word("org-1", NEWS, f"store-{n}"))
        bus.tell(MILK)
    await ear.has(Word("org-1", NEWS, f"store-{MOST_WAITING + 49}"))
    assert len(bus._waiting) == MOST_WAITING
    await bus.close()


def test_a_url_that_is_none_is_refused_before_anything_starts() -> None:
    with pytest.raises(ValueError, match="redis"):
        bus_of("http://127.0.0.1:6379")
    assert isinstance(bus_of(None), Here)

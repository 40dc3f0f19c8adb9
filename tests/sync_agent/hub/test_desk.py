"""Who comes while the database is busy goes with the others that did: never later than it must, never at their cost."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, cast

import pytest

from data.exchange.message import Answer, Request, Sent
from data.ledger.serve import BUSY, NotServed, Word
from data.store.errors import NotRecorded
from sync_agent.hub.desk import MOST_TOGETHER, Desk

CAKES, BREAD = "cakes", "bread"


def fine() -> None:
    """Nothing to object to."""


def asks(node: str, commands: int = 1, store: str = "bannos") -> Request:
    return Request(node, "", {}, (store,), node, tuple(cast("Sent", None) for _ in range(commands)))


class Kitchen:
    """Serves when it is let; remembers who went together. `poison` breaks whatever it is in, `held` are stores that
    others have."""

    def __init__(self, poison: str = "", held: Sequence[str] = ()) -> None:
        self.groups: list[tuple[str, list[str]]] = []
        self.poison, self.held = poison, set(held)
        self.open, self.free = threading.Event(), threading.Event()
        self.desk = Desk(self.serve)
        self.tries: Counter[str] = Counter()

    def serve(self, organization: str, asked: Sequence[Request], waits: bool) -> list[Word]:
        self.groups.append((organization, [each.node_id for each in asked]))
        assert self.open.wait(10)
        if any(each.node_id == self.poison for each in asked):
            raise NotRecorded("Not this one")
        if waits:
            assert self.free.wait(10)
        elif self.held:
            return [NotServed(BUSY, "") if self.held & {*each.scopes} else answer(each) for each in asked]
        return [answer(each) for each in asked]

    def come(self, *asked: Request, organization: str = CAKES, check: Callable[[], None] = fine) -> list[Any]:
        return [asyncio.ensure_future(self.desk.ask(organization, each, check)) for each in asked]


def answer(asked: Request) -> Answer:
    return cast("Answer", f"to {asked.node_id}")


async def until(what: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not what():  # noqa: ASYNC110 -- it happens in a thread
            await asyncio.sleep(0.001)


async def test_the_first_goes_at_once_and_those_who_come_meanwhile_go_together() -> None:
    kitchen = Kitchen()
    first = kitchen.come(asks("a"))
    await until(lambda: kitchen.groups)
    later = kitchen.come(asks("b"), asks("c"), asks("d"))
    kitchen.open.set()
    assert await asyncio.gather(*first, *later) == ["to a", "to b", "to c", "to d"]
    assert [group for _, group in kitchen.groups] == [["a"], ["b", "c", "d"]]


async def test_a_group_has_a_limit_and_the_rest_goes_next() -> None:
    kitchen = Kitchen()
    some = kitchen.come(asks("a"), asks("b", MOST_TOGETHER - 1), asks("c"), asks("d"), asks("huge", MOST_TOGETHER + 1))
    kitchen.open.set()
    await asyncio.gather(*some)
    assert [group for _, group in kitchen.groups] == [["a", "b"], ["c", "d"], ["huge"]]


async def test_one_that_breaks_it_is_alone_with_its_trouble() -> None:
    kitchen = Kitchen(poison="c")
    first = kitchen.come(asks("a"))
    await until(lambda: kitchen.groups)
    later = kitchen.come(asks("b"), asks("c"), asks("d"))
    kitchen.open.set()
    assert await asyncio.gather(*first) == ["to a"]
    words = await asyncio.gather(*later, return_exceptions=True)
    assert [words[0], words[2]] == ["to b", "to d"]
    assert isinstance(words[1], NotRecorded)


async def test_one_that_does_not_pass_the_check_is_not_served_and_the_others_are() -> None:
    def forged() -> None:
        raise PermissionError

    kitchen = Kitchen()
    kitchen.open.set()
    (bad,), (good,) = kitchen.come(asks("a"), check=forged), kitchen.come(asks("b"))
    assert await good == "to b"
    with pytest.raises(PermissionError):
        await bad
    assert "a" not in [node for _, group in kitchen.groups for node in group]


async def test_two_organizations_are_never_in_one_transaction() -> None:
    kitchen = Kitchen()
    some = kitchen.come(asks("a"), asks("b")) + kitchen.come(asks("x"), asks("y"), organization=BREAD)
    kitchen.open.set()
    await asyncio.gather(*some)
    assert all(set(group) <= ({"a", "b"} if whose == CAKES else {"x", "y"}) for whose, group in kitchen.groups)


async def test_a_store_that_somebody_holds_keeps_the_others_not_up() -> None:
    kitchen = Kitchen(held=["bannos"])
    kitchen.open.set()
    (stuck,) = kitchen.come(asks("a"))
    await until(lambda: len(kitchen.groups) == 2)
    (other,) = kitchen.come(asks("b", store="flourlane"))
    assert await other == "to b"
    stuck_too = kitchen.come(asks("c"), asks("d"))
    assert not stuck.done()
    kitchen.free.set()
    assert [await each for each in (stuck, *stuck_too)] == ["to a", "to c", "to d"]
    assert (CAKES, ["c", "d"]) in kitchen.groups


async def test_who_hung_up_keeps_nobody() -> None:
    kitchen = Kitchen()
    (first,) = kitchen.come(asks("a"))
    await until(lambda: kitchen.groups)
    (gone,), (stays,) = kitchen.come(asks("b")), kitchen.come(asks("c"))
    await asyncio.sleep(0)
    gone.cancel()
    kitchen.open.set()
    assert [await first, await stays] == ["to a", "to c"]

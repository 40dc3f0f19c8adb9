"""A webhook is answered when it is on the disk and not before; those that come together share the commit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence

import pytest

from data.ledger import inbox
from data.shops.kept import WebhookDelivery
from data.store.errors import Clash, NotRecorded
from sync_agent.hub.intray import AT_ONCE, MOST_BYTES, MOST_TOGETHER, InTray
from tests.support.cast import NOW

CAKES, BREAD = "cakes", "bread"


def delivery(name: str, size: int = 2) -> WebhookDelivery:
    return inbox.delivery("shop", "bannos", "shopify", (name, name, "orders/create"), {}, bytes(size), NOW)


class Disk:
    """Keeps when it is let, and remembers what went together. A `poison` breaks every commit that it is in."""

    def __init__(self, trouble: Exception | None = None, poison: str = "") -> None:
        self.groups: list[tuple[str, list[str]]] = []
        self.trouble, self.poison = trouble, poison
        self.open = threading.Event()
        self.tray = InTray(self.keep)

    def keep(self, organization: str, came: Sequence[WebhookDelivery]) -> list[bool]:
        names = [one.delivery_id for one in came]
        self.groups.append((organization, names))
        assert self.open.wait(10)
        if self.trouble is not None and (not self.poison or self.poison in names):
            raise self.trouble
        return [not name.startswith("known") for name in names]

    async def busy(self) -> list[asyncio.Future[bool]]:
        """As many commits as there may be are on their way."""
        first = []
        for n in range(AT_ONCE):
            first.extend(self.come(f"first {n}"))
            await until(lambda: len(self.groups) == len(first))
        return first

    def come(self, *names: str, organization: str = CAKES, size: int = 2) -> list[asyncio.Future[bool]]:
        return [asyncio.ensure_future(self.tray.put(organization, delivery(name, size))) for name in names]


async def until(what: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not what():  # noqa: ASYNC110 -- it happens in a thread
            await asyncio.sleep(0.001)


async def test_the_first_go_at_once_those_who_come_meanwhile_go_together_and_nobody_hears_before_the_commit():
    disk = Disk()
    first = await disk.busy()
    later = disk.come("b", "known", "c")
    await asyncio.sleep(0.01)
    assert not any(one.done() for one in (*first, *later))
    disk.open.set()
    assert await asyncio.gather(*first, *later) == [True] * AT_ONCE + [True, False, True]
    assert [group for _, group in disk.groups][AT_ONCE:] == [["b", "known", "c"]]


async def test_a_commit_has_a_limit_in_rows_and_in_bytes():
    disk = Disk()
    await disk.busy()
    many = disk.come(*(str(n) for n in range(MOST_TOGETHER + 1)))
    await asyncio.sleep(0.01)
    disk.open.set()
    await asyncio.gather(*many)
    assert sorted(len(group) for _, group in disk.groups[AT_ONCE:]) == [1, MOST_TOGETHER]

    disk = Disk()
    await disk.busy()
    large = disk.come("a", "b", "c", size=MOST_BYTES // 2) + disk.come("d", size=MOST_BYTES + 1)
    await asyncio.sleep(0.01)
    disk.open.set()
    await asyncio.gather(*large)
    assert sorted(group for _, group in disk.groups[AT_ONCE:]) == [["a", "b"], ["c"], ["d"]]


async def test_what_no_database_takes_is_alone_with_its_trouble():
    disk = Disk(Clash("Not this one"), poison="b")
    disk.open.set()
    words = await asyncio.gather(*disk.come("a", "b", "c"), return_exceptions=True)
    assert [words[0], words[2]] == [True, True]
    assert isinstance(words[1], Clash)


async def test_a_database_that_is_away_is_asked_once_for_all_of_them():
    disk = Disk(NotRecorded("It does not answer"))
    disk.open.set()
    words = await asyncio.gather(*disk.come(*"abcdef"), return_exceptions=True)
    assert [type(word) for word in words] == [NotRecorded] * 6
    assert len(disk.groups) <= AT_ONCE
    disk.trouble = None
    assert await asyncio.gather(*disk.come("d")) == [True]


async def test_whatever_breaks_nobody_waits_for_ever():
    disk = Disk()
    disk.open.set()

    def breaks() -> None:
        raise RuntimeError("whoever should be woken")

    disk.tray.wake = breaks
    words = await asyncio.wait_for(asyncio.gather(*disk.come("a", "b"), return_exceptions=True), 10)
    assert [type(word) for word in words] == [RuntimeError] * 2
    disk.tray.wake = lambda: None
    assert await asyncio.gather(*disk.come("c")) == [True]


async def test_two_organizations_are_never_in_one_commit():
    disk = Disk()
    some = disk.come("a", "b") + disk.come("x", "y", organization=BREAD)
    disk.open.set()
    await asyncio.gather(*some)
    assert all(set(group) <= ({"a", "b"} if whose == CAKES else {"x", "y"}) for whose, group in disk.groups)


async def test_who_hung_up_keeps_nobody_and_is_kept_all_the_same():
    disk = Disk()
    first = await disk.busy()
    gone, stays = disk.come("b", "c")
    await asyncio.sleep(0)
    gone.cancel()
    disk.open.set()
    assert await asyncio.gather(*first, stays) == [True] * AT_ONCE + [True]
    assert disk.groups[-1] == (CAKES, ["b", "c"])


@pytest.mark.parametrize("wrong", [ValueError("a mistake of ours"), Clash("twice")])
async def test_after_any_trouble_the_tray_takes_the_next(wrong: Exception):
    disk = Disk(wrong)
    disk.open.set()
    assert await asyncio.gather(*disk.come("a"), return_exceptions=True) == [wrong]
    disk.trouble = None
    assert await asyncio.gather(*disk.come("b")) == [True]

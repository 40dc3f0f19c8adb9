"""Writers take turns, and whoever waits can be heard by the one that has the turn."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from data.store.errors import NotRecorded
from data.store.turns import Turns

LONG_MS = 10_000


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "store.lock"


@pytest.fixture
def holder(lock: Path) -> Iterator[Turns]:
    with closing(Turns(lock, LONG_MS)) as turns:
        yield turns


def taken_once(lock: Path) -> bool:
    with closing(Turns(lock, LONG_MS)) as turns, turns.mine():
        return True


def until_wanted(holder: Turns) -> None:
    while not holder.wanted():
        pass


def test_nobody_waits_for_a_turn_that_nobody_asked_for(holder):
    with holder.mine():
        assert not holder.wanted()


def test_who_waits_is_heard_and_comes_next(lock, holder):
    with ThreadPoolExecutor(2) as others:
        with holder.mine():
            waiting = [others.submit(taken_once, lock) for _ in range(2)]
            until_wanted(holder)
            assert not any(one.done() for one in waiting)
        assert all(one.result() for one in waiting)
    with holder.mine():
        assert not holder.wanted(), "all have gone"


def test_who_gives_up_is_heard_no_longer(lock, holder):
    with holder.mine():
        with closing(Turns(lock, 20)) as other, pytest.raises(NotRecorded), other.mine():
            raise AssertionError("it has two masters")
        assert not holder.wanted()


def test_without_a_knocker_turns_are_taken_all_the_same(lock, holder):
    """A folder that takes no new file costs only the giving way."""
    lock.with_suffix(".knock").mkdir()
    with ThreadPoolExecutor(1) as other:
        with holder.mine():
            waiting = other.submit(taken_once, lock)
            assert not holder.wanted()
        assert waiting.result()

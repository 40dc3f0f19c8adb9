"""The post of a played shop goes astray as often as it should, and no oftener."""

from __future__ import annotations

import httpx
import pytest

from sync_agent.demo_shop.faults import Faults
from sync_agent.demo_shop.outbox import CHANCES, LOST, OVERTAKEN, TRIES, TWICE, Outbox, Post


def post(n: int) -> Post:
    return Post("https://hub.example/hooks", {"X-Number": str(n)}, str(n).encode(), "subscription-1")


def outbox(given_up: list[str] | None = None, *on: str) -> tuple[Outbox, Faults]:
    faults = Faults(1, CHANCES, off=tuple(set(CHANCES) - set(on)))
    return Outbox(faults, (given_up if given_up is not None else []).append), faults


def numbers(posts: list[Post]) -> list[int]:
    return [int(one.body) for one in posts]


def hub(*statuses: int) -> tuple[httpx.Client, list[int]]:
    """A hub that answers with these, the last one for ever, and what it was told."""
    told: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        told.append(int(request.content))
        return httpx.Response(statuses[min(len(told), len(statuses)) - 1])

    return httpx.Client(transport=httpx.MockTransport(answer)), told


class TestWithoutUnkindness:
    def test_everything_comes_once_and_in_order(self):
        box, faults = outbox()
        for n in range(50):
            box.put(post(n))

        assert numbers(box.take()) == list(range(50))
        assert not any(faults.counts.values())
        assert box.take() == []


class TestUnkindness:
    def test_a_fifth_is_lost(self):
        box, faults = outbox(None, LOST)
        for n in range(1000):
            box.put(post(n))
        came = numbers(box.take())

        assert came == sorted(came)
        assert len(came) == 1000 - faults.counts[LOST]
        assert 150 < faults.counts[LOST] < 250

    def test_some_come_twice(self):
        box, faults = outbox(None, TWICE)
        for n in range(1000):
            box.put(post(n))
        came = numbers(box.take())

        assert set(came) == set(range(1000))
        assert len(came) == 1000 + faults.counts[TWICE]
        assert faults.counts[TWICE] > 50

    def test_some_overtake_others_and_none_is_lost(self):
        box, faults = outbox(None, OVERTAKEN)
        for n in range(1000):
            box.put(post(n))
        came = numbers(box.take())

        assert sorted(came) == list(range(1000))
        assert came != sorted(came)
        assert faults.counts[OVERTAKEN] > 100

    def test_is_the_same_by_the_same_seed(self):
        one, other = outbox(None, *CHANCES)[0], outbox(None, *CHANCES)[0]
        for n in range(200):
            one.put(post(n))
            other.put(post(n))

        assert numbers(one.take()) == numbers(other.take())

    def test_of_a_name_that_is_none_is_told(self):
        with pytest.raises(KeyError):
            outbox()[1].switch("meteor", on=True)


class TestSending:
    def test_what_a_hub_took_is_done(self):
        box, _ = outbox()
        http, told = hub(200)
        box.put(post(1))

        assert box.send(http) == 1
        assert box.send(http) == 0
        assert told == [1]

    def test_what_a_hub_did_not_take_comes_again_to_the_byte(self):
        box, _ = outbox()
        http, told = hub(503, 500, 200)
        box.put(post(7))

        assert [box.send(http) for _ in range(3)] == [0, 0, 1]
        assert told == [7, 7, 7]

    def test_who_never_answers_is_given_up_after_eight_more(self):
        given_up: list[str] = []
        box, _ = outbox(given_up)
        http, told = hub(500)
        box.put(post(1))
        for _ in range(TRIES + 5):
            box.send(http)

        assert told == [1] * 9
        assert given_up == ["subscription-1"]

"""Ops shows how the hub does beside what it is to reach, in words, and of when that is (O56, O57)."""

from __future__ import annotations

from typing import Any

import pytest

from kitchen_tui.hub_question import ALONE, HubAnswer
from kitchen_tui.places.ops import Ops
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.cast import ADI

MET: list[dict[str, Any]] = [
    {"name": "webhook p95", "value": 24.0, "limit": 500, "unit": "ms", "met": True},
    {"name": "deliveries taken in", "value": 0.99994, "limit": 0.995, "unit": "", "met": True},
    {"name": "worker p95", "value": None, "limit": 2000, "unit": "ms", "met": True},
    {"name": "backlog", "value": 4, "limit": 500, "unit": "", "met": True},
    {"name": "oldest waits", "value": 3_000, "limit": 900_000, "unit": "ms", "met": True},
]
MISSED: list[dict[str, Any]] = [
    {"name": "webhook p95", "value": 512.0, "limit": 500, "unit": "ms", "met": False},
    {"name": "deliveries taken in", "value": 0.994999, "limit": 0.995, "unit": "", "met": False},
    {"name": "worker p95", "value": 2_000, "limit": 2000, "unit": "ms", "met": False},
    {"name": "backlog", "value": 12_345, "limit": 500, "unit": "", "met": False},
    {"name": "oldest waits", "value": 5_400_000, "limit": 900_000, "unit": "ms", "met": False},
]
ROUTES = [
    {"route": f"/api/v1/{name}", "calls": n * 700, "ok": n * 700 - (n == 3), "p50": n, "p95": 9 * n, "p99": 40 * n}
    for n, name in enumerate(("sync", "ops", "pos/connections", "payloads"), 1)
]


def at_ops(kitchen: Kitchen, targets: list[dict[str, Any]]) -> StillRoom:
    room = StillRoom(kitchen, ADI)
    room.enter(Ops)
    hears(room, HubAnswer({"at": 1, "targets": targets, "routes": ROUTES}))
    return room


def hears(room: StillRoom, answer: HubAnswer) -> None:
    assert room.place is not None
    room.place.told("ops", answer)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize(("name", "targets"), [("met", MET), ("missed", MISSED)])
def test_targets_and_routes_are_drawn_at_every_size(
    kitchen: Kitchen, size: tuple[int, int], name: str, targets: list[dict[str, Any]]
) -> None:
    same(f"ops-{name}-{size[0]}x{size[1]}", at_ops(kitchen, targets).text(*size))


def test_a_missed_target_says_so_in_words_and_is_never_rounded_into_a_met_one(kitchen: Kitchen) -> None:
    text = at_ops(kitchen, MISSED).text(110, 27)

    assert "5 targets are missed" in text
    assert text.count("MISSED") == 5
    assert "99.49 %" in text
    assert "99.50 %" in text, "the target itself"


def test_what_nobody_has_measured_misses_nothing(kitchen: Kitchen) -> None:
    text = at_ops(kitchen, MET).text(110, 27)
    assert "All targets are met" in text
    assert "nothing yet" in text


def test_while_the_hub_is_away_what_was_known_last_stands_there_with_its_time(kitchen: Kitchen) -> None:
    room = at_ops(kitchen, MET)
    hears(room, HubAnswer(None, "unreachable", "The hub cannot be reached"))
    text = room.text(110, 27)

    assert "The hub cannot be reached" in text
    assert "Last known at" in text
    assert "Webhooks answered, p95" in text
    assert "All targets are met" not in text


def test_the_hub_is_asked_again_after_a_while_and_not_with_every_scan(kitchen: Kitchen) -> None:
    room = StillRoom(kitchen, ADI)
    room.enter(Ops)
    assert len(room.hub_asked) == 1
    for _ in range(20):
        room.ask()
    assert len(room.hub_asked) == 1, "it has not answered yet"

    hears(room, HubAnswer({"at": 1, "targets": MET, "routes": []}))
    room.ask()
    assert len(room.hub_asked) == 1
    room.clock = room.clock._replace(now=room.clock.now + 15_000)
    kitchen.machine.at += 15_000
    room.ask()
    assert len(room.hub_asked) == 2


def test_a_terminal_that_works_alone_has_no_hub_to_measure(kitchen: Kitchen) -> None:
    room = StillRoom(kitchen, ADI)
    room.enter(Ops)
    hears(room, HubAnswer(None, ALONE, "This terminal works alone: enrol it first (`sync-agent enrol`)"))
    assert room.place is not None

    assert "there is no hub to measure" in room.text(110, 27)
    assert room.place.deeds() == ()

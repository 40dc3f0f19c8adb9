"""The demo's ordinary orders: one cake each, so many of each kind, so far down the line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from data.core.clock import MINUTE, at_minute
from data.kitchen.stages import COVERING, DECORATING, FILLING, PACKING
from kitchen_tui.demo.around import Due
from kitchen_tui.demo.deeds import Beat, hand_over, put_away
from kitchen_tui.demo.menu import STORAGE_PLACES
from kitchen_tui.demo.payload import Placed
from kitchen_tui.demo.scene import Reached, Scene, Story, nothing

UNTOUCHED, LABELLED, FILLED, COVERED, DECORATED, PACKING_STARTED, PACKED = Reached
_OPENING_HOURS = tuple(range(9 * 60, 16 * 60, 60))


class Some(NamedTuple):
    """So many orders that are due then and have come so far."""

    when: str
    reached: Reached
    many: int


BANNOS = (
    Some("late", COVERED, 2),
    Some("late", DECORATED, 2),
    Some("late", PACKING_STARTED, 1),
    Some("within the hour", FILLED, 1),
    Some("within the hour", COVERED, 2),
    Some("within the hour", DECORATED, 2),
    Some("within the hour", PACKING_STARTED, 1),
    Some("today", UNTOUCHED, 2),
    Some("today", LABELLED, 2),
    Some("today", FILLED, 3),
    Some("today", COVERED, 3),
    Some("today", DECORATED, 3),
    Some("today", PACKING_STARTED, 1),
    Some("tomorrow", UNTOUCHED, 4),
    Some("tomorrow", LABELLED, 2),
    Some("tomorrow", FILLED, 2),
    Some("tomorrow", COVERED, 2),
    Some("soon", UNTOUCHED, 4),
    Some("soon", FILLED, 1),
    Some("next week", UNTOUCHED, 5),
    Some("today", PACKED, 5),
)
FLOURLANE = (
    Some("late", DECORATED, 1),
    Some("within the hour", DECORATED, 1),
    Some("within the hour", PACKING_STARTED, 1),
    Some("today", LABELLED, 1),
    Some("today", FILLED, 2),
    Some("today", COVERED, 2),
    Some("tomorrow", UNTOUCHED, 3),
    Some("tomorrow", FILLED, 2),
    Some("soon", UNTOUCHED, 2),
    Some("next week", UNTOUCHED, 2),
    Some("today", PACKED, 2),
)
_NEXT_STATION = {
    UNTOUCHED: FILLING,
    LABELLED: FILLING,
    FILLED: COVERING,
    COVERED: DECORATING,
    DECORATED: PACKING,
    PACKING_STARTED: PACKING,
}

_DUE: dict[str, Callable[[Scene], Due]] = {
    "late": lambda s: s.around.near(-s.dice.randrange(80, 200), 45),
    "within the hour": lambda s: s.around.near(s.dice.randrange(18, 25), 30),
    "today": lambda s: s.around.near(s.dice.randrange(120, 420), 120),
    "tomorrow": lambda s: s.around.on(1, s.dice.choice(_OPENING_HOURS), 120),
    "soon": lambda s: s.around.on(s.dice.choice((2, 3)), s.dice.choice(_OPENING_HOURS), 120),
    "next week": lambda s: s.around.on(s.dice.randrange(4, 10), s.dice.choice(_OPENING_HOURS), 120),
}


def due(scene: Scene, when: str) -> Due:
    """A window of that kind."""
    return _DUE[when](scene)


def open_orders(scene: Scene, wanted: Iterable[Some]) -> Iterator[Story]:
    """The orders on the line, and the packed ones that wait for their customers; two in five are somebody's."""
    for n, kind in enumerate(some for some in wanted for _ in range(some.many)):
        yield _open_order(scene, kind, taken=n % 5 in (1, 3))


def _open_order(scene: Scene, kind: Some, *, taken: bool) -> Story:
    last = scene.dice.randrange(12, 150)

    def after(placed: Placed) -> Iterator[Beat]:
        yield from scene.walk(placed.code, kind.reached, scene.around.ago(last))
        if kind.reached is PACKED:
            packer, shelf = scene.hand(PACKING), scene.dice.choice(STORAGE_PLACES)
            yield scene.beat(last - 2, put_away(packer, placed.code, shelf))
        elif taken:
            yield scene.taken(placed.code, _NEXT_STATION[kind.reached], last - 2)

    hours = scene.dice.randrange(4, 100) if kind.reached is UNTOUCHED else None
    return scene.order(due(scene, kind.when), after if kind.reached or taken else nothing, hours_ago=hours)


def done_orders(scene: Scene, count: int) -> Iterator[Story]:
    """Orders of today and the last two days that their customers have."""
    for n in range(count):
        yield _done_order(scene, scene.around.on(-(n % 3), scene.dice.choice(_OPENING_HOURS), 120))


def _done_order(scene: Scene, wanted: Due) -> Story:
    around, dice = scene.around, scene.dice
    fetched = at_minute(wanted.day, wanted.start + dice.randrange(10, 100), around.zone)
    # Early in the day nobody has fetched anything yet: those came for it a day before.
    fetched = min(fetched, around.ago(dice.randrange(15, 200)))

    def after(placed: Placed) -> Iterator[Beat]:
        packed = fetched - dice.randrange(30, 120) * MINUTE
        yield from scene.walk(placed.code, PACKED, packed)
        yield Beat(packed + MINUTE, put_away(scene.hand(PACKING), placed.code, dice.choice(STORAGE_PLACES)))
        yield Beat(fetched, hand_over(scene.hand(PACKING), placed.code))

    hours = (around.now - fetched) // (60 * MINUTE) + dice.randrange(24, 120)
    return scene.order(wanted, after, hours_ago=hours)

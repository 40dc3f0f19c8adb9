"""The demo's orders that took a turn: sent back, changed, cancelled, short of something, scanned in another order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from data.core.packed import pack
from data.kitchen.stages import COVERING, DECORATING, FILLING, PACKING
from data.orders.editing import ReleaseOrder
from kitchen_tui.demo.cart import Cart
from kitchen_tui.demo.deeds import (
    Beat,
    Deed,
    arrival,
    by,
    cancel,
    give_back,
    hand_over,
    label,
    prioritise,
    rewrite,
    scan,
    see,
    send_back,
    take_back,
)
from kitchen_tui.demo.menu import product
from kitchen_tui.demo.ordinary import COVERED, DECORATED, FILLED, LABELLED, PACKED, UNTOUCHED, due
from kitchen_tui.demo.payload import Placed
from kitchen_tui.demo.scene import Reached, Scene, Story

HIGH, LOW = 3, 1

Then = tuple[int, Callable[[Placed], Deed]]
"""Minutes ago, and what was done to the order then."""


def turns(scene: Scene) -> Iterator[Story]:
    """All of them."""
    yield from _short(scene)
    yield from _prioritised(scene)
    yield from _sent_back(scene)
    yield from changed(scene)
    yield from _by_the_shop(scene)
    yield from cancelled(scene)
    yield from _scanned_otherwise(scene)
    yield from _afterwards(scene)


def _turn(scene: Scene, when: str, reached: Reached, last: int, *then: Then, **order: Any) -> Story:
    """An order whose cake came so far by `last` minutes ago, and what was done after that."""

    def after(placed: Placed) -> Iterator[Beat]:
        yield from scene.walk(placed.code, reached, scene.around.ago(last))
        for minutes_ago, deed in then:
            yield scene.beat(minutes_ago, deed(placed))

    return scene.order(due(scene, when), after, **order)


def _short(scene: Scene) -> Iterator[Story]:
    """Raspberries came in for three of these: the later ones are taken in all the same, and marked."""
    line = scene.line(product("RAS"), size="Small")
    for n, reached in enumerate((DECORATED, FILLED, LABELLED, UNTOUCHED, UNTOUCHED)):
        when = "today" if reached else "tomorrow"
        yield _turn(scene, when, reached, 35 + n, hours_ago=40 - n, lines=(line,))


def _prioritised(scene: Scene) -> Iterator[Story]:
    boss = scene.supervisor
    yield _turn(scene, "next week", UNTOUCHED, 0, (50, lambda p: prioritise(boss, p.code, HIGH)))
    yield _turn(scene, "today", UNTOUCHED, 0, (48, lambda p: prioritise(boss, p.code, LOW)))


def _sent_back(scene: Scene) -> Iterator[Story]:
    boss, decorator, packer = scene.supervisor, scene.hand(DECORATING), scene.hand(PACKING)
    yield _turn(scene, "today", PACKED, 160, (95, lambda p: send_back(boss, p.code, "Writing smudged")))
    yield _turn(
        scene,
        "today",
        DECORATED,
        170,
        (140, lambda p: send_back(boss, p.code, "Wrong colour: sage green was ordered")),
        (90, lambda p: scan(decorator, p.code, DECORATING)),
        (70, lambda p: scan(packer, p.code, PACKING)),
        (60, lambda p: send_back(boss, p.code, "Cracked at the base")),
    )


def changed(scene: Scene) -> Iterator[Story]:
    """A supervisor changed the writing of cakes in work; the second change has been seen at the bench."""
    boss, decorator = scene.supervisor, scene.hand(DECORATING)
    yield _turn(
        scene,
        "today",
        COVERED,
        50,
        (25, lambda p: rewrite(boss, p.code, "Happy 30th Isabella, not 13th!", "The customer called")),
    )
    yield _turn(
        scene,
        "today",
        COVERED,
        80,
        (44, lambda p: rewrite(boss, p.code, "Happy Birthday Nonno", "The customer called")),
        (30, lambda p: see(decorator, p.code)),
    )


def _by_the_shop(scene: Scene) -> Iterator[Story]:
    """The shop sent a newer version: another size, one more cake, one cake less, the whole order cancelled."""
    small, extra = scene.line(product("NYC"), size="Small"), scene.line(product("CUP"))
    yield _turn(
        scene,
        "today",
        FILLED,
        60,
        (33, _sent(scene, 33, lambda cart: cart.with_line(0, size="Large"))),
        lines=(replace(small, size="Medium"),),
    )
    yield _turn(
        scene,
        "tomorrow",
        FILLED,
        55,
        (38, _sent(scene, 38, lambda cart: replace(cart, lines=(*cart.lines, extra)))),
        lines=(small,),
    )

    def one_less(placed: Placed) -> Iterator[Beat]:
        yield from scene.walk(f"{placed.code}A", COVERED, scene.around.ago(66))
        yield from scene.walk(f"{placed.code}B", FILLED, scene.around.ago(64))
        yield scene.beat(27, _sent(scene, 27, lambda cart: cart.with_line(1, left=0))(placed))

    yield scene.order(due(scene, "today"), one_less, lines=(small, scene.line(product("HAZ"), size="Medium")))
    refund = _sent(scene, 36, lambda cart: replace(cart, cancelled=True, financial_status="refunded"))
    yield _turn(scene, "today", LABELLED, 70, (36, refund))


def _sent(scene: Scene, minutes_ago: int, change: Callable[[Cart], Cart]) -> Callable[[Placed], Deed]:
    def deed(placed: Placed) -> Deed:
        raw = placed.raw(cart=change(placed.cart), updated_at=scene.around.ago(minutes_ago))
        return arrival(placed.store_id, raw)

    return deed


def cancelled(scene: Scene) -> Iterator[Story]:
    """Cancelled in work and not yet seen at the bench; seen there; cancelled when packed."""
    boss, coverer = scene.supervisor, scene.hand(COVERING)
    yield _turn(scene, "today", FILLED, 58, (24, lambda p: cancel(boss, p.code, "Party called off")))
    yield _turn(scene, "tomorrow", COVERED, 61, (29, lambda p: cancel(boss, p.code, "Ordered twice")))
    yield _turn(
        scene,
        "today",
        FILLED,
        99,
        (57, lambda p: cancel(boss, p.code, "Customer ill")),
        (41, lambda p: see(coverer, p.code)),
    )
    yield _turn(scene, "today", PACKED, 88, (52, lambda p: cancel(boss, p.code, "Moved to another date")))


def _scanned_otherwise(scene: Scene) -> Iterator[Story]:
    """Scanned ahead of the line, made good later, taken back, printed again, given to somebody with a note."""
    filler, coverer, decorator = scene.hand(FILLING), scene.hand(COVERING), scene.hand(DECORATING)
    yield _turn(scene, "today", FILLED, 75, (46, lambda p: scan(decorator, p.code, DECORATING, ahead=True)))
    yield _turn(
        scene,
        "today",
        FILLED,
        78,
        (49, lambda p: scan(decorator, p.code, DECORATING, ahead=True)),
        (26, lambda p: scan(coverer, p.code, COVERING)),
    )
    yield _turn(
        scene, "today", LABELLED, 40, (32, lambda p: scan(filler, p.code, FILLING)), (31, lambda _: take_back(filler))
    )
    yield _turn(
        scene, "tomorrow", LABELLED, 62, (43, lambda p: label(filler, p.code)), (42, lambda p: label(filler, p.code))
    )
    yield scene.order(
        due(scene, "today"),
        lambda p: (
            *scene.walk(p.code, COVERED, scene.around.ago(37)),
            scene.taken(p.code, DECORATING, 34, "Sugar flowers are in the blue tin; leave room for the topper"),
        ),
    )


def _afterwards(scene: Scene) -> Iterator[Story]:
    """Handed over and brought back; held and released."""
    boss, packer = scene.supervisor, scene.hand(PACKING)
    yield _turn(
        scene,
        "late",
        PACKED,
        20 * 60,
        (19 * 60, lambda p: hand_over(packer, p.code)),
        (3 * 60, lambda p: give_back(boss, p.code, "Dropped on the stairs, our driver", 2_000)),
        hours_ago=50,
    )

    def released(placed: Placed) -> Iterator[Beat]:
        fields = pack({"due_date": scene.around.day(2), "window": "10:00 and 12:00"})
        release = by(boss, lambda kitchen, _: ReleaseOrder(kitchen.order(placed.code).id, fields))
        yield scene.beat(4 * 60, release)
        yield from scene.walk(placed.code, LABELLED, scene.around.ago(100))

    yield scene.order(None, released, hours_ago=9, due_text="Sunday in two weeks?")

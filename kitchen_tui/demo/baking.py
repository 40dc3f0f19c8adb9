"""Bakes the demo: its shop, its people and their orders, put in the order of their times and issued one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from random import Random

from data.core.actor import Role
from data.core.clock import Instant
from data.core.command import Command
from data.core.packed import pack
from data.kitchen.stages import FILLING
from data.organization.commands import AddStore, SetPolicies
from data.people.commands import AddStaff, SetBadge, SetPin
from data.store.at_once import AtOnce
from data.store.database import Database
from data.store.label_queue import call_printed
from kitchen_tui.demo import open_secrets
from kitchen_tui.demo.around import DAY, Around
from kitchen_tui.demo.bought import bought
from kitchen_tui.demo.day import OPENED_DAYS_AGO, count, opening, puzzles, shifts
from kitchen_tui.demo.deeds import Beat, arrival
from kitchen_tui.demo.foreseen import keep, ordered, said
from kitchen_tui.demo.kitchen import Kitchen
from kitchen_tui.demo.measured import measured
from kitchen_tui.demo.menu import SIZES, STORAGE_PLACES, flavours
from kitchen_tui.demo.ordinary import BANNOS as BANNOS_ORDERS
from kitchen_tui.demo.ordinary import FILLED, done_orders, open_orders
from kitchen_tui.demo.ordinary import FLOURLANE as FLOURLANE_ORDERS
from kitchen_tui.demo.payload import Placed
from kitchen_tui.demo.people import BANNOS, FLOURLANE, Crew, Hand
from kitchen_tui.demo.scene import Scene, Story
from kitchen_tui.demo.shapes import held, hostile, shapes
from kitchen_tui.demo.till import Till
from kitchen_tui.demo.turns import cancelled, changed, turns
from kitchen_tui.founding import first_shop
from kitchen_tui.keys import badge_hash

ZONE, CURRENCY, LOCALE = "Australia/Sydney", "AUD", "en_AU"
STORES = ("bannos", "flourlane")
_FIRST_NUMBERS = (20_101, 31_001)
"""Beyond those of the sample orders, which can still be taken in."""

Progress = Callable[[str], None]


def bake(database: AtOnce, seed: int, now: Instant, verifier: str, tell: Progress) -> None:
    """Fills an empty store, inside the transaction its caller holds; `verifier` is everybody's PIN's."""
    scenes = _scenes(seed, now)
    kitchen = _found(database, seed, now - OPENED_DAYS_AGO * DAY, verifier)
    tell(f"Two stores, {sum(len(s.crew.hands) for s in scenes)} people")
    orders = [order for scene in scenes for order in _place(scene)]
    tell(f"{len(orders)} orders, and three weeks of work on them")
    beats = [beat for scene in scenes for part in (opening, shifts, count, puzzles, bought) for beat in part(scene)]
    for till in (Till(scene, second=scene.store_id != STORES[0]) for scene in scenes):
        keep(database, till, ordered(placed for placed, _story in orders if placed.store_id == till.scene.store_id))
        beats.extend(said(till))
    for placed, story in orders:
        beats.append(Beat(placed.ordered_at, arrival(placed.store_id, placed.raw())))
        beats.extend(story.after(placed))
    for beat in sorted(beats, key=lambda b: b.at):
        beat.deed(kitchen, beat.at)
    for scene in scenes:
        measured(database, scene)
    call_printed(database)


def _scenes(seed: int, now: Instant) -> tuple[Scene, ...]:
    crews, letters = (Crew(BANNOS), Crew(FLOURLANE)), ("B", "F")
    return tuple(
        Scene(store_id, letter, first, crew, Around(now, ZONE), Random(f"{seed} {store_id}"))
        for store_id, letter, first, crew in zip(STORES, letters, _FIRST_NUMBERS, crews, strict=True)
    )


def _found(database: Database, seed: int, at: Instant, verifier: str) -> Kitchen:
    owner = Crew(BANNOS).first(Role.OWNER)
    shop = first_shop(
        store_id=STORES[0],
        title="Banno's",
        timezone=ZONE,
        currency=CURRENCY,
        locale=LOCALE,
        sizes=SIZES,
        owner_name=owner.name,
        station=FILLING,
        letter="B",
        keys=open_secrets.first_keys(seed, STORES[0], owner),
    )
    kitchen = Kitchen(database, shop.seat, Random(f"{seed} commands"))
    second = AddStore(
        STORES[1], "Flour Lane", "F", ZONE, CURRENCY, LOCALE, SIZES, open_secrets.store_secret(seed, STORES[1])
    )
    for command in (*shop.commands, second, *_choices(), *_people(seed, owner, verifier)):
        kitchen.do(at, shop.owner, command)
    return kitchen


def _choices() -> Iterator[Command]:
    """Where cakes are put, and what they taste of."""
    for store_id in STORES:
        yield SetPolicies(store_id, pack({"storage_places": STORAGE_PLACES, "flavours": flavours()}))


def _people(seed: int, owner: Hand, verifier: str) -> Iterator[Command]:
    for store_id, hands in zip(STORES, (BANNOS, FLOURLANE), strict=True):
        for hand in hands:
            if hand is not owner:
                yield AddStaff(hand.staff_id, store_id, hand.number, hand.name, hand.role.value)
                yield SetBadge(hand.staff_id, badge_hash(open_secrets.badge(seed, hand)))
            yield SetPin(hand.staff_id, verifier)


def _place(scene: Scene) -> Iterable[tuple[Placed, Story]]:
    """The store's orders with their numbers, which a shop gives in the order in which they come."""
    stories = sorted(_stories(scene), key=lambda story: story.ordered_at)
    for number, story in enumerate(stories, start=scene.first_number):
        yield Placed(scene.store_id, scene.letter, number, story.cart, story.ordered_at, scene.around.zone), story


def _stories(scene: Scene) -> Iterator[Story]:
    if scene.store_id == STORES[0]:
        yield from open_orders(scene, BANNOS_ORDERS)
        yield from done_orders(scene, 52)
        yield from shapes(scene)
        yield from turns(scene)
        return
    yield from open_orders(scene, FLOURLANE_ORDERS)
    yield from done_orders(scene, 12)
    yield hostile(scene, FILLED)
    yield from held(scene)
    yield from changed(scene)
    yield from cancelled(scene)

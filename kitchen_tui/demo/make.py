"""Makes the demo bakery, in one commit: it is there as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from data.core.actor import Role
from data.core.clock import Instant
from data.core.command import Command
from data.kitchen.stages import FILLING
from data.organization.commands import AddStore
from data.people.commands import AddStaff, SetBadge, SetPin
from data.questions.stores import this_terminal
from data.store.database import Database
from data.store.machine import ThisMachine
from hardware.scan.commands import command_code
from kitchen_tui.demo import open_secrets
from kitchen_tui.demo.around import DAY, Around
from kitchen_tui.demo.cart import Placed
from kitchen_tui.demo.day import OPENED_DAYS_AGO, count, opening, puzzles, shifts
from kitchen_tui.demo.deeds import Beat, arrival
from kitchen_tui.demo.kitchen import Kitchen
from kitchen_tui.demo.menu import SIZES
from kitchen_tui.demo.ordinary import BANNOS as BANNOS_ORDERS
from kitchen_tui.demo.ordinary import FILLED, done_orders, open_orders
from kitchen_tui.demo.ordinary import FLOURLANE as FLOURLANE_ORDERS
from kitchen_tui.demo.people import BANNOS, FLOURLANE, Crew, Hand
from kitchen_tui.demo.scene import Scene, Story
from kitchen_tui.demo.shapes import held, hostile, shapes
from kitchen_tui.demo.turns import cancelled, changed, turns
from kitchen_tui.desk import VERBS
from kitchen_tui.founding import AtOnce, any_store, first_shop, refuse_second_shop
from kitchen_tui.keys import PinVerifier, badge_hash

ZONE, CURRENCY, LOCALE = "Australia/Sydney", "AUD", "en_AU"
STORES = ("bannos", "flourlane")
_FIRST_NUMBERS = (20_101, 31_001)
_ELSEWHERE = "The demo needs a folder of its own: give one with --data-dir"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DemoResult:
    """A demo and the ways into it, which are no secrets: of `bannos`, one badge and staff number a role, everybody's
    PIN, and its command barcodes by verb. `new` is False when the demo was there already, perhaps for days."""

    seed: int
    new: bool
    stores: tuple[str, ...]
    badges: dict[str, str]
    numbers: dict[str, int]
    pin: str
    commands: dict[str, str] = field(repr=False)


def make_demo(folder: Path, seed: int = 1, now: Instant | None = None, progress: Progress | None = None) -> DemoResult:
    """The demo of a folder, made around `now` when there is none: two stores, their people, and about 120 open tickets.
    The same seed and moment make the same rows (but the PINs' verifiers). Raises SetupRefused in a folder that holds
    a real shop, which it leaves alone, and NotAStore or NotRecorded as `found` does."""
    tell = progress or (lambda _: None)
    tell("An empty store")
    database = any_store(folder)
    try:
        with database.transaction():
            known = _seed_here(database)
            if known is None:
                refuse_second_shop(database, folder, _ELSEWHERE)
                moment = ThisMachine().now() if now is None else now
                _bake(AtOnce(database), seed, moment, PinVerifier(folder).hash(open_secrets.PIN), tell)
    finally:
        database.close()
    if known is not None:
        tell("There is a demo bakery in this folder already: it goes on as it was left")
    return _result(seed if known is None else known, new=known is None)


def _seed_here(database: Database) -> int | None:
    terminal = this_terminal(database)
    return None if terminal is None else open_secrets.seed_of(terminal.id)


def _result(seed: int, *, new: bool) -> DemoResult:
    people = {role.value: Crew(BANNOS).first(role) for role in (Role.STAFF, Role.SUPERVISOR, Role.ADMIN, Role.OWNER)}
    secret = bytes.fromhex(open_secrets.store_secret(seed, STORES[0]))
    return DemoResult(
        seed,
        new,
        STORES,
        {role: open_secrets.badge(seed, hand) for role, hand in people.items()},
        {role: hand.number for role, hand in people.items()},
        open_secrets.PIN,
        {verb: command_code(secret, verb) for verb in VERBS},
    )


def _bake(database: Database, seed: int, now: Instant, verifier: str, tell: Progress) -> None:
    scenes = _scenes(seed, now)
    kitchen = _found(database, seed, now - OPENED_DAYS_AGO * DAY, verifier)
    tell(f"Two stores, {sum(len(s.crew.hands) for s in scenes)} people")
    orders = [order for scene in scenes for order in _place(scene)]
    tell(f"{len(orders)} orders, and three weeks of work on them")
    beats = [beat for scene in scenes for part in (opening, shifts, count, puzzles) for beat in part(scene)]
    for placed, story in orders:
        beats.append(Beat(placed.ordered_at, arrival(placed.store_id, placed.raw())))
        beats.extend(story.after(placed))
    for beat in sorted(beats, key=lambda b: b.at):
        beat.deed(kitchen, beat.at)


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
    for command in (*shop.commands, second, *_people(seed, owner, verifier)):
        kitchen.do(at, shop.owner, command)
    return kitchen


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

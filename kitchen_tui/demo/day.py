"""The demo's working day around its orders: goods, shifts, a count of the shelf, scans that nobody can explain."""

from __future__ import annotations

from collections.abc import Iterator

from data.core.actor import Role
from data.core.clock import HOUR, MINUTE, Instant
from data.core.command import Command
from data.kitchen.stages import DECORATING, FILLING, PACKING
from data.people.commands import ClockIn, ClockOut
from data.stock.commands import CountStock, ReceiveStock
from data.stock.item import InventoryItem
from kitchen_tui.demo.around import DAY
from kitchen_tui.demo.deeds import Beat, Deed, arrival, by, mystery, plain
from kitchen_tui.demo.kitchen import BrokenDemo, Kitchen
from kitchen_tui.demo.menu import ITEMS, Item, add_items, add_products, item_id
from kitchen_tui.demo.people import Hand
from kitchen_tui.demo.scene import Scene

OPENED_DAYS_AGO = 21
_GARBLED = b'{"error":{"code":504,"message":"upstream request timeout"}}'


def opening(scene: Scene) -> Iterator[Beat]:
    """The menu, and what was delivered for it."""
    owner, start = scene.crew.first(Role.OWNER), scene.around.now - OPENED_DAYS_AGO * DAY + HOUR
    for command in (*add_items(scene.store_id), *add_products(scene.store_id)):
        yield Beat(start, plain(owner, command))
    for item in ITEMS:
        goods = ReceiveStock(item_id(scene.store_id, item.slug), item.received, "Opening delivery")
        yield Beat(start + HOUR, plain(scene.supervisor, goods))


def shifts(scene: Scene) -> Iterator[Beat]:
    """Yesterday's hours, and who is here today."""
    for n, hand in enumerate(h for h in scene.crew.hands if h.station):
        begins = scene.around.now - 7 * HOUR + n * 4 * MINUTE
        yield Beat(begins - DAY, plain(hand, ClockIn(hand.staff_id)))
        yield Beat(begins - DAY + 8 * HOUR, plain(hand, ClockOut(hand.staff_id)))
        yield Beat(begins, plain(hand, ClockIn(hand.staff_id)))


def count(scene: Scene) -> Iterator[Beat]:
    """Somebody counts what looks low, just now: whatever the dice ordered, it is low."""
    for item in ITEMS:
        if item.left is not None:
            yield scene.beat(6, _counted(scene.store_id, scene.hand(FILLING), item, item.left))


def _counted(store_id: str, who: Hand, item: Item, left: int) -> Deed:
    def command(kitchen: Kitchen, at: Instant) -> Command:
        row = kitchen.rows.get(InventoryItem, item_id(store_id, item.slug))
        if row is None:
            raise BrokenDemo(f"no {item.slug} in {store_id}")
        return CountStock(row.id, row.reserved + row.buffer + left, "Counted")

    return by(who, command)


def puzzles(scene: Scene) -> Iterator[Beat]:
    """Codes that no ticket has, far from any number that is going to come, and a payload that is no order."""
    strays = (
        (31 * 60, f"{scene.letter}99071", PACKING),
        (110, f"{scene.letter}99214C", FILLING),
        (21, "99300", DECORATING),
    )
    for minutes_ago, code, station in strays:
        yield scene.beat(minutes_ago, mystery(scene.hand(station), scene.store_id, code, station))
    yield scene.beat(5 * 60, arrival(scene.store_id, _GARBLED))

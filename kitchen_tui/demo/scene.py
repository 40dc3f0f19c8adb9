"""Where a store's orders come from: its crew, its calendar and its dice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from random import Random
from typing import Any

from data.core.actor import Role
from data.core.clock import MINUTE, Instant
from data.kitchen.stages import COVERING, DECORATING, FILLING, PACKING
from kitchen_tui.demo import words
from kitchen_tui.demo.around import Around, Due
from kitchen_tui.demo.cart import DAY_FIRST, DELIVERY, ISO, PICKUP, WORDS, Cart, Line, Pairs
from kitchen_tui.demo.deeds import Beat, assign, label, scan
from kitchen_tui.demo.menu import ACCESSORIES, PRODUCTS, SIZES, Product
from kitchen_tui.demo.payload import Placed
from kitchen_tui.demo.people import Crew, Hand

GELATO_PROPERTY = "Choose 2 gelato flavours"
_HOURS = 60


class Reached(IntEnum):
    """How far a cake is: the number of steps behind it."""

    UNTOUCHED = 0
    LABELLED = 1
    FILLED = 2
    COVERED = 3
    DECORATED = 4
    PACKING_STARTED = 5
    PACKED = 6


_STATIONS = (FILLING, FILLING, COVERING, DECORATING, PACKING, PACKING)
"""Where each of the six steps is done; the first is the label."""

After = Callable[[Placed], Iterable[Beat]]


@dataclass(frozen=True, slots=True)
class Story:
    """An order: when it came, what it says, and what happened to it since."""

    ordered_at: Instant
    cart: Cart
    after: After


def nothing(placed: Placed) -> Iterable[Beat]:
    """Nobody has touched it."""
    return ()


@dataclass(frozen=True, slots=True)
class Scene:
    """One store of the demo."""

    store_id: str
    letter: str
    first_number: int
    crew: Crew
    around: Around
    dice: Random

    @property
    def supervisor(self) -> Hand:
        """Who decides."""
        return self.crew.first(Role.SUPERVISOR)

    def beat(self, minutes_ago: int, deed: Callable[..., None]) -> Beat:
        """Something that happened so many minutes ago."""
        return Beat(self.around.ago(minutes_ago), deed)

    def hand(self, station: str) -> Hand:
        """Somebody who works at a station."""
        return self.crew.at(station, self.dice)

    def order(self, due: Due | None, after: After = nothing, *, hours_ago: int | None = None, **changes: Any) -> Story:
        """An order that came one to nine days ago (or `hours_ago`), with these things about its cart changed."""
        minutes = self.dice.randrange(26 * _HOURS, 9 * 24 * _HOURS) if hours_ago is None else hours_ago * _HOURS
        return Story(self.around.ago(minutes), replace(self.cart(due), **changes), after)

    def walk(self, code: str, reached: Reached, last: Instant) -> Iterator[Beat]:
        """The steps of a cake down the line, the last one at `last`."""
        at = last
        for step in reversed(range(reached)):
            yield Beat(at, self._step(step, code))
            at -= self.dice.randrange(12, 40) * MINUTE

    def _step(self, step: int, code: str) -> Callable[..., None]:
        who = self.hand(_STATIONS[step])
        return label(who, code) if step == 0 else scan(who, code, _STATIONS[step])

    def taken(self, code: str, station: str, minutes_ago: int, note: str | None = None) -> Beat:
        """Somebody takes a ticket at a station, or is given it with a note."""
        who = self.hand(station)
        return self.beat(minutes_ago, assign(self.supervisor if note else who, code, who, note))

    def cart(self, due: Due | None, made: Product | None = None) -> Cart:
        """What somebody buys."""
        dice = self.dice
        delivered = dice.random() < 0.3
        lines = [self.line(made or dice.choice([p for p in PRODUCTS if p.asked_for]))]
        if dice.random() < 0.2:
            lines.append(accessory(dice.randrange(len(ACCESSORIES)), dice.randint(1, 3)))
        instructions = (
            (("Delivery Instructions", "Leave with the concierge"),) if delivered and dice.random() < 0.3 else ()
        )
        return Cart(
            tuple(lines),
            words.customer(dice),
            due,
            style=dice.choices((WORDS, DAY_FIRST, ISO), (8, 1, 1))[0],
            method=DELIVERY if delivered else PICKUP,
            street=words.street(dice) if delivered else None,
            note=words.note(dice) if dice.random() < 0.2 else None,
            attributes=instructions,
        )

    def line(self, made: Product, **changes: Any) -> Line:
        """One of a product, in a size and a flavour that it has."""
        dice = self.dice
        size = dice.choices(SIZES, (4, 5, 3, 1))[0] if made.sized else None
        flavour = dice.choice(made.flavours) if made.flavours else None
        properties = self._wishes()
        if made.sku == "GEL" and flavour:
            properties, flavour = ((GELATO_PROPERTY, flavour), ("flavour_raw", "x"), *properties), None
        plain = Line(made.title, made.sku, made.price_of(size), size, flavour, properties=properties)
        return replace(plain, **changes)

    def _wishes(self) -> Pairs:
        dice = self.dice
        wishes = (
            (0.55, ("Writing", words.writing(dice))),
            (0.12, ("Allergy", words.allergy(dice))),
            (0.10, ("Candle colour", "gold")),
            (0.20, ("_LocalDeliveryID", str(dice.randrange(100, 999)))),
        )
        return tuple(pair for chance, pair in wishes if dice.random() < chance)


def accessory(at: int, quantity: int = 1) -> Line:
    """Something that rides with a cake."""
    title, sku, price = ACCESSORIES[at]
    return Line(title, sku, price, quantity=quantity)

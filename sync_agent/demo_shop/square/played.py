"""The played Square as a whole: what its customers do, and the hands with which a test moves things there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal

from data.core.clock import HOUR, Instant
from sync_agent.demo_shop.door import Answer, Asked
from sync_agent.demo_shop.outbox import Outbox
from sync_agent.demo_shop.square.faults import LATE_UNNOTICED, faults_of
from sync_agent.demo_shop.square.grants import Grants
from sync_agent.demo_shop.square.hooks import Hooks
from sync_agent.demo_shop.square.names import Names
from sync_agent.demo_shop.square.seller import Seller, Variation, seller_of
from sync_agent.demo_shop.square.service import Service
from sync_agent.demo_shop.square.shelf import Shelves
from sync_agent.demo_shop.square.till import Till

CLIENT = ("sq0idp-played", "sq0csp-played")
"""Its one application: id and secret."""
LATEST = 72 * HOUR
"""So late a sale of a till without a line may reach Square."""


class PlayedSquare:
    """One seller, one application; the same seed and the same questions give the same shop. Any thread may ask."""

    def __init__(self, seed: int, clock: Callable[[], Instant], *, places: int = 2) -> None:
        """`clock` tells milliseconds since the epoch."""
        names = Names(seed)
        self.faults = faults_of(seed)
        self.seller: Seller = seller_of(names, places)
        self.grants = Grants(names, self.faults, clock, self.seller.merchant_id, CLIENT)
        self.outbox = Outbox(self.faults, self._given_up)
        self.hooks = Hooks(names, self.outbox, clock, self.seller.merchant_id)
        self.till = Till(self.seller, names, self.faults, clock)
        self.shelves = Shelves(self.seller, self.faults, clock)
        self._clock = clock
        self._service = Service(self)
        self._alone = threading.RLock()

    @property
    def violations(self) -> list[str]:
        """Whatever was asked against Square's own schema or rules of form; an adapter leaves it empty."""
        return self._service.violations

    def serve(self, asked: Asked) -> Answer:
        """One question; what it changed on the shelves is told."""
        with self._alone:
            answer = self._service.answer(asked)
            self.tell_counts()
            return answer

    def place_order(self, due_in_days: int = 2) -> str:
        """Somebody buys in the web shop; the order's id."""
        with self._alone:
            bought, location = self._next(), self.seller.locations[0]
            order = self.till.place(bought, location, due_in_days)
            self.shelves.sell(bought.id, location, Decimal(1), self._clock())
            self.hooks.order("order.created", order)
            self.tell_counts()
            return str(order["id"])

    def edit_order(self, ident: str) -> None:
        """Its customer changes it."""
        with self._alone:
            self.hooks.order("order.updated", self.till.edit(ident))

    def cancel_order(self, ident: str) -> None:
        """It is called off."""
        with self._alone:
            self.hooks.order("order.updated", self.till.cancel(ident))

    def sell_at_the_till(self, hours_late: float = 0) -> str:
        """A sale that reaches Square now, though it was made before: its payment alone is told, and one that nobody
        noticed not even so."""
        with self._alone:
            bought, location, now = self._next(), self.seller.locations[0], self._clock()
            made_at = now - min(round(hours_late * HOUR), LATEST)
            unnoticed = made_at < now and self.faults.strikes(LATE_UNNOTICED)
            order = self.till.ring_up(bought, location, made_at, made_at if unnoticed else now)
            self.shelves.sell(bought.id, location, Decimal(1), made_at)
            if not unnoticed:
                self.hooks.payment(order)
            self.tell_counts()
            return str(order["id"])

    def leave(self) -> None:
        """The seller takes the permission back."""
        with self._alone:
            self.grants.revoke_all()
            self.hooks.left()

    def tell_counts(self) -> None:
        """Webhooks for the shelves that changed."""
        changed, self.shelves.changed = list(dict.fromkeys(self.shelves.changed)), []
        counts = self.shelves.said_of(changed)
        if counts:
            self.hooks.counts(counts)

    def _given_up(self, subscription: str) -> None:
        self.hooks.switch_off(subscription)

    def _next(self) -> Variation:
        """Cakes by turns; nobody comes for candles alone."""
        cakes = [one for one in self.seller.variations if one.item != "Candles"]
        return cakes[len(self.till.orders) % len(cakes)]

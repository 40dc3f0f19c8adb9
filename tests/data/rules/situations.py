"""Where a ticket can stand when a command meets it, each made by commands of other people than the one who acts."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from data.kitchen.ticket import Ticket
from data.line.acknowledge import Acknowledge
from data.line.packing import StartPacking
from data.line.quality import QcReturnToDecorating
from data.orders.cancelling import CancelOrder
from data.orders.handover import HandOverOrder
from data.orders.order import Order
from tests.support.bakery import Bakery
from tests.support.cast import BO, SUE
from tests.support.dockets import docket
from tests.support.memory import Shop
from tests.support.walk import advance

TICKET = "20001"


def at(stage: str) -> Callable[[Bakery], None]:
    def make(bakery: Bakery) -> None:
        advance(bakery, bakery.ticket(TICKET), stage, BO)

    return make


def packing_begun(bakery: Bakery) -> None:
    at("Packing")(bakery)
    bakery.must(StartPacking(bakery.ticket(TICKET).id), BO)


def cancelled(bakery: Bakery) -> None:
    bakery.must(CancelOrder(bakery.order(TICKET).id, "the customer called"), SUE)


def cancelled_and_seen(bakery: Bakery) -> None:
    cancelled(bakery)
    for notice in bakery.notices("cancelled"):
        bakery.must(Acknowledge(notice.id), BO)


def handed_over(bakery: Bakery) -> None:
    at("Complete")(bakery)
    bakery.must(HandOverOrder(bakery.order(TICKET).id), BO)


def returned(bakery: Bakery) -> None:
    at("Complete")(bakery)
    bakery.must(QcReturnToDecorating(bakery.ticket(TICKET).id, "the writing runs"), SUE)


SITUATIONS: dict[str, Callable[[Bakery], None]] = {
    "Filling": at("Filling"),
    "Covering": at("Covering"),
    "Decorating": at("Decorating"),
    "Packing": at("Packing"),
    "begun": packing_begun,
    "Complete": at("Complete"),
    "cancelled": cancelled,
    "seen": cancelled_and_seen,
    "handed over": handed_over,
    "returned": returned,
}
"""`begun`: packing was started. `cancelled`: and nobody saw it yet. `seen`: cancelled and acknowledged. `returned`:
sent back by QC, so at Decorating in cycle 1."""


class Situations:
    """Each situation is made once and opened as often as wanted."""

    def __init__(self, shop: Shop) -> None:
        """Begins with one order of one cake."""
        self._shop = shop
        self.made = cache(self._made)

    def _made(self, name: str) -> Shop:
        bakery = self._shop.open()
        bakery.take_in(docket(TICKET))
        SITUATIONS[name](bakery)
        bakery.machine.wait(60_000)
        made = Shop(bakery)
        bakery.database.close()
        return made

    def open(self, name: str) -> Bakery:
        """A bakery with its ticket 20001 in this situation, a minute later."""
        return self.made(name).open()


def ticket_and_order(bakery: Bakery) -> tuple[Ticket, Order]:
    """What every situation is about."""
    return bakery.ticket(TICKET), bakery.order(TICKET)

"""From an advice to commands: which lines of which supplier, and what a scan of a delivery means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.core.clock import Instant
from data.core.ids import derived_id
from data.procurement.ordering import MakePurchaseOrder
from data.procurement.purchase import PurchaseLine
from data.procurement.recommendation import Recommendation
from data.questions.procurement import Ordered, line_scanned
from data.stock.measuring import NotAQuantity, measured
from data.store.database import Database
from data.store.machine import ThisMachine
from sync_agent.buying import reading
from sync_agent.shelves.room import NotFound, Place, Room


@dataclass(frozen=True, slots=True)
class Wish:
    """So many packs of an offer of a supplier."""

    supplier_id: str
    offer_id: str
    packs: int


def wanted(
    room: Room, place: Place, items: Sequence[str], supplier: str | None, packs: int | None, now: Instant
) -> list[Wish]:
    """What is advised, of these items and this supplier only, where they are named. Raises NotFound for an item that
    nobody sells."""
    found = reading.advice_of(room, place, now)
    lines: Sequence[Recommendation] = found.lines
    if items:
        lines = [reading.line_called(room, place, found, text) for text in items]
    of = reading.supplier_called(room, place, supplier).id if supplier else None
    wishes = []
    for line in lines:
        many = line.packs if packs is None else packs
        if line.supplier_id is None or line.offer_id is None:
            if items:
                raise NotFound("no_offer", f"Nobody sells {line.item}: say who with `procure offer`")
            continue
        if many and of in (None, line.supplier_id):
            wishes.append(Wish(line.supplier_id, line.offer_id, many))
    return wishes


def commands(wishes: Sequence[Wish], note: str, *, confirmed: bool) -> list[MakePurchaseOrder]:
    """One order for each supplier."""
    machine = ThisMachine()
    by_supplier: dict[str, dict[str, int]] = {}
    for wish in wishes:
        by_supplier.setdefault(wish.supplier_id, {})[wish.offer_id] = wish.packs
    return [
        MakePurchaseOrder(
            derived_id(machine.stamp().command_id, "purchase_order"), supplier, tuple(lines.items()), note, confirmed
        )
        for supplier, lines in by_supplier.items()
    ]


def scanned(database: Database, ordered: Ordered, codes: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Each code with how much came: `CODE` is one pack, `CODE=2` so many, `CODE=15kg` an amount; the same pack scanned
    twice is two. Raises NotFound, NotAQuantity."""
    came: dict[str, int] = {}
    for text in codes:
        code, _, amount = text.partition("=")
        line = line_scanned(database, ordered, code)
        if line is None:
            raise NotFound("not_ordered", f"{code.strip()} is not on {ordered.order.code}")
        came[line.offer_id] = came.get(line.offer_id, 0) + _amount(amount, line)
    return tuple(came.items())


def _amount(text: str, line: PurchaseLine) -> int:
    """Packs where it is a bare number, else in the item's unit."""
    said = text.strip() or "1"
    amount = int(said) * line.pack_size if said.isascii() and said.isdecimal() else measured(said, line.unit)
    if amount <= 0:
        raise NotAQuantity(f"{line.item}: what came is more than nothing")
    return amount

"""What the shell asks of a place that buys, a terminal or a hub: the advice brought up to date, an order found."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from data.core.clock import Instant
from data.organization.store import Store
from data.procurement.recommendation import Recommendation
from data.procurement.supplier import ItemTerms, Supplier, SupplyOffer
from data.questions.procurement import Advised, Ordered, advised, order_called, reckoned, suppliers_of
from data.store.database import Database, StoredRows
from sync_agent.buying.writing import fingerprint, may_reckon, with_inputs, write_down
from sync_agent.hub.running import fresh
from sync_agent.shelves.room import NotFound, Place, Room, item, places


def place_of(room: Room, store_id: str | None) -> Place:
    """The store that is meant: the one named, the terminal's own, or the only one. Raises NotFound."""
    found = places(room, store_id or room.own)
    if len(found) > 1:
        raise NotFound("which_store", f"Say --store: {', '.join(place.store_id for place in found)}")
    return found[0]


def advice_of(room: Room, place: Place, now: Instant) -> Advised:
    """As it holds now, written down where the last word is spoken here; below a hub as it came. Raises NotFound."""

    def look(database: Database) -> tuple[bool, Advised | None]:
        if not may_reckon(database):
            return False, advised(database, place.store_id)
        told, inputs = advised(database, place.store_id), fingerprint(database, place.store_id, now)
        if told is not None and told.run.inputs == inputs and told.run.made_at <= now < told.run.holds_until:
            return False, told
        return True, with_inputs(reckoned(database, place.store_id, now), inputs)

    new, found = room.read(place, look)
    if found is None:
        raise NotFound("no_advice", "The hub has not told yet what to buy: it does within a minute of the next line")
    if new:
        room.write(place, lambda database: write_down(database, found, fresh, now))
    return found


def line_called(room: Room, place: Place, found: Advised, text: str) -> Recommendation:
    """By its id, or the item's id, SKU or name. Raises NotFound."""
    wanted = text.strip().casefold()
    for line in found.lines:
        if wanted and wanted in (line.id.casefold(), line.item_id.casefold(), line.item.casefold()):
            return line
    known = item(room, place.store_id, text).line
    for line in found.lines:
        if line.item_id == known.id:
            return line
    raise NotFound("not_advised", f"{known.name} is in no recipe that sells, and nobody sells it")


def suppliers_by_id(room: Room, place: Place) -> dict[str, Supplier]:
    """All of a store."""
    return {one.id: one for one in room.read(place, lambda database: suppliers_of(database, place.store_id))}


def supplier_called(room: Room, place: Place, text: str) -> Supplier:
    """By its name or id. Raises NotFound."""
    wanted = text.strip()
    there = suppliers_by_id(room, place)
    found = [one for one in there.values() if wanted and wanted.casefold() in (one.id.casefold(), one.name.casefold())]
    if not found:
        raise NotFound("no_such_supplier", f"No supplier here is called {wanted}")
    return next((one for one in found if one.active), found[0])


def purchase_called(room: Room, place: Place, text: str) -> Ordered:
    """By its code or id. Raises NotFound."""
    found = room.read(place, lambda database: order_called(database, place.store_id, text))
    if found is None:
        raise NotFound("no_such_order", f"No purchase order here is called {text.strip()}")
    return found


def store_of(room: Room, place: Place) -> Store:
    """Its row. Raises NotFound."""
    found = room.read(place, lambda database: StoredRows(database).get(Store, place.store_id))
    if found is None:
        raise NotFound("no_such_store", f"There is no store {place.store_id} here")
    return found


def numbers_of(database: Database, ordered: Ordered) -> dict[str, str]:
    """The supplier's own number of each line."""
    rows = StoredRows(database)
    found = {line.offer_id: rows.get(SupplyOffer, line.offer_id) for line in ordered.lines}
    return {ident: offer.sku for ident, offer in found.items() if offer is not None and offer.sku}


def terms_of(room: Room, place: Place, item_id: str) -> dict[str, Any]:
    """What is known of an item, as the command that sets it names it."""
    found = room.read(place, lambda database: StoredRows(database).get(ItemTerms, item_id))
    if found is None:
        return {}
    return {f.name: getattr(found, f.name) for f in fields(found) if f.name not in ("item_id", "store_id")}


def density_of(room: Room, place: Place, item_id: str) -> int | None:
    """In grams a litre, if somebody said."""
    return terms_of(room, place, item_id).get("density")

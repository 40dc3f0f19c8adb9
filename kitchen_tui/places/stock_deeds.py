"""What can be done in the store room, as keys: only what the person may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui.deeds import Deed
from kitchen_tui.places.stock_forms import COUNT, RECEIVE, WASTE
from kitchen_tui.texts import N_

if TYPE_CHECKING:
    from kitchen_tui.places.place import Room

MOVES = {
    "count": Deed("move:count", ("f7",), "F7", N_("count"), N_("How much of this item stands on the shelf")),
    "receive": Deed("move:receive", ("f8",), "F8", N_("receive"), N_("Goods came in")),
    "waste": Deed("move:waste", ("f9",), "F9", N_("waste"), N_("Something was thrown away")),
    "adjust": Deed("move:adjust", ("f11",), "F11", N_("adjust"), N_("Correct the book, and say why")),
}
LOW = Deed("low", ("f5",), "F5", N_("low only"), N_("Only what is low or out, or everything again"))
ALL = LOW._replace(label=N_("all items"))
ROUND = Deed("round", ("f6",), "F6", N_("by scan"), N_("Scan item after item: count, receive or waste"))
ROUND_OVER = Deed("over", ("f6",), "F6", N_("done"), N_("The round is done; everything in it is booked"))
ADD = Deed("add", ("ctrl+n",), "Ctrl+N", N_("new item"), N_("A new stock item"))
EDIT = Deed("edit", ("ctrl+d",), "Ctrl+D", N_("change"), N_("Name, SKU, unit, buffer and reorder point of this item"))


def round_kinds(room: Room) -> list[str]:
    """What the person may do item after item."""
    return [kind for kind in (COUNT, RECEIVE, WASTE) if room.may(f"{kind}_stock")]


def deeds_for(room: Room, *, chosen: bool, ledger: bool, low_only: bool) -> list[Deed]:
    """For the list (with an item under the cursor, or none), or for an item's ledger."""
    found = [*([] if ledger else [ALL if low_only else LOW]), *([ROUND] if round_kinds(room) else [])]
    if chosen:
        found += [deed for kind, deed in MOVES.items() if room.may(f"{kind}_stock")]
        found += [EDIT] if room.may("edit_item") else []
    return [*found, ADD] if not ledger and room.may("add_item") else found

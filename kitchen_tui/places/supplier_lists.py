"""Suppliers and what they offer, as lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.core.packed import unpack
from kitchen_tui.cells import cut
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.places.quantities import shown_quantity
from kitchen_tui.places.sheet import Cell, Sheet
from kitchen_tui.regional import amount_to_edit, minute, money, number
from kitchen_tui.texts import N_, _, ngettext
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.procurement.supplier import Supplier
    from data.questions.procurement import Offered
    from kitchen_tui.places.place import Room

DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_OFFERS = (
    Column(N_("Item"), 14, grow=True),
    Column(N_("Supplier"), 12, spare=1),
    Column(N_("Pack"), 14),
    Column(N_("Holds"), 10, spare=3, right=True),
    Column(N_("Price"), 10, right=True),
    Column(N_("At least"), 10, spare=4, right=True),
    Column(N_("Barcode"), 14, spare=5),
)
_SUPPLIERS = (
    Column(N_("Supplier"), 14, grow=True),
    Column(N_("Order"), 14),
    Column(N_("Until"), 8),
    Column(N_("Days"), 5, spare=2, right=True),
    Column(N_("Delivers"), 14, spare=1),
    Column(N_("At least"), 10, spare=3, right=True),
    Column(N_("Mail"), 18, spare=4),
)
_WEEK = 7


def days_words(packed: str) -> str:
    """Weekdays, in their order."""
    days = unpack(packed)
    return _("every day") if len(days) == _WEEK else " ".join(_(DAYS[day]) for day in days)


class OffersList:
    """What is sold to us; `words` narrow it."""

    def __init__(self, room: Room) -> None:
        """Nothing is known yet."""
        self._room, self.words = room, ""
        self.all: tuple[Offered, ...] = ()
        self.list = Listing(
            _OFFERS, self._fields, lambda one: one.offer.id, empty=N_("Nobody has said yet who sells what")
        )

    def take(self, found: Sequence[Offered]) -> None:
        """As it is now."""
        self.all = tuple(found)
        self.narrow_to(self.words)

    def narrow_to(self, words: str) -> None:
        """To what has these words."""
        self.words = words
        wanted = words.casefold().split()
        self.list.take([one for one in self.all if all(w in f"{one.item} {one.supplier}".casefold() for w in wanted)])

    def widen(self) -> bool:
        """Away with the words; whether there were any."""
        had = bool(self.words)
        if had:
            self.narrow_to("")
        return had

    def rows(self, width: int, height: int) -> list[Row]:
        """How many, then the list."""
        count = ngettext("{n} pack on offer", "{n} packs on offer", len(self.all)).format(n=number(len(self.all)))
        told = f"{count}  {cut(self.words, 40)}".rstrip()
        head: list[Row] = [[Piece(f"  {cut(told, max(width - 2, 1))}" if self.list.known else "", "quiet")], []]
        return [*head, *self.list.rows(width, max(height - 2, 1), self._room.glyphs)][:height]

    def _fields(self, one: Offered) -> list[Field]:
        offer, plain = one.offer, "text" if one.offer.active else "quiet"
        off = "" if offer.active else f"{self._room.glyphs.cancelled} "
        return [
            Field(f"{off}{one.item}", "strong" if offer.active else "quiet"),
            Field(one.supplier, plain),
            Field(offer.pack, plain),
            Field(shown_quantity(offer.pack_size, one.unit), "quiet"),
            Field(money(offer.price, self._room.here.currency), plain),
            Field(shown_quantity(offer.minimum, one.unit) if offer.minimum else "", "quiet"),
            Field(offer.barcode or "", "quiet"),
        ]


class SuppliersList:
    """Who sells, and when."""

    def __init__(self, room: Room) -> None:
        """Nothing is known yet."""
        self._room = room
        self.list = Listing(_SUPPLIERS, self._fields, lambda one: one.id, empty=N_("There is no supplier yet"))

    def take(self, found: Sequence[Supplier]) -> None:
        """As they are now."""
        self.list.take(found)

    def rows(self, width: int, height: int) -> list[Row]:
        """The list."""
        return self.list.rows(width, height, self._room.glyphs)[:height]

    def _fields(self, one: Supplier) -> list[Field]:
        plain, off = ("text", "") if one.active else ("quiet", f"{self._room.glyphs.cancelled} ")
        least = money(one.minimum_value, self._room.here.currency) if one.minimum_value else ""
        return [
            Field(f"{off}{one.name}", "strong" if one.active else "quiet"),
            Field(days_words(one.order_days), plain),
            Field(minute(one.cutoff_minute), plain),
            Field(number(one.lead_days), "quiet"),
            Field(days_words(one.delivery_days), plain),
            Field(least, "quiet"),
            Field(one.email or "", "quiet"),
        ]


def offers_sheet(listing: OffersList, currency: str) -> Sheet:
    """The offers as they are narrowed now."""
    rows: list[list[Cell]] = [
        [
            *(one.item, one.supplier, one.offer.pack, one.offer.pack_size, one.unit),
            *(amount_to_edit(one.offer.price, currency), one.offer.minimum, one.offer.barcode),
        ]
        for one in listing.list.items
    ]
    columns = (_("Item"), _("Supplier"), _("Pack"), _("Holds"), _("Unit"), _("Price"), _("At least"), _("Barcode"))
    return Sheet("offers", _("Suppliers"), columns, lambda sight: rows)

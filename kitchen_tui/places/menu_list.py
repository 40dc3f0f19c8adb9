"""What can be ordered, found by part of a title or SKU; what is no product can be ordered where the store allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kitchen_tui.cells import cut
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from data.questions.menu import Menu
    from data.stock.item import Product
    from kitchen_tui.places.place import Room

_COLUMNS = (Column(N_("Product"), 20, grow=True), Column(N_("SKU"), 14, spare=1), Column("", 16, spare=2))


class Offer(NamedTuple):
    """A product, or (None) something else that was typed."""

    title: str
    product: Product | None


class MenuList:
    """`open` while somebody chooses."""

    def __init__(self, room: Room) -> None:
        """Closed, and empty until it is stocked."""
        self._room = room
        self._menu: Menu | None = None
        self._text = ""
        self.open = False
        self.listing: Listing[Offer] = Listing(
            _COLUMNS,
            self._fields,
            lambda offer: offer.product.id if offer.product is not None else "",
            empty=N_("This store has no products yet"),
        )

    def stock(self, menu: Menu) -> None:
        """What there is now."""
        self._menu = menu
        if self.open:
            self.listing.take(self._offers(self._text))

    def find(self, text: str) -> Offer | None:
        """The one offer that is called exactly so, and then nothing opens; else what is like it stands there to be
        chosen, if there is anything."""
        if self._menu is None:
            return None
        exact = (self._menu.by_sku(text) or self._menu.by_title(text)) if text else None
        if exact is not None:
            return Offer(exact.title, exact)
        self._text, offers = text, self._offers(text)
        self.open = bool(offers) or not text
        self.listing.take(offers)
        self.listing.at = 0
        return None

    def close(self) -> None:
        """Chosen, or not wanted."""
        self.open = False

    @property
    def products(self) -> bool:
        """Whether any product is offered."""
        return self.open and any(offer.product is not None for offer in self.listing.items)

    def rows(self, width: int, height: int) -> list[Row]:
        """What is looked for, then the offers."""
        words = cut(self._text, max(width - 30, 10))
        what = _("Products like “{words}”").format(words=words) if self._text else _("All products")
        head = Piece(f" {cut(what, width - 2)}", "accent")
        return [[head], *self.listing.rows(width, max(height - 1, 1), self._room.glyphs)]

    def _offers(self, text: str) -> list[Offer]:
        if self._menu is None:
            return []
        found = [Offer(product.title, product) for product in self._menu.like(text)]
        return [*found, Offer(text, None)] if text and self._menu.custom else found

    def _fields(self, offer: Offer) -> tuple[Field, ...]:
        product = offer.product
        if product is None:
            return Field(_("“{words}”, something else").format(words=offer.title), "quiet"), Field(""), Field("")
        base = "text" if product.active else "struck"
        return (
            Field(offer.title, base),
            Field(product.sku or "", "quiet"),
            Field("" if product.active else _("not sold")),
        )

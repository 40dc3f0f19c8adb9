"""Held orders: what is missing, for how long already; fill it in and the order goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from data.core.clock import HOUR
from data.core.packed import unpack
from data.questions.menu import Menu, menu_of
from data.questions.orders import held_orders
from kitchen_tui import regional
from kitchen_tui.cells import cut, wrap
from kitchen_tui.deeds import Deed
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.places.order_words import day_words, reason_words, source_words
from kitchen_tui.places.place import Place, Question, Room
from kitchen_tui.places.sheet import Sheet
from kitchen_tui.sight import Sight
from kitchen_tui.texts import N_, _, ngettext
from kitchen_tui.widgets.age import age
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from data.orders.order import Order

_COLUMNS = (
    Column(N_("Number"), 9),
    Column(N_("Missing"), 18, grow=True),
    Column(N_("Since"), 8),
    Column(N_("Customer"), 16, spare=1, grow=True),
    Column(N_("Due"), 15, spare=2),
    Column(N_("As written"), 18, spare=4, grow=True),
    Column(N_("From"), 8, spare=3),
)
_SINCE = 2
"""The column whose text is never cut."""
_WIDE, _LOW, _FULL = 120, 7, 2
"""On fewer cells, with more lines than that, the chosen order is written out on so many lines."""
_LONG_AGO = 4 * HOUR
"""After so long a held order is late: somebody waits for it."""
RELEASE = Deed("release", ("f7",), "F7", N_("release"), N_("Fill in what is missing; the order goes on"))
OPEN = Deed("open", ("f5",), "F5", N_("open"), N_("All of the order"))
CANCEL = Deed("cancel", ("ctrl+x",), "Ctrl+X", N_("cancel"), N_("Cancel the order"))


class Held(Place):
    """The oldest first; Enter asks for exactly what is missing."""

    title = N_("Held")

    def __init__(self, room: Room) -> None:
        """Nothing until it was asked."""
        super().__init__(room)
        self._menu: Menu | None = None
        self._listing: Listing[Order] = Listing(
            _COLUMNS, self._fields, lambda order: order.id, empty=N_("No order is held: everything can be made")
        )

    def arrive(self, about: str) -> None:
        """`about` is the order that somebody comes to fix."""
        if about and not self._listing.choose(about):
            self._listing.seek(about)

    def questions(self) -> Mapping[str, Question]:
        """The orders, and what can be ordered."""
        limit = self._listing.limit
        return {
            "menu": lambda sight: menu_of(sight.database, sight.store),
            "held": lambda sight: (limit, held_orders(sight.database, sight.store.id, limit)),
        }

    def told(self, name: str, value: Any) -> None:
        """What was asked."""
        if name == "menu":
            self._menu = value
            return
        limit, orders = value
        self._listing.take(orders, whole=len(orders) < limit)

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """How many, then each with its reasons; the chosen one whole, where its line has no room for it."""
        n = len(self._listing.items)
        more = "" if self._listing.whole else "+"
        words = ngettext("{n} order waits for somebody", "{n} orders wait for somebody", n) if n else ""
        head = Piece(f" {cut(words.format(n=regional.number(n) + more), width - 2)}", "late")
        foot = self._in_full(width) if width < _WIDE and height > _LOW else []
        rows = self._listing.rows(width, height - 1 - len(foot), self.room.glyphs)
        gap: list[Row] = [[] for _n in range(height - 1 - len(rows) - len(foot))] if foot else []
        return [[head], *rows, *gap, *foot]

    def deeds(self) -> Sequence[Deed]:
        """What can be done with the chosen one."""
        if self._listing.chosen is None:
            return ()
        able = [OPEN]
        if self._menu is not None and self.room.may("release_order"):
            able.append(RELEASE)
        return [*able, CANCEL] if self.room.may("cancel_order") else able

    def step(self, lines: int) -> None:
        """Moves the cursor, and asks for more in time."""
        self._listing.step(lines)
        if self._listing.wants_more:
            self.room.ask("held")

    def enter(self) -> None:
        """Fills in what is missing, for who may."""
        names = [deed.name for deed in self.deeds()]
        if names:
            self.do("release" if "release" in names else "open")

    def do_look(self, key: str) -> None:
        """A click."""
        self._listing.choose(key)

    def do_open(self) -> None:
        """All of it."""
        chosen = self._listing.chosen
        if chosen is not None:
            self.room.go("order", chosen.id)

    def do_release(self) -> None:
        """What is missing, and on it goes."""
        from kitchen_tui.places.order_forms import release_form

        chosen = self._listing.chosen
        if chosen is not None and self._menu is not None:
            self.room.fill(release_form(self.room, chosen, self._menu))

    def do_cancel(self) -> None:
        """Why, and it is cancelled."""
        from kitchen_tui.places.order_forms import cancel_form

        if self._listing.chosen is not None:
            self.room.fill(cancel_form(self.room, self._listing.chosen))

    def sheet(self) -> Sheet:
        """All of them."""
        zone = self.room.here.zone

        def rows(sight: Sight) -> Sequence[Sequence[str | int | None]]:
            return [_cells(o, sight.now(), zone) for o in held_orders(sight.database, sight.store.id)]

        columns = (_("Number"), _("Missing"), _("Since"), _("Customer"), _("Due"), _("As written"), _("From"))
        return Sheet("held-orders", _("Held orders"), columns, rows)

    def _in_full(self, width: int) -> list[Row]:
        order = self._listing.chosen
        if order is None:
            return []
        told = (field.text for n, field in enumerate(self._fields(order)) if n != _SINCE)
        lines = wrap(f" {self.room.glyphs.dot} ".join(part for part in told if part), width - 4, _FULL)[0]
        return [[Piece(f"  {lines[n] if n < len(lines) else ''}", "quiet")] for n in range(_FULL)]

    def _fields(self, order: Order) -> tuple[Field, ...]:
        clock = self.room.clock
        waited = max(clock.now - order.created_at, 0)
        return (
            Field(order.number, "strong"),
            Field(reason_words(list(unpack(order.held_reasons))), "late"),
            Field(age(waited), "late" if waited >= _LONG_AGO else "text"),
            Field(order.customer or ""),
            Field(day_words(order, clock.today()) if order.due_date else ""),
            Field(order.due_text or "", "quiet"),
            Field(source_words(order.source), "quiet"),
        )


def _cells(order: Order, now: int, zone: str) -> tuple[str | int | None, ...]:
    missing = reason_words(list(unpack(order.held_reasons)))
    since = regional.moment(order.created_at, now, zone)
    due = order.due_date
    return (order.number, missing, since, order.customer, due, order.due_text, source_words(order.source))

"""Search: any order by its number, customer, product or a code, the newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data.questions.search import FoundOrder, find_orders
from hardware.scan.secrecy import may_be_secret
from kitchen_tui import regional
from kitchen_tui.cells import cut
from kitchen_tui.deeds import Deed
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.places.order_words import day_words, method_words, status_words, window_words
from kitchen_tui.places.place import Code, Place, Question, Room
from kitchen_tui.places.sheet import Sheet
from kitchen_tui.places.words import at_the_hub, kept_here
from kitchen_tui.sight import Sight
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.lines import Piece, Row

_COLUMNS = (
    Column(N_("Number"), 8),
    Column(N_("Customer"), 12, grow=True),
    Column(N_("Product"), 14, spare=2, grow=True),
    Column(N_("Tickets"), 7, spare=4, right=True),
    Column(N_("Due"), 11, grow=True),
    Column(N_("Time"), 13, spare=3),
    Column(N_("Method"), 9, spare=5),
    Column(N_("Status"), 13, spare=1),
)
_EVERY = 1_000_000
CLEAR = Deed("clear", ("f5",), "F5", N_("all"), N_("All orders again, the newest first"))


class Search(Place):
    """What was typed stays until it is cleared; Enter opens the order."""

    title = N_("Search")
    prompt = N_("Number, customer, product or code")

    def __init__(self, room: Room) -> None:
        """Every order until something is typed."""
        super().__init__(room)
        self._text = ""
        self._days_here: int | None = None
        self._listing: Listing[FoundOrder] = Listing(
            _COLUMNS, self._fields, lambda order: order.id, empty=N_("No order is called so")
        )

    def arrive(self, about: str) -> None:
        """What was looked for stays, unless something else is asked for."""
        if about:
            self._look_for(about)

    def questions(self) -> Mapping[str, Question]:
        """A page more than is in sight."""
        text, limit = self._text, self._listing.limit
        return {
            "found": lambda sight: (text, limit, find_orders(sight.database, sight.store.id, text, limit)),
            "days_here": kept_here,
        }

    def told(self, name: str, value: Any) -> None:
        """What was found; the answer to what nobody looks for any more is dropped."""
        if name == "days_here":
            self._days_here = value
            return
        text, limit, found = value
        if text == self._text:
            self._listing.take(found, whole=len(found) < limit)

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """What is looked for, then what was found."""
        words = cut(self._text, max(width - 30, 10))
        what = _("Orders with “{words}”").format(words=words) if self._text else _("The newest orders")
        first: list[Row] = [[Piece(f" {cut(what, width - 2)}", "accent")]]
        if self._days_here is not None:
            first.append([Piece(f" {cut(at_the_hub(self._days_here), width - 2)}", "quiet")])
        return [*first, *self._listing.rows(width, height - len(first), self.room.glyphs)]

    def deeds(self) -> Sequence[Deed]:
        """All of them again."""
        return (CLEAR,) if self._text else ()

    def step(self, lines: int) -> None:
        """Moves the cursor, and asks for more in time."""
        self._listing.step(lines)
        if self._listing.wants_more:
            self.room.ask("found")

    def enter(self) -> None:
        """Opens the order."""
        chosen = self._listing.chosen
        if chosen is not None:
            self.room.go("order", chosen.id)

    def back(self) -> bool:
        """Esc clears what was typed."""
        if not self._text:
            return False
        self._look_for("")
        return True

    def typed(self, text: str) -> bool:
        """Looks for it; nothing typed looks for everything."""
        self._look_for(text.strip())
        return True

    def read(self, code: Code) -> bool:
        """A code that is no ticket and no badge is looked for as it is."""
        known = code.staff is not None or len({ticket.order_id for ticket in code.tickets}) == 1
        if known or (not code.tickets and may_be_secret(code.text)):
            return False
        self._look_for(code.text.strip())
        return True

    def do_clear(self) -> None:
        """Every order again."""
        self._look_for("")

    def do_look(self, key: str) -> None:
        """A click chooses, a second one opens."""
        chosen = self._listing.chosen
        if chosen is not None and chosen.id == key:
            self.enter()
        self._listing.choose(key)

    def sheet(self) -> Sheet:
        """All that is found."""
        text, zone = self._text, self.room.here.zone

        def rows(sight: Sight) -> Sequence[Sequence[str | int | None]]:
            now = sight.now()
            return [_cells(o, now, zone) for o in find_orders(sight.database, sight.store.id, text, _EVERY)]

        columns = (
            *(_("Number"), _("Customer"), _("Product"), _("Tickets"), _("Due"), _("Time")),
            *(_("Method"), _("Status"), _("Taken")),
        )
        return Sheet("orders", _("Orders with “{words}”").format(words=text) if text else _("Orders"), columns, rows)

    def _look_for(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self._listing.take(())
            self._listing.known = False
        self.room.ask("found")

    def _fields(self, order: FoundOrder) -> tuple[Field, ...]:
        status, style = status_words(order.status)
        base = "struck" if order.status == "CANCELLED" else "text"
        return (
            Field(order.number, "strong"),
            Field(order.customer or _("no customer"), base if order.customer else "late"),
            Field(order.product or "", base),
            Field(regional.number(order.tickets) if order.tickets else "", "quiet"),
            Field(day_words(order, self.room.clock.today()), base),
            Field(window_words(order), "quiet"),
            Field(method_words(order.method), "quiet"),
            Field(status, "late" if order.status == "CANCELLED" else style),
        )


def _cells(order: FoundOrder, now: int, zone: str) -> tuple[str | int | None, ...]:
    status, _style = status_words(order.status)
    taken = regional.moment(order.created_at, now, zone)
    own = (order.number, order.customer, order.product, order.tickets, order.due_date)
    return (*own, window_words(order), method_words(order.method), status, taken)

"""The tickets of an order and its history beneath them, under one cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui import regional
from kitchen_tui.cells import fits, wrap
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.places.order_words import told_words
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from data.kitchen.ticket import Ticket
    from data.questions.orders import OrderStory, Told
    from kitchen_tui.places.place import Room

_TICKETS = (
    Column(N_("Ticket"), 11),
    Column(N_("Product"), 14, grow=True),
    Column(N_("Size"), 10, spare=2),
    Column(N_("Flavour"), 16, spare=4),
    Column(N_("Stage"), 10),
    Column(N_("By"), 10, spare=3),
    Column(N_("Stands at"), 14, spare=5),
)
_HISTORY = (
    Column(N_("When"), 16),
    Column(N_("What"), 16, grow=True),
    Column(N_("Ticket"), 10, spare=2),
    Column(N_("Who"), 10, spare=1),
    Column(N_("Where"), 14, spare=3),
)
_WHAT = 1
"""The column of the history with the words."""
_LEAST, _MOST_LINES = 3, 3
"""Lines of the history that stay beside the whole text of one; lines of that text."""
_FIRST = -(10**6)
_TALL = 20


class OrderLists:
    """The cursor goes from the last ticket down into the history; `ticket` is the one that it last stood on."""

    def __init__(self, room: Room) -> None:
        """Empty until `take`."""
        self._room = room
        self._names: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._currency = ""
        self._past = False
        self._ticket_at = 0
        self.tickets: Listing[Ticket] = Listing(_TICKETS, self._ticket, lambda t: t.id, empty=N_("No tickets yet"))
        self.history: Listing[Told] = Listing(_HISTORY, self._told, lambda h: h.id, empty=N_("Nothing happened yet"))

    def clear(self) -> None:
        """Another order comes."""
        self._past, self._ticket_at = False, 0
        self.tickets.take(())
        self.history.take(())

    def take(self, story: OrderStory) -> None:
        """The order as it is now; the cursor stays where it was."""
        self._names, self._currency = story.names, story.order.currency
        self._codes = {ticket.id: ticket.code for ticket in story.tickets}
        self.tickets.at = self._chosen_at
        self.tickets.take(story.tickets)
        self._ticket_at = self.tickets.at
        self.history.take(story.history)
        self._stand(self._past)

    @property
    def ticket(self) -> Ticket | None:
        """The ticket that is chosen."""
        items = self.tickets.items
        return items[self._chosen_at] if 0 <= self._chosen_at < len(items) else None

    @property
    def _chosen_at(self) -> int:
        return self._ticket_at if self._past else self.tickets.at

    def step(self, lines: int) -> None:
        """Through the tickets, then into the history, and back."""
        if lines <= _FIRST:
            self._stand(False)
            self.tickets.step(_FIRST)
        elif self._past and self.history.at + lines < 0 and self.tickets.items:
            self._stand(False)
        elif not self._past and self.tickets.at + lines >= len(self.tickets.items) and self.history.items:
            self._stand(True)
        else:
            (self.history if self._past else self.tickets).step(lines)

    def choose(self, key: str) -> bool:
        """The cursor to a ticket or to a line of the history."""
        to_ticket = key in self._codes
        self._stand(not to_ticket)
        return (self.tickets if to_ticket else self.history).choose(key)

    def rows(self, width: int, height: int) -> list[Row]:
        """The tickets get up to half, the history the rest."""
        glyphs = self._room.glyphs
        wanted, most = max(len(self.tickets.items) + 1, 2), max(height // 2, 2)
        rows: list[Row] = [*self.tickets.rows(width, min(wanted, most) if self.history.items else height, glyphs)]
        if not self.history.items:
            return rows
        rows += [[]] if height >= _TALL - 6 else []
        left = height - len(rows)
        told = self._whole(width, left - _LEAST)
        return [*rows, *self.history.rows(width, max(left - len(told), 1), glyphs), *told]

    def _whole(self, width: int, most: int) -> list[Row]:
        """What is cut in the chosen line of the history, as far as there is room beneath it."""
        told = self.history.chosen if self._past else None
        words = told_words(told, self._names, self._currency) if told is not None else ""
        if most < 1 or fits(words, self.history.cells_of(_WHAT, width)):
            return []
        lines, _all = wrap(words, max(width - 3, 1), min(most, _MOST_LINES))
        return [[Piece(f"  {line}", "strong")] for line in lines]

    def _stand(self, past: bool) -> None:
        """Only one of the lists shows the cursor."""
        if not self._past:
            self._ticket_at = max(self.tickets.at, 0)
        self._past = past and bool(self.history.items)
        self.tickets.at = -1 if self._past else self._ticket_at
        self.history.at = max(self.history.at, 0) if self._past else -1

    def _ticket(self, ticket: Ticket) -> tuple[Field, ...]:
        gone = ticket.cancelled_at is not None
        base = "struck" if gone else "text"
        times = f"{ticket.quantity} {self._room.glyphs.times} " if ticket.quantity > 1 else ""
        return (
            Field(ticket.code, "struck" if gone else "strong"),
            Field(f"{times}{ticket.product}", base),
            Field(ticket.size or "", base),
            Field(ticket.flavour or "", base),
            Field(_("Cancelled") if gone else _(ticket.stage), "late" if gone else "text"),
            Field(self._names.get(ticket.assignee_id or "", ""), "quiet"),
            Field(ticket.storage or "", "quiet"),
        )

    def _told(self, told: Told) -> tuple[Field, ...]:
        clock = self._room.clock
        return (
            Field(regional.moment(told.at, clock.now, clock.zone), "quiet"),
            Field(told_words(told, self._names, self._currency), "quiet" if told.name == "inferred" else "text"),
            Field(self._codes.get(told.ticket_id or "", ""), "quiet"),
            Field(told.who or ""),
            Field(told.terminal or "", "quiet"),
        )

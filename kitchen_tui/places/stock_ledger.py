"""One item: how it stands, and its ledger from the newest line, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kitchen_tui.cells import cut, whole
from kitchen_tui.places.listing import NEAR, PAGE, Column, Field, Listing
from kitchen_tui.places.quantities import shown_change, shown_quantity
from kitchen_tui.places.stock_listing import mark_of
from kitchen_tui.regional import moment, number
from kitchen_tui.texts import N_, _, sentence
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.questions.shops import SoldLine
    from data.questions.stock import LedgerLine, LedgerPage, StockLine
    from kitchen_tui.places.place import Question, Room

KINDS = {
    "hold": N_("held"),
    "consume": N_("used"),
    "release": N_("let go"),
    "give_back": N_("given back"),
    "receive": N_("received"),
    "waste": N_("waste"),
    "adjust": N_("adjusted"),
    "count": N_("counted"),
}
COLUMNS = (
    Column(N_("When"), 19),
    Column(N_("What"), 10),
    Column(N_("On hand"), 10, right=True),
    Column(N_("Reserved"), 10, spare=1, right=True),
    Column(N_("Why"), 12, spare=4, grow=True),
    Column(N_("Order"), 10, spare=3),
    Column(N_("Who"), 12, spare=2),
)
_WIDE = 2 + sum(column.cells + 1 for column in COLUMNS)
"""Cells that all columns need."""


def kind_text(kind: str) -> str:
    """What happened, in a word."""
    return _(KINDS[kind]) if kind in KINDS else kind


def reason_text(line: LedgerLine) -> str:
    """Why, unless that says what the kind says already."""
    return "" if line.reason == line.kind else sentence(line.reason)


class Ledger:
    """The ledger only grows at its top: what was read of it stays true, so older pages are read once."""

    def __init__(self, room: Room, item_id: str) -> None:
        """Of one item."""
        self._room, self.item_id = room, item_id
        self.item: StockLine | None = None
        self._sold: Sequence[SoldLine] = ()
        self.list = Listing(COLUMNS, self._fields, lambda line: line.id, empty=N_("Nothing has happened to it yet"))

    def questions(self) -> Mapping[str, Question]:
        """The newest page; the next older one when the cursor comes near the end."""
        from data.questions.shops import sold_in
        from data.questions.stock import ledger_of

        item_id, lines = self.item_id, self.list.items
        asked: dict[str, Question] = {
            "ledger": lambda sight: ledger_of(sight.database, item_id, PAGE),
            "sold": lambda sight: sold_in(sight.database, item_id),
        }
        if not self.list.whole and len(lines) - self.list.at < NEAR:
            last = lines[-1].key
            asked["older"] = lambda sight: ledger_of(sight.database, item_id, PAGE, last)
        return asked

    def told(self, name: str, value: Any) -> None:
        """Where it is sold, or a page."""
        if name == "sold":
            self._sold = value
        else:
            self._told_page(name, value)

    def _told_page(self, name: str, page: LedgerPage) -> None:
        """What is known beneath it stays."""
        held = self.list.items
        if name == "older":
            last = held[-1].key if held else None
            older = [line for line in page.lines if last is None or line.key < last]
            if older or not page.lines:
                self.list.take([*held, *older], whole=not page.more)
            return
        at_top, last = self.list.at == 0, page.lines[-1].key if page.lines else None
        # With more than a page of news, what is known lies beneath a gap: then it is read again.
        joined = last is not None and page.more and bool(held) and held[0].key >= last
        beneath = [line for line in held if last is not None and line.key < last] if joined else []
        self.list.take([*page.lines, *beneath], whole=self.list.whole if beneath else not page.more)
        if at_top:
            self.list.at = 0

    def rows(self, width: int, height: int) -> list[Row]:
        """The item, then its lines."""
        head, foot = self._head(width), self._foot(width)
        room = max(height - len(head) - 1 - len(foot), 1)
        lines = self.list.rows(width, room, self._room.glyphs)
        gap: list[Row] = [[]] * (room - len(lines) if foot else 0)
        return [*head, [], *lines, *gap, *foot][:height]

    def _head(self, width: int) -> list[Row]:
        item = self.item
        if item is None:
            return [[]]
        mark, style = mark_of(item, self._room.glyphs)
        available = shown_quantity(item.available, item.unit)
        name = cut(f"{item.name}  {item.sku or ''}".rstrip(), max(width - len(available) - len(mark) - 8, 0))
        first: Row = [Piece(f"  {available}", "number"), Piece(f"  {name}", "strong"), Piece(f"  {mark}", style)]
        parts = (
            (N_("on hand {amount}"), item.on_hand),
            (N_("reserved {amount}"), item.reserved),
            (N_("buffer {amount}"), item.buffer),
            (N_("reorder at {amount}"), item.reorder_point),
        )
        told = [_(text).format(amount=shown_quantity(n, item.unit)) for text, n in parts]
        told += [] if item.limits_sale else [_("limits no sale")]
        lines = whole(f" {self._room.glyphs.dot} ".join(told), max(width - 2, 1))
        return [first, *([Piece(f"  {line}", "quiet")] for line in lines), *self._in_shops(width)]

    def _in_shops(self, width: int) -> list[Row]:
        """What the shops show of it, on one line; none where it is sold in no shop."""
        dot = f" {self._room.glyphs.dot} "
        shows = [
            f"{line.account} {line.title} {'?' if line.shows is None else number(line.shows)}" for line in self._sold
        ]
        told = _("shops show {things}").format(things=dot.join(shows))
        return [[Piece(f"  {cut(told, max(width - 2, 0))}", "quiet")]] if shows else []

    def _foot(self, width: int) -> list[Row]:
        """Why, for which ticket and who, of the chosen line: where there is no room for them in every line."""
        line = self.list.chosen
        if line is None or width >= _WIDE:
            return []
        parts = (kind_text(line.kind), reason_text(line), line.ticket or line.order_number or "", line.who or "")
        told = f" {self._room.glyphs.dot} ".join(part for part in parts if part)
        return [[Piece(f"  {cut(told, max(width - 2, 0))}", "strong")]]

    def _fields(self, line: LedgerLine) -> list[Field]:
        clock = self._room.clock
        return [
            Field(moment(line.at, clock.now, clock.zone), "quiet"),
            Field(kind_text(line.kind)),
            Field(shown_change(line.on_hand) if line.on_hand else "-", "strong" if line.on_hand else "quiet"),
            Field(shown_change(line.reserved) if line.reserved else "-", "quiet"),
            Field(reason_text(line)),
            Field(line.ticket or line.order_number or "", "quiet"),
            Field(line.who or "", "quiet"),
        ]

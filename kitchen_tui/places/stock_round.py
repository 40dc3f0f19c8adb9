"""A round through the store room with a scanner: scan an item, type how much, Enter, scan the next one."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kitchen_tui.cells import cut, fit, whole
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.places.quantities import NotAQuantity, amount_of, example, shown_change, shown_quantity, signed
from kitchen_tui.places.stock_forms import COUNT, RECEIVE, WASTE, change_of
from kitchen_tui.places.stock_listing import no_item
from kitchen_tui.regional import number
from kitchen_tui.texts import N_, _, ngettext
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from data.questions.stock import StockLine
    from data.stock.commands import MoveStock
    from kitchen_tui.widgets.glyphs import Glyphs

TITLES = {COUNT: N_("COUNT"), RECEIVE: N_("RECEIVE"), WASTE: N_("WASTE")}
_DONE = {COUNT: N_("Counted"), RECEIVE: N_("Came in"), WASTE: N_("Thrown away")}


@dataclass(frozen=True, slots=True)
class RoundLine:
    """What this round did to an item: `amount` in all, `change` of the shelf in all, `after` what is there now."""

    item: StockLine
    amount: int
    change: int
    after: int


class Round:
    """One round; every line of it is booked as soon as its Enter is pressed, so nothing is lost when it ends early."""

    def __init__(self, kind: str, reason: str, glyphs: Glyphs) -> None:
        """`kind` is count, receive or waste; `reason` stands in the ledger with each line."""
        self.kind, self.reason, self._glyphs = kind, reason, glyphs
        self.item: StockLine | None = None
        self.among: list[StockLine] = []
        self.wrong = ""
        self._given: deque[RoundLine] = deque()
        self._done: dict[str, RoundLine] = {}
        columns = (
            Column(_DONE[kind], 12, right=True),
            Column(N_("Difference") if kind == COUNT else N_("Change"), 12, right=True),
            Column(N_("On hand now"), 12, spare=1, right=True),
            Column(N_("Item"), 12, grow=True),
            Column(N_("SKU"), 14, spare=2),
        )
        self.list = Listing(columns, self._fields, lambda line: line.item.id, empty=N_("Nothing yet in this round"))
        self.list.take([])
        which = (Column(N_("Item"), 12, grow=True), Column(N_("SKU"), 14), Column(N_("On hand"), 12, right=True))
        self._which: Listing[StockLine] = Listing(which, _which_fields, lambda item: item.id)

    @property
    def lines(self) -> list[RoundLine]:
        """What was done so far, the last one first."""
        return list(reversed(self._done.values()))

    def scanned(self, code: str, found: list[StockLine]) -> None:
        """A code, and the items that it means. What was scanned before it without a quantity is said: it is not
        booked."""
        left, self.wrong, self.item, self.among = self.item, "", None, []
        if left is not None and [item.id for item in found] != [left.id]:
            self.wrong = _("{item}: no quantity was typed, nothing is booked").format(item=cut(left.name, 60))
        if not found:
            self.wrong = no_item(code)
        elif len(found) > 1:
            self.among = found
            self._which.take(found)
        else:
            self.item = found[0]

    def waits_for(self, text: str) -> bool:
        """Whether this may be a quantity, though it came as quickly as a scan: no barcode of goods is as short."""
        return self.item is not None and len(text.strip()) < 8 and text.strip()[:1].isdecimal()

    def typed(self, text: str) -> MoveStock | None:
        """The quantity of the item that was scanned: the command it makes, or None and `wrong` says why not."""
        item = self.item
        if item is None:
            return None
        self.wrong = ""
        try:
            line = self._line(item, text)
        except NotAQuantity as trouble:
            self.wrong = trouble.says
            return None
        self._given.append(line)
        self.item = None
        from data.stock.moving import movement

        return movement(self.kind, item.id, line.after if self.kind == COUNT else abs(line.change), self.reason)

    def answered(self, *, held: bool, says: str) -> None:
        """What became of the oldest line that was given."""
        if not self._given:
            return
        line = self._given.popleft()
        if not held:
            self.wrong = says
            return
        before = self._done.pop(line.item.id, None)
        if before is not None:
            amount = line.amount if self.kind == COUNT else before.amount + line.amount
            line = replace(line, amount=amount, change=before.change + line.change)
        self._done[line.item.id] = line
        self.list.take(self.lines)
        self.list.at = 0

    def forget_given(self) -> None:
        """What waits for an answer is booked or not; the ledger knows."""
        self._given.clear()

    def step(self, lines: int) -> None:
        """Up and down."""
        (self._which if self.among else self.list).step(lines)

    def look(self, item_id: str) -> None:
        """A click: on one of several it means that one."""
        if (self._which if self.among else self.list).choose(item_id):
            self.enter()

    def enter(self) -> None:
        """The one of several that was meant."""
        if self.among:
            self.item, self.among = self._which.chosen, []

    def back(self) -> bool:
        """Whether there was something to let go of."""
        held = bool(self.item or self.among or self.wrong)
        self.item, self.among, self.wrong = None, [], ""
        return held

    def rows(self, width: int, height: int) -> list[Row]:
        """What to do next, then what was done."""
        head: list[Row] = [self._title(width), [], *self._next(width)]
        shown = self._which if self.among else self.list
        return [*head, [], *shown.rows(width, max(height - len(head) - 1, 1), self._glyphs)][:height]

    def _line(self, item: StockLine, text: str) -> RoundLine:
        """In a count `+` adds to what this round counted elsewhere: the same thing on a second shelf."""
        sign = signed(text)
        done = self._done.get(item.id)
        amount = amount_of(self.kind, text, item.unit)
        if self.kind == COUNT and sign == "+":
            amount += done.amount if done is not None else 0
        waiting = [line for line in self._given if line.item.id == item.id]
        book = waiting[-1].after if waiting else item.on_hand
        change = change_of(self.kind, amount, book)
        return RoundLine(item, amount, change, book + change)

    def _title(self, width: int) -> Row:
        done = len(self._done)
        told = [ngettext("{n} item", "{n} items", done).format(n=number(done))]
        if self.kind == COUNT:
            differ = sum(line.change != 0 for line in self._done.values())
            told.append(ngettext("{n} differs", "{n} differ", differ).format(n=number(differ)))
        text = f" {self._glyphs.dot} ".join([*told, *([self.reason] if self.reason else [])])
        title = _(TITLES[self.kind])
        return [Piece(f"  {title}", "title"), Piece(f"  {cut(text, max(width - len(title) - 4, 0))}", "quiet")]

    def _next(self, width: int) -> list[Row]:
        """The item that waits for its quantity, large; or that one is to be scanned."""
        wrong: list[Row] = [
            [Piece(f"  {self._glyphs.no} {line}" if n == 0 else f"    {line}", "late")]
            for n, line in enumerate(whole(self.wrong, max(width - 4, 1)) if self.wrong else [])
        ]
        if self.among:
            return [[Piece(fit(f"  {_('Several have this code: which one?')}", width), "strong")], *wrong]
        item = self.item
        if item is None:
            return [[Piece(fit(f"  {_('Scan an item, or type its SKU or its name')}", width), "strong")], *wrong]
        book = _("the book says {amount}").format(amount=shown_quantity(item.on_hand, item.unit))
        first: Row = [
            Piece(f"  {cut(item.name, max(width - len(book) - 6, 8))}", "number"),
            Piece(cut(f"  {book}", max(width - 10, 0)), "quiet"),
        ]
        asks: list[Row] = [[Piece(f"  {line}", "strong")] for line in whole(self._asks(item), max(width - 4, 1))]
        return [first, *asks, *wrong]

    def _asks(self, item: StockLine) -> str:
        done = self._done.get(item.id)
        if self.kind == COUNT and done is not None:
            text = _("{amount} counted before: a number replaces it, +number adds")
            return text.format(amount=shown_quantity(done.amount, item.unit))
        return _("How much? {example}, then Enter").format(example=example(item.unit))

    def _fields(self, line: RoundLine) -> list[Field]:
        unit = line.item.unit
        differs = self.kind == COUNT and line.change != 0
        return [
            Field(shown_quantity(line.amount, unit), "strong"),
            Field(shown_change(line.change, unit) if line.change else "=", "changed" if differs else "quiet"),
            Field(shown_quantity(line.after, unit), "quiet"),
            Field(line.item.name),
            Field(line.item.sku or "", "quiet"),
        ]


def _which_fields(item: StockLine) -> list[Field]:
    return [Field(item.name), Field(item.sku or "", "quiet"), Field(shown_quantity(item.on_hand, item.unit), "quiet")]

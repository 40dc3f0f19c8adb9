"""The store room: what there is and what is low, goods in and out, counts by scan, the history of an item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from hardware.scan.secrecy import stands_for_secret
from kitchen_tui.deeds import Deed
from kitchen_tui.places.place import Place
from kitchen_tui.places.stock_deeds import ROUND_OVER, deeds_for, round_kinds
from kitchen_tui.places.stock_forms import (
    Described,
    MoveForm,
    changed_item,
    item_form,
    new_item,
    round_form,
)
from kitchen_tui.places.stock_ledger import Ledger
from kitchen_tui.places.stock_listing import StockListing, may_be_words, no_item
from kitchen_tui.places.stock_round import Round
from kitchen_tui.places.stock_sheets import ledger_sheet, round_sheet, stock_sheet
from kitchen_tui.texts import N_, sentence
from kitchen_tui.verdict import ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.core.actor import Actor
    from data.core.command import Command
    from data.questions.stock import StockLine
    from data.stock.setting_up import AddItem
    from kitchen_tui.desk import Desk
    from kitchen_tui.places.place import Code, Question, Room
    from kitchen_tui.places.sheet import Sheet
    from kitchen_tui.verdict import Verdict
    from kitchen_tui.widgets.lines import Row


class Stock(Place):
    """The list, one item's ledger over it, or a round by scan over both."""

    title: ClassVar[str] = N_("Stock")
    prompt: ClassVar[str] = N_("Scan or type an item")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._stock = StockListing(room.glyphs)
        self._ledger: Ledger | None = None
        self._round: Round | None = None
        self._by_round: list[bool] = []
        """For each command that waits for its answer: whether the round gave it."""

    def arrive(self, about: str) -> None:
        """`about` is an item whose history is wanted. What was given before one left was answered elsewhere."""
        self._by_round.clear()
        if self._round is not None:
            self._round.forget_given()
        if about:
            self._round, self._ledger = None, Ledger(self.room, about)

    def questions(self) -> Mapping[str, Question]:
        """All items, and the ledger that is open."""
        from data.questions.stock import stock_of

        asked: dict[str, Question] = {"items": lambda sight: stock_of(sight.database, sight.store.id)}
        return {**asked, **self._ledger.questions()} if self._ledger is not None else asked

    def told(self, name: str, value: Any) -> None:
        """Balances, or a page of the ledger."""
        if name == "items":
            self._stock.take(value)
            if self._ledger is not None:
                self._ledger.item = self._item(self._ledger.item_id)
        elif self._ledger is not None:
            self._ledger.told(name, value)

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """What lies on top."""
        return (self._round or self._ledger or self._stock).rows(width, height)

    def deeds(self) -> Sequence[Deed]:
        """What the person may do with what is chosen."""
        if self._round is not None:
            return (ROUND_OVER,)
        chosen, ledger = self._chosen is not None, self._ledger is not None
        return deeds_for(self.room, chosen=chosen, ledger=ledger, low_only=self._stock.low_only)

    def do_low(self) -> None:
        """F5."""
        self._stock.low_only = not self._stock.low_only
        self._stock.narrow()

    def do_look(self, item_id: str) -> None:
        """A click on a line: the first chooses it, the second opens it."""
        if self._round is not None:
            self._round.look(item_id)
        elif self._ledger is not None:
            self._ledger.list.choose(item_id)
        elif self._chosen is not None and self._chosen.id == item_id:
            self._open(item_id)
        else:
            self._stock.list.choose(item_id)

    def do_move(self, kind: str) -> None:
        """F7, F8, F9, F11: one movement of the chosen item."""
        if self._chosen is not None:
            self.room.fill(MoveForm(kind, self._chosen, self._give))

    def do_round(self) -> None:
        """F6: what kind, and why; who may only count is asked nothing."""
        kinds = round_kinds(self.room)
        if len(kinds) == 1:
            self._begin(kinds[0], "")
            return
        self.room.fill(round_form(kinds, self._begin))

    def do_over(self) -> None:
        """F6 in a round."""
        self._round = None

    def do_add(self) -> None:
        """Ctrl+N."""
        store_id = self.room.here.store_id

        def done(described: Described) -> None:
            self._by_round.append(False)
            self.room.act(
                lambda desk, actor: self._added(desk, actor, new_item(desk.machine.stamp(), store_id, described))
            )

        self.room.fill(item_form(None, self._stock.items, done))

    def do_edit(self) -> None:
        """Ctrl+D."""
        item = self._chosen
        if item is not None:
            others = [other for other in self._stock.items if other.id != item.id]
            self.room.fill(item_form(item, others, lambda described: self._give(changed_item(item.id, described))))

    def step(self, lines: int) -> None:
        """In what lies on top; the ledger reads on in time."""
        if self._round is not None:
            self._round.step(lines)
        elif self._ledger is not None:
            self._ledger.list.step(lines)
            self.room.ask("older")
        else:
            self._stock.list.step(lines)

    def enter(self) -> None:
        """The item's history; in the history, the order of the line."""
        if self._round is not None:
            self._round.enter()
        elif self._ledger is not None:
            line = self._ledger.list.chosen
            if line is not None and line.order_id:
                self.room.go("order", line.order_id)
        elif self._chosen is not None:
            self._open(self._chosen.id)

    def back(self) -> bool:
        """Out of what lies on top, then out of the filters."""
        if self._round is not None:
            if not self._round.back():
                self._round = None
            return True
        if self._ledger is not None:
            self._stock.list.choose(self._ledger.item_id)
            self._ledger = None
            return True
        return self._stock.widen()

    def read(self, code: Code) -> bool:
        """An item's SKU or id. What nobody knows is refused with its own sound."""
        found = self._stock.meant_by(code.text)
        if not found and self._round is not None and self._round.waits_for(code.text):
            return self.typed(code.text)
        if not found and (code.staff is not None or code.tickets or stands_for_secret(code.text)):
            return False
        if not found and self._round is None and may_be_words(code.text):
            return self.typed(code.text)
        if self._round is not None:
            self._round.scanned(code.text, found)
        elif len(found) == 1:
            self._show_item(found[0].id)
        elif found:
            self._ledger = None
            self._stock.narrow_to("", frozenset(item.id for item in found))
        return bool(found)

    def not_known(self, code: str) -> str:
        """Goods have no tickets."""
        return no_item(code)

    def typed(self, text: str) -> bool:
        """The quantity of what was scanned; else an item's code, or words to filter by."""
        found = self._stock.meant_by(text)
        if self._round is not None:
            self._typed_in_round(self._round, text)
        elif len(found) == 1:
            self._show_item(found[0].id)
        else:
            self._ledger = None
            self._stock.narrow_to(text.strip())
        return True

    def answered(self, verdict: Verdict) -> None:
        """A line of the round holds, or why it does not."""
        by_round = self._by_round.pop(0) if self._by_round else False
        if by_round and self._round is not None:
            self._round.answered(held=verdict.verdict in ("accepted", "noop"), says=sentence(verdict.says))

    def sheet(self) -> Sheet:
        """What lies on top."""
        if self._round is not None:
            return round_sheet(self._round)
        if self._ledger is not None and self._ledger.item is not None:
            return ledger_sheet(self._ledger.item)
        return stock_sheet(self._stock)

    @property
    def _chosen(self) -> StockLine | None:
        return self._ledger.item if self._ledger is not None else self._stock.list.chosen

    def _item(self, item_id: str) -> StockLine | None:
        return next((item for item in self._stock.items if item.id == item_id), None)

    def _show_item(self, item_id: str) -> None:
        """Chooses it; when a history is open, opens its own instead."""
        self._stock.choose(item_id)
        if self._ledger is not None and self._ledger.item_id != item_id:
            self._open(item_id)

    def _open(self, item_id: str) -> None:
        self._ledger = Ledger(self.room, item_id)
        self._ledger.item = self._item(item_id)
        self.room.ask("ledger")

    def _added(self, desk: Desk, actor: Actor, command: AddItem) -> Verdict:
        verdict = desk.done(command, actor)
        if verdict.verdict == ACCEPTED:
            self._stock.list.seek(command.item_id)
        return verdict

    def _begin(self, kind: str, reason: str) -> None:
        self._ledger, self._round = None, Round(kind, reason, self.room.glyphs)

    def _typed_in_round(self, round_: Round, text: str) -> None:
        if round_.item is None:
            found = self._stock.meant_by(text) or [item for item in self._stock.items if item.fits(text)]
            round_.scanned(text, found)
            return
        command = round_.typed(text)
        if command is not None:
            self._give(command, by_round=True)

    def _give(self, command: Command, *, by_round: bool = False) -> None:
        self._by_round.append(by_round)
        self.room.do(command)

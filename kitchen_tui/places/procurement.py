"""Procurement: what to buy, of whom, and by when; why, and how it becomes a purchase order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from kitchen_tui.cells import fit, wrap
from kitchen_tui.deeds import Deed
from kitchen_tui.places.buying_words import doubt_words, order_by, packs_words, surplus_words
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.places.place import Place
from kitchen_tui.places.procurement_why import why_rows
from kitchen_tui.places.quantities import shown_quantity
from kitchen_tui.places.sheet import Cell, Sheet
from kitchen_tui.regional import day as shown_day
from kitchen_tui.regional import moment, money, number
from kitchen_tui.texts import N_, _, ngettext
from kitchen_tui.verdict import CONFIRM
from kitchen_tui.widgets.age import age
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.procurement.ordering import MakePurchaseOrder
    from data.procurement.recommendation import ProcurementRun, Recommendation
    from data.questions.procurement import Why
    from kitchen_tui.places.place import Question, Room
    from kitchen_tui.sight import Sight
    from kitchen_tui.verdict import Verdict

_OLD_MS = 2 * 3_600_000
"""It is reckoned once an hour: one that is older has been missed."""
_FULL, _ROOMY = 3, 14
_COLUMNS = (
    Column(N_("Order by"), 14),
    Column(N_("Item"), 12, grow=True),
    Column(N_("Buy"), 14),
    Column(N_("Quantity"), 11, spare=3, right=True),
    Column(N_("From"), 12, spare=2),
    Column(N_("Price"), 11, spare=1, right=True),
    Column(N_("Comes"), 11, spare=4),
    Column(N_("Left over"), 11, spare=5, right=True),
)
_WHY = Deed("why", ("w",), "W", N_("why"), N_("The parts that sum to what is to be bought"))
_ORDER = Deed("order", ("o",), "O", N_("order"), N_("A purchase order to the supplier of the chosen line"))
_ORDERS = Deed("orders", ("f6",), "F6", N_("orders"), N_("Purchase orders: what was ordered, what has come"))
_SUPPLIERS = Deed(
    "suppliers", ("f7",), "F7", N_("suppliers"), N_("Who sells what, in which packs, and by when it has to be ordered")
)


class _Known(NamedTuple):
    """What is advised; `packs` are the words on the packs, `suppliers` the names, by id."""

    run: ProcurementRun | None
    lines: tuple[Recommendation, ...]
    packs: Mapping[str, str]
    suppliers: Mapping[str, str]


class Procurement(Place):
    """What is to be bought, the most urgent first; over it why."""

    title: ClassVar[str] = N_("Procurement")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._known: _Known | None = None
        self._all = False
        self._about = ""
        self._why: Why | None = None
        self._top = 0
        self._asked: MakePurchaseOrder | None = None
        self._listing: Listing[Recommendation] = Listing(
            _COLUMNS, self._fields, lambda line: line.id, empty=N_("Nothing has to be bought")
        )

    def questions(self) -> Mapping[str, Question]:
        """What is advised, and why the chosen line is."""
        found: dict[str, Question] = {"advised": _asked}
        about = self._about
        if about:
            found["why"] = lambda sight: _why(sight, about)
        return found

    def told(self, name: str, value: Any) -> None:
        """Of one moment."""
        if name == "why":
            self._why = value
            return
        self._known = value
        self._narrow()

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """Of when it is, what it comes to, the lines, and what is to be said of the chosen one."""
        known = self._known
        if known is None:
            return []
        top = self._head(known, width)
        if self._about:
            return [*top[:1], *self._why_shown(width, height - 1)][:height]
        foot = self._foot(width) if height >= _ROOMY else []
        rows = self._listing.rows(width, max(height - len(top) - len(foot), 1), self.room.glyphs)
        blank: list[Row] = [[] for _n in range(height - len(top) - len(rows) - len(foot))]
        return [*top, *rows, *blank, *foot][:height]

    def deeds(self) -> Sequence[Deed]:
        """Why, an order, and what need not be bought."""
        label = N_("to buy") if self._all else N_("all items")
        found = [Deed("all", ("f5",), "F5", label, N_("All items, or what has to be bought"))]
        line = self._listing.chosen
        if line is not None and line.item_id:
            found.append(_WHY)
        if line is not None and line.packs and self.room.may("make_purchase_order"):
            found.append(_ORDER)
        return [*found, _ORDERS, _SUPPLIERS]

    def step(self, lines: int) -> None:
        """Through the list, or through the reasons."""
        if self._about:
            self._top = max(self._top + lines, 0)
        else:
            self._listing.step(lines)

    def enter(self) -> None:
        """Why."""
        if not self._about and self._listing.chosen is not None:
            self.do_why()

    def back(self) -> bool:
        """From the reasons to the list, from all items to what has to be bought."""
        was = bool(self._about) or self._all
        if self._about:
            self._about, self._why = "", None
        elif self._all:
            self.do_all()
        return was

    def do_look(self, key: str) -> None:
        """A click on a line: the first chooses it, the second tells why."""
        if self._listing.chosen is not None and self._listing.chosen.id == key:
            self.do_why()
        else:
            self._listing.choose(key)

    def do_all(self) -> None:
        """F5."""
        self._all = not self._all
        self._narrow()
        self.room.show()

    def do_orders(self) -> None:
        """F6."""
        self.room.go("purchases")

    def do_suppliers(self) -> None:
        """F7."""
        self.room.go("suppliers")

    def do_why(self) -> None:
        """Of the chosen line."""
        line = self._listing.chosen
        if line is not None and line.item_id:
            self._about, self._why, self._top = line.id, None, 0
            self.room.ask("why")
            self.room.show()

    def do_order(self) -> None:
        """All that is to be bought of the supplier of the chosen line; each quantity may be changed."""
        from kitchen_tui.places.purchase_forms import order_form

        line, known = self._listing.chosen, self._known
        if line is None or known is None or line.supplier_id is None:
            return
        lines = [one for one in known.lines if one.supplier_id == line.supplier_id and one.packs and one.offer_id]
        supplier = known.suppliers.get(line.supplier_id, line.supplier_id)
        supplier_id, packs = line.supplier_id, known.packs
        self.room.fill(order_form(supplier, supplier_id, lines, packs, self._give))

    def answered(self, verdict: Verdict) -> None:
        """The same was ordered today already: somebody has to say that it is meant."""
        from kitchen_tui.places.purchase_forms import sure_form

        asked, self._asked = self._asked, None
        if asked is not None and verdict.verdict == CONFIRM:
            self.room.fill(sure_form(verdict.says, lambda: self._again(asked)))

    def sheet(self) -> Sheet | None:
        """What has to be bought."""
        known, clock = self._known, self.room.clock
        if known is None:
            return None
        rows: list[list[Cell]] = [
            [
                moment(line.order_by, clock.now, clock.zone) if line.order_by is not None else "",
                *(line.item, packs_words(line, known.packs.get(line.offer_id or "", "")), line.quantity, line.unit),
                *(known.suppliers.get(line.supplier_id or "", ""), line.amount, line.currency, line.arrives or ""),
            ]
            for line in known.lines
            if line.quantity
        ]
        first = (_("Order by"), _("Item"), _("Buy"), _("Quantity"), _("Unit"))
        columns = (*first, _("From"), _("Price"), _("Currency"), _("Comes"))
        return Sheet("procurement", _("Procurement"), columns, lambda sight: rows)

    def _give(self, supplier_id: str, lines: tuple[tuple[str, int], ...], note: str) -> None:
        def work(desk: Any, actor: Any) -> Verdict:
            from data.procurement.ordering import MakePurchaseOrder

            self._asked = MakePurchaseOrder(desk.machine.stamp().command_id, supplier_id, lines, note)
            verdict: Verdict = desk.done(self._asked, actor)
            return verdict

        self.room.act(work)

    def _again(self, asked: MakePurchaseOrder) -> None:
        from dataclasses import replace

        self.room.do(replace(asked, confirmed=True))

    def _narrow(self) -> None:
        lines = self._known.lines if self._known is not None else ()
        self._listing.take([line for line in lines if self._all or line.quantity or line.warnings != "[]"])

    def _head(self, known: _Known, width: int) -> list[Row]:
        """Of when it is and of which forecast; how much it comes to."""
        run, glyphs, clock = known.run, self.room.glyphs, self.room.clock
        if run is None:
            told = _("What to buy was not reckoned yet: the hub does so once an hour.")
            return [[Piece(f"  {line}", "soon")] for line in wrap(f"{glyphs.stop} {told}", width - 4, 3)[0]]
        rows: list[Row] = []
        if run.says == "no_forecast":
            text = _("There is no forecast, so nobody knows what will be needed: see Forecast.")
            rows += [[Piece(f"  {line}", "late")] for line in wrap(f"{glyphs.stop} {text}", width - 4, 2)[0]]
        elif run.says == "no_offers":
            text = _("No supplier's offer is known yet: F7 leads to where they are added.")
            rows += [[Piece(f"  {line}", "late")] for line in wrap(f"{glyphs.stop} {text}", width - 4, 2)[0]]
        old = clock.now - run.made_at >= _OLD_MS
        words = _("Reckoned {time}").format(time=moment(run.made_at, clock.now, clock.zone))
        if run.forecast_until is not None:
            words += ", " + _("from a forecast up to {day}").format(day=shown_day(run.forecast_until))
        if old:
            length = age(clock.now - run.made_at)
            words = f"{glyphs.late} {words}: {_('{length} old').format(length=length)}"
        rows.append([Piece(f"  {fit(words, width - 2)}", "late" if old else "quiet")])
        buy = [line for line in known.lines if line.quantity and line.offer_id]
        if buy:
            total = money(sum(line.amount for line in buy), buy[0].currency)
            many = ngettext("{n} item to buy", "{n} items to buy", len(buy)).format(n=number(len(buy)))
            rows.append(
                [Piece(f"  {fit(_('{many}, {total} together').format(many=many, total=total), width - 2)}", "strong")]
            )
        return rows

    def _foot(self, width: int) -> list[Row]:
        """What is to be said of the chosen line."""
        from data.questions.procurement import doubts

        line = self._listing.chosen
        told = [] if line is None else [*(doubt_words(doubt, line) for doubt in doubts(line)), surplus_words(line)]
        drawn: list[Row] = [[Piece(f"  {row}", "text")] for text in told if text for row in wrap(text, width - 4, 2)[0]]
        return [*drawn[:_FULL], *([] for _n in range(_FULL - len(drawn)))]

    def _why_shown(self, width: int, height: int) -> list[Row]:
        if self._why is None:
            return []
        rows = why_rows(self._why, width, self.room.glyphs)
        self._top = min(self._top, max(len(rows) - height, 0))
        return rows[self._top :]

    def _fields(self, line: Recommendation) -> Sequence[Field]:
        known, glyphs = self._known, self.room.glyphs
        when, style = order_by(line, self.room.clock)
        if line.warnings != "[]":
            when, style = f"{glyphs.late} {when}", "late" if style == "quiet" else style
        packs = known.packs if known is not None else {}
        suppliers = known.suppliers if known is not None else {}
        return (
            Field(when, style),
            Field(line.item, "strong" if line.quantity else "quiet"),
            Field(packs_words(line, packs.get(line.offer_id or "", "")), "strong"),
            Field(shown_quantity(line.quantity, line.unit) if line.quantity else ""),
            Field(suppliers.get(line.supplier_id or "", "")),
            Field(money(line.amount, line.currency) if line.amount else ""),
            Field(shown_day(line.arrives) if line.arrives and line.quantity else "", "quiet"),
            Field(shown_quantity(line.surplus, line.unit) if line.surplus and line.quantity else "", "quiet"),
        )


def _asked(sight: Sight) -> _Known:
    from data.questions.procurement import current, offers_of, suppliers_of

    database, store_id = sight.database, sight.store.id
    found = current(database, store_id, sight.now())
    packs = {one.offer.id: one.offer.pack for one in offers_of(database, store_id)}
    suppliers = {one.id: one.name for one in suppliers_of(database, store_id)}
    return _Known(found.run if found else None, found.lines if found else (), packs, suppliers)


def _why(sight: Sight, about: str) -> Why | None:
    from data.questions.procurement import current, why

    found = current(sight.database, sight.store.id, sight.now())
    line = next((one for one in found.lines if one.id == about), None) if found is not None else None
    return why(sight.database, line) if line is not None else None

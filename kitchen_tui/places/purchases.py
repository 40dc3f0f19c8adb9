"""Purchase orders: what was ordered, how it goes to the supplier, and what has come of it, by scan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from kitchen_tui.cells import cut
from kitchen_tui.deeds import Deed
from kitchen_tui.places.buying_words import status_words
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.places.place import Place
from kitchen_tui.places.quantities import shown_quantity
from kitchen_tui.places.sheet import Cell, Sheet
from kitchen_tui.regional import day, moment, money, number
from kitchen_tui.texts import N_, _, ngettext
from kitchen_tui.verdict import CONFIRM
from kitchen_tui.widgets.lines import Piece, Row
from kitchen_tui.widgets.said import Said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.core.command import Command
    from data.procurement.purchase import PurchaseLine
    from data.procurement.receiving import ReceivePurchase
    from data.questions.procurement import Ordered
    from kitchen_tui.places.place import Code, Question, Room
    from kitchen_tui.sight import Sight
    from kitchen_tui.verdict import Verdict

_COLUMNS = (
    Column(N_("Order"), 12),
    Column(N_("Supplier"), 12, grow=True),
    Column(N_("Stands"), 13),
    Column(N_("Comes"), 11, spare=2),
    Column(N_("Lines"), 6, spare=4, right=True),
    Column(N_("Price"), 11, spare=1, right=True),
    Column(N_("Made"), 17, spare=3),
    Column(N_("By"), 12, spare=5),
)
_LINE_COLUMNS = (
    Column(N_("Item"), 10, grow=True),
    Column(N_("Ordered"), 15),
    Column(N_("Came"), 10, spare=2, right=True),
    Column(N_("Missing"), 10, right=True),
    Column(N_("Price"), 11, spare=1, right=True),
)
_STYLES = {"open": "soon", "partly": "soon", "sent": "text", "received": "quiet", "cancelled": "struck"}
_PAST = Deed("past", ("f5",), "F5", N_("all, or open"), N_("All orders, or those of which something is to come"))
_RECEIVE = Deed("receive", ("f6",), "F6", N_("received"), N_("What has come of it goes into stock"))
_MAIL = Deed("mail", ("f7",), "F7", N_("mail"), N_("The hub sends it to the supplier"))
_SENT = Deed("sent", ("f8",), "F8", N_("sent"), N_("It has gone to the supplier by another way"))
_OFF = Deed("off", ("f9",), "F9", N_("cancel"), N_("Nothing more of it will come"))
_ADVICE = Deed("advice", ("f11",), "F11", N_("what to buy"), N_("Procurement: what to buy and by when"))


class Purchases(Place):
    """The orders; over them the lines of one. A scanned order opens, a scanned pack is the line that has come."""

    title: ClassVar[str] = N_("Purchase orders")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._every = False
        self._hub = False
        """Whether there is one: only a hub mails."""
        self._found: Sequence[Ordered] = ()
        self._about = ""
        self._codes: Mapping[str, str] = {}
        self._asked: Command | None = None
        self._orders: Listing[Ordered] = Listing(
            _COLUMNS, self._fields, lambda one: one.order.id, empty=N_("Nothing is on order")
        )
        self._lines: Listing[PurchaseLine] = Listing(
            _LINE_COLUMNS, self._line_fields, lambda line: line.offer_id, empty=N_("It has no lines")
        )

    def arrive(self, about: str) -> None:
        """To an order."""
        if about:
            self._about, self._every = about, True

    def questions(self) -> Mapping[str, Question]:
        """The orders with their lines, and the codes on the packs of the one that is open."""
        under_way, about = not self._every, self._about
        found: dict[str, Question] = {"orders": lambda sight: _asked(sight, under_way=under_way), "hub": _has_hub}
        if about:
            found["codes"] = lambda sight: _codes(sight, about)
        return found

    def told(self, name: str, value: Any) -> None:
        """As it is now."""
        if name == "codes":
            self._codes = value
            return
        if name == "hub":
            self._hub = value
            return
        self._found = value
        self._orders.take(value)
        one = self._open
        self._lines.take(one.lines if one is not None else ())

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """The orders, or the one that is open."""
        one = self._open
        head = self._head(width) if one is None else self._order_head(one, width)
        listing: Listing[Any] = self._orders if one is None else self._lines
        return [*head, *listing.rows(width, max(height - len(head), 1), self.room.glyphs)][:height]

    def deeds(self) -> Sequence[Deed]:
        """What may be done with the chosen order."""
        one, may = self._open or self._orders.chosen, self.room.may
        found = [] if self._about else [_PAST]
        if one is not None:
            status = one.order.status
            found += [_RECEIVE] if status != "received" and may("receive_purchase") else []
            if status in ("open", "sent", "partly") and may("send_purchase_order"):
                found += [_MAIL] if self._hub and one.order.mail_to is None else []
                found += [_SENT] if one.order.sent_at is None else []
            found += [_OFF] if status in ("open", "sent", "partly") and may("cancel_purchase_order") else []
        return [*found, _ADVICE]

    def step(self, lines: int) -> None:
        """In what lies on top."""
        (self._lines if self._open is not None else self._orders).step(lines)

    def enter(self) -> None:
        """Opens the chosen order; in one that is open, what has come."""
        if self._open is not None:
            self.do_receive()
        elif self._orders.chosen is not None:
            self._show(self._orders.chosen)

    def back(self) -> bool:
        """From an order to all."""
        was, self._about = bool(self._about), ""
        return was

    def read(self, code: Code) -> bool:
        """The code of an order, or what stands on a pack of the one that is open: that line has come."""
        wanted = "".join(code.text.split()).upper()
        named = next((one for one in self._found if wanted in (one.order.code, one.order.code[3:])), None)
        if named is not None:
            self._show(named)
            return True
        offer = self._codes.get(code.text.strip().casefold()) if self._open is not None else None
        if offer is None:
            return False
        self._lines.choose(offer)
        self._received(only=offer)
        return True

    def not_known(self, code: str) -> str:
        """A pack of something else."""
        return _("{code} is not on this order").format(code=cut(code, 40)) if self._about else ""

    def typed(self, text: str) -> bool:
        """As a scan."""
        from kitchen_tui.places.place import Code

        return self.read(Code(text))

    def answered(self, verdict: Verdict) -> None:
        """More came than was ordered: somebody has to say that it is so."""
        from kitchen_tui.places.purchase_forms import sure_form

        asked, self._asked = self._asked, None
        if asked is not None and verdict.verdict == CONFIRM:
            again = replace(asked, confirmed=True)  # type: ignore[call-arg]
            self.room.fill(sure_form(verdict.says, lambda: self.room.do(again)))

    def do_look(self, key: str) -> None:
        """A click on a line: the first chooses it, the second opens it."""
        listing: Listing[Any] = self._lines if self._open is not None else self._orders
        before = listing.at
        if listing.choose(key) and listing.at == before:
            self.enter()

    def do_past(self) -> None:
        """F5."""
        self._every = not self._every
        self.room.ask()

    def do_receive(self) -> None:
        """F6."""
        self._received()

    def do_mail(self) -> None:
        """F7."""
        self._send(by_mail=True)

    def do_sent(self) -> None:
        """F8."""
        self._send(by_mail=False)

    def do_off(self) -> None:
        """F9."""
        from data.procurement.ordering import CancelPurchaseOrder
        from kitchen_tui.places.purchase_forms import cancel_form

        one = self._open or self._orders.chosen
        if one is not None:
            ident = one.order.id
            self.room.fill(cancel_form(one.order, lambda why: self.room.do(CancelPurchaseOrder(ident, why))))

    def do_advice(self) -> None:
        """F11."""
        self.room.go("procurement")

    def sheet(self) -> Sheet | None:
        """The order that is open, as it goes to the supplier; else all that are listed."""
        one = self._open
        if one is None:
            rows: list[list[Cell]] = [
                [
                    each.order.code,
                    each.order.supplier,
                    status_words(each.order),
                    each.order.deliver_on,
                    each.order.total,
                ]
                for each in self._found
            ]
            columns = (_("Order"), _("Supplier"), _("Stands"), _("Comes"), _("Price"))
            return Sheet("purchase-orders", _("Purchase orders"), columns, lambda sight: rows)
        lines: list[list[Cell]] = [
            [line.item, line.packs, line.pack, line.ordered, line.unit, line.price, line.packs * line.price]
            for line in one.lines
        ]
        of_lines = (_("Item"), _("Packs"), _("Pack"), _("Ordered"), _("Unit"), _("Price of one"), _("Price"))
        title = f"{one.order.code} {one.order.supplier}"
        return Sheet(f"order-{one.order.code.lower()}", title, of_lines, lambda sight: lines)

    @property
    def _open(self) -> Ordered | None:
        return next((one for one in self._found if one.order.id == self._about), None) if self._about else None

    def _show(self, one: Ordered) -> None:
        self._about = one.order.id
        self._lines.take(one.lines)
        self.room.ask("codes")
        self.room.show()

    def _send(self, *, by_mail: bool) -> None:
        from data.procurement.ordering import SendPurchaseOrder

        one = self._open or self._orders.chosen
        if one is not None:
            self.room.do(SendPurchaseOrder(one.order.id, by_mail))

    def _received(self, only: str = "") -> None:
        from kitchen_tui.places.purchase_forms import receive_form

        one = self._open or self._orders.chosen
        if one is None:
            return
        lines = [line for line in one.lines if (line.offer_id == only if only else line.missing)]
        if not lines:
            self.room.say(Said("no", _("NOTHING MISSING"), says=_("All of it has come already")))
            return
        self.room.fill(receive_form(one.order, lines, self._give))

    def _give(self, command: ReceivePurchase) -> None:
        self._asked = command
        self.room.do(command)

    def _head(self, width: int) -> list[Row]:
        under_way = [one for one in self._found if one.order.status in ("open", "sent", "partly")]
        if not under_way:
            return [[Piece(f"  {_('Nothing is on order')}", "quiet")]]
        many = ngettext(
            "{n} order of which something is to come", "{n} orders of which something is to come", len(under_way)
        )
        total = money(sum(one.order.total for one in under_way), under_way[0].order.currency)
        return [[Piece(cut(f"  {many.format(n=number(len(under_way)))}, {total}", width), "strong")]]

    def _order_head(self, one: Ordered, width: int) -> list[Row]:
        order, clock = one.order, self.room.clock
        comes = _("comes {day}").format(day=day(order.deliver_on, clock.today())) if order.deliver_on else ""
        told = [f"{order.code}, {cut(order.supplier, 40)}", status_words(order), comes]
        sent = (
            "" if order.sent_at is None else _("sent {time}").format(time=moment(order.sent_at, clock.now, clock.zone))
        )
        mail = _("to {address}").format(address=cut(order.mail_to, 40)) if order.mail_to else ""
        made = _("made {time} by {name}").format(
            time=moment(order.made_at, clock.now, clock.zone), name=cut(order.made_by, 30)
        )
        below = [money(order.total, order.currency), made, f"{sent} {mail}".strip(), cut(order.note, 60)]
        return [
            [Piece(cut("  " + ", ".join(filter(None, told)), width), "accent")],
            [Piece(cut("  " + ", ".join(filter(None, below)), width), "quiet")],
        ]

    def _fields(self, one: Ordered) -> Sequence[Field]:
        order, clock = one.order, self.room.clock
        late = order.status in ("open", "sent", "partly") and order.deliver_on is not None
        late = late and (order.deliver_on or "") < clock.today()
        return (
            Field(order.code, "strong"),
            Field(order.supplier),
            Field(status_words(order), _STYLES.get(order.status, "text")),
            Field(day(order.deliver_on, clock.today()) if order.deliver_on else "", "late" if late else "text"),
            Field(number(len(one.lines)), "quiet"),
            Field(money(order.total, order.currency)),
            Field(moment(order.made_at, clock.now, clock.zone), "quiet"),
            Field(order.made_by, "quiet"),
        )

    def _line_fields(self, line: PurchaseLine) -> Sequence[Field]:
        currency = self.room.here.currency
        return (
            Field(line.item, "strong"),
            Field(f"{number(line.packs)} x {line.pack}" if line.pack else shown_quantity(line.ordered, line.unit)),
            Field(shown_quantity(line.received, line.unit) if line.received else ""),
            Field(
                shown_quantity(line.missing, line.unit) if line.missing else self.room.glyphs.ok,
                "soon" if line.missing else "quiet",
            ),
            Field(money(line.packs * line.price, currency), "quiet"),
        )


def _asked(sight: Sight, *, under_way: bool) -> Sequence[Ordered]:
    from data.questions.procurement import orders_of

    return orders_of(sight.database, sight.store.id, under_way=under_way)


def _has_hub(sight: Sight) -> bool:
    from data.exchange.node import node_of

    return node_of(sight.database) is not None


def _codes(sight: Sight, order_id: str) -> dict[str, str]:
    """What may stand on the packs of an order, and which line each means: a line that is complete is asked last."""
    from data.procurement.supplier import SupplyOffer
    from data.questions.procurement import orders_of
    from data.stock.item import InventoryItem
    from data.store.database import StoredRows

    rows = StoredRows(sight.database)
    one = next((one for one in orders_of(sight.database, sight.store.id) if one.order.id == order_id), None)
    found: dict[str, str] = {}
    for line in sorted(one.lines if one is not None else (), key=lambda line: line.missing == 0):
        offer, item = rows.get(SupplyOffer, line.offer_id), rows.get(InventoryItem, line.item_id)
        codes = (offer.barcode if offer else None, offer.sku if offer else None, item.sku if item else None)
        for code in codes:
            if code:
                found.setdefault(code.casefold(), line.offer_id)
    return found

"""Who sells to us: offers with their packs and prices, suppliers with their days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from kitchen_tui.deeds import Deed
from kitchen_tui.places.place import Place
from kitchen_tui.places.supplier_forms import offer_form, supplier_form, terms_form
from kitchen_tui.places.supplier_lists import OffersList, SuppliersList, offers_sheet
from kitchen_tui.texts import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.core.command import Command
    from data.procurement.supplier import ItemTerms, Supplier
    from data.questions.procurement import Offered
    from data.questions.stock import StockLine
    from kitchen_tui.desk import Desk
    from kitchen_tui.places.form import Form
    from kitchen_tui.places.place import Question, Room
    from kitchen_tui.places.sheet import Sheet
    from kitchen_tui.sight import Sight
    from kitchen_tui.widgets.lines import Row

_TURN = Deed("turn", ("f5",), "F5", N_("suppliers"), N_("Suppliers and their days, or what they offer"))
_ADD = Deed("add", ("ctrl+n",), "Ctrl+N", N_("new"), N_("A new supplier, or a new pack that one sells"))
_EDIT = Deed(
    "edit", ("ctrl+d",), "Ctrl+D", N_("change"), N_("Days and cut-off of a supplier; pack and price of an offer")
)
_TERMS = Deed(
    "terms", ("f7",), "F7", N_("item"), N_("What is lost of this item, how long it keeps, what is always there")
)

Told = tuple["tuple[Supplier, ...]", "tuple[Offered, ...]", "tuple[StockLine, ...]", "dict[str, ItemTerms]"]


class Suppliers(Place):
    """Two lists that take turns."""

    title: ClassVar[str] = N_("Suppliers")
    prompt: ClassVar[str] = N_("Type an item")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._offers, self._suppliers = OffersList(room), SuppliersList(room)
        self._at_suppliers = False
        self._items: tuple[StockLine, ...] = ()
        self._terms: dict[str, ItemTerms] = {}

    def questions(self) -> Mapping[str, Question]:
        """All of it: a shop has a few suppliers and hundreds of packs."""
        return {"all": _asked}

    def told(self, name: str, value: Told) -> None:
        """Suppliers, offers and items of one moment."""
        suppliers, offers, self._items, self._terms = value
        self._suppliers.take(suppliers)
        self._offers.take(offers)
        if not suppliers:
            self._at_suppliers = True

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """The one whose turn it is."""
        return (self._suppliers if self._at_suppliers else self._offers).rows(width, height)

    def deeds(self) -> Sequence[Deed]:
        """What the person may do."""
        sets = self.room.may("set_offer")
        found = [_TURN]
        if sets and (self._at_suppliers or self._suppliers.list.items):
            found.append(_ADD)
        if sets and self._list.chosen is not None:
            found += [_EDIT, *([] if self._at_suppliers else [_TERMS])]
        return found

    def do_turn(self) -> None:
        """F5."""
        self._at_suppliers = not self._at_suppliers

    def do_add(self) -> None:
        """Ctrl+N."""
        self._fill(new=True)

    def do_edit(self) -> None:
        """Ctrl+D."""
        self._fill(new=False)

    def do_terms(self) -> None:
        """F7."""
        chosen = self._offers.list.chosen
        if chosen is not None:
            known = self._terms.get(chosen.offer.item_id)
            self.room.fill(terms_form(chosen, known, self.room.do))

    def do_look(self, key: str) -> None:
        """A click on a line."""
        self._list.choose(key)

    def step(self, lines: int) -> None:
        """In the list."""
        self._list.step(lines)

    def enter(self) -> None:
        """Its form."""
        if self.room.may("set_offer"):
            self._fill(new=self._list.chosen is None)

    def back(self) -> bool:
        """Out of the words."""
        return self._offers.widen()

    def typed(self, text: str) -> bool:
        """Words to filter the offers by."""
        self._at_suppliers = False
        self._offers.narrow_to(text.strip())
        return True

    def sheet(self) -> Sheet:
        """The offers."""
        return offers_sheet(self._offers, self.room.here.currency)

    @property
    def _list(self) -> Any:
        return self._suppliers.list if self._at_suppliers else self._offers.list

    def _fill(self, *, new: bool) -> None:
        self.room.fill(self._supplier(new=new) if self._at_suppliers else self._offer(new=new))

    def _supplier(self, *, new: bool) -> Form:
        known = None if new else self._suppliers.list.chosen
        return supplier_form(known, self.room.here, self._given)

    def _offer(self, *, new: bool) -> Form:
        known = None if new else self._offers.list.chosen
        return offer_form(known, self._suppliers.list.items, self._items, self.room.here.currency, self._given)

    def _given(self, command: Any) -> None:
        """A new one has its id from the machine it is made at."""
        self.room.act(lambda desk, actor: desk.done(_made(desk, command), actor))


def _made(desk: Desk, command: Any) -> Command:
    """`command` is one, or what makes one of a new id."""
    made: Command = command(desk.machine.stamp().command_id) if callable(command) else command
    return made


def _asked(sight: Sight) -> Told:
    from data.procurement.supplier import ItemTerms
    from data.questions.procurement import offers_of, suppliers_of
    from data.questions.stock import stock_of
    from data.store.database import StoredRows

    store_id = sight.store.id
    terms = {one.item_id: one for one in StoredRows(sight.database).where(ItemTerms, store_id=store_id)}
    found = suppliers_of(sight.database, store_id), offers_of(sight.database, store_id)
    return *found, stock_of(sight.database, store_id), terms

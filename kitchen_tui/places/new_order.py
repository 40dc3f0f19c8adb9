"""New order: taken down while the customer waits, by phone or at the counter; checked here, without a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from data.orders.compose import Item
from data.questions.menu import Menu, Wish, menu_of, promises
from hardware.scan.secrecy import may_be_secret
from kitchen_tui.deeds import Deed
from kitchen_tui.places import order_draft_rows as drawn
from kitchen_tui.places.listing import Listing
from kitchen_tui.places.menu_list import MenuList, Offer
from kitchen_tui.places.order_draft import OrderDraft, troubles
from kitchen_tui.places.order_draft_forms import details_form, item_form
from kitchen_tui.places.place import Code, Place, Question, Room
from kitchen_tui.texts import N_, _, sentence
from kitchen_tui.verdict import ACCEPTED, CONFIRM, Verdict
from kitchen_tui.widgets.lines import Row
from kitchen_tui.widgets.said import Said

if TYPE_CHECKING:
    from data.core.actor import Actor
    from data.stock.item import Product
    from kitchen_tui.desk import Desk

_TALL = 20
DETAILS = Deed("details", ("f5",), "F5", N_("customer"), N_("For whom, when, how, deposit, notes"))
MENU = Deed("menu", ("f6",), "F6", N_("products"), N_("Everything that can be ordered"))
PLACE = Deed("place", ("f7",), "F7", N_("place it"), N_("The order is right: make its tickets"))
REMOVE = Deed("remove", ("ctrl+d",), "Ctrl+D", N_("remove"), N_("Take the chosen thing off the order"))
DISCARD = Deed("discard", ("ctrl+x",), "Ctrl+X", N_("discard"), N_("Throw away all of this order (twice)"))


class NewOrder(Place):
    """The draft stays until it is placed or thrown away, wherever one goes meanwhile and whoever works here: a customer
    said it once."""

    waits = True
    title = N_("New order")
    prompt = N_("Product or SKU")

    def __init__(self, room: Room) -> None:
        """An empty draft."""
        super().__init__(room)
        self._draft = OrderDraft()
        self._menu: Menu | None = None
        self._left: dict[Wish, int] = {}
        self._offers = MenuList(room)
        self._placing = self._sure = self._whatever_day = False
        self._items: Listing[drawn.Numbered] = Listing(
            drawn.ITEM_COLUMNS,
            lambda numbered: drawn.fields(numbered, self._draft, self._left, self.room.here.currency),
            lambda numbered: str(numbered.n),
            empty=N_("Type part of a product, or scan it"),
        )

    def questions(self) -> Mapping[str, Question]:
        """What can be ordered, and how much of what was asked for there is."""
        wishes = tuple(dict.fromkeys(drawn.wish_of(item) for item in self._draft.items))
        return {
            "menu": lambda sight: menu_of(sight.database, sight.store),
            "left": lambda sight: promises(sight.database, sight.store.id, wishes),
        }

    def told(self, name: str, value: Any) -> None:
        """What was asked."""
        if name == "left":
            self._left = value
        else:
            self._menu = value
            self._offers.stock(value)
        self._items.take([drawn.Numbered(n, item) for n, item in enumerate(self._draft.items)])

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """For whom, what, what it comes to, what is missing."""
        glyphs, tall = self.room.glyphs, height >= _TALL
        rows = drawn.head(self._draft, self.room.clock.today(), glyphs, width, tall=tall)
        if self._offers.open:
            return [*rows, *self._offers.rows(width, height - len(rows))][:height]
        doubts = drawn.doubts(self._draft, self._left, self.room.clock.today())
        foot: list[Row] = [drawn.money(self._draft, self.room.here.currency, width)]
        foot += drawn.warnings(self._troubles(), doubts, glyphs, width, 6 if tall else 3)
        gap: list[Row] = [[]] if tall else []
        room = height - len(rows) - len(foot) - 2 * len(gap)
        lines = self._items.rows(width, max(min(room, len(self._items.items) + 1 if tall else room), 3), glyphs)
        return [*rows, *lines, *gap, *foot][:height]

    def deeds(self) -> Sequence[Deed]:
        """What can be done with the draft."""
        if self._menu is None or not self.room.may("place_order"):
            return ()
        at_list = not self._offers.open
        begun = at_list and self._draft != OrderDraft()
        ready = at_list and bool(self._draft.items)
        chosen = at_list and self._items.chosen is not None
        found = [(DETAILS, True), (MENU, True), (PLACE, ready), (REMOVE, chosen), (DISCARD, begun)]
        return [deed for deed, possible in found if possible]

    def do(self, deed: str) -> None:
        """Throwing away is asked for twice in a row."""
        self._sure = self._sure and deed == DISCARD.name
        super().do(deed)

    def step(self, lines: int) -> None:
        """Through the things, or through what can be ordered."""
        (self._offers.listing if self._offers.open else self._items).step(lines)

    def enter(self) -> None:
        """Takes what is chosen: of the menu, or of the order to change it; without either, asks for whom it is."""
        if self._menu is None:
            return
        if self._offers.open:
            self._order(self._offers.listing.chosen)
        elif self._items.chosen is not None:
            self._edit(self._items.chosen)
        else:
            self.do_details()

    def back(self) -> bool:
        """Esc closes the menu."""
        was = self._offers.open
        self._offers.close()
        return was

    def typed(self, text: str) -> bool:
        """Part of a title, or a SKU."""
        if self._menu is None or not text.strip():
            return False
        only = self._offers.find(text.strip())
        if only is not None:
            self._order(only)
        elif not self._offers.products:
            self._unknown(text.strip())
        return True

    def read(self, code: Code) -> bool:
        """A product's SKU; tickets and badges mean what they always mean."""
        if code.tickets or code.staff is not None or self._menu is None:
            return False
        product = self._menu.by_sku(code.text)
        if product is not None:
            self._order(Offer(product.title, product))
        elif not may_be_secret(code.text):
            self._unknown(code.text.strip())
        return product is not None or not may_be_secret(code.text)

    def answered(self, verdict: Verdict) -> None:
        """A placed order is shown; a refused one stays here to be mended."""
        placed, self._placing = self._placing and verdict.verdict == ACCEPTED, False
        self._whatever_day = verdict.verdict == CONFIRM
        if self._whatever_day:
            self._say("ask", _("SURE?"), sentence(verdict.says), _("F7 again: place it all the same"))
        if placed:
            self._draft = OrderDraft()
            self._items.take(())
            if verdict.ticket is not None:
                self.room.go("order", verdict.ticket.order_id)

    def do_look(self, key: str) -> None:
        """A click chooses, a second one takes it."""
        listing: Listing[Any] = self._offers.listing if self._offers.open else self._items
        before = listing.at
        if listing.choose(key) and listing.at == before:
            self.enter()

    def do_details(self) -> None:
        """For whom, when, how."""
        here = self.room.here
        self.room.fill(details_form(self._draft, self.room.clock.today(), here.currency, self._take))

    def do_menu(self) -> None:
        """Everything that can be ordered."""
        self._offers.find("")

    def do_remove(self) -> None:
        """Off the order."""
        chosen = self._items.chosen
        if chosen is not None:
            items = self._draft.items
            self._take(replace(self._draft, items=(*items[: chosen.n], *items[chosen.n + 1 :])))

    def do_discard(self) -> None:
        """All of it, when asked for twice."""
        if self._sure:
            self._sure = False
            self._take(OrderDraft())
            return
        self._sure = True
        self._say("ask", _("THROW AWAY?"), _("Ctrl+X again: everything typed here is gone"))

    def do_place(self) -> None:
        """Checked once more, then placed; the rule has the last word."""
        wrong = self._troubles()
        if wrong or self._placing:
            if wrong:
                self._say("no", _("NOT YET"), wrong[0])
            return
        asked, deposit, self._placing = self._draft.asked(), self._draft.deposit, True
        sure, self._whatever_day = self._whatever_day, False

        def work(desk: Desk, actor: Actor) -> Verdict:
            from kitchen_tui.order_taking import place

            receipt = place(desk, asked, deposit, actor, confirmed=sure)
            return desk.verdict_of(receipt, next(iter(receipt.ticket_ids), None))

        self.room.act(work)

    def _troubles(self) -> list[str]:
        if self._menu is None:
            return []
        return list(troubles(self._draft, self._menu))

    def _take(self, draft: OrderDraft) -> None:
        self._draft, self._whatever_day = draft, False
        self._items.take([drawn.Numbered(n, item) for n, item in enumerate(draft.items)])
        self.room.ask("left")
        self.room.show()

    def _order(self, offer: Offer | None) -> None:
        """Asks how an offer is wanted, and puts it on the order."""
        if offer is None:
            return
        if offer.product is not None and not offer.product.active:
            self._say("no", _("NOT SOLD"), _("{product} is not sold any more").format(product=offer.title))
            return
        sku = offer.product.sku if offer.product is not None else None
        self._describe(offer.product, Item(offer.title, sku=sku), len(self._draft.items))

    def _edit(self, chosen: drawn.Numbered) -> None:
        if self._menu is not None:
            item = chosen.item
            product = self._menu.by_sku(item.sku) if item.sku else self._menu.by_title(item.title)
            self._describe(product, item, chosen.n)

    def _describe(self, product: Product | None, item: Item, at: int) -> None:
        def done(described: Item) -> None:
            items = self._draft.items
            self._offers.close()
            self._take(replace(self._draft, items=(*items[:at], described, *items[at + 1 :])))
            self._items.at = at

        if self._menu is not None:
            self.room.fill(item_form(self._menu, product, item, self.room.here.currency, done))

    def _unknown(self, text: str) -> None:
        """Refused; what the store makes all the same is one more Enter away, and called what it is."""
        why = _("{code} is no product of this store").format(code=text[:80])
        all_the_same = _("Enter: write it down as something else") if self._offers.open else ""
        self._say("no", _("UNKNOWN PRODUCT"), why, all_the_same)

    def _say(self, tone: str, headline: str, why: str, hint: str = "") -> None:
        self.room.say(Said(tone, headline, says=why, hint=hint))

"""One order: what it is, its tickets, and everything that happened to it; what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from data.orders.order import COMPLETED, READY
from data.organization.store import Store
from data.questions.menu import Menu, menu_of
from data.questions.orders import OrderStory, order_about, order_story
from data.store.database import StoredRows
from kitchen_tui.deeds import Deed
from kitchen_tui.places.entry import Entry
from kitchen_tui.places.order_facts import head
from kitchen_tui.places.order_lists import OrderLists
from kitchen_tui.places.place import Code, Place, Question, Room
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from data.orders.order import Order
    from kitchen_tui.sight import Sight
    from kitchen_tui.verdict import Verdict

MODIFY = Deed("modify", ("f5",), "F5", N_("change"), N_("Change the order and the ticket that is chosen"))
ADD = Deed("add", ("f6",), "F6", N_("add"), N_("One more thing for this order"))
HAND_OVER = Deed("hand_over", ("f7",), "F7", N_("hand over"), N_("The customer has it"))
GIVE_BACK = Deed("give_back", ("f7",), "F7", N_("return"), N_("It came back, or money is paid back"))
RELEASE = Deed("release", ("f7",), "F7", N_("release"), N_("Fill in what is missing; the order goes on"))
LABEL = Deed("label", ("f9",), "F9", N_("label"), N_("Print the label of the ticket that is chosen"))
PRIORITY = Deed("priority", ("f11",), "F11", N_("priority"), N_("How urgent the chosen ticket is"))
CANCEL = Deed("cancel", ("ctrl+x",), "Ctrl+X", N_("cancel"), N_("Cancel the whole order"))


class OrderPlace(Place):
    """Facts, tickets, history; the deeds follow from the order's status and from who stands here."""

    title = N_("Order")
    prompt = N_("Scan a ticket")

    def __init__(self, room: Room) -> None:
        """Empty until somebody says which order."""
        super().__init__(room)
        self._about = ""
        self._story: OrderStory | None = None
        self._menu: Menu | None = None
        self._asked = False
        self._lists = OrderLists(room)
        self._typed: Mapping[str, str] = {}
        self._again = False

    def arrive(self, about: str) -> None:
        """Shows the order with this id, or the one of the ticket with this id."""
        if about and about != self._about:
            self._about, self._story, self._asked = about, None, False
            self._typed, self._again = {}, False
            self._lists.clear()

    def questions(self) -> Mapping[str, Question]:
        """The order, and what can be ordered where it was."""
        about = self._about
        if not about:
            return {}
        return {"order": lambda sight: (about, order_story(sight.database, about), _menu(sight, about))}

    def told(self, name: str, value: Any) -> None:
        """What was asked; an answer about an order that is left by now is nobody's."""
        about, story, menu = value
        if about != self._about:
            return
        self._asked, self._story, self._menu = True, story, menu
        if story is not None:
            self._lists.take(story)
        if self._again:
            self._again = False
            self._change(self._typed)

    def answered(self, verdict: Verdict) -> None:
        """Somebody else was quicker: what was typed stands over the order as it is now."""
        self._again = verdict.code == "conflict" and bool(self._typed)

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """What it is, its tickets, its history."""
        story = self._story
        if story is None:
            words = _("There is no such order here") if self._asked else _("Scan a ticket, or find the order by Search")
            return [[], [Piece(f"  {words}" if self._asked or not self._about else "", "quiet")]]
        rows = head(story, self.room.clock, self.room.glyphs, width, height)
        return [*rows, *self._lists.rows(width, max(height - len(rows), 2))][:height]

    def deeds(self) -> Sequence[Deed]:
        """What can be done with the order as it is now."""
        story, may = self._story, self.room.may
        if story is None:
            return ()
        order, ticket = story.order, self._lists.ticket
        live = order.cancelled_at is None and order.status != COMPLETED
        held = order.held_reasons != "[]"
        known = self._menu is not None
        made = ticket is not None and ticket.cancelled_at is None
        found = [
            (MODIFY, live and not held and known and may("modify_order")),
            (ADD, live and not held and known and may("modify_order")),
            (RELEASE, live and held and known and may("release_order")),
            (HAND_OVER, order.status == READY and may("hand_over_order")),
            (GIVE_BACK, order.status == COMPLETED and may("return_order")),
            (LABEL, made and may("print_barcode")),
            (PRIORITY, live and made and may("override_priority")),
            (CANCEL, live and may("cancel_order")),
        ]
        return [deed for deed, possible in found if possible]

    def step(self, lines: int) -> None:
        """Through the tickets and the history."""
        self._lists.step(lines)

    def enter(self) -> None:
        """What the order most likely needs."""
        names = [deed.name for deed in self.deeds()]
        wanted = next((name for name in ("release", "modify") if name in names), None)
        if wanted is not None:
            self.do(wanted)

    def read(self, code: Code) -> bool:
        """A ticket of this order is chosen; another one opens its own order."""
        own = {ticket.id for ticket in self._lists.tickets.items}
        return any(self._lists.choose(ticket.id) for ticket in code.tickets if ticket.id in own)

    def do_look(self, key: str) -> None:
        """A click on a ticket or on a line of the history."""
        self._lists.choose(key)

    def do_modify(self) -> None:
        """The form with the order's fields and the chosen ticket's."""
        self._change({})

    def _change(self, typed: Mapping[str, str]) -> None:
        from kitchen_tui.places.order_forms import modify_form

        ticket = self._lists.ticket
        alive = ticket if ticket is not None and ticket.cancelled_at is None else None
        if self._order is None or self._menu is None:
            return
        form = modify_form(self.room, self._order, alive, self._menu, self._keep)
        for ask in form.asks:
            if ask.name in typed:
                ask.value, ask.entry = typed[ask.name], Entry(typed[ask.name])
        self.room.fill(form)

    def _keep(self, typed: Mapping[str, str]) -> None:
        self._typed = typed

    def do_add(self) -> None:
        """One more thing."""
        from kitchen_tui.places.order_forms import add_form

        if self._order is not None and self._menu is not None:
            self.room.fill(add_form(self.room, self._order, self._menu))

    def do_release(self) -> None:
        """What is missing, and on it goes."""
        from kitchen_tui.places.order_forms import release_form

        if self._order is not None and self._menu is not None:
            self.room.fill(release_form(self.room, self._order, self._menu))

    def do_cancel(self) -> None:
        """Why, and it is cancelled."""
        from kitchen_tui.places.order_forms import cancel_form

        if self._order is not None:
            self.room.fill(cancel_form(self.room, self._order))

    def do_hand_over(self) -> None:
        """At once: it can be taken back."""
        from data.orders.handover import HandOverOrder

        if self._order is not None:
            self.room.do(HandOverOrder(self._order.id))

    def do_give_back(self) -> None:
        """Why, and how much is paid back."""
        from kitchen_tui.places.order_forms import return_form

        if self._story is not None:
            self.room.fill(return_form(self.room, self._story.order, self._story.returns))

    def do_label(self) -> None:
        """The label that the chosen ticket needs where it stands."""
        ticket = self._lists.ticket
        if ticket is not None:
            ident = ticket.id
            self.room.act(lambda desk, actor: desk.print_label(ident, actor))

    def do_priority(self) -> None:
        """How urgent it is."""
        from kitchen_tui.places.order_forms import priority_form

        ticket = self._lists.ticket
        if ticket is not None:
            self.room.fill(priority_form(self.room, ticket))

    @property
    def _order(self) -> Order | None:
        return self._story.order if self._story is not None else None


def _menu(sight: Sight, about: str) -> Menu | None:
    """Of the order's own store: a search finds those of the others, too."""
    order = order_about(sight.database, about)
    store = StoredRows(sight.database).get(Store, order.store_id) if order is not None else None
    return menu_of(sight.database, store) if store is not None else None

"""The forms of an order: change, add to, cancel, take back, release it. Each gives its command when done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from data.core.packed import pack, unpack
from data.core.text import one_line
from data.line.tend import PRIORITIES, OverridePriority
from data.orders.cancelling import CancelOrder
from data.orders.docket import IGNORE
from data.orders.editing import LINE_FIELDS, ORDER_FIELDS, ModifyOrder, ReleaseOrder
from data.orders.handover import ReturnOrder
from kitchen_tui.cells import cut
from kitchen_tui.places.form import Ask, Check, Form
from kitchen_tui.places.order_fields import (
    amount_check,
    as_typed,
    day_check,
    own_size,
    product_of,
    product_trouble,
    quantity_check,
    shown_day,
    shown_window,
    size_trouble,
    typed_amount,
    typed_day,
    window_hint,
)
from kitchen_tui.places.order_words import priority_words, reason_words
from kitchen_tui.texts import _

if TYPE_CHECKING:
    from data.kitchen.ticket import Ticket
    from data.orders.order import Order, OrderReturn
    from data.questions.menu import Menu
    from data.questions.queue import QueueLine
    from kitchen_tui.places.place import Room

Wrong = tuple[str, str] | None
Keep = Callable[[Mapping[str, str]], object]


def method_ask(method: str | None, *, unsaid: bool = False) -> Ask:
    """Pickup or delivery, and nothing where an order may have none."""
    choices = [("pickup", _("Pickup")), ("delivery", _("Delivery")), *([("", _("Not said"))] if unsaid else [])]
    return Ask("method", _("Method"), method or "", choices=choices)


def modify_form(room: Room, order: Order, ticket: Ticket | None, menu: Menu, keep: Keep = dict) -> Form:
    """The order's own fields, those of one of its tickets, and why; `keep` gets what was typed."""
    docket = unpack(order.docket)
    seen: dict[str, Any] = {n: order.due_date if n == "due_date" else docket.get(n) for n in ORDER_FIELDS}
    line = _line_of(docket, ticket)
    asks = [*_order_asks(order, seen, room.clock.today()), *_line_asks(line)]
    asks.append(Ask("reason", _("Why"), needed=True, hint=_("for the history and whoever makes it")))
    before = {ask.name: ask.now for ask in asks}

    def done(values: Mapping[str, str]) -> Wrong:
        changed = {name for name, text in values.items() if text != before[name]} - {"reason"}
        if not changed:
            return "reason", _("Nothing is changed yet")
        wrong = _line_trouble(menu, line, values, changed)
        if wrong is not None:
            return wrong
        keep({name: values[name] for name in (*changed, "reason")})
        changes, known = _changes(values, changed, seen, menu)
        if line is not None and changed & set(LINE_FIELDS):
            known["lines"] = {line["line_id"]: {n: line[n] for n in changes["lines"]}}
            changes["lines"] = {line["line_id"]: changes["lines"]}
        room.do(ModifyOrder(order.id, pack(changes), values["reason"], pack(known)))
        return None

    title = _("Change {number}").format(number=order.number)
    return Form(f"{title}  {cut(ticket.code, 20)}" if ticket and line else title, asks, done)


def _order_asks(order: Order, seen: Mapping[str, Any], today: str) -> list[Ask]:
    def text(name: str) -> str:
        return one_line(str(seen[name] or ""))

    due = shown_day(order.due_date)
    return [
        Ask("due_date", _("Due"), due, check=_day_or_same(due, today), needed=bool(due)),
        Ask("window", _("Time"), shown_window(seen["window"]), hint=window_hint()),
        Ask("customer", _("Customer"), text("customer"), needed=bool(order.customer)),
        method_ask(order.method, unsaid=order.method is None),
        Ask("note", _("Note"), text("note")),
        Ask("instructions", _("Instructions"), text("instructions")),
    ]


def _day_or_same(due: str, today: str) -> Check:
    check = day_check(today)
    return lambda text: None if text == due else check(text)


def _line_of(docket: Mapping[str, Any], ticket: Ticket | None) -> dict[str, Any] | None:
    lines = docket.get("lines", ())
    return next((line for line in lines if ticket is not None and line["line_id"] == ticket.line_id), None)


def _line_asks(line: Mapping[str, Any] | None) -> list[Ask]:
    if line is None:
        return []
    return [
        Ask("title", _("Product"), one_line(line["title"]), needed=True),
        Ask("size", _("Size"), one_line(line["size"] or "")),
        Ask("flavour", _("Flavour"), one_line(line["flavour"] or "")),
        Ask("writing", _("Writing"), one_line(line["writing"] or "")),
        Ask("quantity", _("Quantity"), str(line["quantity"]), check=quantity_check(0), needed=True),
    ]


def _line_trouble(menu: Menu, line: Any, values: Mapping[str, str], changed: set[str]) -> Wrong:
    if line is None or not changed & {"title", "size"}:
        return None
    trouble = product_trouble(menu, values["title"]) if "title" in changed else None
    if trouble is not None:
        return "title", trouble
    product = menu.by_sku(line["sku"]) if line["sku"] and "title" not in changed else product_of(menu, values["title"])
    trouble = size_trouble(menu, product, values["size"])
    return ("size", trouble) if trouble is not None else None


def _changes(
    values: Mapping[str, str], changed: set[str], seen: Mapping[str, Any], menu: Menu
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the command changes (`lines` those of the one line), and what was seen of it."""
    changes: dict[str, Any] = {n: as_typed(values[n]) or None for n in ORDER_FIELDS if n in changed}
    if "due_date" in changes:
        changes["due_date"] = typed_day(values["due_date"])
    known = {n: seen[n] for n in changes}
    if changed & set(LINE_FIELDS):
        changes["lines"] = _line_values(menu, {n: values[n] for n in LINE_FIELDS if n in changed}, values["title"])
    return changes, known


def _line_values(menu: Menu, typed: Mapping[str, str], title: str) -> dict[str, Any]:
    product = product_of(menu, title)
    values: dict[str, Any] = {name: as_typed(text) or None for name, text in typed.items()}
    if "quantity" in values:
        values["quantity"] = int(typed["quantity"])
    if "title" in values and product is not None:
        values["title"] = product.title
    if values.get("size"):
        values["size"] = own_size(menu, product, typed["size"])
    return values


def add_form(room: Room, order: Order, menu: Menu) -> Form:
    """One thing more on the order."""
    asks = [
        _product_ask(menu, "title"),
        Ask("size", _("Size")),
        Ask("flavour", _("Flavour")),
        Ask("writing", _("Writing")),
        Ask("quantity", _("Quantity"), "1", check=quantity_check(), needed=True),
        Ask("reason", _("Why"), needed=True, hint=_("for the history and whoever makes it")),
    ]
    lines = {line["line_id"] for line in unpack(order.docket).get("lines", ())}
    line_id = next(name for n in range(1, len(lines) + 2) if (name := f"line-{n}") not in lines)
    sure = ""

    def done(values: Mapping[str, str]) -> Wrong:
        nonlocal sure
        product = product_of(menu, values["title"])
        if product is None and values["title"] != sure:
            # A mistyped SKU must not become a cake of that name.
            sure = values["title"]
            return "title", _("That is no product of this store. Ctrl+S again: it is made all the same")
        trouble = size_trouble(menu, product, values["size"])
        if trouble is not None:
            return "size", trouble
        line = _line_values(menu, {n: values[n] for n in LINE_FIELDS}, values["title"])
        room.do(ModifyOrder(order.id, pack({"lines": {line_id: line}}), values["reason"]))
        return None

    return Form(_("One more for {number}").format(number=order.number), asks, done, saves=_("Add"))


def cancel_form(room: Room, order: Order) -> Form:
    """Why it is cancelled."""

    def done(values: Mapping[str, str]) -> Wrong:
        room.do(CancelOrder(order.id, values["reason"]))
        return None

    title = _("Cancel {number}").format(number=order.number)
    asks = [Ask("reason", _("Why"), needed=True)]
    return Form(f"{title}  {cut(order.customer or '', 40)}".rstrip(), asks, done, saves=_("Cancel the order"))


def return_form(room: Room, order: Order, returns: tuple[OrderReturn, ...]) -> Form:
    """Why it came back, and what was paid back."""
    left = order.total - sum(back.amount for back in returns)

    def done(values: Mapping[str, str]) -> Wrong:
        room.do(ReturnOrder(order.id, values["reason"], typed_amount(values["amount"], order.currency)))
        return None

    check = amount_check(order.currency, left)
    asks = [Ask("reason", _("Why"), needed=True), Ask("amount", _("Refund"), hint=_("nothing"), check=check)]
    return Form(_("Take {number} back").format(number=order.number), asks, done, saves=_("Take it back"))


def priority_form(room: Room, ticket: Ticket | QueueLine) -> Form:
    """High, medium, low, or as the calendar says."""
    choices = [("", priority_words(None)), *((str(n), priority_words(n)) for n in PRIORITIES)]

    def done(values: Mapping[str, str]) -> Wrong:
        chosen = values["priority"]
        room.do(OverridePriority(ticket.id, int(chosen) if chosen else None), ticket.id)
        return None

    ask = Ask("priority", _("Priority"), str(ticket.priority_override or ""), choices=choices)
    return Form(_("How urgent is {code}?").format(code=cut(ticket.code, 20)), [ask], done)


def release_form(room: Room, order: Order, menu: Menu) -> Form:
    """Exactly what is missing; then the order goes on. Each line without a product asks for its own."""
    reasons, today = list(unpack(order.held_reasons)), room.clock.today()
    asks: list[Ask] = []
    if "customer" in reasons:
        asks.append(Ask("customer", _("Customer"), needed=True))
    if "due_date" in reasons:
        written = one_line(order.due_text or "")
        asks.append(Ask("due_date", _("Due"), needed=True, check=day_check(today, past=True), hint=written))
    lines = _untitled(order) if "product" in reasons else []
    asks += [_product_ask(menu, line_id) for line_id in lines]

    def done(values: Mapping[str, str]) -> Wrong:
        fields: dict[str, Any] = {}
        if "customer" in values:
            fields["customer"] = values["customer"]
        if "due_date" in values:
            fields["due_date"] = typed_day(values["due_date"])
        if lines:
            fields["lines"] = {n: _line_values(menu, {"title": values[n]}, values[n]) for n in lines}
        room.do(ReleaseOrder(order.id, pack(fields)))
        return None

    title = _("Release {number}: {reasons}").format(number=order.number, reasons=reason_words(reasons))
    return Form(title, asks, done, saves=_("Release"))


def _untitled(order: Order) -> list[str]:
    lines = unpack(order.docket).get("lines", ())
    found = [line["line_id"] for line in lines if not line["title"] and line["kind"] != IGNORE and line["quantity"] > 0]
    return found or ["line-released"]


def _product_ask(menu: Menu, name: str) -> Ask:
    def check(text: str) -> str | None:
        return product_trouble(menu, text)

    return Ask(name, _("Product"), hint=_("title or SKU"), needed=True, check=check)

"""`order new|modify|cancel|release|hand-over|return|show|held` and `notices`."""

from __future__ import annotations

import re
from argparse import Namespace
from typing import Any

from data.core.command import Command
from data.core.money import parse_minor
from data.core.packed import pack, unpack
from data.line.acknowledge import Acknowledge
from data.orders.cancelling import CancelOrder
from data.orders.compose import Asked, Item
from data.orders.editing import ModifyOrder, ReleaseOrder
from data.orders.handover import HandOverOrder, ReturnOrder
from data.orders.order import Order
from data.questions.find import order_named, ticket_named
from data.questions.history import tickets_of
from data.questions.notices import open_notices
from data.questions.orders import held_orders
from data.replica.issue import Receipt
from data.store.database import StoredRows
from kitchen_tui.commands.frame import OK, WrongUse, actor_of, answer, desk_of, nobody, say
from kitchen_tui.commands.show import order_json, ticket_json
from kitchen_tui.desk import Desk
from kitchen_tui.order_taking import place

_ITEM_FIELDS = ("size", "flavour", "writing", "allergens", "quantity", "sku", "price")
_ORDER_FIELDS = ("due", "window", "customer", "method", "note", "instructions")


def new(args: Namespace) -> int:
    """An order by phone or at the counter."""
    desk = desk_of(args)
    actor = actor_of(args, desk)
    if actor is None:
        return nobody(args, order=None, tickets=[])
    items = [_item(text, desk.store.currency) for text in args.item]
    asked = Asked(args.customer, args.due, items, args.window, args.method, args.note, args.instructions, args.source)
    receipt = place(desk, asked, _money(args.deposit, desk.store.currency), actor, confirmed=args.confirm)
    return _answer(args, desk, receipt, receipt.order_id)


def modify(args: Namespace) -> int:
    """New values for fields of an order or of its lines."""
    changes = _fields(args)
    desk = desk_of(args)
    order = _order(desk, args.id)
    lines: dict[str, dict[str, Any]] = {}
    for text in args.line:
        which, _, rest = text.partition(":")
        lines.setdefault(_line_id(desk, order, which.strip()), {}).update(_pairs(rest))
    if lines:
        changes["lines"] = lines
    if not changes:
        raise WrongUse("nothing to change: give --due, --customer ... or --line 'CODE: size=Large'")
    docket = unpack(order.docket)
    seen = {n: order.due_date if n == "due_date" else docket.get(n) for n in changes if n != "lines"}
    return _do(args, desk, ModifyOrder(order.id, pack(changes), args.reason, pack(seen)), order.id)


def cancel(args: Namespace) -> int:
    """Until it is handed over."""
    desk = desk_of(args)
    order = _order(desk, args.id)
    return _do(args, desk, CancelOrder(order.id, args.reason), order.id)


def release(args: Namespace) -> int:
    """A held order goes on."""
    desk = desk_of(args)
    order = _order(desk, args.id)
    fields: dict[str, Any] = _fields(args)
    if args.product:
        fields["lines"] = {"line-released": {"title": args.product}}
    return _do(args, desk, ReleaseOrder(order.id, pack(fields)), order.id)


def hand_over(args: Namespace) -> int:
    """The customer has it."""
    desk = desk_of(args)
    order = _order(desk, args.id)
    return _do(args, desk, HandOverOrder(order.id), order.id)


def give_back(args: Namespace) -> int:
    """A return or refund after hand-over."""
    desk = desk_of(args)
    order = _order(desk, args.id)
    return _do(args, desk, ReturnOrder(order.id, args.reason, _money(args.amount, order.currency)), order.id)


def show(args: Namespace) -> int:
    """An order and its tickets."""
    desk = desk_of(args)
    order = _order(desk, args.id)
    fields = _with_tickets(desk, order.id)
    words = [f"{name:18} {value}" for name, value in order_json(order).items() if value not in (None, [], False)]
    words += [f"  {t['code']:10} {t['stage']:10} {t['product']}" for t in fields["tickets"]]
    say(args, fields, "\n".join(words))
    return OK


def held(args: Namespace) -> int:
    """The orders that wait for somebody to fix them."""
    desk = desk_of(args)
    orders = held_orders(desk.database, desk.store.id)
    for order in orders:
        say(args, order_json(order), f"{order.human_id:18} held: {', '.join(unpack(order.held_reasons))}")
    if not orders and not args.json:
        say(args, {}, "No order is held")
    return OK


def notices(args: Namespace) -> int:
    """What a person still has to see; `--ack ID` says that she has."""
    desk = desk_of(args)
    actor = actor_of(args, desk)
    if actor is None:
        return nobody(args)
    if args.ack:
        return answer(args, desk.do(Acknowledge(args.ack), actor))
    for notice in open_notices(desk.database, desk.store.id, desk.terminal.id):
        fields = {"id": notice.id, "level": notice.level, "code": notice.code, "text": notice.text}
        say(args, fields, f"{notice.level:10} {notice.text}   [{notice.id}]")
    return OK


def _do(args: Namespace, desk: Desk, command: Command, order_id: str) -> int:
    actor = actor_of(args, desk)
    return (
        nobody(args, order=None, tickets=[])
        if actor is None
        else _answer(args, desk, desk.do(command, actor), order_id)
    )


def _answer(args: Namespace, desk: Desk, receipt: Receipt, order_id: str | None) -> int:
    desk.redeem()
    return answer(args, receipt, **(_with_tickets(desk, order_id) if order_id else {"order": None, "tickets": []}))


def _with_tickets(desk: Desk, order_id: str) -> dict[str, Any]:
    order = StoredRows(desk.database).get(Order, order_id)
    tickets = [ticket_json(t, desk.today()) for t in tickets_of(desk.database, order_id)]
    return {**(order_json(order) if order else {}), "tickets": tickets}


def _order(desk: Desk, text: str) -> Order:
    found = order_named(desk.database, text)
    orders = {ticket.order_id for ticket in desk.tickets_named(text)} if found is None else ()
    if len(orders) == 1:
        found = StoredRows(desk.database).get(Order, *orders)
    if found is None:
        raise WrongUse(f"no order {text!r}: give its id (bannos-12345) or the barcode of one of its tickets")
    return found


def _line_id(desk: Desk, order: Order, text: str) -> str:
    """Of a ticket of this order, a line of its docket, or `new`: a mistyped code must not become one cake more."""
    by_id = ticket_named(desk.database, text)
    lines = {t.line_id for t in ((by_id,) if by_id else desk.tickets_named(text)) if t.order_id == order.id}
    if len(lines) == 1:
        return lines.pop()
    known = {line["line_id"] for line in unpack(order.docket)["lines"]}
    if text in known:
        return text
    if text.casefold() == "new":
        return next(name for n in range(1, len(known) + 2) if (name := f"line-{n}") not in known)
    raise WrongUse(f"{order.human_id} has no ticket {text!r}: give one of its barcodes, or `new: title=...`")


def _fields(args: Namespace) -> dict[str, Any]:
    given = {name: getattr(args, name, None) for name in _ORDER_FIELDS}
    return {"due_date" if n == "due" else n: v for n, v in given.items() if v is not None}


def _item(text: str, currency: str) -> Item:
    title, _, rest = text.partition(";")
    said = _pairs(rest.replace(";", ","))
    price = said.pop("price", None)
    return Item(title.strip(), unit_price=_money(price, currency), **said)


def _pairs(text: str) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for part in filter(None, (p.strip() for p in text.split(","))):
        name, equals, value = part.partition("=")
        name = name.strip().lower()
        if not equals or name not in (*_ITEM_FIELDS, "title"):
            raise WrongUse(f"{part!r}: write name=value with one of {', '.join(_ITEM_FIELDS)}")
        said[name] = _whole(value) if name == "quantity" else value.strip()
    return said


def _whole(text: str) -> int:
    if re.fullmatch(r"\s*-?[0-9]{1,9}\s*", text) is None:
        raise WrongUse(f"{text!r} is not a whole number")
    return int(text)


def _money(text: str | None, currency: str) -> int:
    if text is None:
        return 0
    amount = parse_minor(text, currency)
    if amount is None or amount < 0:
        raise WrongUse(f"{text!r} is not an amount of {currency}")
    return amount

"""A person changes or releases an order: the docket is edited and goes the same way as one from the shop."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from data.core.actor import Role
from data.core.clock import local_day
from data.core.command import Command, Context
from data.core.outcome import Outcome, Refused, noop
from data.core.packed import unpack
from data.core.rows import Rows
from data.kitchen.ticket import Ticket
from data.orders.amend import amend
from data.orders.compose import Item, typed_line
from data.orders.dates import readable_date, window_minutes
from data.orders.docket import MOST_ASKED, Docket, DocketLine, docket_from_args
from data.orders.draft import Draft
from data.orders.fields import with_docket
from data.orders.holding import product_of
from data.orders.intake import REASONS, take_in
from data.orders.opening_days import past_day
from data.orders.order import CANCELLED, COMPLETED, Order
from data.orders.reading import DocketRules, docket_rules
from data.organization.policies import policies_of
from data.organization.store import Store

ORDER_FIELDS = ("due_date", "window", "customer", "method", "note", "instructions")
LINE_FIELDS = ("title", "size", "flavour", "writing", "quantity")
_WHAT_IT_IS = ("title", "size", "flavour")


@dataclass(frozen=True, slots=True)
class ModifyOrder(Command):
    """`changes` and `seen` are packed: {field: value, "lines": {line_id: {field: value}}}; `seen` is what was shown."""

    name: ClassVar[str] = "modify_order"
    least: ClassVar[Role] = Role.SUPERVISOR
    for_service: ClassVar[bool] = True

    order_id: str
    changes: str
    reason: str
    seen: str = "{}"


@dataclass(frozen=True, slots=True)
class ReleaseOrder(Command):
    """Fills in what was missing (`fields`, packed) and puts a held order on the line (N3)."""

    name: ClassVar[str] = "release_order"
    least: ClassVar[Role] = Role.SUPERVISOR

    order_id: str
    fields: str = "{}"


def modify_order(command: ModifyOrder, rows: Rows, ctx: Context) -> Outcome:
    """Not after hand-over; a column that changed since it was seen is a conflict, not a silent overwrite."""
    found = _order(rows, command.order_id)
    if isinstance(found, Refused):
        return found
    order, store, docket = found
    if order.status in (COMPLETED, CANCELLED):
        return Refused(order.status.lower(), f"{order.human_id} is {order.status}: it cannot be changed")
    changes, seen = unpack(command.changes), unpack(command.seen)
    conflict = _conflict(order, docket, seen)
    if conflict is not None:
        return conflict
    edited = _edit(docket, changes, store)
    if isinstance(edited, Refused):
        return edited
    refusal = _too_late(docket, edited, store, ctx)
    if refusal is not None:
        return refusal
    if edited == docket:
        return noop("unchanged", f"{order.human_id}: nothing to change", order_id=order.id)
    edited = replace(edited, lines=tuple(_named_anew(rows, store, docket, line) for line in edited.lines))
    draft = Draft(rows, ctx, store, order.id)
    draft.tell("order_modified", reason=command.reason, changes=changes)
    tickets = rows.where(Ticket, order_id=order.id)
    if not tickets:
        return take_in(draft, with_docket(order, edited), edited, known=order)
    missing = edited.missing()
    if missing:
        return Refused(missing[0], "The order would have " + ", ".join(REASONS[m] for m in missing))
    return amend(draft, order, order, edited, tickets)


def release_order(command: ReleaseOrder, rows: Rows, ctx: Context) -> Outcome:
    """A held order goes on; an unpaid one too, because a supervisor says so."""
    found = _order(rows, command.order_id)
    if isinstance(found, Refused):
        return found
    order, store, docket = found
    if not unpack(order.held_reasons):
        return noop("not_held", f"{order.human_id} is not held", order_id=order.id)
    edited = _edit(docket, unpack(command.fields), store)
    if isinstance(edited, Refused):
        return edited
    missing = edited.missing()
    if missing:
        return Refused(missing[0], f"{order.human_id} still has " + ", ".join(REASONS[m] for m in missing))
    draft = Draft(rows, ctx, store, order.id)
    draft.tell("order_released")
    return take_in(draft, with_docket(order, edited), edited, known=order, released=True)


def _order(rows: Rows, order_id: str) -> tuple[Order, Store, Docket] | Refused:
    order = rows.get(Order, order_id)
    store = rows.get(Store, order.store_id) if order else None
    if order is None or store is None:
        return Refused("no_such_order", "No such order")
    docket = docket_from_args(unpack(order.docket))
    return order, store, replace(docket, due_date=order.due_date, cancelled_at=None)


def _too_late(docket: Docket, edited: Docket, store: Store, ctx: Context) -> Refused | None:
    """A person moves no order into the past; a shop says what is so."""
    day = edited.due_date
    if day is None or day == docket.due_date or ctx.settling or ctx.actor.role is Role.SERVICE:
        return None
    return past_day(day) if day < local_day(ctx.now, store.timezone) else None


def _conflict(order: Order, docket: Docket, seen: dict[str, Any]) -> Refused | None:
    lines = {line.line_id: line for line in docket.lines}
    differs = [n for n in ORDER_FIELDS if n in seen and getattr(docket, n) != seen[n]]
    for line_id, values in seen.get("lines", {}).items():
        line = lines.get(line_id)
        differs += [n for n, v in values.items() if line is None or getattr(line, n) != v]
    if not differs:
        return None
    return Refused("conflict", f"{order.human_id} was changed by someone else since: {', '.join(differs)}. Look again")


def _edit(docket: Docket, changes: dict[str, Any], store: Store) -> Docket | Refused:
    unknown = set(changes) - {*ORDER_FIELDS, "lines"}
    if unknown:
        return Refused("unknown_field", f"An order has no {', '.join(sorted(unknown))}")
    fields = {n: changes[n] for n in ORDER_FIELDS if n in changes}
    refusal = _no_text(fields)
    if refusal is not None:
        return refusal
    # Blanks say nothing: a customer of blanks is a missing one.
    fields = {name: (said or "").strip() or None for name, said in fields.items()}
    if fields.get("due_date"):
        day = readable_date(str(fields["due_date"]))
        if day is None:
            return Refused("due_date", f"{fields['due_date']!r} is not a date: write 2026-11-28 or 28/11/2026")
        fields["due_date"] = day
    if "window" in fields:
        fields["window_from"], fields["window_to"] = window_minutes(fields["window"])
    if fields.get("method") not in (None, "pickup", "delivery"):
        return Refused("method", "The method is pickup or delivery")
    lines = list(docket.lines)
    rules = docket_rules(store.docket, policies_of(store).split_up_to)
    for line_id, values in changes.get("lines", {}).items():
        at = next((n for n, line in enumerate(lines) if line.line_id == line_id), None)
        edited = _edit_line(None if at is None else lines[at], line_id, values, rules)
        if isinstance(edited, Refused):
            return edited
        if at is None:
            lines.append(edited)
        else:
            lines[at] = edited
    return replace(docket, **fields, lines=tuple(lines))


def _edit_line(
    line: DocketLine | None, line_id: str, values: dict[str, Any], rules: DocketRules
) -> DocketLine | Refused:
    unknown = set(values) - set(LINE_FIELDS)
    if unknown:
        return Refused("unknown_field", f"A line has no {', '.join(sorted(unknown))}")
    refusal = _no_text({n: v for n, v in values.items() if n != "quantity"})
    if refusal is not None:
        return refusal
    quantity = values.get("quantity", 1)
    if not isinstance(quantity, int) or isinstance(quantity, bool) or not 0 <= quantity <= MOST_ASKED:
        return Refused("quantity", f"The quantity must be a number from 0 to {MOST_ASKED}")
    title = str(values.get("title", line.title if line else None) or "").strip()
    if not title and (line is None or "title" in values):
        return Refused("product", f"Line {line_id} needs a product")
    if line is not None:
        return replace(line, **values)
    item = Item(title, values.get("size"), values.get("flavour"), values.get("writing"), quantity)
    return typed_line(line_id, item, rules)


def _named_anew(rows: Rows, store: Store, before: Docket, line: DocketLine) -> DocketLine:
    """A line that a person made another thing goes by what it is called: its SKU names what was wanted first. A SKU
    with a recipe for each size stays."""
    was = next((one for one in before.lines if one.line_id == line.line_id), line)
    changed = [name for name in _WHAT_IT_IS if getattr(was, name) != getattr(line, name)]
    if not changed:
        return line
    product = product_of(rows, store.id, line.title, line.sku, line.variant_id)
    by_recipe = product is not None and product.finished_item_id is None
    if "title" not in changed and by_recipe:
        return line
    return replace(line, sku=None, product_id=None, variant_id=None)


def _no_text(values: dict[str, Any]) -> Refused | None:
    odd = sorted(name for name, value in values.items() if not isinstance(value, str | None))
    return Refused("bad_value", f"{', '.join(odd)}: a text was expected") if odd else None

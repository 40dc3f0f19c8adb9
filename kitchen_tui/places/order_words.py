"""An order in words: its status, why it is held, when it is due, what happened to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from kitchen_tui import regional
from kitchen_tui.texts import N_, _, ngettext, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.questions.orders import Told

_STATUSES = {
    "PENDING": (N_("Held"), "late"),
    "PAYMENT_FAILED": (N_("Payment failed"), "late"),
    "CONFIRMED": (N_("Confirmed"), "text"),
    "PREPARING": (N_("In the making"), "soon"),
    "READY": (N_("Ready"), "accent"),
    "COMPLETED": (N_("Handed over"), "quiet"),
    "CANCELLED": (N_("Cancelled"), "struck"),
}
_REASONS = {
    "customer": N_("no customer"),
    "product": N_("no product"),
    "due_date": N_("no due date that can be read"),
    "payment": N_("not paid yet"),
}
_METHODS = {"pickup": N_("Pickup"), "delivery": N_("Delivery")}
_SOURCES = {"phone": N_("Phone"), "counter": N_("Counter"), "web": N_("Web"), "pos": N_("Till")}
_EVENTS = {
    "ticket_made": N_("Ticket made"),
    "order_taken_in": N_("Order came in"),
    "order_cancelled": N_("Order cancelled"),
    "ticket_cancelled": N_("Ticket cancelled"),
    "order_modified": N_("Change asked for"),
    "order_changed": N_("Order changed"),
    "order_released": N_("Released"),
    "order_handed_over": N_("Handed over"),
    "order_returned": N_("Came back"),
    "ticket_changed": N_("Ticket changed"),
    "label_printed": N_("Label printed"),
    "label_retried": N_("Label sent again"),
    "label_cancelled": N_("Label called off"),
    "filling_completed": N_("Filling done"),
    "covering_completed": N_("Covering done"),
    "decorating_completed": N_("Decorating done"),
    "packing_completed": N_("Packing done"),
    "packing_started": N_("Packing begun"),
    "returned_to_decorating": N_("Back to Decorating"),
    "assigned": N_("Assigned"),
    "stored": N_("Put away"),
    "priority_overridden": N_("Priority set"),
    "acknowledged": N_("Seen"),
    "undone": N_("Taken back"),
    "inferred": N_("Concluded from a later stage"),
}
_FIELDS = {
    "product": N_("product"),
    "title": N_("product"),
    "size": N_("size"),
    "flavour": N_("flavour"),
    "writing": N_("writing"),
    "kept": N_("wishes"),
    "accessories": N_("accessories"),
    "allergens": N_("allergens"),
    "quantity": N_("quantity"),
    "due_date": N_("due date"),
    "due_window": N_("time"),
    "window": N_("time"),
    "notes": N_("notes"),
    "note": N_("note"),
    "instructions": N_("instructions"),
    "customer": N_("customer"),
    "method": N_("method"),
}
_PRIORITIES = {3: N_("High"), 2: N_("Medium"), 1: N_("Low")}


class Dated(Protocol):
    """Whatever has a due date and a window."""

    @property
    def due_date(self) -> str | None: ...
    @property
    def due_window(self) -> str | None: ...
    @property
    def window_from(self) -> int | None: ...
    @property
    def window_to(self) -> int | None: ...


def status_words(status: str) -> tuple[str, str]:
    """What people say, and its style."""
    words, style = _STATUSES.get(status, (status, "text"))
    return _(words), style


def reason_words(reasons: list[str]) -> str:
    """Why an order is held: `no customer, not paid yet`."""
    return ", ".join(_(_REASONS.get(reason, reason)) for reason in reasons)


def method_words(method: str | None) -> str:
    """Pickup or delivery."""
    return _(_METHODS[method]) if method in _METHODS else method or ""


def source_words(source: str) -> str:
    """Where an order came from."""
    return _(_SOURCES[source]) if source in _SOURCES else source


def day_words(order: Dated, today: str) -> str:
    """The day it is due, or that somebody waits or it cannot be read."""
    return regional.day(order.due_date, today)


def window_words(order: Dated) -> str:
    """The window, as it was understood or else as it was written."""
    if order.window_from is None:
        return order.due_window or ""
    return regional.span(order.window_from, order.window_to)


def priority_words(priority: int | None) -> str:
    """High, Medium, Low, or what the calendar says."""
    return _(_PRIORITIES[priority]) if priority in _PRIORITIES else _("by the calendar")


def told_words(told: Told, names: Mapping[str, str], currency: str) -> str:
    """A line of history: what happened, and with what or why."""
    if told.name == "notice":
        seen = _("seen") if told.detail.get("seen") else _("not seen yet")
        return f"{sentence(str(told.detail.get('text', '')))} ({seen})"
    what = _(_EVENTS[told.name]) if told.name in _EVENTS else told.name
    if told.name == "inferred":
        what = f"{_(told.stage or '')}: {what}"
    more = _more(told.name, told.detail, names, currency)
    return f"{what}: {more}" if more else what


def _more(name: str, detail: Mapping[str, Any], names: Mapping[str, str], currency: str) -> str:
    if name == "order_returned":
        return f"{regional.money(int(detail.get('amount', 0)), currency)}, {detail.get('reason', '')}"
    if name == "assigned":
        ident = detail.get("assignee_id")
        return names.get(ident, ident) if ident else _("nobody")
    if name == "stored":
        return str(detail.get("storage") or _("no place"))
    if name == "priority_overridden":
        return priority_words(detail.get("priority_override"))
    if name == "label_printed" and detail.get("reprint"):
        return _("copy {n}").format(n=detail["reprint"])
    if name == "ticket_changed":
        return ", ".join(_changed(field, pair) for field, pair in sorted(detail.items()))
    if name == "order_modified":
        changes = detail.get("changes", {})
        fields = [*changes, *(name for line in changes.get("lines", {}).values() for name in line)]
        said = ", ".join(_(_FIELDS[field]) for field in fields if field in _FIELDS)
        return ", ".join(part for part in (said, str(detail.get("reason") or "")) if part)
    return str(detail.get("reason") or "")


def _changed(field: str, pair: Any) -> str:
    named = _(_FIELDS[field]) if field in _FIELDS else field
    if field in ("kept", "accessories") or not isinstance(pair, list) or len(pair) != 2:
        return named
    before, after = (_value(field, value) for value in pair)
    return _("{field} {before}, now {after}").format(field=named, before=before, after=after)


def _value(field: str, value: Any) -> str:
    if value in (None, ""):
        return _("nothing")
    return regional.day(str(value)) if field == "due_date" else str(value)


def tickets_words(n: int) -> str:
    """How many tickets."""
    return ngettext("{n} ticket", "{n} tickets", n).format(n=regional.number(n))

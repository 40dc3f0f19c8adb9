"""An order taken by phone or at the counter, written as the same docket a shop would send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.core.clock import Instant
from data.orders.dates import readable_date, window_minutes
from data.orders.docket import BY_HAND, Docket, DocketLine
from data.orders.docket_kinds import kind_of
from data.orders.reading import DocketRules


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked for; `unit_price` in minor units."""

    title: str
    size: str | None = None
    flavour: str | None = None
    writing: str | None = None
    quantity: int = 1
    sku: str | None = None
    unit_price: int = 0
    allergens: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the customer said. `due` as people write dates; None is a walk-in who waits."""

    customer: str
    due: str | None
    items: Sequence[Item]
    window: str | None = None
    method: str | None = "pickup"
    note: str | None = None
    instructions: str | None = None
    source: str = "phone"


def compose(
    asked: Asked,
    *,
    number: str,
    terminal_id: str,
    currency: str,
    rules: DocketRules,
    now: Instant,
    mark: str = "",
) -> Docket:
    """The docket; an unreadable date leaves `due_date` empty, so that the rule refuses it. `mark` tells it from one
    that a copy of this terminal, or this one before its backup came back, has given the same number."""
    window_from, window_to = window_minutes(asked.window)
    total = sum(item.quantity * item.unit_price for item in asked.items)
    return Docket(
        shop=BY_HAND,
        gid=":".join(filter(None, (BY_HAND, terminal_id, number, mark))),
        numeric_id=number,
        number=number,
        customer=asked.customer.strip() or None,
        phone_masked=None,
        email_masked=None,
        due_date=readable_date(asked.due) if asked.due else None,
        due_text=asked.due,
        window=asked.window,
        window_from=window_from,
        window_to=window_to,
        method=asked.method,
        method_text=None,
        instructions=asked.instructions,
        note=asked.note,
        attributes=(),
        allergens=None,
        source=asked.source,
        counter=False,
        financial_status="paid",
        paid=True,
        currency=currency,
        total=total,
        subtotal=total,
        tax=0,
        test=False,
        cancelled_at=None,
        created_at=now,
        updated_at=now,
        lines=tuple(typed_line(f"line-{n}", item, rules) for n, item in enumerate(asked.items, start=1)),
        sha256="",
    )


def typed_line(line_id: str, item: Item, rules: DocketRules) -> DocketLine:
    """The docket line of something a person typed in."""
    return DocketLine(
        line_id=line_id,
        kind=kind_of(item.title, rules, gift_card=False, custom=item.sku is None),
        title=item.title.strip(),
        variant=None,
        sku=item.sku,
        product_id=None,
        variant_id=None,
        size=item.size,
        flavour=item.flavour,
        writing=item.writing,
        kept=(),
        allergens=item.allergens,
        quantity=item.quantity,
        unit_price=item.unit_price,
        gift_card=False,
    )

"""An order as it stands in the store the moment it is first seen."""

from __future__ import annotations

from data.core.command import Context
from data.core.ids import order_id
from data.core.rows import Rows
from data.core.text import clean
from data.orders.docket import Docket
from data.orders.fields import with_docket
from data.orders.order import PENDING, Order
from data.orders.tickets import free_number
from data.organization.store import Store


def opened(rows: Rows, ctx: Context, store: Store, docket: Docket, content_hash: str, sha256: str) -> Order:
    """Pending, with its ids and numbers and what its docket says; what becomes of it is decided next."""
    ident = order_id(store.id, docket.gid)
    number = free_number(rows, store.id, ident, docket.number, docket.numeric_id)
    bare = Order(
        id=ident,
        store_id=store.id,
        shop=docket.shop,
        gid=docket.gid,
        number=number,
        human_id=f"{store.id}-{number}",
        code_base=f"{store.letter}{number}",
        next_index=0,
        status=PENDING,
        customer=None,
        phone_masked=None,
        email_masked=None,
        method=None,
        due_date=None,
        due_text=None,
        due_window=None,
        window_from=None,
        window_to=None,
        instructions=None,
        note=None,
        docket="{}",
        source=clean(docket.source, 80),
        financial_status=None,
        currency=docket.currency,
        total=0,
        subtotal=0,
        tax=0,
        deposit=0,
        test=docket.test,
        held_reasons="[]",
        content_hash=content_hash,
        content_at=docket.updated_at,
        payload_sha256=sha256,
        cancelled_at=None,
        cancel_reason=None,
        handed_over_at=None,
        handed_over_by=None,
        created_at=ctx.now,
    )
    return with_docket(bare, docket)

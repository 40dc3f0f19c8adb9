"""What the law wants gone is gone as far as only machines keep it, raw; what people read is left to a person, who is
told where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from data.core.ids import order_id
from data.orders.order import Order
from data.shops.integration import DISCONNECTED, PosIntegration
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of
from sync_agent.shops.vendor import Erase

_MOST_NAMED = 50
_RAW = "DELETE FROM order_payload WHERE order_id = ?"
_ORDERS = "SELECT id, human_id FROM orders WHERE store_id = ? AND shop = ? ORDER BY human_id"
_SALES = "SELECT id FROM transactions WHERE store_id = ? AND gid LIKE ?"
_DELIVERIES = "DELETE FROM webhook_inbox WHERE integration_id = ? AND state = 'taken'"


def erase(database: Database, shop: PosIntegration, told: Erase) -> str:
    """What was done and what is left to do, in words; inside the caller's transaction. The same again does no harm."""
    if told.orders is not None:
        return _of_orders(database, shop, told, told.orders)
    if shop.sells:
        return f"The shop asks: {told.what}. It sells for this store: a person must see to it"
    if _another_sells(database, shop):
        return (
            f"The shop asks: {told.what}. Another shop sells for this store by the same vendor: a person must see to it"
        )
    known = database.rows(_ORDERS, (shop.store_id, shop.vendor))
    sales = database.rows(_SALES, (shop.store_id, f"gid://{shop.vendor}/%"))
    gone = _without_raw(database, [one[0] for one in (*known, *sales)])
    database.run(_DELIVERIES, (shop.id,))
    return _said(told, gone, [human_id for _, human_id in known])


def _of_orders(database: Database, shop: PosIntegration, told: Erase, gids: Sequence[str]) -> str:
    ids = [order_id(shop.store_id, gid) for gid in gids]
    gone = 0 if told.shown else _without_raw(database, ids)
    rows = StoredRows(database)
    return _said(told, gone, [order.human_id for ident in ids if (order := rows.get(Order, ident)) is not None])


def _without_raw(database: Database, ids: Sequence[str]) -> int:
    return sum(database.run(_RAW, (ident,)) for ident in dict.fromkeys(ids))


def _said(told: Erase, gone: int, orders: Sequence[str]) -> str:
    named = ", ".join(orders[:_MOST_NAMED]) + (f" and {len(orders) - _MOST_NAMED} more" * (len(orders) > _MOST_NAMED))
    if told.shown:
        return f"The shop asks what is kept of a customer ({told.what}). It is on {named or 'no order here'}"
    left = f"The name is still on {named}: a person must see to it" if orders else "No order here bears the name"
    return f"The shop asks: {told.what}. Raw payloads erased: {gone}. {left}"


def _another_sells(database: Database, shop: PosIntegration) -> bool:
    kind = kind_of(PosIntegration)
    rows = [kind.row(record) for record in database.rows(kind.select)]
    return any(
        one.id != shop.id and (one.store_id, one.vendor) == (shop.store_id, shop.vendor) and one.status != DISCONNECTED
        for one in rows
    )

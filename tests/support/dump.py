"""Everything a database holds, as values that two databases can be compared by."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from data.store.database import Database
from data.store.kinds import Kind, kind_of

_ROOMS = {
    "data.organization.store": ("Store", "Terminal"),
    "data.organization.printer": ("Printer",),
    "data.people.staff": ("Staff", "Shift", "PinGuard"),
    "data.people.session": ("Session",),
    "data.orders.order": (
        "Order",
        "OrderPayload",
        "OrderReturn",
        "DeadLetter",
        "Transaction",
        "TransactionItem",
    ),
    "data.kitchen.ticket": ("Ticket",),
    "data.kitchen.fact": ("StageFact",),
    "data.kitchen.history": ("StageEvent", "LoggedEvent"),
    "data.kitchen.label": ("LabelJob",),
    "data.kitchen.unknown": ("UnknownScan",),
    "data.kitchen.pending": ("Pending",),
    "data.notices.notice": ("Notice",),
    "data.stock.item": ("InventoryItem", "InventoryTxn", "Product", "BomLine"),
    "data.procurement.supplier": ("Supplier", "SupplyOffer", "ItemTerms"),
    "data.procurement.recommendation": ("Recommendation", "ProcurementRun"),
    "data.procurement.purchase": ("PurchaseOrder", "PurchaseLine", "PurchaseReceipt"),
    "data.shops.integration": ("PosIntegration", "SyncJob"),
    "data.stock.link": ("StockLink",),
    "data.shops.work": ("Work",),
    "data.shops.kept": ("WorkLease", "WebhookDelivery", "ShopSecret", "OauthState", "WebhookGap", "Alert", "ApiLog"),
    "data.health.metric": ("DataHealthMetric", "DataHealthAlert", "HealthCheckDue"),
    "data.forecasts.forecast": ("Forecast", "ForecastExplanation", "ForecastFeedback", "ForecastRun"),
    "data.forecasts.marks": ("DayMark",),
    "data.forecasts.terms": ("ProductTerms",),
    "data.forecasts.kept": ("ForecastRequest", "DailySales"),
    "data.core.envelope": ("JournalEntry",),
    "data.exchange.values": (
        "Node",
        "BaseImage",
        "Touch",
        "Cookie",
        "Head",
        "Mark",
        "RowVersion",
        "Below",
        "Life",
        "Founding",
        "Awaited",
        "BootClock",
        "Standing",
        "Archived",
        "Chore",
        "Handover",
        "HandedOver",
    ),
    "data.exchange.directory": (
        "Organization",
        "Member",
        "EnrolmentCode",
        "Guessing",
        "TokenFamily",
        "HubKey",
        "Pepper",
    ),
}

KINDS: tuple[Kind, ...] = tuple(
    kind_of(getattr(import_module(room), name)) for room, names in _ROOMS.items() for name in names
)
"""Every value that has a table."""


def dump(database: Database, leave_out: Iterable[str] = ()) -> dict[str, list[Any]]:
    """Table by table, the rows in order of their keys."""
    left_out = set(leave_out)
    return {
        kind.table: [kind.row(tuple(r)) for r in database.rows(f"{kind.select} ORDER BY {', '.join(kind.key)}")]
        for kind in KINDS
        if kind.table not in left_out
    }

"""Which table keeps which value, and the statements that read and write it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any

from data.core.frozen import maker

_TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "Store": ("store", ("id",)),
    "Terminal": ("terminal", ("id",)),
    "Staff": ("staff", ("id",)),
    "Shift": ("shift", ("id",)),
    "Session": ("session", ("id",)),
    "PinGuard": ("pin_guard", ("subject",)),
    "Order": ("orders", ("id",)),
    "OrderPayload": ("order_payload", ("order_id", "sha256")),
    "OrderReturn": ("order_return", ("id",)),
    "DeadLetter": ("dead_letter", ("id",)),
    "Transaction": ("transactions", ("id",)),
    "TransactionItem": ("transaction_items", ("transaction_id", "line_id")),
    "Ticket": ("ticket", ("id",)),
    "StageFact": ("stage_fact", ("ticket_id", "cycle", "stage", "command_id", "kind")),
    "StageEvent": ("stage_events", ("command_id", "n")),
    "LoggedEvent": ("event_log", ("command_id", "n")),
    "LabelJob": ("label_job", ("id",)),
    "Printer": ("printer", ("terminal_id", "name")),
    "UnknownScan": ("unknown_scan", ("id",)),
    "Pending": ("pending", ("terminal_id",)),
    "Notice": ("notice", ("id",)),
    "InventoryItem": ("inventory_items", ("id",)),
    "InventoryTxn": ("inventory_txn", ("id",)),
    "Product": ("product", ("id",)),
    "BomLine": ("product_requirements", ("product_id", "size", "item_id")),
    "Supplier": ("supplier", ("id",)),
    "SupplyOffer": ("supply_offer", ("id",)),
    "ItemTerms": ("item_terms", ("item_id",)),
    "Recommendation": ("procurement_recommendation", ("id",)),
    "ProcurementRun": ("procurement_run", ("store_id",)),
    "PurchaseOrder": ("purchase_order", ("id",)),
    "PurchaseLine": ("purchase_line", ("order_id", "offer_id")),
    "PurchaseReceipt": ("purchase_receipt", ("id",)),
    "PosIntegration": ("pos_integration", ("id",)),
    "SyncJob": ("pos_sync_job", ("id",)),
    "StockLink": ("stock_link", ("integration_id", "external_id")),
    "Work": ("work_queue", ("id",)),
    "WorkLease": ("work_lease", ("work_id",)),
    "WebhookDelivery": ("webhook_inbox", ("id",)),
    "ShopSecret": ("shop_secret", ("integration_id", "name")),
    "OauthState": ("shop_oauth_state", ("state_hash",)),
    "WebhookGap": ("webhook_gap", ("integration_id", "gid", "content_at")),
    "Alert": ("alert", ("id",)),
    "ApiLog": ("api_logs", ("id",)),
    "DataHealthMetric": ("data_health_metric", ("id",)),
    "DataHealthAlert": ("data_health_alert", ("id",)),
    "HealthCheckDue": ("data_health_due", ("id",)),
    "Forecast": ("forecast", ("id",)),
    "ForecastExplanation": ("forecast_explanation", ("forecast_id",)),
    "ForecastFeedback": ("forecast_feedback", ("id",)),
    "ForecastRun": ("forecast_run", ("id",)),
    "DayMark": ("day_mark", ("store_id", "date", "product_id", "kind")),
    "ProductTerms": ("product_terms", ("product_id",)),
    "ForecastRequest": ("forecast_queue", ("id",)),
    "DailySales": ("daily_sales", ("store_id", "product_id", "date")),
    "JournalEntry": ("journal", ("command_id",)),
    "Node": ("sync_node", ("id",)),
    "BaseImage": ("sync_base", ("tbl", "pk")),
    "Touch": ("sync_touch", ("seq", "tbl", "shape", "value")),
    "Cookie": ("sync_cookie", ("scope",)),
    "Head": ("sync_head", ("scope",)),
    "Mark": ("sync_mark", ("scope", "ver")),
    "RowVersion": ("sync_row", ("scope", "tbl", "pk")),
    "Below": ("sync_below", ("origin",)),
    "Life": ("sync_life", ("node_id", "origin")),
    "Founding": ("sync_founding", ("node_id",)),
    "Awaited": ("sync_awaited", ("node_id",)),
    "BootClock": ("sync_clock", ("boot_id",)),
    "Standing": ("sync_standing", ("id",)),
    "Archived": ("sync_archive", ("order_id",)),
    "Chore": ("sync_chore", ("name",)),
    "Handover": ("sync_handover", ("node_id",)),
    "HandedOver": ("sync_handed_over", ("command_id",)),
    "Organization": ("organization", ("id",)),
    "Member": ("hub_member", ("id",)),
    "EnrolmentCode": ("hub_code", ("code_hash",)),
    "Guessing": ("hub_guess", ("subject",)),
    "TokenFamily": ("hub_family", ("id",)),
    "HubKey": ("hub_key", ("kid",)),
    "Pepper": ("hub_pepper", ("id",)),
}


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A value class and its table; `flags` are the columns that hold a truth value."""

    cls: type[Any]
    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    flags: tuple[int, ...]
    select: str
    insert: str
    read: Callable[[Any], tuple[Any, ...]]
    make: Callable[..., Any]

    def row(self, record: tuple[Any, ...]) -> Any:
        """The value of a record in the order of `columns`."""
        if self.flags:
            cells = list(record)
            for at in self.flags:
                cells[at] = bool(cells[at])
            return self.make(*cells)
        return self.make(*record)

    def value(self, record: tuple[Any, ...], name: str) -> Any:
        """One column of a record, as the value has it."""
        at = self.columns.index(name)
        return bool(record[at]) if at in self.flags else record[at]

    def record(self, value: Any) -> tuple[Any, ...]:
        """The record of a value."""
        cells: tuple[Any, ...] = self.read(value)
        return cells


class Select(str):
    """A statement for the rows of a kind whose columns `equals` have the values given, and whose `nulls` are null."""

    __slots__ = ("by_key", "equals", "kind", "nulls", "shape")
    by_key: bool
    kind: Kind
    shape: tuple[tuple[str, ...], tuple[str, ...]]
    equals: tuple[str, ...]
    nulls: tuple[str, ...]


class Insert(str):
    """A statement that puts one row of a class in."""

    __slots__ = ("cls",)
    cls: type[Any]


class Upsert(str):
    """A statement that puts one row of a kind in, or over the one that has its key."""

    __slots__ = ("kind",)
    kind: Kind


class Update(str):
    """A statement that sets `columns` of the row of a kind that has a key, the key's values last."""

    __slots__ = ("columns", "kind")
    kind: Kind
    columns: tuple[str, ...]


_KINDS: dict[type[Any], Kind] = {}


def kind_of(cls: type[Any]) -> Kind:
    """The kind of a value class; raises KeyError for a class that has no table."""
    kind = _KINDS.get(cls)
    if kind is None:
        kind = _KINDS[cls] = _described(cls)
    return kind


def _described(cls: type) -> Kind:
    table, key = _TABLES[cls.__name__]
    columns = tuple(f.name for f in fields(cls))
    flags = tuple(n for n, f in enumerate(fields(cls)) if f.type == "bool")
    names = ", ".join(columns)
    marks = ", ".join("?" * len(columns))
    insert = Insert(f"INSERT INTO {table} ({names}) VALUES ({marks})")
    insert.cls = cls
    return Kind(
        cls,
        table,
        key,
        columns,
        flags,
        f"SELECT {names} FROM {table}",
        insert,
        attrgetter(*columns),
        maker(cls),
    )


@cache
def select_where(kind: Kind, equals: tuple[str, ...], nulls: tuple[str, ...]) -> str:
    """The statement for rows whose columns equal values (or are null), in order of their key."""
    terms = [f"{name} = ?" for name in equals] + [f"{name} IS NULL" for name in nulls]
    made = Select(f"{kind.select} WHERE {' AND '.join(terms)} ORDER BY {', '.join(kind.key)}")
    made.kind, made.equals, made.nulls = kind, equals, nulls
    made.by_key, made.shape = equals == kind.key and not nulls, (equals, nulls)
    return made


@cache
def update(kind: Kind, columns: tuple[str, ...]) -> str:
    """The statement that sets columns of the row with a key."""
    sets = ", ".join(f"{name} = ?" for name in columns)
    made = Update(f"UPDATE {kind.table} SET {sets} WHERE {' AND '.join(f'{name} = ?' for name in kind.key)}")
    made.kind, made.columns = kind, columns
    return made


@cache
def upsert(kind: Kind, dialect: str) -> str:
    """The statement that puts a row in, or over the one that has its key."""
    made = Upsert(f"{kind.insert} {on_conflict(kind, dialect)}")
    made.kind = kind
    return made


def on_conflict(kind: Kind, dialect: str) -> str:
    """What an insertion does over a row that has its key. On PostgreSQL the key is named, not spelled: the hub's holds
    the organization, too (see data.store.fence)."""
    target = f"ON CONSTRAINT pk_{kind.table}" if dialect == "postgresql" else f"({', '.join(kind.key)})"
    sets = ", ".join(f"{name} = excluded.{name}" for name in kind.columns if name not in kind.key)
    return f"ON CONFLICT {target} DO UPDATE SET {sets}"


def table_names() -> tuple[str, ...]:
    """Every table that keeps values."""
    return tuple(table for table, _ in _TABLES.values())

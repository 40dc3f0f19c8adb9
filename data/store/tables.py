"""The tables, as SQLModel classes: they make and migrate the schema. A test holds them equal to the values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, LargeBinary, MetaData, Text, text
from sqlalchemy.dialects.postgresql import TEXT as PG_TEXT
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

_QUEUE = ("due_date", "size_rank", "size", "number_sort", "id")
_QUEUED = text("in_queue")
_WHOLE_ORDER = text("ticket_id IS NULL")
_OVERRIDDEN = text("in_queue AND priority_override IS NOT NULL")
_STANDINGS = text("name IN ('role_set', 'staff_active_set')")
_COMPLETED = text("stage = 'Complete'")
_OF_AN_ORDER = text("order_id IS NOT NULL")
_DUE = text("next_retry_at IS NOT NULL")
_OPEN, _CLOSED = text("closed_at IS NULL"), text("closed_at IS NOT NULL")
_UNSENT = text("next_at IS NOT NULL")
_WAITS = text("state = 'new'")
_UNSEEN = text("acknowledged_at IS NULL")
_SKEWED = text("skew_ms > 120000 OR skew_ms < -120000")
_HELD = text("status IN ('PENDING', 'PAYMENT_FAILED')")


def words(*, key: bool = False, null: bool = False) -> Any:
    """Text that sorts by its bytes on every database."""
    kind = Text().with_variant(PG_TEXT(collation="C"), "postgresql")
    return Field(sa_column=Column(kind, primary_key=key, nullable=null))


def whole(*, key: bool = False, null: bool = False) -> Any:
    """A whole number: a quantity, an amount in minor units, an instant in milliseconds."""
    return Field(sa_column=Column(BigInteger, primary_key=key, nullable=null, autoincrement=False))


def truth() -> Any:
    """Yes or no."""
    return Field(sa_column=Column(Boolean, nullable=False))


def raw() -> Any:
    """Bytes as they came."""
    return Field(sa_column=Column(LargeBinary, nullable=False))


class StoreRow(SQLModel, table=True):
    """See data.organization.store.Store."""

    __tablename__ = "store"
    metadata = metadata
    __table_args__ = (Index("ux_store_letter", "letter", unique=True),)

    id: str = words(key=True)
    name: str = words()
    letter: str = words()
    timezone: str = words()
    currency: str = words()
    locale: str = words()
    sizes: str = words()
    policies: str = words()
    docket: str = words()
    secret: str = words()
    created_at: int = whole()


class TerminalRow(SQLModel, table=True):
    """See data.organization.store.Terminal."""

    __tablename__ = "terminal"
    metadata = metadata
    __table_args__ = (Index("ux_terminal_number", "number", unique=True),)

    id: str = words(key=True)
    store_id: str = words()
    number: int = whole()
    name: str = words()
    station: str = words()
    origin: str = words()
    here: bool = truth()


class StaffRow(SQLModel, table=True):
    """See data.people.staff.Staff."""

    __tablename__ = "staff"
    metadata = metadata
    __table_args__ = (
        Index("ux_staff_number", "number", unique=True),
        Index("ix_staff_badge", "badge_hash"),
    )

    id: str = words(key=True)
    store_id: str = words()
    number: int = whole()
    name: str = words()
    role: str = words()
    active: bool = truth()
    badge_hash: str | None = words(null=True)
    pin_hash: str | None = words(null=True)
    created_at: int = whole()


class ShiftRow(SQLModel, table=True):
    """See data.people.staff.Shift."""

    __tablename__ = "shift"
    metadata = metadata
    __table_args__ = (Index("ix_shift_staff", "staff_id"),)

    id: str = words(key=True)
    staff_id: str = words()
    store_id: str = words()
    started_at: int = whole()
    ended_at: int | None = whole(null=True)


class SessionRow(SQLModel, table=True):
    """See data.people.session.Session."""

    __tablename__ = "session"
    metadata = metadata

    id: str = words(key=True)
    staff_id: str = words()
    terminal_id: str = words()
    means: str = words()
    boot_id: str = words()
    began_at: int = whole()
    began_mono: int = whole()
    ended_mono: int | None = whole(null=True)
    told: bool = truth()


class PinGuardRow(SQLModel, table=True):
    """See data.people.staff.PinGuard."""

    __tablename__ = "pin_guard"
    metadata = metadata

    subject: str = words(key=True)
    failures: int = whole()
    wait_ms: int = whole()
    boot_id: str = words()
    until_mono_ms: int = whole()
    locked: bool = truth()


class OrderRow(SQLModel, table=True):
    """See data.orders.order.Order."""

    __tablename__ = "orders"
    metadata = metadata
    __table_args__ = (
        Index("ix_orders_number", "store_id", "number"),
        Index("ux_orders_code", "code_base", unique=True),
        Index("ix_orders_newest", "store_id", "created_at", "id", "number", "customer"),
        Index("ix_orders_held", "store_id", "created_at", "id", sqlite_where=_HELD, postgresql_where=_HELD),
        CheckConstraint(
            "status IN ('PENDING', 'PAYMENT_FAILED', 'CONFIRMED', 'PREPARING', 'READY', 'COMPLETED', 'CANCELLED')",
            name="status",
        ),
    )

    id: str = words(key=True)
    store_id: str = words()
    shop: str = words()
    gid: str = words()
    number: str = words()
    human_id: str = words()
    code_base: str = words()
    next_index: int = whole()
    status: str = words()
    customer: str | None = words(null=True)
    phone_masked: str | None = words(null=True)
    email_masked: str | None = words(null=True)
    method: str | None = words(null=True)
    due_date: str | None = words(null=True)
    due_text: str | None = words(null=True)
    due_window: str | None = words(null=True)
    window_from: int | None = whole(null=True)
    window_to: int | None = whole(null=True)
    instructions: str | None = words(null=True)
    note: str | None = words(null=True)
    docket: str = words()
    source: str = words()
    financial_status: str | None = words(null=True)
    currency: str = words()
    total: int = whole()
    subtotal: int = whole()
    tax: int = whole()
    deposit: int = whole()
    test: bool = truth()
    held_reasons: str = words()
    content_hash: str = words()
    content_at: int | None = whole(null=True)
    payload_sha256: str = words()
    cancelled_at: int | None = whole(null=True)
    cancel_reason: str | None = words(null=True)
    handed_over_at: int | None = whole(null=True)
    handed_over_by: str | None = words(null=True)
    created_at: int = whole()


class OrderPayloadRow(SQLModel, table=True):
    """See data.orders.order.OrderPayload."""

    __tablename__ = "order_payload"
    metadata = metadata

    order_id: str = words(key=True)
    sha256: str = words(key=True)
    raw: bytes = raw()
    received_at: int = whole()


class OrderReturnRow(SQLModel, table=True):
    """See data.orders.order.OrderReturn."""

    __tablename__ = "order_return"
    metadata = metadata
    __table_args__ = (Index("ix_order_return_order", "order_id"),)

    id: str = words(key=True)
    order_id: str = words()
    store_id: str = words()
    reason: str = words()
    amount: int = whole()
    currency: str = words()
    at: int = whole()
    staff_id: str = words()


class DeadLetterRow(SQLModel, table=True):
    """See data.orders.order.DeadLetter."""

    __tablename__ = "dead_letter"
    metadata = metadata
    __table_args__ = (
        Index("ix_dead_letter_order", "order_id"),
        Index("ix_dead_letter_open", "store_id", "at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_dead_letter_closed", "store_id", "closed_at", sqlite_where=_CLOSED, postgresql_where=_CLOSED),
    )

    id: str = words(key=True)
    store_id: str = words()
    source: str = words()
    reason: str = words()
    says: str = words()
    order_id: str | None = words(null=True)
    payload_sha256: str = words()
    at: int = whole()
    closed_at: int | None = whole(null=True)
    owner: str | None = words(null=True)
    closed_says: str | None = words(null=True)


class TransactionRow(SQLModel, table=True):
    """See data.orders.order.Transaction."""

    __tablename__ = "transactions"
    metadata = metadata
    __table_args__ = (Index("ix_transactions_at", "store_id", "at"),)

    id: str = words(key=True)
    store_id: str = words()
    gid: str = words()
    source: str = words()
    at: int = whole()
    currency: str = words()
    total: int = whole()
    test: bool = truth()
    content_hash: str = words()
    content_at: int | None = whole(null=True)


class TransactionItemRow(SQLModel, table=True):
    """See data.orders.order.TransactionItem."""

    __tablename__ = "transaction_items"
    metadata = metadata

    transaction_id: str = words(key=True)
    line_id: str = words(key=True)
    title: str = words()
    variant: str | None = words(null=True)
    sku: str | None = words(null=True)
    quantity: int = whole()
    unit_price: int = whole()
    store_id: str = words()


class TicketRow(SQLModel, table=True):
    """See data.kitchen.ticket.Ticket."""

    __tablename__ = "ticket"
    metadata = metadata
    __table_args__ = (
        Index("ux_ticket_code", "code", unique=True),
        Index("ux_ticket_human", "human_id", unique=True),
        Index("ix_ticket_order", "order_id"),
        Index("ix_ticket_number", "order_number"),
        Index("ix_queue", "store_id", *_QUEUE, sqlite_where=_QUEUED, postgresql_where=_QUEUED),
        Index("ix_queue_stage", "store_id", "stage", *_QUEUE, sqlite_where=_QUEUED, postgresql_where=_QUEUED),
        Index(
            "ix_queue_override", "store_id", "priority_override", sqlite_where=_OVERRIDDEN, postgresql_where=_OVERRIDDEN
        ),
        Index(
            "ix_completed",
            *("store_id", "stage", "packing_complete_ts", "id", "storage"),
            sqlite_where=_COMPLETED,
            postgresql_where=_COMPLETED,
        ),
        CheckConstraint("stage IN ('Filling', 'Covering', 'Decorating', 'Packing', 'Complete')", name="stage"),
    )

    id: str = words(key=True)
    store_id: str = words()
    order_id: str = words()
    human_id: str = words()
    code: str = words()
    order_number: str = words()
    number_sort: str = words()
    suffix: str = words()
    line_id: str = words()
    unit: int = whole()
    product: str = words()
    size: str | None = words(null=True)
    size_rank: int = whole()
    flavour: str | None = words(null=True)
    writing: str | None = words(null=True)
    notes: str | None = words(null=True)
    kept: str = words()
    accessories: str = words()
    allergens: str | None = words(null=True)
    quantity: int = whole()
    customer: str | None = words(null=True)
    method: str | None = words(null=True)
    due_date: str | None = words(null=True)
    due_window: str | None = words(null=True)
    window_from: int | None = whole(null=True)
    window_to: int | None = whole(null=True)
    route: str = words()
    cycle: int = whole()
    stage: str = words()
    filling_start_ts: int | None = whole(null=True)
    filling_complete_ts: int | None = whole(null=True)
    covering_complete_ts: int | None = whole(null=True)
    decorating_complete_ts: int | None = whole(null=True)
    packing_start_ts: int | None = whole(null=True)
    packing_complete_ts: int | None = whole(null=True)
    packing_start_by: str | None = words(null=True)
    packing_start_terminal: str | None = words(null=True)
    assignee_id: str | None = words(null=True)
    assignee_note: str | None = words(null=True)
    storage: str | None = words(null=True)
    priority_override: int | None = whole(null=True)
    cancelled_at: int | None = whole(null=True)
    in_queue: bool = truth()
    inventory_blocked: bool = truth()
    test: bool = truth()
    prints: int = whole()
    created_at: int = whole()


class StageFactRow(SQLModel, table=True):
    """See data.kitchen.fact.StageFact."""

    __tablename__ = "stage_fact"
    metadata = metadata
    __table_args__ = {"sqlite_with_rowid": False}

    ticket_id: str = words(key=True)
    cycle: int = whole(key=True)
    stage: str = words(key=True)
    command_id: str = words(key=True)
    kind: str = words(key=True)
    place: int = whole()
    at: int = whole()
    staff_id: str | None = words(null=True)
    staff_name: str | None = words(null=True)
    terminal_id: str | None = words(null=True)
    retracts: str | None = words(null=True)
    store_id: str = words()


class StageEventRow(SQLModel, table=True):
    """See data.kitchen.history.StageEvent."""

    __tablename__ = "stage_events"
    metadata = metadata
    __table_args__ = (
        Index("ix_stage_events_ticket", "ticket_id"),
        Index("ix_stage_events_order", "order_id", sqlite_where=_WHOLE_ORDER, postgresql_where=_WHOLE_ORDER),
        Index("ix_stage_events_standing", "at", sqlite_where=_STANDINGS, postgresql_where=_STANDINGS),
        {"sqlite_with_rowid": False},
    )

    command_id: str = words(key=True)
    n: int = whole(key=True)
    store_id: str = words()
    ticket_id: str | None = words(null=True)
    order_id: str | None = words(null=True)
    name: str = words()
    stage: str | None = words(null=True)
    at: int = whole()
    staff_id: str | None = words(null=True)
    staff_name: str | None = words(null=True)
    terminal_id: str | None = words(null=True)
    detail: str = words()


class LoggedEventRow(SQLModel, table=True):
    """See data.kitchen.history.LoggedEvent."""

    __tablename__ = "event_log"
    metadata = metadata
    __table_args__ = (
        Index("ix_event_log_name", "store_id", "name"),
        Index("ix_event_log_order", "order_id", sqlite_where=_OF_AN_ORDER, postgresql_where=_OF_AN_ORDER),
        {"sqlite_with_rowid": False},
    )

    command_id: str = words(key=True)
    n: int = whole(key=True)
    store_id: str = words()
    name: str = words()
    ticket_id: str | None = words(null=True)
    order_id: str | None = words(null=True)
    at: int = whole()
    detail: str = words()


class LabelJobRow(SQLModel, table=True):
    """See data.kitchen.label.LabelJob."""

    __tablename__ = "label_job"
    metadata = metadata
    __table_args__ = (
        Index("ix_label_job_ticket", "ticket_id"),
        Index("ix_label_job_state", "state"),
    )

    id: str = words(key=True)
    ticket_id: str = words()
    kind: str = words()
    reprint: int = whole()
    state: str = words()
    at: int = whole()
    command_id: str = words()
    terminal_id: str = words()
    printer: str | None = words(null=True)
    wanted: str | None = words(null=True)
    sends: int = whole()
    tries: int = whole()
    next_at: int | None = whole(null=True)
    says: str | None = words(null=True)
    changed_at: int = whole()


class PrinterRow(SQLModel, table=True):
    """See data.organization.printer.Printer."""

    __tablename__ = "printer"
    metadata = metadata

    terminal_id: str = words(key=True)
    name: str = words(key=True)
    address: str = words()
    profile: str = words()
    prints: str = words()
    backup: str | None = words(null=True)
    code_page: str | None = words(null=True)
    cutter: bool = truth()
    width_mm: int | None = whole(null=True)
    dpi: int | None = whole(null=True)
    removed: bool = truth()
    added_at: int = whole()


class UnknownScanRow(SQLModel, table=True):
    """See data.kitchen.unknown.UnknownScan."""

    __tablename__ = "unknown_scan"
    metadata = metadata
    __table_args__ = (Index("ix_unknown_scan_open", "redeemed_by", "at"),)

    id: str = words(key=True)
    store_id: str = words()
    code: str = words()
    station: str = words()
    at: int = whole()
    staff_id: str = words()
    staff_name: str = words()
    staff_role: str = words()
    terminal_id: str = words()
    redeemed_by: str | None = words(null=True)


class PendingRow(SQLModel, table=True):
    """See data.kitchen.pending.Pending."""

    __tablename__ = "pending"
    metadata = metadata

    terminal_id: str = words(key=True)
    station: str = words()
    ticket_id: str = words()
    kind: str = words()
    code: str = words()
    until: int | None = whole(null=True)


class NoticeRow(SQLModel, table=True):
    """See data.notices.notice.Notice."""

    __tablename__ = "notice"
    metadata = metadata
    __table_args__ = (
        Index("ix_notice_ticket", "ticket_id"),
        Index("ix_notice_order", "order_id"),
        Index("ix_notice_open", "store_id", "acknowledged_at"),
    )

    id: str = words(key=True)
    store_id: str = words()
    level: str = words()
    code: str = words()
    text: str = words()
    order_id: str | None = words(null=True)
    ticket_id: str | None = words(null=True)
    staff_id: str | None = words(null=True)
    at: int = whole()
    acknowledged_at: int | None = whole(null=True)
    acknowledged_by: str | None = words(null=True)
    terminal_id: str | None = words(null=True)


class InventoryItemRow(SQLModel, table=True):
    """See data.stock.item.InventoryItem."""

    __tablename__ = "inventory_items"
    metadata = metadata
    __table_args__ = (Index("ix_inventory_items_sku", "store_id", "sku"),)

    id: str = words(key=True)
    store_id: str = words()
    name: str = words()
    sku: str | None = words(null=True)
    unit: str = words()
    on_hand: int = whole()
    reserved: int = whole()
    buffer: int = whole()
    reorder_point: int = whole()
    limits_sale: bool = truth()


class InventoryTxnRow(SQLModel, table=True):
    """See data.stock.item.InventoryTxn."""

    __tablename__ = "inventory_txn"
    metadata = metadata
    __table_args__ = (
        Index("ix_inventory_txn_ticket", "ticket_id"),
        Index("ix_inventory_txn_order", "order_id"),
        Index("ix_inventory_txn_item", "item_id", "command_id", "id"),
    )

    id: str = words(key=True)
    store_id: str = words()
    item_id: str = words()
    on_hand_delta: int = whole()
    reserved_delta: int = whole()
    kind: str = words()
    reason: str = words()
    order_id: str | None = words(null=True)
    ticket_id: str | None = words(null=True)
    command_id: str = words()
    at: int = whole()


class ProductRow(SQLModel, table=True):
    """See data.stock.item.Product."""

    __tablename__ = "product"
    metadata = metadata
    __table_args__ = (
        Index("ix_product_sku", "store_id", "sku"),
        Index("ix_product_title", "store_id", "title"),
        Index("ix_product_finished_item", "finished_item_id"),
    )

    id: str = words(key=True)
    store_id: str = words()
    title: str = words()
    sku: str | None = words(null=True)
    finished_item_id: str | None = words(null=True)
    active: bool = truth()


class BomLineRow(SQLModel, table=True):
    """See data.stock.item.BomLine."""

    __tablename__ = "product_requirements"
    metadata = metadata
    __table_args__ = (Index("ix_product_requirements_item", "item_id"),)

    product_id: str = words(key=True)
    size: str = words(key=True)
    item_id: str = words(key=True)
    quantity: int = whole()
    store_id: str = words()


class SupplierRow(SQLModel, table=True):
    """See data.procurement.supplier.Supplier."""

    __tablename__ = "supplier"
    metadata = metadata
    __table_args__ = (Index("ix_supplier_store", "store_id"),)

    id: str = words(key=True)
    store_id: str = words()
    name: str = words()
    email: str | None = words(null=True)
    order_days: str = words()
    cutoff_minute: int = whole()
    lead_days: int = whole()
    delivery_days: str = words()
    closed_days: str = words()
    minimum_value: int = whole()
    active: bool = truth()
    made_at: int = whole()


class SupplyOfferRow(SQLModel, table=True):
    """See data.procurement.supplier.SupplyOffer."""

    __tablename__ = "supply_offer"
    metadata = metadata
    __table_args__ = (
        Index("ix_supply_offer_store", "store_id"),
        Index("ix_supply_offer_supplier", "supplier_id"),
        Index("ix_supply_offer_item", "item_id"),
        Index("ix_supply_offer_barcode", "store_id", "barcode"),
    )

    id: str = words(key=True)
    store_id: str = words()
    supplier_id: str = words()
    item_id: str = words()
    sku: str | None = words(null=True)
    barcode: str | None = words(null=True)
    pack: str = words()
    pack_size: int = whole()
    price: int = whole()
    minimum: int = whole()
    multiple: int = whole()
    active: bool = truth()


class ItemTermsRow(SQLModel, table=True):
    """See data.procurement.supplier.ItemTerms."""

    __tablename__ = "item_terms"
    metadata = metadata
    __table_args__ = (Index("ix_item_terms_store", "store_id"),)

    item_id: str = words(key=True)
    store_id: str = words()
    waste_permille: int = whole()
    shelf_life_days: int | None = whole(null=True)
    safety: int | None = whole(null=True)
    service_permille: int | None = whole(null=True)
    running_out_percent: int = whole()
    density: int | None = whole(null=True)


class RecommendationRow(SQLModel, table=True):
    """See data.procurement.recommendation.Recommendation."""

    __tablename__ = "procurement_recommendation"
    metadata = metadata
    __table_args__ = (Index("ix_procurement_recommendation_store", "store_id"),)

    id: str = words(key=True)
    store_id: str = words()
    item_id: str = words()
    item: str = words()
    unit: str = words()
    supplier_id: str | None = words(null=True)
    offer_id: str | None = words(null=True)
    quantity: int = whole()
    packs: int = whole()
    amount: int = whole()
    currency: str = words()
    order_by: int | None = whole(null=True)
    arrives: str | None = words(null=True)
    covers_until: str | None = words(null=True)
    runs_out: str | None = words(null=True)
    surplus: int = whole()
    lasts_until: str | None = words(null=True)
    parts: str = words()
    products: str = words()
    warnings: str = words()
    made_at: int = whole()


class ProcurementRunRow(SQLModel, table=True):
    """See data.procurement.recommendation.ProcurementRun."""

    __tablename__ = "procurement_run"
    metadata = metadata

    store_id: str = words(key=True)
    made_at: int = whole()
    holds_until: int = whole()
    forecast_at: int | None = whole(null=True)
    forecast_until: str | None = words(null=True)
    says: str = words()
    inputs: str = words()


class PurchaseOrderRow(SQLModel, table=True):
    """See data.procurement.purchase.PurchaseOrder."""

    __tablename__ = "purchase_order"
    metadata = metadata
    __table_args__ = (
        Index("ix_purchase_order_status", "store_id", "status"),
        Index("ix_purchase_order_code", "store_id", "code"),
        Index("ix_purchase_order_time", "store_id", "made_at"),
        CheckConstraint("status IN ('open', 'sent', 'partly', 'received', 'cancelled')", name="status"),
    )

    id: str = words(key=True)
    store_id: str = words()
    supplier_id: str = words()
    supplier: str = words()
    code: str = words()
    status: str = words()
    deliver_on: str | None = words(null=True)
    currency: str = words()
    total: int = whole()
    note: str = words()
    made_at: int = whole()
    made_by: str = words()
    sent_at: int | None = whole(null=True)
    mail_to: str | None = words(null=True)
    changed_at: int = whole()


class PurchaseLineRow(SQLModel, table=True):
    """See data.procurement.purchase.PurchaseLine."""

    __tablename__ = "purchase_line"
    metadata = metadata
    __table_args__ = (Index("ix_purchase_line_item", "item_id"),)

    order_id: str = words(key=True)
    offer_id: str = words(key=True)
    store_id: str = words()
    item_id: str = words()
    item: str = words()
    unit: str = words()
    pack: str = words()
    pack_size: int = whole()
    packs: int = whole()
    price: int = whole()
    received: int = whole()


class PurchaseReceiptRow(SQLModel, table=True):
    """See data.procurement.purchase.PurchaseReceipt."""

    __tablename__ = "purchase_receipt"
    metadata = metadata
    __table_args__ = (
        Index("ix_purchase_receipt_order", "order_id"),
        Index("ix_purchase_receipt_item", "item_id"),
    )

    id: str = words(key=True)
    store_id: str = words()
    order_id: str = words()
    offer_id: str = words()
    item_id: str = words()
    quantity: int = whole()
    best_before: str | None = words(null=True)
    delivery: str = words()
    at: int = whole()
    command_id: str = words()


class PosIntegrationRow(SQLModel, table=True):
    """See data.shops.integration.PosIntegration."""

    __tablename__ = "pos_integration"
    metadata = metadata
    __table_args__ = (
        Index("ix_pos_integration_store", "store_id"),
        CheckConstraint("status IN ('PENDING', 'CONNECTED', 'BROKEN', 'DISCONNECTED')", name="status"),
    )

    id: str = words(key=True)
    store_id: str = words()
    vendor: str = words()
    account: str = words()
    location: str | None = words(null=True)
    status: str = words()
    since: int = whole()
    says: str | None = words(null=True)
    synced_at: int | None = whole(null=True)
    heard_at: int | None = whole(null=True)
    made_at: int = whole()


class SyncJobRow(SQLModel, table=True):
    """See data.shops.integration.SyncJob."""

    __tablename__ = "pos_sync_job"
    metadata = metadata
    __table_args__ = (Index("ix_pos_sync_job_integration", "integration_id"),)

    id: str = words(key=True)
    store_id: str = words()
    integration_id: str = words()
    kind: str = words()
    status: str = words()
    done: int = whole()
    total: int | None = whole(null=True)
    cursor: str | None = words(null=True)
    says: str | None = words(null=True)
    begun_at: int = whole()
    changed_at: int = whole()


class StockLinkRow(SQLModel, table=True):
    """See data.stock.link.StockLink."""

    __tablename__ = "stock_link"
    metadata = metadata
    __table_args__ = (
        Index("ix_stock_link_product", "product_id"),
        Index("ix_stock_link_item", "item_id"),
        Index("ix_stock_link_external", "external_id"),
    )

    integration_id: str = words(key=True)
    external_id: str = words(key=True)
    store_id: str = words()
    sku: str | None = words(null=True)
    title: str = words()
    product_id: str | None = words(null=True)
    size: str = words()
    item_id: str | None = words(null=True)


class WorkRow(SQLModel, table=True):
    """See data.shops.work.Work."""

    __tablename__ = "work_queue"
    metadata = metadata
    __table_args__ = (
        Index("ix_work_queue_state", "integration_id", "status", "changed_at"),
        Index("ix_work_queue_due", "integration_id", "next_retry_at", sqlite_where=_DUE, postgresql_where=_DUE),
        CheckConstraint("status IN ('pending', 'done', 'error')", name="status"),
    )

    id: str = words(key=True)
    store_id: str = words()
    integration_id: str = words()
    topic: str = words()
    dedupe_key: str = words()
    subject: str = words()
    status: str = words()
    version: int = whole()
    retry_count: int = whole()
    max_retries: int = whole()
    next_retry_at: int | None = whole(null=True)
    quantity: int | None = whole(null=True)
    says: str | None = words(null=True)
    created_at: int = whole()
    changed_at: int = whole()


class WorkLeaseRow(SQLModel, table=True):
    """See data.shops.kept.WorkLease."""

    __tablename__ = "work_lease"
    metadata = metadata

    work_id: str = words(key=True)
    locked_at: int = whole()
    locked_by: str = words()
    fence: int = whole()


class WebhookDeliveryRow(SQLModel, table=True):
    """See data.shops.kept.WebhookDelivery."""

    __tablename__ = "webhook_inbox"
    metadata = metadata
    __table_args__ = (
        Index("ux_webhook_inbox_delivery", "integration_id", "delivery_id", unique=True),
        Index("ix_webhook_inbox_new", "next_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: str = words(key=True)
    integration_id: str = words()
    store_id: str = words()
    provider: str = words()
    delivery_id: str = words()
    event_id: str = words()
    topic: str = words()
    received_at: int = whole()
    headers: str = words()
    raw: bytes = raw()
    state: str = words()
    tries: int = whole()
    next_at: int | None = whole(null=True)
    says: str | None = words(null=True)


class ShopSecretRow(SQLModel, table=True):
    """See data.shops.kept.ShopSecret."""

    __tablename__ = "shop_secret"
    metadata = metadata

    integration_id: str = words(key=True)
    name: str = words(key=True)
    sealed: str = words()
    expires_at: int | None = whole(null=True)
    changed_at: int = whole()


class OauthStateRow(SQLModel, table=True):
    """See data.shops.kept.OauthState."""

    __tablename__ = "shop_oauth_state"
    metadata = metadata

    state_hash: str = words(key=True)
    integration_id: str = words()
    made_at: int = whole()
    until: int = whole()
    used_at: int | None = whole(null=True)


class WebhookGapRow(SQLModel, table=True):
    """See data.shops.kept.WebhookGap."""

    __tablename__ = "webhook_gap"
    metadata = metadata

    integration_id: str = words(key=True)
    gid: str = words(key=True)
    content_at: int = whole(key=True)
    found_at: int = whole()
    source: str = words()


class AlertRow(SQLModel, table=True):
    """See data.shops.kept.Alert."""

    __tablename__ = "alert"
    metadata = metadata
    __table_args__ = (Index("ix_alert_due", "next_at", sqlite_where=_UNSENT, postgresql_where=_UNSENT),)

    id: str = words(key=True)
    store_id: str = words()
    channel: str = words()
    subject: str = words()
    body: str = words()
    tries: int = whole()
    next_at: int | None = whole(null=True)
    says: str | None = words(null=True)
    made_at: int = whole()


class ApiLogRow(SQLModel, table=True):
    """See data.shops.kept.ApiLog."""

    __tablename__ = "api_logs"
    metadata = metadata
    __table_args__ = (Index("ix_api_logs_route", "route", "at"),)

    id: str = words(key=True)
    at: int = whole()
    route: str = words()
    t_ms: int = whole()
    ok: bool = truth()
    code: str = words()


class DataHealthMetricRow(SQLModel, table=True):
    """See data.health.metric.DataHealthMetric."""

    __tablename__ = "data_health_metric"
    metadata = metadata
    __table_args__ = (Index("ix_data_health_metric_at", "store_id", "at"),)

    id: str = words(key=True)
    store_id: str = words()
    at: int = whole()
    score: int = whole()
    previous_score: int | None = whole(null=True)
    parts: str = words()
    cause: str = words()
    alerted_at: int | None = whole(null=True)


class DataHealthAlertRow(SQLModel, table=True):
    """See data.health.metric.DataHealthAlert."""

    __tablename__ = "data_health_alert"
    metadata = metadata
    __table_args__ = (
        Index("ix_data_health_alert_at", "store_id", "at"),
        Index("ix_data_health_alert_open", "at", sqlite_where=_UNSEEN, postgresql_where=_UNSEEN),
    )

    id: str = words(key=True)
    store_id: str = words()
    metric_id: str = words()
    score: int = whole()
    previous_score: int = whole()
    says: str = words()
    at: int = whole()
    acknowledged_at: int | None = whole(null=True)
    acknowledged_by: str | None = words(null=True)


class HealthCheckDueRow(SQLModel, table=True):
    """See data.health.metric.HealthCheckDue."""

    __tablename__ = "data_health_due"
    metadata = metadata
    __table_args__ = (Index("ix_data_health_due_at", "at"),)

    id: str = words(key=True)
    store_id: str = words()
    cause: str = words()
    at: int = whole()


class ForecastRow(SQLModel, table=True):
    """See data.forecasts.forecast.Forecast."""

    __tablename__ = "forecast"
    metadata = metadata
    __table_args__ = (Index("ix_forecast_day", "store_id", "date", "product_id"),)

    id: str = words(key=True)
    store_id: str = words()
    product_id: str = words()
    item: str = words()
    date: str = words()
    p10: int = whole()
    p50: int = whole()
    p90: int = whole()
    mean: int = whole()
    known: int = whole()
    last_year: int | None = whole(null=True)
    run_id: str = words()
    made_at: int = whole()
    actual: int | None = whole(null=True)
    planned: int | None = whole(null=True)
    reason: str | None = words(null=True)


class ForecastExplanationRow(SQLModel, table=True):
    """See data.forecasts.forecast.ForecastExplanation."""

    __tablename__ = "forecast_explanation"
    metadata = metadata

    forecast_id: str = words(key=True)
    store_id: str = words()
    base: int = whole()
    drivers: str = words()
    rest: int = whole()


class ForecastFeedbackRow(SQLModel, table=True):
    """See data.forecasts.forecast.ForecastFeedback."""

    __tablename__ = "forecast_feedback"
    metadata = metadata
    __table_args__ = (Index("ix_forecast_feedback", "forecast_id", "at"),)

    id: str = words(key=True)
    forecast_id: str = words()
    store_id: str = words()
    actual: int | None = whole(null=True)
    planned: int | None = whole(null=True)
    reason: str = words()
    at: int = whole()
    staff_id: str = words()


class ForecastRunRow(SQLModel, table=True):
    """See data.forecasts.forecast.ForecastRun."""

    __tablename__ = "forecast_run"
    metadata = metadata
    __table_args__ = (Index("ix_forecast_run", "store_id", "forecast_date"),)

    id: str = words(key=True)
    store_id: str = words()
    forecast_date: str = words()
    begun_at: int = whole()
    ended_at: int | None = whole(null=True)
    status: str = words()
    rows: int = whole()
    says: str = words()


class DayMarkRow(SQLModel, table=True):
    """See data.forecasts.marks.DayMark."""

    __tablename__ = "day_mark"
    metadata = metadata

    store_id: str = words(key=True)
    date: str = words(key=True)
    product_id: str = words(key=True)
    kind: str = words(key=True)
    says: str = words()
    value: int | None = whole(null=True)
    active: bool = truth()
    at: int = whole()
    staff_id: str = words()


class ProductTermsRow(SQLModel, table=True):
    """See data.forecasts.terms.ProductTerms."""

    __tablename__ = "product_terms"
    metadata = metadata
    __table_args__ = (Index("ix_product_terms_store", "store_id"),)

    product_id: str = words(key=True)
    store_id: str = words()
    category: str = words()
    shelf_life_days: int = whole()
    yield_permille: int = whole()
    service_permille: int = whole()


class ForecastRequestRow(SQLModel, table=True):
    """See data.forecasts.kept.ForecastRequest."""

    __tablename__ = "forecast_queue"
    metadata = metadata

    id: str = words(key=True)
    store_id: str = words()
    forecast_date: str = words()
    message: str = words()
    made_at: int = whole()
    leased_until: int | None = whole(null=True)
    lease_by: str | None = words(null=True)
    fence: int = whole()
    tries: int = whole()
    says: str | None = words(null=True)


class DailySalesRow(SQLModel, table=True):
    """See data.forecasts.kept.DailySales."""

    __tablename__ = "daily_sales"
    metadata = metadata
    __table_args__ = (Index("ix_daily_sales_date", "store_id", "date"),)

    store_id: str = words(key=True)
    product_id: str = words(key=True)
    date: str = words(key=True)
    quantity: int = whole()
    price: int | None = whole(null=True)
    sold_out: bool = truth()
    source: str = words()


class JournalEntryRow(SQLModel, table=True):
    """See data.core.envelope.JournalEntry."""

    __tablename__ = "journal"
    metadata = metadata
    __table_args__ = (
        Index("ux_journal_chain", "origin", "seq", unique=True),
        Index("ix_journal_skewed", "received_at", sqlite_where=_SKEWED, postgresql_where=_SKEWED),
        {"sqlite_with_rowid": False},
    )

    command_id: str = words(key=True)
    origin: str = words()
    seq: int | None = whole(null=True)
    prev_id: str | None = words(null=True)
    name: str = words()
    v: int = whole()
    args: str = words()
    actor_id: str = words()
    actor_name: str = words()
    actor_role: str = words()
    terminal_id: str = words()
    issued_at: int = whole()
    hlc: int = whole()
    boot_id: str = words()
    mono_ns: int = whole()
    status: str = words()
    code: str = words()
    says: str = words()
    ticket_id: str | None = words(null=True)
    order_id: str | None = words(null=True)
    undoable: bool = truth()
    undo: str | None = words(null=True)
    undone_by: str | None = words(null=True)
    settled: bool = truth()
    session: str | None = words(null=True)
    received_at: int | None = whole(null=True)
    occurred_at: int | None = whole(null=True)
    skew_ms: int | None = whole(null=True)
    seal: str | None = words(null=True)


class NodeRow(SQLModel, table=True):
    """See data.exchange.values.Node."""

    __tablename__ = "sync_node"
    metadata = metadata

    id: str = words(key=True)
    terminal_id: str = words()
    origin: str = words()
    final: int = whole()
    heard: str = words()
    upstream: bool = truth()
    feeds: bool = truth()
    epoch: str = words()
    scopes: str = words()


class BaseImageRow(SQLModel, table=True):
    """See data.exchange.values.BaseImage."""

    __tablename__ = "sync_base"
    metadata = metadata
    __table_args__ = {"sqlite_with_rowid": False}

    tbl: str = words(key=True)
    pk: str = words(key=True)
    image: str | None = words(null=True)


class TouchRow(SQLModel, table=True):
    """See data.exchange.values.Touch."""

    __tablename__ = "sync_touch"
    metadata = metadata
    __table_args__ = {"sqlite_with_rowid": False}

    seq: int = whole(key=True)
    tbl: str = words(key=True)
    shape: str = words(key=True)
    value: str = words(key=True)
    wrote: bool = truth()


class CookieRow(SQLModel, table=True):
    """See data.exchange.values.Cookie."""

    __tablename__ = "sync_cookie"
    metadata = metadata

    scope: str = words(key=True)
    ver: int = whole()
    tag: str = words()


class HeadRow(SQLModel, table=True):
    """See data.exchange.values.Head."""

    __tablename__ = "sync_head"
    metadata = metadata

    scope: str = words(key=True)
    ver: int = whole()
    tag: str = words()


class MarkRow(SQLModel, table=True):
    """See data.exchange.values.Mark."""

    __tablename__ = "sync_mark"
    metadata = metadata
    __table_args__ = {"sqlite_with_rowid": False}

    scope: str = words(key=True)
    ver: int = whole(key=True)
    tag: str = words()
    at: int = whole()


class RowVersionRow(SQLModel, table=True):
    """See data.exchange.values.RowVersion."""

    __tablename__ = "sync_row"
    metadata = metadata
    __table_args__ = (
        Index("ix_sync_row_ver", "scope", "ver"),
        {"sqlite_with_rowid": False},
    )

    scope: str = words(key=True)
    tbl: str = words(key=True)
    pk: str = words(key=True)
    ver: int = whole()
    deleted: bool = truth()


class BelowRow(SQLModel, table=True):
    """See data.exchange.values.Below."""

    __tablename__ = "sync_below"
    metadata = metadata

    origin: str = words(key=True)
    node_id: str = words()
    seq: int = whole()
    command_id: str = words()
    since: int | None = whole(null=True)
    anchor: str | None = words(null=True)
    seal: str | None = words(null=True)


class LifeRow(SQLModel, table=True):
    """See data.exchange.values.Life."""

    __tablename__ = "sync_life"
    metadata = metadata

    node_id: str = words(key=True)
    origin: str = words(key=True)
    first: int = whole()
    last: int = whole()


class FoundingRow(SQLModel, table=True):
    """See data.exchange.values.Founding."""

    __tablename__ = "sync_founding"
    metadata = metadata

    node_id: str = words(key=True)
    scopes: str = words()
    origin: str = words()
    begun_at: int = whole()
    upto: str = words()
    heads: str | None = words(null=True)


class AwaitedRow(SQLModel, table=True):
    """See data.exchange.values.Awaited."""

    __tablename__ = "sync_awaited"
    metadata = metadata

    node_id: str = words(key=True)
    since: int = whole()


class BootClockRow(SQLModel, table=True):
    """See data.exchange.values.BootClock."""

    __tablename__ = "sync_clock"
    metadata = metadata

    boot_id: str = words(key=True)
    zero_at: int = whole()
    by_boot: str = words()
    by_mono: int = whole()
    learnt_at: int = whole()


class StandingRow(SQLModel, table=True):
    """See data.exchange.values.Standing."""

    __tablename__ = "sync_standing"
    metadata = metadata

    id: str = words(key=True)
    hub: str = words()
    heard_at: int | None = whole(null=True)
    heard_mono: int | None = whole(null=True)
    boot_id: str = words()
    trouble: str = words()
    says: str = words()
    since: int | None = whole(null=True)
    offset_ms: int | None = whole(null=True)
    oldest: int | None = whole(null=True)
    newest: int | None = whole(null=True)
    version: str = words()
    pid: int = whole()
    beat_mono: int = whole()
    swap_rows: int = whole()
    swap_since: int | None = whole(null=True)


class ArchivedRow(SQLModel, table=True):
    """See data.exchange.values.Archived."""

    __tablename__ = "sync_archive"
    metadata = metadata

    order_id: str = words(key=True)
    store_id: str = words()
    at: int = whole()


class ChoreRow(SQLModel, table=True):
    """See data.exchange.values.Chore."""

    __tablename__ = "sync_chore"
    metadata = metadata

    name: str = words(key=True)
    begun_at: int = whole()
    done_at: int = whole()
    told: str = words()


class HandoverRow(SQLModel, table=True):
    """See data.exchange.values.Handover."""

    __tablename__ = "sync_handover"
    metadata = metadata

    node_id: str = words(key=True)
    begun_at: int = whole()
    done_at: int | None = whole(null=True)


class HandedOverRow(SQLModel, table=True):
    """See data.exchange.values.HandedOver."""

    __tablename__ = "sync_handed_over"
    metadata = metadata
    __table_args__ = (Index("ix_sync_handed_over_node", "node_id", "seq"),)

    command_id: str = words(key=True)
    node_id: str = words()
    seq: int = whole()
    sent: str = words()
    taken_at: int = whole()
    state: str = words()
    says: str = words()


class OrganizationRow(SQLModel, table=True):
    """See data.exchange.directory.Organization."""

    __tablename__ = "organization"
    metadata = metadata

    id: str = words(key=True)
    name: str = words()
    made_at: int = whole()


class MemberRow(SQLModel, table=True):
    """See data.exchange.directory.Member."""

    __tablename__ = "hub_member"
    metadata = metadata

    id: str = words(key=True)
    organization_id: str = words()
    kind: str = words()
    name: str = words()
    terminal_id: str | None = words(null=True)
    public_key: str | None = words(null=True)
    scopes: str = words()
    role: str | None = words(null=True)
    enrolled_at: int = whole()
    seen_at: int | None = whole(null=True)
    revoked_at: int | None = whole(null=True)


class EnrolmentCodeRow(SQLModel, table=True):
    """See data.exchange.directory.EnrolmentCode."""

    __tablename__ = "hub_code"
    metadata = metadata

    code_hash: str = words(key=True)
    organization_id: str = words()
    store_id: str = words()
    kind: str = words()
    made_at: int = whole()
    until: int = whole()
    used_by: str | None = words(null=True)


class GuessingRow(SQLModel, table=True):
    """See data.exchange.directory.Guessing."""

    __tablename__ = "hub_guess"
    metadata = metadata

    subject: str = words(key=True)
    since: int = whole()
    wrong: int = whole()


class TokenFamilyRow(SQLModel, table=True):
    """See data.exchange.directory.TokenFamily."""

    __tablename__ = "hub_family"
    metadata = metadata
    __table_args__ = (Index("ix_hub_family_member", "member_id"),)

    id: str = words(key=True)
    organization_id: str = words()
    member_id: str = words()
    token_hash: str = words()
    before_hash: str | None = words(null=True)
    successor: str | None = words(null=True)
    rotated_at: int = whole()
    until: int = whole()
    dead_at: int | None = whole(null=True)


class HubKeyRow(SQLModel, table=True):
    """See data.exchange.directory.HubKey."""

    __tablename__ = "hub_key"
    metadata = metadata

    kid: str = words(key=True)
    issuer: str = words()
    public_key: str = words()
    sealed: str = words()
    made_at: int = whole()
    retired_at: int | None = whole(null=True)


class PepperRow(SQLModel, table=True):
    """See data.exchange.directory.Pepper."""

    __tablename__ = "hub_pepper"
    metadata = metadata

    id: str = words(key=True)
    sealed: str = words()
    made_at: int = whole()

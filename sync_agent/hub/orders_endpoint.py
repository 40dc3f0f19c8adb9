"""POST /orders: an order by a person or script while the customer waits; GET /orders/{id}: how it stands.

Who asks, is the body fit, is there enough, save, tell: in this order. Stock is looked at and held in the transaction
that saves the order, under its store's lock, so the last one is sold once.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from starlette.concurrency import run_in_threadpool

from data.core.envelope import JournalEntry, Stamp
from data.core.ids import digest
from data.core.money import MOST_MINOR
from data.core.packed import pack, unpack
from data.kitchen.ticket import Ticket
from data.ledger.serve import NotServed
from data.orders.compose import Asked, Item, compose
from data.orders.docket import MOST_ASKED, docket_to_args
from data.orders.holding import product_of
from data.orders.intake import PlaceOrder
from data.orders.order import Order
from data.orders.reading import docket_rules
from data.organization.policies import policies_of
from data.organization.store import Store
from data.questions.stores import next_local_number
from data.store.database import Database, StoredRows
from data.store.errors import NotRecorded
from sync_agent.hub.auth import Principal, principal
from sync_agent.hub.giving import MOST_BYTES, UNFIT_TEXT, Key, allowed, give, role_of, stamp_for, unfit
from sync_agent.hub.limits import body_of, in_turn, refusal
from sync_agent.hub.running import Hub

HUB_NUMBER = 0
"""Among the numbers of terminals, which begin the numbers of orders taken at them."""
router = APIRouter(tags=["orders"])

_Short = Annotated[str, Field(max_length=200)]
_Long = Annotated[str, Field(max_length=2_000)]
_Money = Annotated[int, Field(ge=0, le=MOST_MINOR)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    @field_validator("*", mode="after")
    @classmethod
    def _fit(cls, value: object) -> object:
        if isinstance(value, str) and UNFIT_TEXT.search(value):
            raise ValueError("control characters are not text")
        return value


class NewItem(_Strict):
    """One thing asked for, by `sku` or `title`; `unitPrice` in the currency's smallest unit."""

    title: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    sku: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    quantity: Annotated[int, Field(ge=1, le=MOST_ASKED)] = 1
    size: _Short | None = None
    flavour: _Short | None = None
    writing: _Long | None = None
    allergens: _Long | None = None
    unitPrice: _Money = 0  # noqa: N815

    @model_validator(mode="after")
    def _named(self) -> NewItem:
        if self.title is None and self.sku is None:
            raise ValueError("title or sku is needed")
        return self


class NewOrder(_Strict):
    """`due` is a day, YYYY-MM-DD; without one the customer waits. `confirmed`: on a day that is too soon, or on which
    nobody is there, all the same."""

    storeId: Annotated[str, Field(min_length=1, max_length=64)]  # noqa: N815
    customer: Annotated[str, Field(min_length=1, max_length=200)]
    due: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    window: Annotated[str, Field(max_length=40)] | None = None
    method: Literal["pickup", "delivery"] = "pickup"
    note: _Long | None = None
    instructions: _Long | None = None
    deposit: _Money = 0
    confirmed: bool = False
    items: Annotated[list[NewItem], Field(min_length=1, max_length=100)]

    @field_validator("due")
    @classmethod
    def _a_day(cls, due: str | None) -> str | None:
        if due is not None:
            date.fromisoformat(due)
        return due

    @model_validator(mode="after")
    def _affordable(self) -> NewOrder:
        if sum(item.quantity * item.unitPrice for item in self.items) > MOST_MINOR:
            raise ValueError("no order costs that much")
        return self


class OrderTicket(BaseModel):
    """One item to make."""

    id: str
    code: str
    humanId: str  # noqa: N815
    product: str
    size: str | None
    stage: str
    cancelled: bool


class OrderResponse(BaseModel):
    """An order as it stands; amounts in the currency's smallest unit."""

    id: str
    humanId: str  # noqa: N815
    status: str
    organizationId: str  # noqa: N815
    storeId: str  # noqa: N815
    dueDate: str | None  # noqa: N815
    dueWindow: str | None  # noqa: N815
    method: str | None
    total: int
    deposit: int
    currency: str
    tickets: list[OrderTicket]


@router.post(
    "/orders",
    status_code=201,
    responses={
        401: {"description": "no good token"},
        403: {"description": "not in this role, not in this store"},
        409: {"description": "refused: not enough in stock (`short`), a day to be confirmed (`confirm`), ..."},
        413: {"description": "too large"},
        422: {"description": "not an order, and which field is why"},
        503: {"description": "not now; Retry-After says when"},
    },
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": NewOrder.model_json_schema()}}}
    },
)
async def place(
    request: Request, response: Response, who: Annotated[Principal, Depends(principal)], key: Key = None
) -> OrderResponse:
    """Places it. The number is given here."""
    hub: Hub = request.app.state.hub
    allowed(PlaceOrder, who)
    in_turn(hub.rate, who.id)
    body = await body_of(request, "application/json")
    if len(body) > MOST_BYTES:
        raise refusal(413, "body_too_large", f"An order has {MOST_BYTES} bytes at most")
    try:
        wanted = NewOrder.model_validate_json(body)
    except ValidationError as trouble:
        raise unfit(trouble) from trouble
    answered = await run_in_threadpool(_placed, hub, who, wanted, key)
    response.headers["Location"] = f"/orders/{answered.id}"
    return answered


@router.get("/orders/{order_id}", responses={404: {"description": "no such order of yours"}})
def show(
    order_id: Annotated[str, Path(max_length=64)], request: Request, who: Annotated[Principal, Depends(principal)]
) -> OrderResponse:
    """One of the stores that the token is for."""
    role_of(who)
    hub: Hub = request.app.state.hub
    try:
        found = hub.store.read(who.organization_id, lambda database: _told(database, who, order_id))
    except NotRecorded as trouble:
        raise refusal(503, "not_read", "The hub's database does not answer now: later") from trouble
    if found is None:
        raise refusal(404, "no_such_order", "There is no such order here")
    return found


def _placed(hub: Hub, who: Principal, wanted: NewOrder, key: str | None) -> OrderResponse:
    if wanted.storeId not in who.scopes:
        raise refusal(403, "not_your_store", "This token is not for that store")
    given = stamp_for(hub, who, "orders", key)
    fingerprint = digest(pack(wanted.model_dump()))

    def same(entry: JournalEntry) -> bool:
        return bool(unpack(unpack(entry.args)["docket"])["sha256"] == fingerprint)

    def command(database: Database) -> PlaceOrder:
        return _command(database, wanted, given, fingerprint)

    _, entry = give(hub, who, command, given, (wanted.storeId,), same)
    order_id = entry.order_id if entry else None
    found = order_id and hub.store.read(who.organization_id, lambda database: _told(database, who, order_id))
    if not found:
        raise refusal(404, "no_such_order", "The order was placed before, and is not here any more")
    return found


def _command(database: Database, wanted: NewOrder, given: Stamp, fingerprint: str) -> PlaceOrder:
    rows = StoredRows(database)
    store = rows.get(Store, wanted.storeId)
    if store is None:
        raise NotServed("unknown_store", f"This hub does not hold {wanted.storeId}")
    asked = Asked(
        wanted.customer,
        wanted.due,
        [_item(rows, store, item) for item in wanted.items],
        wanted.window,
        wanted.method,
        wanted.note,
        wanted.instructions,
        "web",
    )
    docket = compose(
        asked,
        number=next_local_number(database, store.id, HUB_NUMBER),
        # A store hub and its own hub give the same numbers while they cannot hear each other: never the same gid.
        terminal_id=given.command_id,
        currency=store.currency,
        rules=docket_rules(store.docket, policies_of(store).split_up_to),
        now=given.at,
    )
    args = {**docket_to_args(docket), "sha256": fingerprint}
    return PlaceOrder(store.id, pack(args), wanted.deposit, wanted.confirmed)


def _item(rows: StoredRows, store: Store, item: NewItem) -> Item:
    product = product_of(rows, store.id, item.title or "", item.sku)
    title = item.title or (product.title if product else item.sku) or ""
    return Item(title, item.size, item.flavour, item.writing, item.quantity, item.sku, item.unitPrice, item.allergens)


def _told(database: Database, who: Principal, order_id: str) -> OrderResponse | None:
    rows = StoredRows(database)
    order = rows.get(Order, order_id)
    if order is None or order.store_id not in who.scopes:
        return None
    tickets = sorted(rows.where(Ticket, order_id=order.id), key=lambda ticket: ticket.number_sort)
    return OrderResponse(
        id=order.id,
        humanId=order.human_id,
        status=order.status,
        organizationId=who.organization_id,
        storeId=order.store_id,
        dueDate=order.due_date,
        dueWindow=order.due_window,
        method=order.method,
        total=order.total,
        deposit=order.deposit,
        currency=order.currency,
        tickets=[
            OrderTicket(
                id=ticket.id,
                code=ticket.code,
                humanId=ticket.human_id,
                product=ticket.product,
                size=ticket.size,
                stage=ticket.stage,
                cancelled=ticket.cancelled_at is not None,
            )
            for ticket in tickets
        ],
    )

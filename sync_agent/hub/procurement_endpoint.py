"""/api/v1/procurement: what to buy and why, purchase orders made and received, for people and scripts (F21-F24)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from data.core.actor import Role
from data.core.command import Command
from data.core.envelope import JournalEntry
from data.core.ids import derived_id
from data.core.packed import pack
from data.procurement.ordering import MakePurchaseOrder
from data.procurement.purchase import PurchaseOrder
from data.procurement.receiving import ReceivePurchase
from data.procurement.recommendation import Recommendation
from data.procurement.supplier import Supplier
from data.questions.procurement import order_called, orders_of, suppliers_of, why
from data.store.database import Database, StoredRows
from data.store.errors import StoreError
from sync_agent.buying import spelling
from sync_agent.buying.advisor import Advisor
from sync_agent.hub.at_a_terminal import In, at_least_here
from sync_agent.hub.auth import Principal, principal
from sync_agent.hub.giving import MOST_BYTES, Key, Told, allowed, give, stamp_for, unfit
from sync_agent.hub.limits import body_of, in_turn, refusal
from sync_agent.hub.running import Hub

router = APIRouter(prefix="/api/v1/procurement", tags=["procurement"])
_MOST_LINES = 500
T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)
_Id = Annotated[str, Field(min_length=1, max_length=128)]
_Ours = Annotated[str, Path(max_length=128)]
_Store = Annotated[str | None, Query(max_length=64, description="its short name; needed where the token has several")]
_SEEN: dict[int | str, dict[str, Any]] = {
    403: {"description": "a supervisor's only, or not in this store"},
    404: {"description": "there is no such thing in these stores"},
    503: {"description": "not now"},
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class NewLine(_Strict):
    """So many packs of an offer."""

    offerId: _Id  # noqa: N815
    packs: Annotated[int, Field(ge=1, le=10**6)]


class NewOrder(_Strict):
    """To one supplier. `confirmed`: although some of it is on order from today already."""

    supplierId: _Id  # noqa: N815
    lines: Annotated[list[NewLine], Field(min_length=1, max_length=_MOST_LINES)]
    note: Annotated[str, Field(max_length=500)] = ""
    confirmed: bool = False


class Came(_Strict):
    """Of a line, in the item's unit."""

    offerId: _Id  # noqa: N815
    quantity: Annotated[int, Field(ge=1, le=10**12)]


class Delivery(_Strict):
    """What came; no lines: all that is missing. `delivery` is the number of the delivery note, which counts once."""

    lines: Annotated[list[Came], Field(max_length=_MOST_LINES)] = []
    delivery: Annotated[str, Field(max_length=80)] = ""
    bestBefore: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None  # noqa: N815
    confirmed: bool = False


@router.get("/recommendations", responses=_SEEN)
async def recommendations(
    request: Request, who: Annotated[Principal, Depends(principal)], signed_in: In = None, store: _Store = None
) -> dict[str, Any]:
    """A store's, the most urgent first, with their age and totals."""
    hub: Hub = request.app.state.hub
    await _may_look(request, who, signed_in)
    advisor: Advisor = request.app.state.advisor
    return await run_in_threadpool(_advised, hub, advisor, who, _one_store(who, store))


@router.get("/recommendations/{ident}/explanation", responses=_SEEN)
async def explanation(
    ident: _Ours, request: Request, who: Annotated[Principal, Depends(principal)], signed_in: In = None
) -> dict[str, Any]:
    """The parts, which sum to the quantity; what moved the forecasts behind them."""
    await _may_look(request, who, signed_in)

    def look(database: Database) -> dict[str, Any] | None:
        found = StoredRows(database).get(Recommendation, ident)
        return spelling.why(why(database, found)) if found is not None and found.store_id in who.scopes else None

    return await run_in_threadpool(_found, request.app.state.hub, who, look, "There is no such recommendation here")


@router.get("/orders", responses=_SEEN)
async def orders(
    request: Request, who: Annotated[Principal, Depends(principal)], signed_in: In = None, store: _Store = None
) -> dict[str, Any]:
    """A store's purchase orders, the newest first."""
    await _may_look(request, who, signed_in)
    where = _one_store(who, store)

    def look(database: Database) -> dict[str, Any]:
        return {"orders": [spelling.order(one) for one in orders_of(database, where)]}

    return await run_in_threadpool(_found, request.app.state.hub, who, look, "")


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": model.model_json_schema()}}}}


_GIVEN: dict[int | str, dict[str, Any]] = {
    **_SEEN,
    409: {"description": "refused: `code` and a sentence; `confirm`: the same, confirmed, will do"},
}


@router.post("/orders", status_code=201, responses=_GIVEN, openapi_extra=_schema(NewOrder))
async def order(request: Request, who: Annotated[Principal, Depends(principal)], key: Key = None) -> dict[str, Any]:
    """Makes one."""
    hub: Hub = request.app.state.hub
    allowed(MakePurchaseOrder, who)
    wanted = await _read(request, who, NewOrder)
    given = stamp_for(hub, who, "purchase_order", key)
    lines = tuple((line.offerId, line.packs) for line in wanted.lines)
    ident = derived_id(given.command_id, "purchase_order")
    command = MakePurchaseOrder(ident, wanted.supplierId, lines, wanted.note, wanted.confirmed)

    def work() -> dict[str, Any]:
        where = _found(
            hub, who, lambda database: _store_of_supplier(database, who, wanted.supplierId), "No such supplier"
        )
        _given(hub, who, command, key, "purchase_order", where)
        return _found(hub, who, lambda database: _order(database, who, ident), "The order is not here any more")

    return await run_in_threadpool(work)


@router.post("/orders/{ident}/receive", responses=_GIVEN, openapi_extra=_schema(Delivery))
async def receive(
    ident: _Ours, request: Request, who: Annotated[Principal, Depends(principal)], key: Key = None
) -> dict[str, Any]:
    """Into stock: all of it, or a part."""
    hub: Hub = request.app.state.hub
    allowed(ReceivePurchase, who)
    came = await _read(request, who, Delivery)
    lines = tuple((line.offerId, line.quantity) for line in came.lines)

    def work() -> dict[str, Any]:
        before = _found(hub, who, lambda database: _order(database, who, ident), "There is no such order here")
        command = ReceivePurchase(before["id"], lines, came.delivery, came.bestBefore, came.confirmed)
        told = _given(hub, who, command, key, "receive", before["storeId"])
        after = _found(hub, who, lambda database: _order(database, who, ident), "The order is not here any more")
        return {**after, "verdict": told.status, "says": told.says}

    return await run_in_threadpool(work)


async def _may_look(request: Request, who: Principal, signed_in: str | None) -> None:
    await at_least_here(request, who, signed_in, Role.SUPERVISOR, "What is bought is for supervisors")


async def _read(request: Request, who: Principal, model: type[M]) -> M:
    hub: Hub = request.app.state.hub
    in_turn(hub.rate, who.id)
    body = await body_of(request, "application/json")
    if len(body) > MOST_BYTES:
        raise refusal(413, "body_too_large", f"This has {MOST_BYTES} bytes at most")
    try:
        return model.model_validate_json(body)
    except ValidationError as trouble:
        raise unfit(trouble) from trouble


def _one_store(who: Principal, store: str | None) -> str:
    if store is not None and store not in who.scopes:
        raise refusal(403, "not_your_store", "This token is not for that store")
    if store is None and len(who.scopes) != 1:
        raise refusal(422, "which_store", f"Say which store: {', '.join(sorted(who.scopes))}")
    return who.scopes[0] if store is None else store


def _advised(hub: Hub, advisor: Advisor, who: Principal, store_id: str) -> dict[str, Any]:
    try:
        found = advisor.advice(who.organization_id, store_id)
        known = hub.store.read(who.organization_id, lambda database: suppliers_of(database, store_id))
    except StoreError as trouble:
        raise _not_read() from trouble
    if found is None:
        raise refusal(404, "no_advice", "Nobody has worked out yet what that store should buy")
    return spelling.advised(found, {one.id: one for one in known}, hub.now())


def _found(hub: Hub, who: Principal, look: Callable[[Database], T | None], says: str) -> T:
    try:
        found = hub.store.read(who.organization_id, look)
    except StoreError as trouble:
        raise _not_read() from trouble
    if found is None:
        raise refusal(404, "not_here", says)
    return found


def _store_of_supplier(database: Database, who: Principal, supplier_id: str) -> str | None:
    found = StoredRows(database).get(Supplier, supplier_id)
    return found.store_id if found is not None and found.store_id in who.scopes else None


def _order(database: Database, who: Principal, ident: str) -> dict[str, Any] | None:
    """By its id, or its code in one of the token's stores."""
    rows = StoredRows(database)
    known = rows.get(PurchaseOrder, ident)
    for store_id in who.scopes if known is None else (known.store_id,):
        found = order_called(database, store_id, ident)
        if found is not None and store_id in who.scopes:
            return spelling.order(found)
    return None


def _given(hub: Hub, who: Principal, command: Command, key: str | None, what: str, store_id: str) -> Told:
    given = stamp_for(hub, who, what, key)

    def same(entry: JournalEntry) -> bool:
        return entry.name == command.name and entry.args == pack(command.to_args())

    result, _ = give(hub, who, command, given, (store_id,), same)
    return Told(commandId=result.command_id, status=result.status, code=result.code or "", says=result.says)


def _not_read() -> HTTPException:
    return refusal(503, "not_read", "The hub's database answers nothing now: later")

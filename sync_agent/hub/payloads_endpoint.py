"""POST /api/v1/payloads: a node below hands over the raw payload of an order that it took in from a file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from data.ledger.payloads import keep_payload
from data.orders.order import OrderPayload
from data.store.errors import NotRecorded
from sync_agent.hub.auth import Principal, principal
from sync_agent.hub.limits import body_of, in_turn, refusal
from sync_agent.hub.running import Hub
from sync_agent.link.payloads import PATH

router = APIRouter(tags=["sync"])


class Payload(BaseModel):
    """`raw` in Base64; `sha256` is that of its bytes."""

    model_config = ConfigDict(extra="forbid")

    order_id: Annotated[str, Field(min_length=1, max_length=64, pattern="^[0-9a-f-]+$")]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    raw: Base64Bytes


class Kept(BaseModel):
    """Whether the node may erase its copy: not while the order itself has not arrived."""

    kept: bool


@router.post(
    PATH,
    openapi_extra={"requestBody": {"content": {"application/json": {"schema": Payload.model_json_schema()}}}},
    responses={
        400: {"description": "not a payload"},
        403: {"description": "not a node"},
        413: {"description": "too large"},
        429: {"description": "too often; Retry-After says when"},
        503: {"description": "not now"},
    },
)
async def payloads(request: Request, who: Annotated[Principal, Depends(principal)]) -> Kept:
    """The body is JSON, perhaps gzipped, of 2 MiB at most."""
    hub: Hub = request.app.state.hub
    if who.node_id is None:
        raise refusal(403, "not_a_node", "Only terminals and store hubs hand payloads over")
    in_turn(hub.rate, who.id)
    body = await body_of(request, "application/json")
    try:
        told = Payload.model_validate_json(body)
    except ValidationError as trouble:
        raise refusal(400, "malformed", "This is not a payload of an order") from trouble
    return await run_in_threadpool(_kept, hub, who, told)


def _kept(hub: Hub, who: Principal, told: Payload) -> Kept:
    payload = OrderPayload(told.order_id, told.sha256, told.raw, hub.now())
    try:
        kept = hub.store.write(who.organization_id, lambda database: keep_payload(database, payload, who.scopes))
    except NotRecorded as trouble:
        raise refusal(503, "not_recorded", "The hub's database takes nothing now: later") from trouble
    if kept and hub.above is not None:
        hub.above.call()
    return Kept(kept=kept)

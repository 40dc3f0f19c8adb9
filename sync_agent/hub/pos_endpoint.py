"""Connecting a shop: the question for its owner, and the page to which the vendor sends the owner back."""

from __future__ import annotations

from html import escape
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from data.core.actor import Role
from data.shops.integration import PosIntegration
from data.store.errors import StoreError
from sync_agent.hub.auth import Principal, principal
from sync_agent.hub.giving import role_of, unfit
from sync_agent.hub.limits import body_of, in_turn, refusal
from sync_agent.hub.running import Hub
from sync_agent.shops.trouble import Forged, Rejected, ShopTrouble
from sync_agent.work.connecting import NoApp, Question, begin, finish
from sync_agent.work.opening import Opener

router = APIRouter(tags=["shops"])
_MOST_BYTES = 8 * 1024
_PAGE = "<!doctype html><meta charset=utf-8><title>Bakeline</title><p>{says}</p>"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class NewConnection(BaseModel):
    """`account` is the domain of a Shopify shop; Square asks its seller."""

    model_config = ConfigDict(extra="forbid", strict=True)

    storeId: Annotated[str, Field(min_length=1, max_length=64)]  # noqa: N815
    provider: Literal["square", "shopify"]
    account: Annotated[str, Field(min_length=1, max_length=253)] | None = None


class Asked(BaseModel):
    """Where the owner says yes, and the connection that waits for it."""

    auth_url: str
    integration_id: str


class Done(BaseModel):
    """The shop is connected."""

    success: bool = True


@router.post(
    "/api/v1/pos/connections",
    status_code=201,
    openapi_extra={"requestBody": {"content": {"application/json": {"schema": NewConnection.model_json_schema()}}}},
    responses={403: {"description": "an owner's only"}, 409: {"description": "as which application, or no such store"}},
)
async def connect(request: Request, who: Annotated[Principal, Depends(principal)]) -> Asked:
    """Begins a connection: PENDING until its owner has said yes."""
    hub: Hub = request.app.state.hub
    if role_of(who) is not Role.OWNER:
        raise refusal(403, "not_allowed", "Shops are connected by owners")
    in_turn(hub.rate, who.id)
    body = await body_of(request, "application/json")
    if len(body) > _MOST_BYTES:
        raise refusal(413, "body_too_large", f"This has {_MOST_BYTES} bytes at most")
    try:
        wanted = NewConnection.model_validate_json(body)
    except ValidationError as trouble:
        raise unfit(trouble) from trouble
    if wanted.storeId not in who.scopes:
        raise refusal(403, "not_your_store", "This token is not for that store")
    asked = await run_in_threadpool(_begun, request.app.state.shops, who, wanted)
    return Asked(auth_url=asked.url, integration_id=asked.shop.id)


@router.get("/integrations/callback", response_class=HTMLResponse)
async def callback(request: Request) -> HTMLResponse:
    """The owner comes back from the vendor. Whoever comes without a question of ours changes nothing."""
    opener: Opener = request.app.state.shops
    try:
        shop = await run_in_threadpool(_finished, opener, request)
    except HTTPException as trouble:
        detail: Any = trouble.detail
        return HTMLResponse(_PAGE.format(says=escape(detail["says"])), trouble.status_code, _HEADERS)
    says = f"{shop.account} is connected. You may close this page."
    return HTMLResponse(_PAGE.format(says=escape(says)), headers=_HEADERS)


@router.post("/api/v1/pos/callback/{provider}")
async def exchanged(provider: Literal["square", "shopify"], request: Request) -> Done:
    """The same for a page of one's own, which hands the vendor's answer on as it came."""
    await run_in_threadpool(_finished, request.app.state.shops, request)
    return Done()


def _begun(opener: Opener, who: Principal, wanted: NewConnection) -> Question:
    try:
        return begin(opener, who.organization_id, wanted.storeId, wanted.provider, wanted.account)
    except NoApp as trouble:
        raise refusal(409, "no_app", str(trouble)) from trouble
    except Rejected as trouble:
        raise refusal(409, trouble.code, str(trouble)) from trouble
    except StoreError as trouble:
        raise refusal(503, "not_recorded", "The hub's database takes nothing now: later") from trouble


def _finished(opener: Opener, request: Request) -> PosIntegration:
    try:
        return finish(opener, list(request.query_params.multi_items()))
    except Forged as trouble:
        raise refusal(400, trouble.code, str(trouble)) from trouble
    except Rejected as trouble:
        raise refusal(409, trouble.code, str(trouble)) from trouble
    except ShopTrouble as trouble:
        raise refusal(502, trouble.code, str(trouble)) from trouble
    except StoreError as trouble:
        raise refusal(503, "not_recorded", "The hub's database takes nothing now: later") from trouble

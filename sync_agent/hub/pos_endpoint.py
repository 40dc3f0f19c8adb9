"""Connecting a shop: the question for its owner, and the page to which the vendor sends the owner back."""

from __future__ import annotations

from html import escape
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from data.core.actor import Role
from data.shops.integration import PosIntegration
from data.store.errors import StoreError
from sync_agent.hub.at_a_terminal import In, at_least_here, not_below
from sync_agent.hub.auth import Principal, principal
from sync_agent.hub.giving import unfit
from sync_agent.hub.limits import body_of, refusal
from sync_agent.hub.running import Hub
from sync_agent.shops.trouble import Forged, Rejected, ShopTrouble
from sync_agent.work.connecting import NoApp, Question, begin, finish, way_to
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
    """Where the owner says yes, and the connection that waits for it. `short_url` leads there by way of this hub: a
    picture of it has room on a small screen."""

    auth_url: str
    integration_id: str
    short_url: str


class Done(BaseModel):
    """The shop is connected."""

    success: bool = True


@router.post(
    "/api/v1/pos/connections",
    status_code=201,
    openapi_extra={"requestBody": {"content": {"application/json": {"schema": NewConnection.model_json_schema()}}}},
    responses={403: {"description": "an owner's only"}, 409: {"description": "as which application, or no such store"}},
)
async def connect(request: Request, who: Annotated[Principal, Depends(principal)], signed_in: In = None) -> Asked:
    """Begins a connection: PENDING until its owner has said yes."""
    hub: Hub = request.app.state.hub
    await at_least_here(request, who, signed_in, Role.OWNER, "Shops are connected by owners")
    not_below(hub, "Shops are connected at the hub above this one")
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
    return Asked(auth_url=asked.url, integration_id=asked.shop.id, short_url=asked.short_url)


@router.get("/integrations/ask/{state}")
async def ask(state: Annotated[str, Path(max_length=128)], request: Request) -> Response:
    """The way to the vendor for whoever has the short address; as long as the question is open."""
    try:
        url = await run_in_threadpool(_way, request.app.state.shops, state)
    except HTTPException as trouble:
        return _page(trouble)
    return RedirectResponse(url, 303, _HEADERS)


@router.get("/integrations/callback", response_class=HTMLResponse)
async def callback(request: Request) -> HTMLResponse:
    """The owner comes back from the vendor. Whoever comes without a question of ours changes nothing."""
    opener: Opener = request.app.state.shops
    try:
        shop = await run_in_threadpool(_finished, opener, request)
    except HTTPException as trouble:
        return _page(trouble)
    says = f"{shop.account} is connected. You may close this page."
    return HTMLResponse(_PAGE.format(says=escape(says)), headers=_HEADERS)


@router.post("/api/v1/pos/callback/{provider}")
async def exchanged(provider: Literal["square", "shopify"], request: Request) -> Done:
    """The same for a page of one's own, which hands the vendor's answer on as it came."""
    await run_in_threadpool(_finished, request.app.state.shops, request)
    return Done()


def _page(trouble: HTTPException) -> HTMLResponse:
    detail: Any = trouble.detail
    return HTMLResponse(_PAGE.format(says=escape(detail["says"])), trouble.status_code, _HEADERS)


def _way(opener: Opener, state: str) -> str:
    try:
        return way_to(opener, state)
    except Forged as trouble:
        raise refusal(400, trouble.code, str(trouble)) from trouble
    except StoreError as trouble:
        raise refusal(503, "not_recorded", "The hub's database answers nothing now: later") from trouble


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

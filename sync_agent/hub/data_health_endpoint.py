"""GET /api/v1/restaurants/data-health: how far the sales data of one's stores can be trusted, and what was told of it
(F34)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from data.core.actor import Role
from data.questions.stores import stores
from data.store.database import Database
from data.store.errors import StoreError
from sync_agent.health.telling import restaurant
from sync_agent.hub.at_a_terminal import In, at_least_here
from sync_agent.hub.auth import Principal, principal
from sync_agent.hub.limits import refusal
from sync_agent.hub.running import Hub

router = APIRouter(tags=["health"])


class HealthPart(BaseModel):
    """One trouble that is looked for: `lost` of its `weight` in points, and what to do where anything is lost."""

    code: str
    lost: int
    weight: int
    says: str
    todo: str
    examples: list[str]


class Metric(BaseModel):
    """The score is 100 less what the parts lose; instants are milliseconds by the hub's clock."""

    id: str
    at: int
    score: Annotated[int, Field(ge=0, le=100)]
    previousScore: int | None  # noqa: N815
    cause: str
    alertedAt: int | None  # noqa: N815
    parts: list[HealthPart]


class DayScore(BaseModel):
    """How a day of the store ended."""

    day: str
    score: int


class HealthAlert(BaseModel):
    """The score fell so far that people were told; those that nobody has seen come first."""

    id: str
    metricId: str  # noqa: N815
    at: int
    score: int
    previousScore: int  # noqa: N815
    says: str
    acknowledgedAt: int | None  # noqa: N815
    acknowledgedBy: str | None  # noqa: N815


class Restaurant(BaseModel):
    """One store; `metric` is null where nothing was measured yet."""

    restaurantId: str  # noqa: N815
    name: str
    metric: Metric | None
    history: list[DayScore]
    alerts: list[HealthAlert]


class DataHealth(BaseModel):
    """Of the stores that one may see."""

    at: int
    restaurants: list[Restaurant]


@router.get(
    "/api/v1/restaurants/data-health",
    responses={403: {"description": "a supervisor's, of one's own stores"}, 503: {"description": "not now"}},
)
async def data_health(
    request: Request,
    who: Annotated[Principal, Depends(principal)],
    signed_in: In = None,
    restaurant_id: Annotated[str | None, Query(alias="restaurantId", max_length=64)] = None,
) -> DataHealth:
    """As it was measured last; nothing is measured for it."""
    hub: Hub = request.app.state.hub
    says = "How good the data are is for supervisors"
    await at_least_here(request, who, signed_in, Role.SUPERVISOR, says)
    if restaurant_id is not None and restaurant_id not in who.scopes:
        raise refusal(403, "not_your_store", "This token is not for that store")
    wanted = frozenset(who.scopes if restaurant_id is None else (restaurant_id,))
    return await run_in_threadpool(_found, hub, who.organization_id, wanted)


def _found(hub: Hub, organization: str, wanted: frozenset[str]) -> DataHealth:
    now = hub.now()

    def read(database: Database) -> list[Restaurant]:
        ours = [store for store in stores(database) if store.id in wanted]
        return [Restaurant.model_validate(restaurant(database, store, now)) for store in ours]

    try:
        return DataHealth(at=now, restaurants=hub.store.read(organization, read))
    except StoreError as trouble:
        raise refusal(503, "not_read", "The hub's database answers nothing now: later") from trouble

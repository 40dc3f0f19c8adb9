"""GET /api/v1/ops: how quickly this hub answers and works, beside its targets, for the Ops screen (O56, O57)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from data.core.actor import Role
from data.store.errors import StoreError
from sync_agent.hub.at_a_terminal import In, at_least_here, not_below
from sync_agent.hub.auth import Principal, principal
from sync_agent.hub.limits import refusal
from sync_agent.hub.running import Hub
from sync_agent.work.figures import Figures, figures

router = APIRouter(tags=["health"])


class Goal(BaseModel):
    """`value` is null while there is nothing to measure, which misses nothing."""

    name: str
    value: float | None
    limit: float
    unit: str
    met: bool


class Route(BaseModel):
    """Percentiles in milliseconds; `ok`: so many of the calls did not fail by our fault."""

    route: str
    calls: int
    ok: int
    p50: int
    p95: int
    p99: int


class Ops(BaseModel):
    """Of the last day."""

    at: Annotated[int, Field(description="when that was, ms, by the hub's clock")]
    targets: list[Goal]
    routes: list[Route]


@router.get("/api/v1/ops", responses={403: {"description": "an admin's only"}, 409: {"description": "a store hub"}})
async def ops(request: Request, who: Annotated[Principal, Depends(principal)], signed_in: In = None) -> Ops:
    """Counted at each asking."""
    hub: Hub = request.app.state.hub
    await at_least_here(request, who, signed_in, Role.ADMIN, "How the hub does is for admins")
    not_below(hub, "The shops' work is done and measured at the hub above this one")
    return await run_in_threadpool(_ops, hub)


def _ops(hub: Hub) -> Ops:
    now = hub.now()
    try:
        found: Figures = figures(hub.store, now)
    except StoreError as trouble:
        raise refusal(503, "not_read", "The hub's database answers nothing now: later") from trouble
    targets = [Goal(name=t.name, value=t.value, limit=t.limit, unit=t.unit, met=t.met) for t in found.targets]
    routes = [Route(route=r.route, calls=r.calls, ok=r.ok, p50=r.p50, p95=r.p95, p99=r.p99) for r in found.routes]
    return Ops(at=now, targets=targets, routes=routes)

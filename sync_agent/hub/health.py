"""How a hub is: whether its process lives, whether it can serve, and what it has counted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from data.core.clock import MINUTE
from data.store.errors import StoreError
from data.store.schema import SCHEMA_VERSION
from sync_agent.hub.running import Hub

UPSTREAM_SILENT = 5 * MINUTE
"""So long may a store hub not have heard from its own hub before it says that it is cut off."""
router = APIRouter(tags=["health"])


class Health(BaseModel):
    """`ok`, or what is the matter."""

    status: str
    schema_version: Annotated[int, Field(description="of this program")] = SCHEMA_VERSION
    says: str = ""


@router.get("/healthz")
async def healthz() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get("/readyz", responses={503: {"model": Health}})
async def readyz(request: Request, response: Response) -> Health:
    """It can serve: the database answers and has our schema, and a store hub has heard from its own hub. `degraded`
    where it serves, but news may come late."""
    trouble = await run_in_threadpool(_trouble, request.app.state.hub)
    if trouble:
        response.status_code = 503
        return Health(status="not_ready", says=trouble)
    late = request.app.state.hub.late()
    return Health(status="degraded", says=late) if late else Health(status="ok")


def _trouble(hub: Hub) -> str:
    try:
        hub.store.check()
    except StoreError as trouble:
        return trouble.says
    if hub.above is None:
        return ""
    silent = hub.above.silent_for()
    if silent is None:
        return "This store hub has not heard from its own hub yet"
    return f"The hub above has been silent for {silent // MINUTE} min" if silent > UPSTREAM_SILENT else ""


@router.get("/metrics", response_class=Response)
async def metrics(request: Request) -> Response:
    """For Prometheus."""
    hub: Hub = request.app.state.hub
    hub.metrics.silent.set(((hub.above and hub.above.silent_for()) or 0) / 1000)
    return Response(generate_latest(hub.metrics.registry), media_type=CONTENT_TYPE_LATEST)

"""How a hub is: whether its process lives, whether it can serve, and what it has counted."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from data.core.clock import MINUTE, Instant
from data.ledger import inbox
from data.ledger.reclaim import awaited, may_push
from data.store.database import Database
from data.store.errors import StoreError
from data.store.schema import SCHEMA_VERSION
from sync_agent.hub.organizations import organizations
from sync_agent.hub.running import Hub
from sync_agent.hub.store import HubStore

_WAITS = "Restored: {} nodes have not pushed again, and nothing goes out to shops (`sync-agent hub go-on`)"
UPSTREAM_SILENT = 5 * MINUTE
"""So long may a store hub not have heard from its own hub before it says that it is cut off."""
router = APIRouter(tags=["health"])


class Health(BaseModel):
    """`ok`, or what is the matter. `awaited`: after a restore, so many nodes may still hold what the hub has lost;
    nothing goes out to shops meanwhile."""

    status: str
    awaited: int = 0
    schema_version: Annotated[int, Field(description="of this program")] = SCHEMA_VERSION
    says: str = ""


@router.get("/healthz")
async def healthz() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get("/readyz", responses={503: {"model": Health}})
async def readyz(request: Request, response: Response) -> Health:
    """It can serve: the database answers and has our schema, and a store hub has heard from its own hub. `degraded`
    where it serves, but news may come late, or shops are told nothing until terminals have pushed again."""
    hub: Hub = request.app.state.hub
    trouble = await run_in_threadpool(_trouble, hub)
    if trouble:
        response.status_code = 503
        return Health(status="not_ready", says=trouble)
    waits = await run_in_threadpool(awaited_by, hub.store)
    says = [hub.late(), _WAITS.format(waits) if waits else ""]
    return Health(status="degraded" if any(says) else "ok", awaited=waits, says=". ".join(filter(None, says)))


def awaited_by(store: HubStore) -> int:
    """Of how many nodes this hub waits to hear again since it was restored; 0: what goes out to shops may go. Raises
    NotRecorded."""
    return sum(store.read(whose.id, _awaited) for whose in organizations(store))


def inbox_of(store: HubStore) -> tuple[int, Instant | None]:
    """How many webhooks wait to be taken in, and since when the oldest. Raises NotRecorded."""
    found = [store.read(whose.id, inbox.waiting) for whose in organizations(store)]
    return sum(many for many, _ in found), min((at for _, at in found if at is not None), default=None)


def _awaited(database: Database) -> int:
    return 0 if may_push(database) else len(awaited(database))


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
    with suppress(StoreError):
        hub.metrics.awaited.set(await run_in_threadpool(awaited_by, hub.store))
        waiting, oldest = await run_in_threadpool(inbox_of, hub.store)
        hub.metrics.inbox.set(waiting)
        hub.metrics.inbox_oldest.set(0 if oldest is None else max(0, hub.now() - oldest) / 1000)
    hub.metrics.silent.set(((hub.above and hub.above.silent_for()) or 0) / 1000)
    return Response(generate_latest(hub.metrics.registry), media_type=CONTENT_TYPE_LATEST)

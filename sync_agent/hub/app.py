"""The hub's HTTP application: every endpoint, and what they share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from starlette.concurrency import run_in_threadpool

from sync_agent.hub import digest_endpoint, health, payloads_endpoint, sync_endpoint
from sync_agent.hub.running import Hub
from sync_agent.hub.timings import Timed


def application(hub: Hub, more: Iterable[APIRouter] = ()) -> FastAPI:
    """Over an opened store, which whoever opened it closes; `more` are endpoints beside its own."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        if hub.above is not None:
            hub.above.start()
        yield
        if hub.above is not None:
            await run_in_threadpool(hub.above.stop)

    app = FastAPI(title="Bakeline hub", version="1", docs_url=None, redoc_url=None, lifespan=life)
    app.state.hub, app.state.door = hub, hub.door
    app.add_middleware(Timed, timings=hub.timings)
    for router in (health.router, sync_endpoint.router, digest_endpoint.router, payloads_endpoint.router, *more):
        app.include_router(router)
    return app

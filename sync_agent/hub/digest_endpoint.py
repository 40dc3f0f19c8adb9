"""POST /api/v1/digest: what a node compares with to know that it holds what the hub holds (SYNC 6, I5)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from data.exchange.digests import digests_of, sums_of
from data.exchange.node import node_of
from data.exchange.travelling import TABLES
from data.exchange.versions import head
from data.store.database import Database
from sync_agent.hub.auth import Principal, principal
from sync_agent.hub.limits import in_turn, refusal
from sync_agent.hub.running import Hub

router = APIRouter(tags=["sync"])


class DigestRequest(BaseModel):
    """`table` asks for the sum of each of its rows; without it there is one for each table."""

    model_config = ConfigDict(extra="forbid")

    scope: Annotated[str, Field(max_length=64)]
    table: str | None = None


class Digest(BaseModel):
    """At the head (version, tag) of `epoch`: SHA-256 by table, or by the key of a row."""

    epoch: str
    head: tuple[int, str]
    sums: dict[str, str]


@router.post("/api/v1/digest")
async def digest(asked: DigestRequest, request: Request, who: Annotated[Principal, Depends(principal)]) -> Digest:
    """403 for a store that is not the node's, 404 for a table that does not travel, 429 when it is asked too often."""
    hub: Hub = request.app.state.hub
    in_turn(hub.rate, who.id)
    if asked.scope not in who.scopes:
        raise refusal(403, "not_your_store", "This node does not work in that store")
    if asked.table is not None and asked.table not in TABLES:
        raise refusal(404, "unknown_table", "No such table travels")
    return await run_in_threadpool(hub.store.read, who.organization_id, lambda database: _digest(database, asked))


def _digest(database: Database, asked: DigestRequest) -> Digest:
    node = node_of(database)
    if node is None or not node.feeds:
        raise refusal(503, "no_hub", "This is no hub")
    table = asked.table
    sums = digests_of(database, asked.scope) if table is None else sums_of(database, asked.scope, table)
    return Digest(epoch=node.epoch, head=head(database, asked.scope), sums=sums)

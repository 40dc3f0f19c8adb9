"""/api/v1/dead-letters/{letter}: what came, as it came, for whoever looks after it, and the letter judged anew. What
came is shown and kept nowhere but here: payloads do not leave the hub's database for another one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from data.core.actor import Role
from data.orders.order import DeadLetter
from data.store.database import Database, StoredRows
from data.store.errors import StoreError
from sync_agent.hub.at_a_terminal import In, at_least_here, not_below
from sync_agent.hub.auth import Principal, principal
from sync_agent.hub.limits import refusal
from sync_agent.hub.running import Hub
from sync_agent.work.letters import Letter, Letters, payload_of
from sync_agent.work.opening import Opener

router = APIRouter(tags=["shops"])


class Payload(BaseModel):
    """`text` is null where nothing was kept, as of a push that failed; what is no UTF-8 in it is marked."""

    letter: str
    text: str | None


class Judgement(BaseModel):
    """What came of a replay: mended, later, still_dead or nothing_kept, and why."""

    verdict: str
    says: str


@router.get(
    "/api/v1/dead-letters/{letter}",
    responses={403: {"description": "an admin's only"}, 404: {"description": "no such letter in the token's stores"}},
)
async def payload(
    letter: Annotated[str, Path(max_length=64)],
    request: Request,
    who: Annotated[Principal, Depends(principal)],
    signed_in: In = None,
) -> Payload:
    """Whole."""
    hub: Hub = request.app.state.hub
    await at_least_here(request, who, signed_in, Role.ADMIN, "What came is for admins: it may name customers")
    not_below(hub, "What came lies at the hub above this one")
    return await run_in_threadpool(_payload, hub, who, letter)


@router.post(
    "/api/v1/dead-letters/{letter}/replay",
    responses={403: {"description": "an admin's only"}, 404: {"description": "no such letter in the token's stores"}},
)
async def replay(
    letter: Annotated[str, Path(max_length=64)],
    request: Request,
    who: Annotated[Principal, Depends(principal)],
    signed_in: In = None,
) -> Judgement:
    """By the rules of today."""
    hub: Hub = request.app.state.hub
    await at_least_here(request, who, signed_in, Role.ADMIN, "Dead letters are for admins")
    not_below(hub, "Dead letters are judged anew at the hub above this one")
    return await run_in_threadpool(_replayed, request.app.state.shops, who, letter)


def _replayed(opener: Opener, who: Principal, ident: str) -> Judgement:
    def read(database: Database) -> DeadLetter | None:
        return StoredRows(database).get(DeadLetter, ident)

    try:
        row = opener.store.read(who.organization_id, read)
        if row is None or row.store_id not in who.scopes:
            raise _none()
        if row.closed_at is not None:
            raise refusal(409, "closed", "It is closed already")
        judged = Letters(opener).replay(Letter(who.organization_id, row))
    except StoreError as trouble:
        raise refusal(503, "not_recorded", "The hub's database takes nothing now: later") from trouble
    return Judgement(verdict=judged.verdict, says=judged.says)


def _none() -> HTTPException:
    return refusal(404, "no_such_letter", "There is no such dead letter in these stores")


def _payload(hub: Hub, who: Principal, ident: str) -> Payload:
    def read(database: Database) -> tuple[DeadLetter | None, bytes | None]:
        row = StoredRows(database).get(DeadLetter, ident)
        return row, None if row is None else payload_of(database, row)

    try:
        row, raw = hub.store.read(who.organization_id, read)
    except StoreError as trouble:
        raise refusal(503, "not_read", "The hub's database answers nothing now: later") from trouble
    if row is None or row.store_id not in who.scopes:
        raise _none()
    return Payload(letter=ident, text=None if raw is None else raw.decode("utf-8", "replace"))

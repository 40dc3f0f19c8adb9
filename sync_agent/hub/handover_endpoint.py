"""POST /api/v1/handover: what a revoked node had not sent is kept for a person, and the node may forget everything."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, cast

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from data.exchange.directory import Member
from data.exchange.message import Request as Exchange
from data.ledger.quarantine import TooMany, take
from data.store.database import StoredRows
from data.store.errors import NotRecorded
from sync_agent.hub.identity import Identity
from sync_agent.hub.limits import body_of, in_turn, refusal
from sync_agent.hub.organizations import ANY
from sync_agent.hub.running import Hub
from sync_agent.link.reading import Malformed
from sync_agent.link.spelling import read_request
from sync_agent.secrets.signature import HANDOVER, HEADER, BadSignature, check_text

router = APIRouter(tags=["handover"])


class Kept(BaseModel):
    """So many of these commands are safe at the hub; `done`: they were the last, and the node may forget them."""

    kept: int
    done: bool


@router.post(
    "/api/v1/handover",
    responses={
        400: {"description": "not a request"},
        403: {"description": "not signed by its node, or the node is not revoked"},
        413: {"description": "too large, or more than is kept of one node"},
        429: {"description": "too often; Retry-After says when"},
        503: {"description": "not now"},
    },
)
async def hand_over(request: Request, signature: Annotated[str | None, Header(alias=HEADER)] = None) -> Kept:
    """The body is that of an exchange. No token: those of a revoked node are worth nothing; it is signed with the key
    of its enrolment. Nothing of it is carried out."""
    body = await body_of(request, "application/json")
    try:
        asked = read_request(body).request
    except Malformed as trouble:
        raise refusal(400, trouble.code, f"The request cannot be read: {trouble.says}") from trouble
    return await run_in_threadpool(_taken, request, asked, body, signature)


def _taken(request: Request, asked: Exchange, body: bytes, signature: str | None) -> Kept:
    hub: Hub = request.app.state.hub
    member = _revoked(cast("Identity", request.app.state.identity), asked, body, signature)
    in_turn(hub.rate, member.id)
    try:
        kept = hub.store.write(
            member.organization_id,
            lambda database: take(database, member.id, asked.batch, hub.now(), last=not asked.more),
        )
    except TooMany as trouble:
        raise refusal(413, "too_many", str(trouble)) from trouble
    except NotRecorded as trouble:
        raise refusal(503, "not_recorded", "The hub's database takes nothing now: later") from trouble
    return Kept(kept=kept, done=not asked.more)


def _revoked(identity: Identity, asked: Exchange, body: bytes, signature: str | None) -> Member:
    """Who signed it; the same words for a stranger and for a signature that does not fit."""
    member = identity.doors.read(ANY, lambda database: StoredRows(database).get(Member, asked.node_id))
    try:
        key = member.public_key if member is not None else None
        check_text(key or "", signature or "", HANDOVER, asked.node_id, sha256(body).hexdigest())
    except BadSignature as trouble:
        raise refusal(403, "bad_signature", "This is not signed by that terminal") from trouble
    if member is None or member.revoked_at is None:
        raise refusal(403, "not_revoked", "This terminal is not taken out of service")
    return member

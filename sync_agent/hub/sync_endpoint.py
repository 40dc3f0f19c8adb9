"""POST /api/v1/sync: one exchange of a node below, its commands up and the news down (SYNC 4)."""

from __future__ import annotations

import gzip
import logging
import time
from collections.abc import Callable
from typing import Annotated, ParamSpec, TypeVar

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from starlette.concurrency import run_in_threadpool

from data.exchange.message import Answer
from data.exchange.message import Request as Exchange
from data.ledger.serve import NotServed, glance
from data.store.errors import NotRecorded
from sync_agent.hub.auth import Principal, principal
from sync_agent.hub.limits import body_of, in_turn, refusal
from sync_agent.hub.running import Hub
from sync_agent.link.reading import Malformed
from sync_agent.link.spelling import NEWEST_SCHEMA, OLDEST_SCHEMA, Asked, read_request, write_answer

P = ParamSpec("P")
T = TypeVar("T")

NDJSON = "application/x-ndjson"
_WORTH_DEFLATING = 1_000
_SMALL = 8_000
"""Bytes that are read or spelled in a moment."""
_A_ROW = 200
_LATER = {"Retry-After": "2"}
_STATUS = {"not_ready": 503, "no_hub": 503, "unknown_store": 403, "foreign_chain": 403, "node_conflict": 409}
_MALFORMED = {"batch_too_large": 413, "other_protocol": 426}
_log = logging.getLogger(__name__)
router = APIRouter(tags=["sync"])


@router.post(
    "/api/v1/sync",
    response_class=Response,
    responses={
        200: {"content": {NDJSON: {}}, "description": "Lines of JSON; without its end line nothing of it counts"},
        400: {"description": "not a request"},
        401: {"description": "no good token"},
        403: {"description": "not this node, not these stores"},
        413: {"description": "too large"},
        415: {"description": "not JSON, or packed in an unknown way"},
        426: {"description": "one of the two is too old for the other"},
        429: {"description": "too often; Retry-After says when"},
        503: {"description": "not now; Retry-After says when"},
    },
)
async def sync(request: Request, who: Annotated[Principal, Depends(principal)]) -> Response:
    """The body is JSON, perhaps gzipped, of 2 MiB and 200 commands at most."""
    hub: Hub = request.app.state.hub
    begun = time.perf_counter()
    status = 500
    try:
        in_turn(hub.rate, who.id)
        body = await body_of(request, "application/json")
        response = await _exchanged(hub, who, body, request)
        status = response.status_code
    except HTTPException as refused:
        status = refused.status_code
        _log.warning("refused", extra={"status": status, "node": who.id, "code": _code(refused)})
        raise
    finally:
        hub.metrics.exchanges.labels(status).inc()
        hub.metrics.seconds.observe(time.perf_counter() - begun)
    return response


def _code(refused: HTTPException) -> str:
    detail: object = refused.detail
    return str(detail.get("code", "")) if isinstance(detail, dict) else ""


async def _exchanged(hub: Hub, who: Principal, body: bytes, request: Request) -> Response:
    asked = await _here_or_aside(len(body), _read, body)
    _theirs(who, asked.request)

    def signed() -> None:
        hub.admit_batch(who, asked.request, body, request.headers)

    try:
        answer = await _answered(hub, who, asked.request, signed)
    except NotServed as trouble:
        status = _STATUS[trouble.code]
        raise refusal(status, trouble.code, str(trouble), **(_LATER if status == 503 else {})) from trouble
    except NotRecorded as trouble:
        _log.error("not recorded", exc_info=True, extra={"node": who.id})
        raise refusal(503, "not_recorded", "The hub's database takes nothing now: later", **_LATER) from trouble
    _count(hub, answer)
    packed = "gzip" in request.headers.get("accept-encoding", "")
    return await _here_or_aside(len(answer.rows) * _A_ROW, _spelled, answer, packed)


async def _here_or_aside(size: int, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """What is small is done at once; the rest keeps nobody waiting in the meantime."""
    return work(*args, **named) if size <= _SMALL else await run_in_threadpool(work, *args, **named)


async def _answered(hub: Hub, who: Principal, asked: Exchange, check: Callable[[], None]) -> Answer:
    """From a moment's reading where there is nothing to write. Raises NotServed, NotRecorded, what `check` raises."""
    if not asked.batch:
        seen = await run_in_threadpool(_glanced, hub, who.organization_id, asked)
        if seen is not None:
            return seen
    return await hub.desk.ask(who.organization_id, asked, check)


def _read(body: bytes) -> Asked:
    try:
        asked = read_request(body)
    except Malformed as trouble:
        status = _MALFORMED.get(trouble.code, 400)
        upgrade = {"Upgrade": "bakeline"} if status == 426 else {}
        raise refusal(status, trouble.code, f"The request cannot be read: {trouble.says}", **upgrade) from trouble
    if asked.schema > NEWEST_SCHEMA:
        raise refusal(426, "hub_too_old", "This hub is older than you: it has to be updated", Upgrade="bakeline")
    if asked.schema < OLDEST_SCHEMA:
        raise refusal(426, "node_too_old", "You are too old for this hub: update", Upgrade="bakeline")
    return asked


def _theirs(who: Principal, asked: Exchange) -> None:
    """A node speaks for itself, and asks for what is its own (I17)."""
    if who.node_id is None or asked.node_id != who.node_id:
        raise refusal(403, "not_your_node", "This token is not this node's")
    if not {*asked.scopes, *asked.cookies} <= set(who.scopes):
        raise refusal(403, "not_your_store", "This node does not work in that store")


def _glanced(hub: Hub, organization: str, asked: Exchange) -> Answer | None:
    return hub.store.read(organization, lambda database: glance(database, asked, hub.now(), copies=False))


def _count(hub: Hub, answer: Answer) -> None:
    metrics = hub.metrics
    for result in answer.results:
        metrics.commands.labels(result.status).inc()
    metrics.rows.inc(len(answer.rows))
    metrics.resets.inc(answer.reset)
    metrics.forks.inc(answer.forked)


def _spelled(answer: Answer, packed: bool) -> Response:
    body = b"".join(write_answer(answer))
    headers = {"Cache-Control": "no-store"}
    if packed and len(body) > _WORTH_DEFLATING:
        return Response(
            gzip.compress(body, 1, mtime=0), media_type=NDJSON, headers={**headers, "Content-Encoding": "gzip"}
        )
    return Response(body, media_type=NDJSON, headers=headers)

"""Raw payloads of orders that came in below a hub go up beside the exchanges, one by one, and are erased here."""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Protocol, TypeVar

from data.orders.order import OrderPayload
from data.replica.payloads import START, erase, next_payload
from data.store.database import Database
from data.store.errors import NotRecorded
from sync_agent.asking import Ask
from sync_agent.link.trouble import TOO_LARGE, Trouble

T = TypeVar("T")
PATH = "/api/v1/payloads"
EVERY_S = 60.0
_log = logging.getLogger(__name__)


class Do(Protocol):
    """Has a function done with the database; raises NotRecorded."""

    def __call__(self, work: Callable[[Database], T]) -> Awaitable[T]:
        """Answers what it answers."""
        ...


async def hand_over(do: Do, ask: Ask) -> int:
    """Each that waits here is offered once; answers how many were taken. One whose order has not arrived above waits
    on. Raises Trouble, NotRecorded."""
    taken, place = 0, START
    while (payload := await do(partial(next_payload, after=place))) is not None:
        place = (payload.order_id, payload.sha256)
        if await _offered(payload, ask):
            await do(partial(erase, place=place))
            taken += 1
    return taken


async def kept_handed_over(do: Do, ask: Ask) -> None:
    """For ever."""
    while True:
        await tried(do, ask)
        await asyncio.sleep(EVERY_S)


async def tried(do: Do, ask: Ask) -> None:
    """Once; what came in the way is for a later time, and nobody waits for it."""
    try:
        await hand_over(do, ask)
    except (Trouble, NotRecorded) as trouble:
        _log.info("raw payloads wait", extra={"code": getattr(trouble, "code", "not_recorded")})


async def _offered(payload: OrderPayload, ask: Ask) -> bool:
    value = {
        "order_id": payload.order_id,
        "sha256": payload.sha256,
        "raw": base64.b64encode(payload.raw).decode(),
    }
    try:
        said: Any = await ask("POST", PATH, value)
    except Trouble as trouble:
        if trouble.code != TOO_LARGE:
            raise
        _log.warning("a raw payload is larger than the hub takes, and stays here", extra={"code": trouble.code})
        return False
    return isinstance(said, dict) and said.get("kept") is True

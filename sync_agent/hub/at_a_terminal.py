"""Whoever asks this hub something beside the exchanges: a person with a token of her own, or one who is signed in at a
terminal, which names her. A terminal's word on who stands there is believed, as it is in the commands that it sends."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header, HTTPException, Request
from starlette.concurrency import run_in_threadpool

from data.core.actor import Role, at_least
from data.people.staff import Staff
from data.store.database import StoredRows
from sync_agent.hub.auth import TERMINAL, Principal
from sync_agent.hub.giving import role_of
from sync_agent.hub.limits import in_turn, refusal
from sync_agent.hub.running import Hub

In = Annotated[
    str | None,
    Header(
        alias="X-Signed-In", max_length=64, description="Of a terminal: the id of the person who is signed in there"
    ),
]


async def at_least_here(request: Request, who: Principal, staff_id: str | None, least: Role, says: str) -> None:
    """Raises HTTPException 403 for who has less than this role (`says` names what is not for her), 429 for who asks too
    often."""
    hub: Hub = request.app.state.hub
    role = await run_in_threadpool(_role, hub, who, staff_id)
    if not at_least(role, least):
        raise refusal(403, "not_allowed", says)
    in_turn(hub.rate, who.id)


def not_below(hub: Hub, says: str) -> None:
    """Raises HTTPException 409 at a store hub, which has nothing of what only the authority keeps."""
    if hub.above is not None:
        raise refusal(409, "not_here", says)


def _role(hub: Hub, who: Principal, staff_id: str | None) -> Role:
    if who.kind != TERMINAL or staff_id is None:
        return role_of(who)
    person = hub.store.read(who.organization_id, lambda database: StoredRows(database).get(Staff, staff_id))
    if person is None or not person.active:
        raise _nobody()
    return Role(person.role)


def _nobody() -> HTTPException:
    return refusal(403, "nobody", "The hub does not know who is signed in there, or she works here no more")

"""POST /api/v1/pins: a terminal (or store hub) learns what the PINs of its organization are hashed with."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from sync_agent.hub.auth import Principal, principal
from sync_agent.hub.identity import Identity
from sync_agent.hub.limits import in_turn, refusal
from sync_agent.hub.pins import answered
from sync_agent.hub.running import Hub
from sync_agent.secrets.pins import MOST, PATH

router = APIRouter(tags=["enrolment"])
_Name = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
_Pepper = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class PinsRequest(BaseModel):
    """`known` are the names of the peppers that the node holds, `brings` those that the hub asked it for."""

    model_config = ConfigDict(extra="forbid")

    known: Annotated[list[_Name], Field(max_length=MOST + 1)]
    brings: Annotated[list[_Pepper], Field(max_length=MOST + 1)] = []


class Pins(BaseModel):
    """`names` of all that the organization has, the one for new PINs first; the `peppers` that the node lacks; which of
    its own are `wanted` here."""

    names: list[str]
    peppers: list[str]
    wanted: list[str]


@router.post(PATH)
def pins(asked: PinsRequest, request: Request, who: Annotated[Principal, Depends(principal)]) -> Pins:
    """403 for anybody but a terminal or a store hub, 429 when it is asked too often."""
    hub: Hub = request.app.state.hub
    if who.node_id is None:
        raise refusal(403, "not_a_node", "Only terminals and store hubs check PINs")
    in_turn(hub.rate, who.id)
    identity = cast("Identity", request.app.state.identity)
    return Pins(**answered(identity.peppers_of(who.organization_id), asked.known, asked.brings))

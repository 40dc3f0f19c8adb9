"""What somebody may ask of a hub before it is known: to be enrolled, and to have its tokens renewed."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field

from data.core.packed import unpack
from sync_agent.hub.auth import Refusal, as_http
from sync_agent.hub.enrolment import Applicant, Enrolled, Wait, enrol, refresh
from sync_agent.hub.identity import Identity
from sync_agent.hub.tokens import ACCESS_MS

router = APIRouter(prefix="/api/v1", tags=["enrolment"])
_Hex = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
_Signature = Annotated[str, Field(max_length=128)]


class EnrolRequest(BaseModel):
    """`proof` is the Ed25519 signature of the public key and the code (sync_agent.secrets.signature)."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(min_length=4, max_length=32)]
    public_key: _Hex
    proof: _Signature
    name: Annotated[str, Field(max_length=80)] = ""
    terminal_id: Annotated[str, Field(pattern="^[0-9A-Za-z-]{1,64}$")] | None = None


class Tokens(BaseModel):
    """`expires_in` in seconds, `server_time` in milliseconds of the hub's clock."""

    access_token: str
    refresh_token: str
    token_type: str = "Bearer"  # noqa: S105
    expires_in: int
    server_time: int


class Enrolment(Tokens):
    """What a new node is."""

    node_id: str
    kind: str
    terminal_id: str | None
    number: int | None
    name: str
    scopes: list[str]
    organization_id: str
    organization: str


class RefreshRequest(BaseModel):
    """`proof` is the signature of the refresh token with the key of the enrolment."""

    model_config = ConfigDict(extra="forbid")

    refresh_token: Annotated[str, Field(max_length=512)]
    proof: _Signature | None = None


def _identity(request: Request) -> Identity:
    return cast("Identity", request.app.state.identity)


@router.post("/enrol", status_code=201)
def enrol_node(asked: EnrolRequest, request: Request) -> Enrolment:
    """A terminal (or store hub) comes in with a code. 403 for a code that is not good, 429 after many of those."""
    address = request.client.host if request.client else ""
    identity = _identity(request)
    who = Applicant(asked.code, asked.public_key, asked.proof, asked.name, asked.terminal_id, address)
    try:
        return _told(enrol(identity, who), identity.machine.now())
    except Refusal as refusal:
        raise _http(refusal) from refusal


@router.post("/token/refresh")
def refresh_tokens(asked: RefreshRequest, request: Request) -> Tokens:
    """The next pair of tokens. 401 when there is none any more, 403 for a terminal that was revoked."""
    try:
        access, successor, now = refresh(_identity(request), asked.refresh_token, asked.proof)
    except Refusal as refusal:
        raise _http(refusal) from refusal
    return Tokens(access_token=access, refresh_token=successor, expires_in=ACCESS_MS // 1000, server_time=now)


def _told(enrolled: Enrolled, now: int) -> Enrolment:
    member = enrolled.member
    return Enrolment(
        access_token=enrolled.access_token,
        refresh_token=enrolled.refresh_token,
        expires_in=ACCESS_MS // 1000,
        server_time=now,
        node_id=member.id,
        kind=member.kind,
        terminal_id=member.terminal_id,
        number=enrolled.number,
        name=member.name,
        scopes=list(unpack(member.scopes)),
        organization_id=member.organization_id,
        organization=enrolled.organization.name,
    )


def _http(refusal: Refusal) -> HTTPException:
    answer = as_http(refusal)
    if isinstance(refusal, Wait):
        answer.headers = {"Retry-After": str(-(-refusal.ms // 1000))}
    return answer

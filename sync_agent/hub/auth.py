"""Who asks: the bearer of a token, as every endpoint of the hub sees it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, Protocol, cast

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool

from data.core.actor import Role
from data.core.clock import Instant

TERMINAL, PERSON, SCRIPT = "terminal", "person", "script"
Kind = Literal["terminal", "person", "script"]


@dataclass(frozen=True, slots=True)
class Principal:
    """A terminal (or store hub), a person or a script of one organization. `node_id` is a terminal's, `staff_id` a
    person's; `scopes` are the stores that it may see; a terminal has no `role` of its own: its commands have actors."""

    kind: Kind
    id: str
    organization_id: str
    scopes: tuple[str, ...]
    role: Role | None
    node_id: str | None
    staff_id: str | None
    expires_at: Instant


class Refusal(Exception):
    """Not let in. `status` 401 (who are you) or 403 (not you), `code` is stable, the text is for people."""

    def __init__(self, status: int, code: str, says: str) -> None:
        """Keeps all three."""
        super().__init__(says)
        self.status, self.code, self.says = status, code, says


class Doorkeeper(Protocol):
    """What `app.state.door` has to be; sync_agent.hub.tokens.Door is the one."""

    def admit(self, token: str) -> Principal:
        """Whom an access token stands for now; raises Refusal."""
        ...

    def shut_out(self, members: Collection[str]) -> frozenset[str]:
        """Those of these ids who may not be here any more; may raise StoreError."""
        ...

    def knows(self, token: str) -> Principal | None:
        """As `admit`, but at once: None where somebody would have to be asked. Raises Refusal."""
        ...


async def principal(request: Request) -> Principal:
    """The dependency of every endpoint that is not for everybody: `who: Annotated[Principal, Depends(principal)]`.
    Answers 401 without a good token, 403 to a terminal that was revoked."""
    door = cast("Doorkeeper", request.app.state.door)
    try:
        token = bearer(request.headers.get("authorization"))
        known = door.knows(token)
        return await run_in_threadpool(door.admit, token) if known is None else known
    except Refusal as refusal:
        raise as_http(refusal) from refusal


def bearer(header: str | None) -> str:
    """The token of an Authorization header; raises Refusal."""
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refusal(401, "no_token", "Say who you are: send a token")
    return token.strip()


def as_http(refusal: Refusal) -> HTTPException:
    """As FastAPI answers it: `detail` is {code, says}."""
    headers = {"WWW-Authenticate": "Bearer"} if refusal.status == 401 else None
    return HTTPException(refusal.status, {"code": refusal.code, "says": refusal.says}, headers)

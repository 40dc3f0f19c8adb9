"""POST /api/v1/founding/...: a terminal that worked alone hands its stores over to this hub, page by page."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from data.core.packed import unpack
from data.exchange.directory import Member
from data.exchange.founding import PAYLOADS, STAGES, Page, Wish, kind_at
from data.exchange.values import Founding
from data.ledger.founding import NotFounded, begin, finish, take_page
from data.store.database import Database, StoredRows
from data.store.errors import NotRecorded
from sync_agent.hub.auth import Principal, principal
from sync_agent.hub.enrolment import FOUNDER
from sync_agent.hub.limits import refusal
from sync_agent.hub.running import Hub

T = TypeVar("T")
router = APIRouter(prefix="/api/v1/founding", tags=["founding"])
_Name = Annotated[str, Field(max_length=200)]
_Place = Annotated[str, Field(max_length=4_000)]
_MOST_ROWS = 2_000


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BeginRequest(_Asked):
    """What the terminal brings: stores by letter, terminals and staff by number."""

    terminal_id: _Name
    origin: _Name
    stores: Annotated[list[tuple[_Name, _Name]], Field(max_length=100)]
    terminals: Annotated[list[tuple[_Name, int]], Field(max_length=1_000)]
    staff: Annotated[list[tuple[_Name, int]], Field(max_length=10_000)]


class PageRequest(_Asked):
    """Rows of a table between two places; a raw payload is base64."""

    table: _Name
    after: _Place
    upto: _Place
    records: Annotated[list[list[Any]], Field(max_length=_MOST_ROWS)]


class FinishRequest(_Asked):
    """The end of the terminal's chain, and the sums over its tables, store by store."""

    terminal_id: _Name
    seq: int
    command_id: _Name | None
    sums: dict[str, dict[str, str]]


class Stage(BaseModel):
    """How far it is; `done` when there is nothing more to send."""

    upto: str
    done: bool


class Founded(BaseModel):
    """The hub's epoch, and the heads that the terminal holds from now on (none: it hears everything)."""

    epoch: str
    heads: dict[str, tuple[int, str]]


@router.post("/begin")
def begin_founding(asked: BeginRequest, request: Request, who: Annotated[Principal, Depends(principal)]) -> Stage:
    """Opens it, or tells how far it has come. 422 says in words why not."""
    wish = Wish(
        _node(who), asked.terminal_id, asked.origin, tuple(asked.stores), tuple(asked.terminals), tuple(asked.staff)
    )
    hub: Hub = request.app.state.hub
    return _stage(_done(hub, who, lambda database: begin(_founders(database, who), wish, hub.now())))


@router.post("/page")
def take(asked: PageRequest, request: Request, who: Annotated[Principal, Depends(principal)]) -> Stage:
    """Takes a page; the answer tells where the next one begins."""
    page = read_page(asked.model_dump())
    hub: Hub = request.app.state.hub
    return _stage(_done(hub, who, lambda database: take_page(_founders(database, who), _node(who), page)))


@router.post("/finish")
def finish_founding(asked: FinishRequest, request: Request, who: Annotated[Principal, Depends(principal)]) -> Founded:
    """The stores are this hub's, when what came is what was sent."""
    hub: Hub = request.app.state.hub
    link = (asked.seq, asked.command_id)
    epoch, founding = _done(
        hub,
        who,
        lambda database: finish(
            _founders(database, who), _node(who), asked.terminal_id, link, asked.sums, hub.fresh, hub.now()
        ),
    )
    hub.changed(who.organization_id, tuple(unpack(founding.scopes)))
    return Founded(epoch=epoch, heads=unpack(founding.heads or "{}"))


def read_page(told: dict[str, Any]) -> Page:
    """Raises HTTPException 422 for a table that goes to no hub."""
    table = told["table"]
    if table not in STAGES:
        raise refusal(422, "bad_page", "A page of a table that goes to no hub")
    at = kind_at(table).columns.index("raw") if table == PAYLOADS else None
    try:
        records = tuple(_record(record, at) for record in told["records"])
    except (NotBase64, TypeError, ValueError, IndexError) as trouble:
        raise refusal(422, "bad_page", f"A row of {table} cannot be read") from trouble
    return Page(table, told["after"], told["upto"], records)


def _record(record: list[Any], raw_at: int | None) -> tuple[Any, ...]:
    if not all(cell is None or isinstance(cell, str | int) for cell in record):
        raise TypeError("a cell is a text, a whole number or nothing")
    if raw_at is None:
        return tuple(record)
    return tuple(b64decode(cell, validate=True) if n == raw_at else cell for n, cell in enumerate(record))


def _node(who: Principal) -> str:
    if who.node_id is None:
        raise refusal(403, "not_a_terminal", "Only a terminal can found a store")
    return who.node_id


def _founders(database: Database, who: Principal) -> Database:
    """The database, for one who was let in to found a store; raises NotFounded."""
    with database.snapshot():
        member, known = StoredRows(database).get(Member, who.id), StoredRows(database).get(Founding, who.id)
    if known is None and (member is None or member.kind != FOUNDER):
        raise NotFounded("no_founder", "This code is for a terminal of a store that is here: join, or ask for another")
    return database


def _done(hub: Hub, who: Principal, work: Callable[[Database], T]) -> T:
    try:
        return hub.store.write(who.organization_id, work)
    except NotFounded as trouble:
        raise refusal(422, trouble.code, trouble.says) from trouble
    except NotRecorded as trouble:
        raise refusal(503, "not_recorded", "The hub's database takes nothing now: later", **{"Retry-After": "5"}) from (
            trouble
        )


def _stage(founding: Founding) -> Stage:
    return Stage(upto=founding.upto, done=founding.heads is not None)

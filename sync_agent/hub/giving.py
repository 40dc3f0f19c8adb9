"""A command that somebody with a token gives at the hub: who she is, once for each key, and what is answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import Header, HTTPException
from pydantic import BaseModel, ValidationError

from data.core.actor import Actor, Role
from data.core.command import Command
from data.core.envelope import JournalEntry, Stamp
from data.core.ids import derived_id
from data.exchange.directory import Member
from data.exchange.message import Result
from data.ledger.own import rule
from data.ledger.serve import NotServed
from data.people.staff import Staff
from data.store.catalogue import may
from data.store.database import Database, StoredRows
from data.store.errors import NotRecorded
from data.store.machine import ThisMachine
from sync_agent.hub.auth import TERMINAL, Principal
from sync_agent.hub.limits import refusal
from sync_agent.hub.running import Hub

MOST_BYTES = 256 * 1024
"""Of the body of one command."""
UNFIT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""Control characters and halves of characters: what not every database takes, and nobody types."""
TOOK = ("applied", "noop", "merged")
_LATER = {"Retry-After": "2"}
_MACHINE = ThisMachine()

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=128,
        pattern="^[!-~]+$",
        description="The same key again gets the answer of the first time, and nothing happens twice",
    ),
]


class Told(BaseModel):
    """What became of a command: applied, noop or merged; `code` is stable, `says` for people."""

    commandId: str  # noqa: N815
    status: str
    code: str
    says: str
    orderId: str | None = None  # noqa: N815
    ticketId: str | None = None  # noqa: N815


def role_of(who: Principal) -> Role:
    """Its role; raises HTTPException 403 for a terminal, whose commands come with the sync and have their own people,
    and for whoever has none."""
    if who.kind == TERMINAL or who.role is None:
        raise refusal(403, "not_for_you", "This is for people and scripts that have a role")
    return who.role


def allowed(kind: type[Command], who: Principal) -> None:
    """Raises HTTPException 403 for a command that is not for somebody's role, before anything is read of it."""
    role = role_of(who)
    if not may(kind, role):
        raise refusal(403, "not_allowed", f"A {role.value.lower()} may not {kind.name.replace('_', ' ')}")


def unfit(trouble: ValidationError) -> HTTPException:
    """422: which fields of the body are wrong, and how; what was in them is not repeated."""
    fields = [
        {"field": ".".join(str(part) for part in error["loc"]) or "body", "says": error["msg"]}
        for error in trouble.errors(include_url=False, include_input=False, include_context=False)[:20]
    ]
    says = "; ".join(f"{f['field']}: {f['says']}" for f in fields[:3])
    return HTTPException(422, {"code": "unfit", "says": says, "fields": fields})


def stamp_for(hub: Hub, who: Principal, what: str, key: str | None) -> Stamp:
    """A command's id and times; the same id for the same key of the same giver."""
    given = replace(_MACHINE.stamp(), at=hub.now())
    if key is None:
        return given
    return replace(given, command_id=derived_id(f"{who.organization_id}:{who.id}", f"{what}:{key}"))


def give(
    hub: Hub,
    who: Principal,
    asked: Command | Callable[[Database], Command],
    given: Stamp,
    stores: tuple[str, ...] | None,
    same: Callable[[JournalEntry], bool],
) -> tuple[Result, JournalEntry | None]:
    """The word on it, and as it was written down. `stores` are those it may touch (None: a new one); `same` tells
    whether an entry of this id is of the same request. Raises HTTPException for what is not taken."""

    def work(database: Database) -> tuple[Result, JournalEntry | None]:
        with database.snapshot():
            actor = actor_of(database, who)
        result = rule(database, asked, actor, who.kind, given, hub.fresh, stores)
        with database.snapshot():
            return result, StoredRows(database).get(JournalEntry, given.command_id)

    try:
        result, entry = hub.store.write(who.organization_id, work)
    except NotServed as trouble:
        status = 403 if trouble.code == "unknown_store" else 503
        raise refusal(status, trouble.code, str(trouble), **(_LATER if status == 503 else {})) from trouble
    except NotRecorded as trouble:
        raise refusal(503, "not_recorded", "The hub's database takes nothing now: later", **_LATER) from trouble
    if entry is not None and not same(entry):
        raise refusal(422, "key_used", "This Idempotency-Key was used for another request")
    hub.metrics.commands.labels(result.status).inc()
    if result.status in TOOK:
        hub.changed(who.organization_id, who.scopes if stores is None else stores)
        if hub.above is not None:
            hub.above.call()
        return result, entry
    raise _refused(result)


def actor_of(database: Database, who: Principal) -> Actor:
    """The person, or the script by its name; its role is the hub's word, never the request's."""
    rows = StoredRows(database)
    named: Staff | Member | None
    named = rows.get(Staff, who.staff_id) if who.staff_id else rows.get(Member, who.id)
    return Actor(who.staff_id or who.id, named.name if named else who.kind.title(), role_of(who))


def _refused(result: Result) -> HTTPException:
    detail = {"code": result.code, "says": result.says, "commandId": result.command_id}
    if result.status == "confirm":
        return HTTPException(409, {**detail, "confirm": True})
    if result.status == "dead":
        return HTTPException(500, detail)
    return HTTPException(403 if result.code == "not_allowed" else 409, detail)

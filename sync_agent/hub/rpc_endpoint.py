"""POST /api/v1/rpc/{command}: any command of the catalogue, by name, version and arguments, for people and scripts.

Nothing but commands changes a row: there is no other way to write at this hub. The role is the token's, and the rule
decides as it does at a terminal.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from functools import cache
from typing import Annotated, Any, get_type_hints

from fastapi import APIRouter, Depends, HTTPException, Path, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from starlette.concurrency import run_in_threadpool

from data.core.command import Command
from data.core.envelope import JournalEntry
from data.core.packed import pack, unpack
from data.orders.docket import docket_from_args
from data.store.catalogue import UnknownCommand, command_class, read_command
from sync_agent.hub.auth import Principal, principal
from sync_agent.hub.giving import MOST_BYTES, UNFIT_TEXT, Key, Told, allowed, give, role_of, stamp_for, unfit
from sync_agent.hub.limits import body_of, in_turn, refusal
from sync_agent.hub.running import Hub

OF_THE_HUB = frozenset({"set_shop_state", "note_sync_job", "settle_work"})
"""What only the work for the shops knows."""
AT_THE_TERMINAL = frozenset(
    {
        "print_barcode",
        "print_packing_label",
        "retry_label",
        "cancel_label",
        "expire_labels",
        "redeem_unknown_scan",
        "add_terminal",
    }
)
"""What needs the machine it is given at: a printer beside it, the scans that it kept, its own place in the shop."""
_PACKED = ("docket", "changes", "seen", "fields", "values")
"""Arguments that are JSON objects, packed as text."""
_MOST = 2**63 - 1
_DEEPEST = 20
router = APIRouter(tags=["commands"])


class Call(BaseModel):
    """`v` is the command's version (the newest, when not given); `commandId` does what an Idempotency-Key does."""

    model_config = ConfigDict(extra="forbid", strict=True)

    args: dict[str, Any] = Field(default_factory=dict)
    v: Annotated[int, Field(ge=1, le=10_000)] | None = None
    commandId: Annotated[str, Field(min_length=1, max_length=128, pattern="^[!-~]+$")] | None = None  # noqa: N815


@router.post(
    "/api/v1/rpc/{command}",
    responses={
        401: {"description": "no good token"},
        403: {"description": "not in this role"},
        404: {"description": "no such command (in this version)"},
        409: {"description": "refused: `code` and a sentence; `confirm`: the same once more, confirmed, will do"},
        413: {"description": "too large"},
        422: {"description": "the arguments are wrong, and which"},
        500: {"description": "the command broke its rule: nothing of it happened"},
        503: {"description": "not now; Retry-After says when"},
    },
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": Call.model_json_schema()}}}
    },
)
async def call(
    command: Annotated[str, Path(max_length=64)],
    request: Request,
    who: Annotated[Principal, Depends(principal)],
    key: Key = None,
) -> Told:
    """Gives the command."""
    hub: Hub = request.app.state.hub
    role_of(who)
    kind = _known(command)
    allowed(kind, who)
    in_turn(hub.rate, who.id)
    body = await body_of(request, "application/json")
    if len(body) > MOST_BYTES:
        raise refusal(413, "body_too_large", f"A command has {MOST_BYTES} bytes at most")
    try:
        asked = Call.model_validate_json(body)
        given = _read(kind, asked)
    except ValidationError as trouble:
        raise unfit(trouble) from trouble
    return await run_in_threadpool(_given, hub, who, given, asked.commandId if key is None else key)


def _known(name: str) -> type[Command]:
    try:
        kind = command_class(name)
    except UnknownCommand as trouble:
        raise refusal(404, "unknown_command", "There is no such command") from trouble
    if name in AT_THE_TERMINAL:
        raise refusal(409, "at_the_terminal", f"To {name.replace('_', ' ')} takes the terminal: do it there")
    if name in OF_THE_HUB:
        raise refusal(409, "of_the_hub", f"To {name.replace('_', ' ')} is the hub's own affair")
    return kind


def _read(kind: type[Command], asked: Call) -> Command:
    """Raises ValidationError naming a wrong argument, HTTPException for what no column takes or a later version."""
    _fit(asked.args, "args", 0)
    version = kind.version if asked.v is None else asked.v
    if version > kind.version:
        raise refusal(404, "unknown_command", f"Of {kind.name} there is no version {version} here")
    args = asked.args
    if version < kind.version:
        try:
            args = read_command(kind.name, version, pack(args)).to_args()
        except (KeyError, TypeError, ValueError) as trouble:
            raise _bad("args", f"these are not the arguments of version {version}") from trouble
    checked = _model(kind.name).model_validate_json(pack(args)).model_dump()
    for name in _PACKED:
        if isinstance(checked.get(name), str):
            _fit(_object(name, checked[name]), f"args.{name}", 0)
    return kind.from_args(checked)


@cache
def _model(name: str) -> type[BaseModel]:
    """The arguments of a command, each of its own type and no other."""
    kind = command_class(name)
    hints = get_type_hints(kind)
    given: dict[str, Any] = {f.name: (hints[f.name], ... if f.default is MISSING else f.default) for f in fields(kind)}
    made: type[BaseModel] = create_model(
        kind.__name__, __config__=ConfigDict(extra="forbid", strict=True, protected_namespaces=()), **given
    )
    return made


def _object(name: str, text: str) -> dict[str, Any]:
    try:
        value = unpack(text)
        if name == "docket":
            docket_from_args(value)
    except (ValueError, RecursionError) as trouble:
        raise _bad(f"args.{name}", str(trouble)[:200]) from trouble
    if not isinstance(value, dict):
        raise _bad(f"args.{name}", "a JSON object, packed as text, was expected")
    return value


def _fit(value: Any, where: str, depth: int) -> None:
    """What every database takes: no number beyond 64 bits, no character that is none."""
    if depth > _DEEPEST:
        raise _bad(where, "too deep")
    if isinstance(value, dict):
        for name, part in value.items():
            _fit(name, where, depth)
            _fit(part, f"{where}.{name[:40]}", depth + 1)
    elif isinstance(value, list):
        for n, part in enumerate(value):
            _fit(part, f"{where}.{n}", depth + 1)
    elif isinstance(value, int) and abs(value) > _MOST:
        raise _bad(where, "a number beyond 64 bits")
    elif isinstance(value, str) and UNFIT_TEXT.search(value):
        raise _bad(where, "control characters are not text")


def _bad(field: str, says: str) -> HTTPException:
    return HTTPException(422, {"code": "unfit", "says": f"{field}: {says}", "fields": [{"field": field, "says": says}]})


def _given(hub: Hub, who: Principal, command: Command, key: str | None) -> Told:
    given = stamp_for(hub, who, "rpc", key)
    args = pack(command.to_args())

    def same(entry: JournalEntry) -> bool:
        return entry.name == command.name and entry.args == args

    result, entry = give(hub, who, command, given, who.scopes, same)
    return Told(
        commandId=result.command_id,
        status=result.status,
        code=result.code,
        says=result.says,
        orderId=entry.order_id if entry else None,
        ticketId=entry.ticket_id if entry else None,
    )

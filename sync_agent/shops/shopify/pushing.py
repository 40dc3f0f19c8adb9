"""Setting what a shop shows.

Shopify takes a call whole or not at all, so what it refuses is taken out and the rest is set in another call, with a
key of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from data.core.packed import pack
from data.orders.loose_json import identifier
from sync_agent.shops.shopify.answers import trouble_of, user_errors
from sync_agent.shops.shopify.client import Client
from sync_agent.shops.shopify.documents import ACTIVATE, SET_QUANTITIES
from sync_agent.shops.shopify.stock import AVAILABLE
from sync_agent.shops.trouble import Rejected, ShopTrouble, Stale, Throttled
from sync_agent.shops.vendor import Push, Pushed

PUSHES_A_CALL = 100
_ROUNDS = 5
_NOT_KEPT, _FAILED_BEFORE = "ITEM_NOT_STOCKED_AT_LOCATION", "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"
_REASON = "correction"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A push as it is asked for now: `believed` is 0 once the item was put at the place by us."""

    push: Push
    believed: int | None
    activated: bool = False


class _OneOfThem(Exception):
    """Something was refused, and the answer does not say which."""


class _FailedBefore(Exception):
    """This key was used for an attempt that did nothing: the same is asked for with another one."""


def push_all(client: Client, pushes: Sequence[Push]) -> Sequence[Pushed]:
    """What became of each, in their order; raises a trouble of the whole first call."""
    troubles: dict[int, Exception | None] = {}
    left = {n: _Asked(push, push.believed) for n, push in enumerate(pushes)}
    for turn in range(_ROUNDS if pushes else 0):
        try:
            refused = _set(client, list(left.values()), turn)
        except _FailedBefore:
            continue
        except _OneOfThem:
            return _told(pushes, troubles | {n: _alone(client, one.push) for n, one in left.items()})
        except ShopTrouble as trouble:
            if turn == 0:
                raise
            return _told(pushes, troubles | dict.fromkeys(left, trouble))
        if not refused:
            return _told(pushes, troubles)
        left, ended = _sorted(client, left, refused)
        troubles |= ended
        if not left:
            return _told(pushes, troubles)
    return _told(pushes, troubles | dict.fromkeys(left, Stale("The shop refused it too often in one go", "rounds")))


def _told(pushes: Sequence[Push], troubles: Mapping[int, Exception | None]) -> Sequence[Pushed]:
    return [Pushed(push, troubles.get(n)) for n, push in enumerate(pushes)]


def _sorted(
    client: Client, left: Mapping[int, _Asked], refused: Mapping[int, Mapping[str, Any]]
) -> tuple[dict[int, _Asked], dict[int, ShopTrouble]]:
    """What is asked for once more, and what has come to its end."""
    numbers = list(left)
    after = {numbers[at]: _after(client, left[numbers[at]], error) for at, error in refused.items()}
    ended = {n: what for n, what in after.items() if isinstance(what, ShopTrouble)}
    again = {n: what for n, what in after.items() if isinstance(what, _Asked)}
    return {n: again.get(n, one) for n, one in left.items() if n not in ended}, ended


def _alone(client: Client, push: Push) -> Exception | None:
    """What a push ends in that is asked for by itself."""
    try:
        (told,) = push_all(client, [push])
    except ShopTrouble as trouble:
        return trouble
    return told.trouble


def _set(client: Client, asked: Sequence[_Asked], turn: int) -> Mapping[int, Mapping[str, Any]]:
    """The first error of each that was refused; none: all is set. Raises what concerns the call as a whole,
    _FailedBefore and _OneOfThem."""
    quantities = [
        {
            "inventoryItemId": one.push.external_id,
            "locationId": one.push.location,
            "quantity": one.push.quantity,
            "changeFromQuantity": one.believed,
        }
        for one in asked
    ]
    data = client.ask(
        SET_QUANTITIES,
        {
            "input": {"name": AVAILABLE, "reason": _REASON, "quantities": quantities},
            "key": _key(asked, quantities, turn),
        },
    )
    refused: dict[int, Mapping[str, Any]] = {}
    for error in user_errors(data.get("inventorySetQuantities")):
        if error.get("code") == _FAILED_BEFORE:
            raise _FailedBefore
        at = _index(error, len(asked))
        if at is None and isinstance(trouble_of(error), Throttled):
            raise trouble_of(error)
        if at is None:
            raise _OneOfThem
        refused.setdefault(at, error)
    return refused


def _key(asked: Sequence[_Asked], quantities: Sequence[Mapping[str, Any]], turn: int) -> str:
    """The push's own key where it goes alone and for the first time: Shopify then tells when it was used for other
    numbers. Otherwise one that follows from everything in the call."""
    if len(asked) == 1 and turn == 0:
        return asked[0].push.key
    keys = [one.push.key for one in asked]
    return sha256(pack([keys, list(quantities), turn]).encode()).hexdigest()


def _index(error: Mapping[str, Any], many: int) -> int | None:
    """Which quantity an error is about: `["input", "quantities", "3", ...]`; alone, there is only one."""
    field = error.get("field")
    path = [str(part) for part in field] if isinstance(field, list) else []
    if path[:2] == ["input", "quantities"] and len(path) > 2 and path[2].isdecimal() and int(path[2]) < many:
        return int(path[2])
    return 0 if many == 1 else None


def _after(client: Client, asked: _Asked, error: Mapping[str, Any]) -> _Asked | ShopTrouble:
    """What is asked for next after a refusal, or the trouble that it ends in."""
    if error.get("code") != _NOT_KEPT or asked.activated:
        return trouble_of(error)
    try:
        _activate(client, asked.push)
    except ShopTrouble as trouble:
        return trouble
    return replace(asked, believed=None if asked.believed is None else 0, activated=True)


def _activate(client: Client, push: Push) -> None:
    """Puts an item at a place; raises Rejected when the shop will not have it there."""
    variables = {"item": push.external_id, "location": push.location, "key": f"{push.key}-activate"}
    errors = user_errors(client.ask(ACTIVATE, variables).get("inventoryActivate"))
    if errors:
        item = identifier(push.external_id) or "?"
        raise Rejected(f"Item {item} could not be put at the place: {trouble_of(errors[0])}", "activate")

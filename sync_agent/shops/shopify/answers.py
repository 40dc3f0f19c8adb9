"""What an answer of Shopify means: that it came (HTTP 200) is not yet that anything was done."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from data.orders.loose_json import mapping, text
from sync_agent.shops.line import Heard, retry_after
from sync_agent.shops.shopify.budget import throttled_wait
from sync_agent.shops.trouble import (
    Disconnected,
    Rejected,
    ShopTrouble,
    Stale,
    Throttled,
    TokenExpired,
    Unavailable,
)

_UNKNOWN_WAIT = 1.0
"""When a shop says that it is too much and not for how long."""
_CLOSED = {
    402: "the shop is not paid for",
    403: "it does not let this app in",
    404: "there is no such shop",
    423: "the shop is locked",
}

_TOP_LEVEL: Mapping[str, type[ShopTrouble]] = {
    "INTERNAL_SERVER_ERROR": Unavailable,
    "TIMEOUT": Unavailable,
    "SHOP_INACTIVE": Disconnected,
    "ACCESS_DENIED": Rejected,
    "MAX_COST_EXCEEDED": Rejected,
}

_WORDS: Mapping[str, tuple[type[ShopTrouble], str]] = {
    "CHANGE_FROM_QUANTITY_STALE": (Stale, "The shop shows another number than we believed"),
    "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED": (Stale, "The same attempt failed before"),
    "IDEMPOTENCY_KEY_PARAMETER_MISMATCH": (Rejected, "The same attempt was made before with other numbers"),
    "ITEM_NOT_STOCKED_AT_LOCATION": (Rejected, "The item is not kept at this place and could not be put there"),
    "INVALID_INVENTORY_ITEM": (Rejected, "The shop does not know this item"),
    "INVALID_LOCATION": (Rejected, "The shop does not know this place"),
    "INVALID_QUANTITY_NEGATIVE": (Rejected, "The shop takes no number below zero"),
    "INVALID_QUANTITY_TOO_HIGH": (Rejected, "The number is larger than the shop takes"),
    "INVALID_QUANTITY_TOO_LOW": (Rejected, "The number is lower than the shop takes"),
    "NON_MUTABLE_INVENTORY_ITEM": (Rejected, "The shop reckons this item itself (a bundle)"),
    "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR": (Rejected, "The same item was named twice in one call"),
}
_BUSY = "IDEMPOTENCY_CONCURRENT_REQUEST"


def read_answer(heard: Heard, learn: Callable[[object], None]) -> Mapping[str, Any]:
    """The data of an answer; raises the trouble that it tells of. `learn` hears what it cost, or would have."""
    _check_status(heard)
    try:
        said = json.loads(heard.body)
    except (ValueError, RecursionError) as trouble:
        raise Unavailable("The shop's answer is not JSON", "not_json") from trouble
    answer = mapping(said)
    cost = mapping(answer.get("extensions")).get("cost")
    learn(cost)
    errors = answer.get("errors")
    if errors:
        raise _top_level(errors, cost)
    data = answer.get("data")
    if not isinstance(data, dict):
        raise Unavailable("The shop's answer holds no data", "no_data")
    return data


def _check_status(heard: Heard) -> None:
    status, wait = heard.status, retry_after(heard.headers)
    if status == 200:
        return
    if status == 401:
        raise TokenExpired("The shop no longer takes this token")
    if status == 429 or (status == 503 and wait is not None):
        raise Throttled("The shop asks us to wait", wait or _UNKNOWN_WAIT, f"http_{status}")
    if status in _CLOSED:
        raise Disconnected(f"Shopify says that {_CLOSED[status]} (HTTP {status})", f"http_{status}")
    if status >= 500 or status == 408:
        raise Unavailable(f"The shop is not to be reached (HTTP {status})", f"http_{status}")
    if 300 <= status < 400:
        raise Rejected("The shop sends us elsewhere: connect it by its own myshopify.com name", f"http_{status}")
    raise Rejected(f"The shop did not understand what was asked (HTTP {status})", f"http_{status}")


def _top_level(errors: object, cost: object) -> ShopTrouble:
    listed = errors if isinstance(errors, list) else [{"message": errors}]
    first = mapping(next(iter(listed), None))
    codes = [text(mapping(mapping(error).get("extensions")).get("code")) for error in listed]
    if "THROTTLED" in codes:
        return Throttled("The shop asks us to wait", throttled_wait(cost) or _UNKNOWN_WAIT)
    code = codes[0]
    kind = _TOP_LEVEL.get(code or "", Rejected)
    return kind(f"The shop refused what was asked: {_said(first)}", code or "graphql")


def user_errors(payload: object) -> Sequence[Mapping[str, Any]]:
    """The errors that a mutation tells beside its result."""
    errors = mapping(payload).get("userErrors")
    return [mapping(error) for error in errors] if isinstance(errors, list) else []


def trouble_of(error: Mapping[str, Any]) -> ShopTrouble:
    """One of these, in our words."""
    code = text(error.get("code")) or "user_error"
    if code == _BUSY:
        return Throttled("The same attempt is still under way", _UNKNOWN_WAIT, code)
    kind, words = _WORDS.get(code, (Rejected, "The shop refused it"))
    return kind(f"{words}: {_said(error)}", code)


def _said(error: Mapping[str, Any]) -> str:
    return (text(error.get("message")) or "without a word")[:200]

"""What Square answers, in our words: its body, or the trouble that its status and its `errors` tell of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from data.core.text import clean
from data.orders.loose_json import mapping, text
from sync_agent.shops.line import Heard, retry_after
from sync_agent.shops.trouble import (
    Disconnected,
    Rejected,
    ShopTrouble,
    Stale,
    Throttled,
    TokenExpired,
    Unavailable,
)

NOT_FOUND = "NOT_FOUND"
_FIRST_WAIT_S = 1.0
"""Square publishes no limits: where it does not say how long, a little, and whoever asks again waits longer."""
_STALE = ("VERSION_MISMATCH", "CONFLICT")
_LATER = ("REQUEST_TIMEOUT", "GATEWAY_TIMEOUT", "BAD_GATEWAY", "SERVICE_UNAVAILABLE", "INTERNAL_SERVER_ERROR")


def body_of(heard: Heard) -> dict[str, Any]:
    """The object of a good answer; raises the trouble of any other. HTTP 200 with `errors` is no good answer."""
    body = _object(heard.body)
    if heard.status == 200 and body is not None and not body.get("errors"):
        return body
    raise trouble_of(heard, body)


def trouble_of(heard: Heard, body: Mapping[str, Any] | None) -> ShopTrouble:
    """What one has to do about an answer that is none."""
    code, detail = _error(body)
    says = f"Square: {detail or code or 'HTTP'} ({heard.status})"
    if heard.status == 429 or code == "RATE_LIMITED":
        return Throttled("Square has been asked too much", retry_after(heard.headers) or _FIRST_WAIT_S, code)
    if heard.status == 401 or code == "ACCESS_TOKEN_EXPIRED":
        if code == "ACCESS_TOKEN_EXPIRED":
            return TokenExpired("Square's access token has ended", code)
        return Disconnected("Square lets us in no more: connect the shop again", code)
    if heard.status >= 500 or heard.status == 408 or code in _LATER:
        return Unavailable(says, code or f"http_{heard.status}")
    if heard.status == 200 and body is None:
        return Unavailable("Square's answer cannot be read", "garbled")
    if code in _STALE:
        return Stale(says, code)
    return Rejected(says, code or (NOT_FOUND if heard.status == 404 else f"http_{heard.status}"))


def _object(raw: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _error(body: Mapping[str, Any] | None) -> tuple[str | None, str | None]:
    """Code and sentence of the first error, cleaned: both may be shown to a person."""
    errors = body.get("errors") if body is not None else None
    first = mapping(errors[0]) if isinstance(errors, list) and errors else {}
    code, detail, named = (text(first.get(key)) for key in ("code", "detail", "field"))
    said = f"{detail} [{named}]" if detail and named else detail
    return (clean(code, 80) if code else None), (clean(said, 300) if said else None)

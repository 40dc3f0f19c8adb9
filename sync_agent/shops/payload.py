"""The body of a delivery, whichever vendor sent it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sync_agent.shops.trouble import Unreadable


def payload_of(raw: bytes) -> Mapping[str, Any]:
    """The JSON object in these bytes; raises Unreadable."""
    try:
        payload = json.loads(raw)
    except (ValueError, RecursionError) as trouble:
        raise Unreadable("The delivery is not JSON", "payload") from trouble
    if not isinstance(payload, dict):
        raise Unreadable("The delivery is not a JSON object", "payload")
    return payload

"""Pages as Shopify gives them: by a cursor that stands for a thing and not for a count."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLError

_MOST = 250


def connection(keyed: Sequence[tuple[str, Any]], asked: Mapping[str, Any]) -> dict[str, Any]:
    """A page of things that are sorted by their keys; the cursor holds the key of the last one seen."""
    first, after = asked.get("first"), asked.get("after")
    if first is None:
        raise GraphQLError("you must provide one of first or last")
    if not 0 < first <= _MOST:
        raise GraphQLError(f"first must be between 1 and {_MOST}")
    start = _after(keyed, after)
    page = keyed[start : start + first]
    return {
        "nodes": [node for _, node in page],
        "pageInfo": {
            "hasNextPage": start + first < len(keyed),
            "endCursor": base64.urlsafe_b64encode(page[-1][0].encode()).decode() if page else None,
        },
    }


def _after(keyed: Sequence[tuple[str, Any]], after: str | None) -> int:
    if after is None:
        return 0
    try:
        key = base64.urlsafe_b64decode(after).decode()
    except ValueError as trouble:
        raise GraphQLError("Invalid cursor for current pagination sort.") from trouble
    keys = [known for known, _ in keyed]
    return keys.index(key) + 1 if key in keys else sum(known <= key for known in keys)

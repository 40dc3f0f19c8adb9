"""One question to Square's API and its answer: with the pinned version and the seller's token."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sync_agent.shops.line import Line
from sync_agent.shops.square.answers import body_of
from sync_agent.shops.square.app import VERSION
from sync_agent.shops.trouble import Disconnected


class Client:
    """Neither retries nor waits; raises a ShopTrouble for whatever is not a good answer."""

    def __init__(self, line: Line, base: str, token: str) -> None:
        """Raises Disconnected for a token that no header could carry."""
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            raise Disconnected("What is kept as Square's token is none: connect the shop again", "token")
        self._line, self._base, self._token = line, base.rstrip("/"), token

    def get(self, path: str) -> dict[str, Any]:
        """`path` begins with a slash, and is spelled as it goes on the wire."""
        return self._ask("GET", path, None)

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Asks with a JSON body."""
        return self._ask("POST", path, body)

    def put(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Asks with a JSON body."""
        return self._ask("PUT", path, body)

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
        raw = b"" if body is None else json.dumps(body).encode()
        headers = headers_of(f"Bearer {self._token}") | ({"Content-Type": "application/json"} if raw else {})
        return body_of(self._line.send(method, self._base + path, headers, raw))


def headers_of(authorization: str | None) -> dict[str, str]:
    """What stands over every question."""
    headers = {"Square-Version": VERSION, "Accept": "application/json"}
    return headers | ({"Authorization": authorization} if authorization else {})

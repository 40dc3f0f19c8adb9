"""The hub calls when something is new: a WebSocket that says nothing else, and is opened again whenever it ends."""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
from collections.abc import Callable
from random import Random
from urllib.parse import urlsplit, urlunsplit

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError, InvalidHandshake, InvalidURI, WebSocketException

from sync_agent.link.backoff import Backoff
from sync_agent.link.client import Client
from sync_agent.link.trouble import Trouble

PATH = "/api/v1/socket"
TOKEN_ENDED = 4401
_LARGEST = 64 * 1024
_log = logging.getLogger(__name__)


class Poke:
    """Calls `call` when the line is there (something may have happened before) and at each message."""

    def __init__(self, client: Client, call: Callable[[], None], dice: Random) -> None:
        """Not open yet."""
        self._client, self._call = client, call
        self._backoff = Backoff(dice)

    async def run(self) -> None:
        """For ever. A hub without this door, or one that is away, costs latency only: we look anyway."""
        while True:
            try:
                await self._listen()
            except (Trouble, OSError, TimeoutError, WebSocketException, InvalidHandshake, InvalidURI) as trouble:
                _log.debug("no calls from the hub: %s", trouble)
            await asyncio.sleep(self._backoff.trouble(None))

    async def _listen(self) -> None:
        token = await self._client.token()
        url = socket_url(self._client.papers.hub)
        secure = ssl.create_default_context() if url.startswith("wss:") else None
        async with connect(
            url, ssl=secure, proxy=None, max_size=_LARGEST, open_timeout=10, close_timeout=0.5
        ) as socket:
            await socket.send(json.dumps({"token": token}))
            self._call()
            try:
                async for _ in socket:
                    self._backoff.fine()
                    self._call()
            except ConnectionClosedError:
                if socket.close_code == TOKEN_ENDED:
                    await self._client.renew(token)


def socket_url(hub: str) -> str:
    """The hub's address for a WebSocket."""
    parts = urlsplit(hub)
    scheme = {"http": "ws", "https": "wss"}.get(parts.scheme, parts.scheme)
    return urlunsplit((scheme, parts.netloc, parts.path.rstrip("/") + PATH, "", ""))

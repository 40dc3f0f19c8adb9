"""One exchange over HTTP: a request goes up, an answer comes down whole, or it is told what was wrong."""

from __future__ import annotations

import asyncio
import gzip
import json
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from data.core.clock import Instant
from data.exchange.message import Answer, Request
from sync_agent.link.hearing import Incomplete, read_answer
from sync_agent.link.refusal import not_reached, portal, refusal, unreadable
from sync_agent.link.spelling import write_request
from sync_agent.link.trouble import (
    INCOMPLETE,
    TOKEN,
    Trouble,
)

SYNC, HANDOVER = "/api/v1/sync", "/api/v1/handover"
MOST_BYTES = 512 * 1024 * 1024
"""Of an answer, inflated: more is no answer to us."""
_TIMEOUT = httpx.Timeout(20, connect=5)
_GOOD = (200, 201)
_WHOLE_S = 600
"""A line that drips must not hold an exchange for ever."""


Post = Callable[[str, Any], Awaitable[Any]]
"""A question to the hub that needs no token: path and JSON value in, JSON value out; raises Trouble."""


class Papers(Protocol):
    """What this node shows at the door of its hub."""

    @property
    def hub(self) -> str:
        """The hub's address, without a path."""
        ...

    async def token(self, post: Post) -> str:
        """An access token; raises Trouble when there is none to be had."""
        ...

    async def renew(self, refused: str, post: Post) -> str:
        """Another one in place of a token that was refused; raises Trouble."""
        ...

    def headers(self, request: Request, body: bytes, token: str) -> Mapping[str, str]:
        """What else goes with a request: the signature of its batch."""
        ...

    def last_words(self, body: bytes) -> Mapping[str, str]:
        """What goes with what a revoked node hands over: a signature, no token."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer, the schemas (oldest, newest) that the hub understands, and the hub's clock less ours, milliseconds."""

    answer: Answer
    schemas: tuple[int, int]
    offset_ms: int


class Client:
    """A line to one hub, kept open between exchanges; used by one task at a time."""

    def __init__(
        self,
        papers: Papers,
        now: Callable[[], Instant],
        mono_ms: Callable[[], int],
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        timeout: httpx.Timeout = _TIMEOUT,
    ) -> None:
        """`now` is the wall clock, `mono_ms` the monotonic one."""
        self.papers = papers
        self._now, self._mono_ms = now, mono_ms
        # The machine's own certificates, and no proxy or password from an environment that nobody looks at.
        self._http = httpx.AsyncClient(
            base_url=papers.hub,
            timeout=timeout,
            trust_env=False,
            follow_redirects=False,
            verify=ssl.create_default_context(),
            transport=transport,
        )

    async def exchange(self, request: Request) -> Heard:
        """Raises Trouble; then nothing has happened here, and what happened there is known by its ids."""
        body = write_request(request)
        began = self._mono_ms()
        answered = await self._admitted(request, body)
        arrived, took = self._now(), self._mono_ms() - began
        try:
            told = await asyncio.to_thread(read_answer, answered)
        except Incomplete as trouble:
            raise unreadable(trouble) from trouble
        offset = told.answer.server_time - (arrived - took // 2)
        return Heard(told.answer, told.schemas, offset)

    async def hand_over(self, request: Request) -> Any:
        """What a revoked node has not sent, for the hub to keep; raises Trouble."""
        body = write_request(request)
        headers = {"Content-Encoding": "gzip", **self.papers.last_words(body)}
        return _value(await self._send("POST", HANDOVER, gzip.compress(body, 6, mtime=0), headers))

    async def ask(self, method: str, path: str, value: Any = None, headers: Mapping[str, str] | None = None) -> Any:
        """A question beside the exchange, in JSON both ways; raises Trouble."""
        body, more = b"" if value is None else json.dumps(value).encode(), headers or {}
        return _value(await self._with_token(lambda token: self._send(method, path, body, _bearer(token) | dict(more))))

    async def token(self) -> str:
        """An access token, for a line of another kind to the same hub; raises Trouble."""
        return await self.papers.token(self._post)

    async def renew(self, refused: str) -> str:
        """Another one, when a line of another kind refused it; raises Trouble."""
        return await self.papers.renew(refused, self._post)

    async def close(self) -> None:
        """Lets go of the line."""
        await self._http.aclose()

    async def _admitted(self, request: Request, body: bytes) -> bytes:
        small = gzip.compress(body, 6, mtime=0)

        async def send(token: str) -> bytes:
            extra = {"Content-Encoding": "gzip", **self.papers.headers(request, body, token)}
            return await self._send("POST", SYNC, small, _bearer(token) | extra)

        return await self._with_token(send)

    async def _post(self, path: str, value: Any) -> Any:
        return _value(await self._send("POST", path, json.dumps(value).encode(), {}))

    async def _with_token(self, send: Callable[[str], Awaitable[bytes]]) -> bytes:
        """A token that is refused is renewed once: it may only have ended."""
        token = await self.token()
        try:
            return await send(token)
        except Trouble as trouble:
            if trouble.code != TOKEN:
                raise
        return await send(await self.renew(token))

    async def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        told = {"Content-Type": "application/json", "Accept-Encoding": "gzip", **headers}
        try:
            async with (
                asyncio.timeout(_WHOLE_S),
                self._http.stream(method, path, content=body, headers=told) as response,
            ):
                content = await _content(response)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as trouble:
            raise not_reached(trouble) from trouble
        if response.status_code not in _GOOD:
            raise refusal(response.status_code, response.headers, content, self._now())
        return content


def _value(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError as trouble:
        raise portal() from trouble


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def _content(response: httpx.Response) -> bytes:
    parts, size = [], 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > MOST_BYTES:
            raise Trouble(INCOMPLETE, "The hub's answer does not end")
        parts.append(part)
    return b"".join(parts)

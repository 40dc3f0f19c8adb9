"""How a played shop is asked: over loopback as an ASGI app, or in the same process as a transport of httpx."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx
from fastapi import FastAPI, Request, Response

_MOST_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """A request; the names of `headers` are small letters, `query` is as it stood in the URL."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


Serve = Callable[[Asked], Answer]


def as_transport(serve: Serve) -> httpx.MockTransport:
    """For a client in this process."""

    def handle(request: httpx.Request) -> httpx.Response:
        url, headers = request.url, {name.lower(): value for name, value in request.headers.items()}
        answer = serve(Asked(request.method, url.path, url.query.decode("ascii"), headers, request.read()))
        return httpx.Response(answer.status, content=answer.body, headers=dict(answer.headers))

    return httpx.MockTransport(handle)


def as_app(serve: Serve) -> FastAPI:
    """For a server; one question at a time, as the played shop is one state."""
    app = FastAPI(openapi_url=None)
    alone = threading.Lock()

    def one(asked: Asked) -> Answer:
        with alone:
            return serve(asked)

    @app.api_route("/{path:path}", methods=["GET", "POST", "PUT", "DELETE"])
    async def every(request: Request) -> Response:
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > _MOST_BYTES:
                return Response(status_code=413)
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = Asked(request.method, request.url.path, request.url.query, headers, bytes(body))
        answer = await asyncio.to_thread(one, asked)
        return Response(answer.body, answer.status, dict(answer.headers))

    return app

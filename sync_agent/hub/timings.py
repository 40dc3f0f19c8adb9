"""How long each call took and how it ended (O60): a line of the log, a count for Prometheus, and a row of `api_logs`
that a thread of its own writes, so that nobody who asks the hub waits for it."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.core.clock import Instant
from data.core.ids import uuid7
from data.shops.kept import ApiLog
from sync_agent.hub.metrics import Metrics

MOST = 2_000
"""Rows between two writings. Of more calls so many are kept by chance, each with the same one."""
UNKNOWN = "unknown"
"""The route of what nobody serves: whoever looks for holes does not fill the table with names."""
_TOLD = "told"
_MOST_ERROR = 2_048
_FAILED, _OURS = 400, 500
_log = logging.getLogger(__name__)


class Timings:
    """For many threads."""

    def __init__(self, metrics: Metrics, now: Callable[[], Instant], dice: Random | None = None) -> None:
        """Nothing was called yet."""
        self._metrics, self._now, self._dice = metrics, now, dice or Random()
        self._turn = threading.Lock()
        self._rows: list[ApiLog] = []
        self._seen = 0

    def note(self, route: str, seconds: float, ok: bool, code: str = "", **told: object) -> None:
        """One call: `code` names what was wrong, `ok` is False when it was our own failure; `told` is for the log."""
        t_ms = round(seconds * 1000)
        _log.info("served", extra={"route": route, "t_ms": t_ms, "ok": ok} | ({"code": code} if code else {}) | told)
        self._metrics.calls.labels(route, str(ok).lower()).inc()
        self._metrics.call_seconds.labels(route).observe(seconds)
        at = self._now()
        row = ApiLog(uuid7(at, self._dice.randbytes(10)), at, route, t_ms, ok, code)
        with self._turn:
            self._seen += 1
            if len(self._rows) < MOST:
                self._rows.append(row)
            elif (place := self._dice.randrange(self._seen)) < MOST:
                self._rows[place] = row

    def take(self) -> list[ApiLog]:
        """What is to be written; the next begins anew."""
        with self._turn:
            taken, self._rows, self._seen = self._rows, [], 0
        return sorted(taken, key=lambda row: row.id)


class Timed:
    """Around the whole application: every route leaves one record."""

    def __init__(self, app: ASGIApp, timings: Timings) -> None:
        """As ASGI wants it."""
        self._app, self._timings = app, timings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One call; of a WebSocket, which stays open for hours, its opening."""
        if scope["type"] == "websocket":
            await self._app(scope, receive, self._opening(scope, send))
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status, code = time.perf_counter(), _OURS, ""

        async def heard(message: Message) -> None:
            nonlocal status, code
            if message["type"] == "http.response.start":
                status = message["status"]
            elif status >= _FAILED and not code:
                code = _code(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, heard)
        finally:
            told = scope.get("state", {}).get(_TOLD, {})
            named = (code or str(status)) if status >= _FAILED else ""
            spent = time.perf_counter() - begun
            self._timings.note(_route(scope), spent, status < _OURS, named, status=status, **told)

    def _opening(self, scope: Scope, send: Send) -> Send:
        begun, noted = time.perf_counter(), False

        async def heard(message: Message) -> None:
            nonlocal noted
            if not noted:
                noted = True
                code = "" if message["type"] == "websocket.accept" else str(message.get("code", "refused"))
                self._timings.note(_route(scope), time.perf_counter() - begun, ok=True, code=code)
            await send(message)

        return heard


def told_of(request: Request) -> dict[str, Any]:
    """What the log tells of this call beside its time; names of logs.ALLOWED."""
    told: dict[str, Any] = request.scope.setdefault("state", {}).setdefault(_TOLD, {})
    return told


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", UNKNOWN))


def _code(body: bytes) -> str:
    with suppress(ValueError, AttributeError, TypeError, LookupError):
        if len(body) <= _MOST_ERROR:
            return str(json.loads(body)["detail"]["code"])[:40]
    return ""

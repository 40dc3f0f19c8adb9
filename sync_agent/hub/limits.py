"""What a hub takes from anybody: so large, so often, in these forms; the rest is refused before it costs something."""

from __future__ import annotations

import asyncio
import math
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import HTTPException, Request
from starlette.requests import ClientDisconnect

MOST_BYTES = 2 * 1024 * 1024
"""Of a body, as it comes and as it is when it is inflated."""
WHOLE_S = 60.0
"""After which a body must be there: one that drips would keep its line for ever."""
RATE = 50.0
BURST = 200.0
"""Exchanges a second of one node in the long run, and at once: a queue of 10,000 commands goes up in fifty."""
_MOST_NODES = 10_000
_GZIP = 16 + zlib.MAX_WBITS


def refusal(status: int, code: str, says: str, **headers: str) -> HTTPException:
    """As every error of the hub is told: `detail` is {code, says}."""
    return HTTPException(status, {"code": code, "says": says}, headers or None)


async def body_of(request: Request, content_type: str) -> bytes:
    """The inflated body; raises HTTPException 408, 413 or 415. Reads no further than it must."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != content_type:
        raise refusal(415, "content_type", f"Send {content_type}")
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise refusal(415, "content_encoding", "Send it plain or gzipped")
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told[:20]) > MOST_BYTES:
        raise _too_large()
    try:
        async with asyncio.timeout(WHOLE_S):
            body = await _read(request)
    except TimeoutError as trouble:
        raise refusal(408, "too_slow", "The body does not come to an end") from trouble
    except ClientDisconnect as trouble:
        # Nobody hears it; but it is no fault of the hub's, and is not counted as one.
        raise refusal(400, "cut_off", "The line was lost") from trouble
    return inflated(body) if encoding == "gzip" else body


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise _too_large()
    return bytes(body)


async def raw_body(request: Request, content_type: str) -> bytes:
    """The body as it came, to the byte: what is signed is not inflated. Raises HTTPException 408, 413 or 415."""
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise refusal(415, "content_encoding", "Send it plain")
    return await body_of(request, content_type)


def inflated(body: bytes) -> bytes:
    """What was gzipped; stops at the limit, however small the body was. Raises HTTPException 400 or 413."""
    inflating = zlib.decompressobj(_GZIP)
    try:
        whole = inflating.decompress(body, MOST_BYTES)
    except zlib.error as trouble:
        raise refusal(400, "malformed", "The body is not gzipped") from trouble
    if inflating.unconsumed_tail:
        raise _too_large()
    if not inflating.eof or inflating.unused_data:
        raise refusal(400, "malformed", "The body was cut off")
    return whole


def _too_large() -> HTTPException:
    return refusal(413, "body_too_large", f"A body is {MOST_BYTES} bytes at most")


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Rate:
    """So many a second of each, and a burst; kept for the nodes that came last."""

    def __init__(self, clock: Callable[[], float], a_second: float = RATE, burst: float = BURST) -> None:
        """`clock` tells seconds that never go back."""
        self._clock, self._a_second, self._burst = clock, a_second, burst
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._turn = threading.Lock()

    def take(self, whose: str) -> float:
        """Takes one of a node's turns; answers the seconds after which there is one, 0 when it was there."""
        now = self._clock()
        with self._turn:
            bucket = self._buckets.setdefault(whose, _Bucket(self._burst, now))
            self._buckets.move_to_end(whose)
            if len(self._buckets) > _MOST_NODES:
                self._buckets.popitem(last=False)
            bucket.left = min(self._burst, bucket.left + (now - bucket.at) * self._a_second)
            bucket.at = now
            if bucket.left >= 1:
                bucket.left -= 1
                return 0.0
            return (1 - bucket.left) / self._a_second


def in_turn(rate: Rate, whose: str) -> None:
    """Takes one of a node's turns; raises HTTPException 429, which says when there is one."""
    wait = rate.take(whose)
    if wait:
        raise refusal(429, "too_often", "Too many requests: wait", **{"Retry-After": str(max(1, math.ceil(wait)))})

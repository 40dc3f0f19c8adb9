"""One question to a vendor over HTTP and its whole answer: no redirects, no proxy of the environment, no open end."""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

from sync_agent.shops.deadline import keep_to
from sync_agent.shops.trouble import Rejected, Unavailable

MOST_BYTES = 32 * 1024 * 1024
"""Of an answer, inflated. The largest page we ask for is far below."""
WHOLE_S = 60.0
"""A line that drips must not hold a worker for ever."""
_GZIP = 31
"""What zlib calls it. Nothing else is asked for: packed twice, a few bytes would become more than any memory holds."""
_TIMEOUT = httpx.Timeout(20, connect=5)


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer, whatever it says."""

    status: int
    headers: httpx.Headers
    body: bytes = field(repr=False)


class Line:
    """Connections that are kept open between questions; any thread may ask."""

    def __init__(
        self,
        transport: httpx.BaseTransport | None = None,
        *,
        most_bytes: int = MOST_BYTES,
        whole_s: float = WHOLE_S,
        mono: Callable[[], float] = time.monotonic,
    ) -> None:
        """`transport` is who connects: the one that checks addresses, or a shop that is played."""
        self._most_bytes, self._whole_s, self._mono = most_bytes, whole_s, mono
        wire = transport or httpx.HTTPTransport(verify=ssl.create_default_context(), trust_env=False)
        if isinstance(wire, httpx.HTTPTransport):
            keep_to(whole_s, wire, mono)
        self._http = httpx.Client(
            transport=wire,
            headers={"Accept-Encoding": "gzip"},
            timeout=_TIMEOUT,
            trust_env=False,
            follow_redirects=False,
        )

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Heard:
        """Raises Unavailable when the line was lost (what was asked may have been done), Rejected for an answer that
        is larger than any we asked for."""
        return self.send("POST", url, headers, body)

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> Heard:
        """As `post`, with any method."""
        try:
            with self._http.stream(method, url, headers=dict(headers), content=body) as response:
                content = self._content(response)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as trouble:
            raise Unavailable(f"The shop does not answer ({type(trouble).__name__})", "lost") from trouble
        return Heard(response.status_code, response.headers, content)

    def close(self) -> None:
        """Lets go of the connections."""
        self._http.close()

    def _content(self, response: httpx.Response) -> bytes:
        inflated = _inflating(response.headers.get("content-encoding", ""))
        content, ends = bytearray(), self._mono() + self._whole_s
        for part in response.stream:  # type: ignore[union-attr]
            content += inflated(part, self._most_bytes + 1 - len(content))
            if len(content) > self._most_bytes:
                raise Rejected("The shop's answer is larger than anything that was asked for", "too_large")
            if self._mono() > ends:
                raise Unavailable("The shop's answer does not end", "endless")
        return bytes(content)


def _inflating(coding: str) -> Callable[[bytes, int], bytes]:
    """What makes content of the bytes on the wire, at most so much at a time. Raises Rejected for what nobody asked
    for."""
    if coding.strip().lower() in ("", "identity"):
        return lambda part, _: part
    if coding.strip().lower() != "gzip":
        raise Rejected("The shop's answer is packed in a way that nobody asked for", "packed")
    unpacking = zlib.decompressobj(_GZIP)

    def inflated(part: bytes, most: int) -> bytes:
        try:
            return unpacking.decompress(part, most)
        except zlib.error as trouble:
            raise Unavailable("The shop's answer cannot be unpacked", "garbled") from trouble

    return inflated


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that an answer asks us to wait; None when it does not say so in seconds."""
    said = headers.get("retry-after", "").strip()
    try:
        wait = float(said)
    except ValueError:
        return None
    return wait if 0 <= wait <= 86_400 else None

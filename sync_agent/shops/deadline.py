"""One deadline for a whole answer, its head too: each byte in time, and the last of them next year, is no answer."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from typing import Any

import httpcore
import httpx


def keep_to(whole_s: float, transport: httpx.HTTPTransport, mono: Callable[[], float]) -> None:
    """From now on what this transport asks is answered within so many seconds, or raises a timeout of httpx."""
    pool = transport._pool
    if isinstance(pool, httpcore.ConnectionPool):
        pool._network_backend = _Backend(pool._network_backend, whole_s, mono)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, inner: httpcore.NetworkBackend, whole_s: float, mono: Callable[[], float]) -> None:
        self._inner, self._whole_s, self._mono = inner, whole_s, mono

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
        return _Stream(stream, self._whole_s, self._mono)

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


class _Stream(httpcore.NetworkStream):
    """The time begins with what is asked."""

    def __init__(self, inner: httpcore.NetworkStream, whole_s: float, mono: Callable[[], float]) -> None:
        self._inner, self._whole_s, self._mono = inner, whole_s, mono
        self._ends = mono() + whole_s

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._ends - self._mono()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole answer took too long")
        return self._inner.read(max_bytes, left if timeout is None else min(timeout, left))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._ends = self._mono() + self._whole_s
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, timeout), self._whole_s, self._mono)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

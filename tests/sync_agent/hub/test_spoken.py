"""The hub reads HTTP quickly, but nobody fills its memory with what is no body: the quick reader alone has no end."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

import pytest
import uvicorn

from sync_agent.hub.limits import MOST_BYTES
from sync_agent.hub.spoken import MOST_AROUND, reader

PART = b"x" * 16_384
PARTS = 4 * MOST_AROUND // len(PART)


async def counting(scope: Any, receive: Any, send: Any) -> None:
    """Answers how many bytes of body came."""
    count, more = 0, scope["type"] == "http"
    while more:
        message = await receive()
        count, more = count + len(message.get("body", b"")), message.get("more_body", False)
    said = str(count).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(said))]})
    await send({"type": "http.response.body", "body": said})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with running() as where:
        yield where


@contextmanager
def running() -> Iterator[int]:
    """A server with the hub's reader, and where it listens."""
    server = uvicorn.Server(uvicorn.Config(counting, http=reader(), lifespan="off", log_config=None))
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


def answered(port: int, parts: Iterable[bytes]) -> bytes:
    """What comes back, until the server hangs up; a send that it no longer takes is no more than that."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as line:
        with suppress(ConnectionError):
            for part in parts:
                line.sendall(part)
        return b"".join(iter(lambda: received(line), b""))


def received(line: socket.socket) -> bytes:
    try:
        return line.recv(65_536)
    except ConnectionError:
        return b""


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(body), body)


HEAD = b"POST / HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
ENDLESS = {
    "a path": [b"POST /", *[PART] * PARTS],
    "one header": [HEAD, b"X-Long: ", *[PART] * PARTS],
    "many headers": [HEAD, *[b"X-Many: y\r\n" * 1_500] * PARTS],
    "trailers": [CHUNKED, b"0\r\n", *[b"X-After: y\r\n" * 1_500] * PARTS],
    "words beside the chunks": [CHUNKED, *[b"1;" + PART + b"\r\ny\r\n"] * PARTS],
}


@pytest.mark.parametrize("what", ENDLESS)
def test_what_has_no_end_is_hung_up_on(port: int, what: str) -> None:
    said = answered(port, ENDLESS[what])
    assert not said.startswith(b"HTTP/1.1 200")


def test_a_body_is_not_counted(port: int) -> None:
    whole = HEAD + b"Content-Length: %d\r\n\r\n" % MOST_BYTES
    assert answered(port, [whole, *[PART] * (MOST_BYTES // len(PART))]).endswith(b"\r\n\r\n%d" % MOST_BYTES)


def test_nor_is_one_that_comes_in_chunks(port: int) -> None:
    parts = [CHUNKED, *[chunked(PART)] * (MOST_BYTES // len(PART)), b"0\r\n\r\n"]
    assert answered(port, parts).endswith(b"\r\n\r\n%d" % MOST_BYTES)


def test_requests_on_one_line_are_counted_one_by_one(port: int) -> None:
    one = b"POST / HTTP/1.1\r\nHost: hub\r\nX-Some: " + b"y" * 1_000 + b"\r\nContent-Length: 2\r\n\r\nhi"
    last = one.replace(b"Host: hub", b"Host: hub\r\nConnection: close")
    said = answered(port, [*[one] * (2 * MOST_AROUND // len(one)), last])
    assert said.count(b"HTTP/1.1 200") == 2 * MOST_AROUND // len(one) + 1

"""Whoever answers in a vendor's place may mean ill: no answer may hold a worker for ever or fill its memory."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from sync_agent.shops.line import Line
from sync_agent.shops.trouble import Rejected, ShopTrouble, Unavailable

NOTHING = b"\0" * 1_000_000


def answered(body: bytes, coding: str = "") -> Line:
    headers = {"content-encoding": coding} if coding else {}
    wire = httpx.MockTransport(lambda _: httpx.Response(200, headers=headers, stream=httpx.ByteStream(body)))
    return Line(wire, most_bytes=500_000)


def test_an_answer_that_was_packed_is_unpacked():
    assert answered(gzip.compress(b"{}"), "gzip").post("https://shop.example", {}, b"").body == b"{}"
    assert answered(b"{}").post("https://shop.example", {}, b"").body == b"{}"


@pytest.mark.parametrize(
    ("body", "coding", "code"),
    [
        (NOTHING, "", "too_large"),
        (gzip.compress(NOTHING), "gzip", "too_large"),
        (gzip.compress(gzip.compress(NOTHING)), "gzip, gzip", "packed"),
        (b"anything", "br", "packed"),
        (b"no gzip", "GZIP", "garbled"),
    ],
    # What is packed bears the second in which it was: no two processes would call these tests the same.
    ids=["large", "large when unpacked", "packed twice", "another packing", "no packing"],
)
def test_one_that_would_fill_the_memory_or_cannot_be_read_is_left(body, coding, code):
    with pytest.raises(ShopTrouble) as trouble:
        answered(body, coding).post("https://shop.example", {}, b"")
    assert trouble.value.code == code
    assert isinstance(trouble.value, Rejected | Unavailable)


@contextmanager
def dripping(head: bytes, pause_s: float) -> Iterator[str]:
    """A server that sends each byte of its answer in time, and the last of them late."""
    ended = threading.Event()

    def serve(listening: socket.socket) -> None:
        there, _ = listening.accept()
        with there:
            there.recv(65_536)
            for at in range(len(head)):
                if ended.wait(pause_s):
                    return
                there.sendall(head[at : at + 1])

    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = threading.Thread(target=serve, args=(listening,))
        serving.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            ended.set()
            serving.join()


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n{}"])
def test_one_that_drips_is_left_whether_it_is_its_head_or_its_body(head):
    with dripping(head, 0.05) as url:
        line = Line(whole_s=0.3)
        with pytest.raises(Unavailable):
            line.post(url, {}, b"")
        line.close()


def test_one_that_comes_in_its_time_is_read_on_a_line_that_stays_open():
    with dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 0.0) as url:
        line = Line()
        assert line.post(url, {}, b"").body == b"{}"
        line.close()

"""A line that can be cut: a TCP proxy on loopback that drops, delays, truncates, or answers itself."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from types import TracebackType

_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Rule:
    """What happens on the line. `up` False: what is sent never arrives. `down`: so many bytes of answers come through
    on each connection (None: all). `delay_s` before each piece of an answer. `says`: these bytes are the answer, and
    nobody else is asked. `open` False: nobody listens."""

    up: bool = True
    down: int | None = None
    delay_s: float = 0.0
    says: bytes | None = None
    open: bool = True


PASS = Rule()


def http(status: str, body: bytes = b"", **headers: str) -> bytes:
    """An answer as a server would write it; `status` as "503 Service Unavailable"."""
    told = {
        "Content-Length": str(len(body)),
        "Connection": "close",
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


class Proxy:
    """Listens for as long as it is entered; `port` is what to connect to."""

    def __init__(self, to_port: int = 0) -> None:
        """To a server on loopback; 0 when there is none."""
        self.to_port = to_port
        self.connections = 0
        self._rule = PASS
        self._lines: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def be(self, rule: Rule) -> None:
        """From now on; connections that are open are cut."""
        self._rule = rule
        for line in list(self._lines):
            _shut(line)

    def __enter__(self) -> Proxy:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        _shut(self._listening)
        self._listening.close()
        self.be(Rule(open=False))

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._listening.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(line, self._rule), daemon=True).start()

    def _serve(self, line: socket.socket, rule: Rule) -> None:
        self._lines.add(line)
        with closing(line), suppress(OSError):
            if rule.says is not None:
                _read_request(line)
                line.sendall(rule.says)
            elif rule.open:
                self._join(line, rule)
        self._lines.discard(line)

    def _join(self, line: socket.socket, rule: Rule) -> None:
        with socket.create_connection(("127.0.0.1", self.to_port), 5) as server:
            server.settimeout(None)
            self._lines.add(server)
            upwards = threading.Thread(
                target=_carry, args=(line, server, Rule(down=None if rule.up else 0)), daemon=True
            )
            upwards.start()
            _carry(server, line, rule)
            _shut(line)
            self._lines.discard(server)


def _carry(source: socket.socket, sink: socket.socket, rule: Rule) -> None:
    left = rule.down
    with suppress(OSError):
        while chunk := source.recv(_CHUNK):
            time.sleep(rule.delay_s)
            passed = chunk if left is None else chunk[:left]
            sink.sendall(passed)
            left = None if left is None else left - len(passed)
            if left == 0:
                break
    _shut(sink)


def _read_request(line: socket.socket) -> None:
    """Head and body, so that the answer is not lost with a reset."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += line.recv(_CHUNK)
    head, _, body = got.partition(b"\r\n\r\n")
    told = [int(h.split(b":")[1]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length:")]
    left = (told[0] if told else 0) - len(body)
    while left > 0:
        left -= len(line.recv(_CHUNK))


def _shut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)

"""Printers in the network: raw bytes over TCP, as port 9100 takes them."""

from __future__ import annotations

import errno
import socket
import struct
import sys
from contextlib import suppress
from threading import Thread
from time import monotonic, sleep
from typing import Any, Final

from hardware.wire.wire import Pace, WireError

_CHUNK: Final = 65_536
_LOOK_S: Final = 0.02
# A printer that took everything and does not hang up is given this long to object.
_GRACE_S: Final = 0.1
_ABORT: Final = struct.pack("ii", 1, 0)


class TcpWire:
    """A connection to `host` and `port`; TCP_NODELAY, so that a label's first byte does not wait for its last."""

    def __init__(self, host: str, port: int, timeout_s: float) -> None:
        """Connects; raises WireError when the printer is not there."""
        self.two_way = True
        self._who = f"The printer at {host}"
        self._timeout_s = timeout_s
        self._broken = False
        self._socket = _connected(host, port, timeout_s)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def write(self, data: bytes) -> None:
        """Hands all of `data` to the network; a printer that stops reading is an error after the timeout."""
        pace, view, sent = Pace(self._timeout_s, len(data)), memoryview(data), 0
        while sent < len(view):
            self._socket.settimeout(max(pace.left(), 0.001))
            try:
                sent += self._socket.send(view[sent : sent + _CHUNK])
            except TimeoutError:
                raise self._failed(f"{self._who} stopped taking the label", sent) from None
            except OSError:
                raise self._failed(f"{self._who} broke off the connection", sent) from None
            pace.moved()
            if sent < len(view) and not pace.left():
                raise self._failed(f"{self._who} takes the label too slowly", sent)

    def read(self, timeout_s: float) -> bytes:
        """What the printer says."""
        self._socket.settimeout(max(timeout_s, 0.001))
        try:
            came = self._socket.recv(_CHUNK)
        except TimeoutError:
            return b""
        except OSError:
            raise self._failed(f"{self._who} broke off the connection", 0) from None
        if not came:
            self.two_way = False
        return came

    def finish(self, timeout_s: float) -> bytes:
        """Ends our side and waits until the printer has every byte: it closes, or acknowledges all and keeps still."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
        said, end, quiet_since = b"", monotonic() + timeout_s, monotonic()
        while True:
            came = self._last_words()
            said += came or b""
            # In this order: a reset empties what is outstanding, and leaves its error to be seen afterwards.
            outstanding = _outstanding(self._socket)
            if self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                raise self._failed(f"{self._who} broke off the connection in the middle of the label", 1)
            now = monotonic()
            if outstanding or came:
                quiet_since = now
            elif came == b"" or now - quiet_since > _GRACE_S:
                return said
            if now > end:
                raise self._failed(f"{self._who} did not take all of the label", 1)

    def close(self) -> None:
        """Hangs up."""
        with suppress(OSError):
            if self._broken:
                # What is left of a broken label must not come out of the printer later.
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
            self._socket.close()

    def _last_words(self) -> bytes | None:
        """What came within a moment: b"" when the printer hung up, None when nothing did."""
        self._socket.settimeout(_LOOK_S)
        try:
            came = self._socket.recv(_CHUNK)
        except TimeoutError:
            return None
        except OSError:
            raise self._failed(f"{self._who} broke off the connection in the middle of the label", 1) from None
        if not came:
            sleep(0.002)
        return came

    def _failed(self, says: str, taken: int) -> WireError:
        self._broken = True
        return WireError(says, taken)


def _connected(host: str, port: int, timeout_s: float) -> socket.socket:
    end = monotonic() + timeout_s
    trouble: OSError = TimeoutError()
    for family, kind, protocol, _, place in _resolved(host, port, timeout_s):
        link = socket.socket(family, kind, protocol)
        link.settimeout(max(end - monotonic(), 0.001))
        try:
            link.connect(place)
        except OSError as found:
            trouble = found
            link.close()
        else:
            return link
    raise WireError(_why(host, port, trouble))


def _why(host: str, port: int, trouble: OSError) -> str:
    if isinstance(trouble, ConnectionRefusedError):
        return f"The printer at {host} takes no labels at port {port}: is it ready, and is the port right?"
    if trouble.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN):
        return f"There is no way to the printer at {host}: is it on, and is the network cable in?"
    return f"The printer at {host} does not answer: is it on?"


def _resolved(host: str, port: int, timeout_s: float) -> list[Any]:
    """Where `host` is. The system's resolver knows no timeout, so it works beside us and may be left behind."""
    found: list[Any] = []

    def ask() -> None:
        with suppress(OSError, UnicodeError):
            found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))

    asking = Thread(target=ask, daemon=True)
    asking.start()
    asking.join(timeout_s)
    if not found:
        raise WireError(f"No printer called {host} is known in this network")
    return list(found)


def _outstanding(link: socket.socket) -> int:
    """Bytes that the other side has not acknowledged; 0 where the system does not tell."""
    if sys.platform == "darwin":
        return link.getsockopt(socket.SOL_SOCKET, 0x1024)  # SO_NWRITE
    if sys.platform != "linux":
        return 0
    import fcntl
    import termios

    answer = fcntl.ioctl(link.fileno(), termios.TIOCOUTQ, b"\0\0\0\0")
    return int.from_bytes(answer, sys.byteorder)

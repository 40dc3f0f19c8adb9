"""The printer's end of its connections, for a printer that is only pretended."""

from __future__ import annotations

import os
import select
import socket
from typing import Final, Protocol

LOOK_S: Final = 0.05
"""How long one look for bytes takes at most."""

# Printers have little memory: one that stops reading is noticed after some thousand bytes.
_BUFFER: Final = 16_384


class PrinterEnd(Protocol):
    """The printer's end of one connection."""

    def recv(self, most: int) -> bytes | None:
        """Some bytes, b"" when the other side is gone, None when nothing came for a moment."""

    def send(self, data: bytes) -> None:
        """Hands over all of `data`."""


class SocketEnd:
    """Of a connection whose reads end after `LOOK_S`."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link

    def recv(self, most: int) -> bytes | None:
        """Some bytes, b"" at the end, None when nothing came."""
        if not most:
            return None
        try:
            return self._link.recv(most)
        except TimeoutError:
            return None

    def send(self, data: bytes) -> None:
        """Hands over all of `data`."""
        self._link.sendall(data)


class SerialEnd:
    """Of a serial line."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def recv(self, most: int) -> bytes | None:
        """Some bytes, b"" at the end, None when nothing came."""
        if not most:
            return None
        ready, _, _ = select.select([self._fd], [], [], LOOK_S)
        return os.read(self._fd, most) if ready else None

    def send(self, data: bytes) -> None:
        """Hands over all of `data`."""
        os.write(self._fd, data)


def listening(port: int) -> socket.socket:
    """A server at 127.0.0.1; raises OSError when the port is taken."""
    served = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # The accepted connections inherit it.
        served.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        if os.name == "posix":
            served.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        served.bind(("127.0.0.1", port))
        served.listen(16)
    except (OSError, OverflowError):
        served.close()
        raise
    served.settimeout(LOOK_S)
    return served


def line_pair() -> tuple[int, int]:
    """Our end and the printer port's; the port stays open here, so that nobody at it is not the end of the line."""
    import pty
    import tty

    ours, port = pty.openpty()
    tty.setraw(port)
    return ours, port

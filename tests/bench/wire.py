"""A way to a hub on which every byte is counted, both ways."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


class Way:
    """`up` and `down` are bytes so far, everything that HTTP says included."""

    def __init__(self, hub: str) -> None:
        parts = urlsplit(hub)
        self._hub = (str(parts.hostname), int(parts.port or 80))
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self.up = self.down = 0
        threading.Thread(target=self._receive, daemon=True).start()

    def close(self) -> None:
        """Lets nobody in any more."""
        self._door.close()

    def _receive(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            far = socket.create_connection(self._hub)
            threading.Thread(target=self._carry, args=(near, far, "up"), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, "down"), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket, way: str) -> None:
        with one, other:
            try:
                while content := one.recv(65_536):
                    setattr(self, way, getattr(self, way) + len(content))
                    other.sendall(content)
            except OSError:
                return


@contextmanager
def counted(hub: str) -> Iterator[Way]:
    """A way to the hub at this address."""
    way = Way(hub)
    try:
        yield way
    finally:
        way.close()

"""A scanner made of a real pseudo-terminal: its line can be cut, and come back at the same place."""

from __future__ import annotations

import os
import pty
import queue
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hardware.scan.serial import Event, SerialScanner

PATIENCE_S = 20.0


class Line:
    """The scanner's end of a line; `path` is where the terminal finds the other end."""

    def __init__(self, path: Path) -> None:
        """Not plugged in yet."""
        self.path = path
        self._fd = self._far = -1

    def plug(self) -> None:
        """A new line at the same place."""
        self._fd, far = pty.openpty()
        tty.setraw(far)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(far))
        self._far = far

    def unplug(self) -> None:
        """Cuts it."""
        if self._fd >= 0:
            os.close(self._fd)
            os.close(self._far)
            self._fd = -1
            self.path.unlink()

    def send(self, data: bytes) -> None:
        """All of it, as fast as it is taken."""
        while data:
            data = data[os.write(self._fd, data[:2_048]) :]


class Ears:
    """What a scanner tells, in its order."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.codes: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        self.events: queue.SimpleQueue[tuple[str, Event, str]] = queue.SimpleQueue()
        self.times: list[int] = []

    def heard(self, text: str, name: str, at_ms: int) -> None:
        """A code."""
        self.times.append(at_ms)
        self.codes.put((name, text))

    def told(self, name: str, event: Event, says: str) -> None:
        """An event."""
        self.events.put((name, event, says))

    def code(self) -> tuple[str, str]:
        """The next code, as (scanner, text)."""
        return self.codes.get(timeout=PATIENCE_S)

    def event(self) -> tuple[str, Event, str]:
        """The next event."""
        return self.events.get(timeout=PATIENCE_S)


def connected(scanner: SerialScanner) -> None:
    """Goes on as soon as it listens: what was in a port before it was opened is nobody's scan."""
    end = time.monotonic() + PATIENCE_S
    while not scanner.connected:
        assert time.monotonic() < end, "the scanner was never opened"
        time.sleep(0.002)


@contextmanager
def listening(line: Line, ears: Ears, name: str = "till") -> Iterator[SerialScanner]:
    """A scanner that is listened to."""
    scanner = SerialScanner(str(line.path), name=name, heard=ears.heard, told=ears.told)
    scanner.start()
    if line.path.exists():
        connected(scanner)
    try:
        yield scanner
    finally:
        scanner.close()
        line.unplug()

"""A scanner at a serial port: a thread that reads it, and comes back to it when it was unplugged."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from hardware.scan.frames import Frame, Framer
from hardware.scan.ports import device_of

if TYPE_CHECKING:
    from serial import Serial

QUIET_S = 0.08
"""A code without an end is over when nothing came for this long."""

_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.2, 5.0
_CHUNK = 4_096
_LEAVE_S = 2.0

Event = Literal["lost", "back", "unreadable"]
Heard = Callable[[str, str, int], object]
Told = Callable[[str, Event, str], object]


class SerialScanner:
    """One scanner; several at once are several of these. Both callbacks come from the scanner's own thread."""

    def __init__(
        self,
        port: str,
        baud: int = 9600,
        name: str | None = None,
        *,
        heard: Heard,
        told: Told = lambda name, event, says: None,
    ) -> None:
        """`port` is a path or a lasting name (`hardware.scan.ports`). `heard(text, name, at_ms)` gets every code, with
        milliseconds of the steady clock; `told(name, event, says)` when the scanner is lost or back, or sent more
        than a code can hold."""
        self.port, self.baud, self.name = port, baud, name or port
        self.connected = False
        self._heard, self._told = heard, told
        self._framer = Framer()
        self._over = threading.Event()
        self._line: Serial | None = None
        self._thread = threading.Thread(target=self._run, name=f"scanner {self.name}", daemon=True)

    @property
    def noise(self) -> int:
        """How many bytes were no part of any code."""
        return self._framer.noise

    def start(self) -> None:
        """Begins to listen; a scanner that is not there yet is waited for."""
        self._thread.start()

    def close(self) -> None:
        """Ends at once; nothing is heard any more after it."""
        self._over.set()
        line = self._line
        if line is not None:
            with suppress(OSError, AttributeError, TypeError):
                line.cancel_read()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(_LEAVE_S)

    def _run(self) -> None:
        wait_s, complained = _FIRST_WAIT_S, False
        while not self._over.is_set():
            try:
                with self._opened() as line:
                    self._line, self.connected, wait_s = line, True, _FIRST_WAIT_S
                    if complained:
                        self._told(self.name, "back", f"The scanner at {self.port} is back")
                        complained = False
                    self._listen(line)
            except (OSError, TypeError, ValueError) as trouble:
                # TypeError: what pyserial makes of a line that vanishes between two of its own steps.
                self._framer.drop()
                if not complained and not self._over.is_set():
                    complained = True
                    self._told(self.name, "lost", in_words(self.port, trouble))
            finally:
                self._line, self.connected = None, False
            self._over.wait(wait_s)
            wait_s = min(wait_s * 2, _LONGEST_WAIT_S)

    def _opened(self) -> Serial:
        from serial import Serial

        return Serial(device_of(self.port), self.baud, timeout=QUIET_S, exclusive=True)

    def _listen(self, line: Serial) -> None:
        while not self._over.is_set():
            data = line.read(1)
            if data:
                data += line.read(min(line.in_waiting, _CHUNK))
                for frame in self._framer.feed(data):
                    self._tell(frame)
            elif not self._over.is_set():
                rest = self._framer.finish()
                if rest is not None:
                    self._tell(rest)

    def _tell(self, frame: Frame) -> None:
        if self._over.is_set():
            return
        if frame.too_long:
            self._told(self.name, "unreadable", "The scanner sent more than a code can hold")
        else:
            self._heard(frame.text, self.name, time.monotonic_ns() // 1_000_000)


def in_words(port: str, trouble: Exception) -> str:
    """Why a port cannot be read, and what to do."""
    number = getattr(trouble, "errno", None)
    if number == errno.EACCES:
        return f"The scanner at {port} may not be read: add this user to its group (dialout), and log in anew"
    if number == errno.ENOENT:
        return f"There is no scanner at {port}: is it plugged in, and set to USB serial (COM port)?"
    if number in (errno.EAGAIN, errno.EBUSY):
        return f"Another program reads the scanner at {port}: close that"
    if isinstance(trouble, ValueError):
        return f"{port} is no serial port that can be opened: {trouble}"
    return f"The scanner at {port} is gone: plug it in again"

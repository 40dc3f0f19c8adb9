"""Printers on a serial line, or on USB that looks like one."""

from __future__ import annotations

import errno
from contextlib import suppress
from time import sleep
from typing import Any, Final

from hardware.wire.wire import Pace, WireError

_CHUNK: Final = 256


class SerialWire:
    """A serial port, ours alone while it is open; the printer may hold us up with XOFF."""

    def __init__(self, device: str, baud: int, timeout_s: float) -> None:
        """Opens the port; raises WireError when it is not there or another program has it."""
        import serial

        self.two_way = True
        self._who = f"The printer at {device}"
        self._timeout_s = timeout_s
        try:
            self._port: Any = serial.Serial(
                device, baud, timeout=0, write_timeout=timeout_s, xonxoff=True, exclusive=True
            )
        except Exception as trouble:
            raise WireError(_why(device, _ours(trouble))) from None

    def write(self, data: bytes) -> None:
        """Hands all of `data` to the line; a printer that stops the line is an error after the timeout."""
        pace = Pace(self._timeout_s, len(data))
        for start in range(0, len(data), _CHUNK):
            try:
                self._port.write_timeout = max(pace.left(), 0.001)
                self._port.write(data[start : start + _CHUNK])
            except Exception as trouble:
                _ours(trouble)
                # How much of this piece has left is not known.
                raise WireError(f"{self._who} stopped taking the label: is its cable in?", start + 1) from None
            pace.moved()

    def read(self, timeout_s: float) -> bytes:
        """What the printer says."""
        try:
            self._port.timeout = timeout_s
            came: bytes = self._port.read(1)
            return came + self._port.read(self._port.in_waiting) if came else b""
        except Exception as trouble:
            _ours(trouble)
            raise WireError(f"{self._who} is gone: is its cable in?") from None

    def finish(self, timeout_s: float) -> bytes:
        """Waits until the line has carried everything."""
        pace, before = Pace(timeout_s, self._waiting()), self._waiting()
        while waiting := self._waiting():
            if waiting < before:
                pace.moved()
            before = waiting
            if not pace.left():
                raise WireError(f"{self._who} stopped taking the label", 1)
            sleep(0.005)
        return self.read(0)

    def close(self) -> None:
        """Lets go of the port at once: closing with bytes in the queue could wait for half a minute."""
        try:
            if self._port.out_waiting:
                self._port.reset_output_buffer()
        except Exception as trouble:
            _ours(trouble)
        with suppress(OSError):
            self._port.close()

    def _waiting(self) -> int:
        try:
            return int(self._port.out_waiting)
        except Exception as trouble:
            _ours(trouble)
            raise WireError(f"{self._who} is gone: is its cable in?", 1) from None


def _ours(trouble: Exception) -> Exception:
    """`trouble` when the port made it; anything else goes on its way. (`termios.error` is no OSError.)"""
    if isinstance(trouble, (OSError, ValueError)) or type(trouble).__module__ == "termios":
        return trouble
    raise trouble


def _why(device: str, trouble: Exception) -> str:
    code = getattr(trouble, "errno", None)
    if code in (errno.ENOENT, errno.ENODEV, errno.ENXIO):
        return f"There is no {device}: is the printer's cable in?"
    if code in (errno.EACCES, errno.EPERM):
        return f"This user may not use {device}; the group that may is often called dialout"
    if code in (errno.EAGAIN, errno.EBUSY) or "exclusively" in str(trouble):
        return f"Another program is using {device}"
    return f"{device} is no serial port that works"

"""Printers behind a device file of this machine, such as /dev/usb/lp0."""

from __future__ import annotations

import errno
import os
import select
import stat
from contextlib import suppress
from time import sleep
from typing import Final

from hardware.wire.wire import Pace, WireError

_CHUNK: Final = 4096
_FLAGS: Final = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_CLOEXEC", 0)


class DeviceWire:
    """A character device, read and written without ever blocking; one-way when it can only be written."""

    def __init__(self, path: str, timeout_s: float) -> None:
        """Opens the device; raises WireError when it is not there, is none, or another program has it."""
        self._who = f"The printer at {path}"
        self._timeout_s = timeout_s
        self._fd, self.two_way = _opened(path)
        if not stat.S_ISCHR(os.fstat(self._fd).st_mode):
            os.close(self._fd)
            raise WireError(f"{path} is no device; a file is written file:{path}")
        _raw(self._fd)

    def write(self, data: bytes) -> None:
        """Hands all of `data` to the device; one that stops taking bytes is an error after the timeout."""
        pace, sent = Pace(self._timeout_s, len(data)), 0
        while sent < len(data):
            moved = self._some(data[sent : sent + _CHUNK], pace.left(), sent)
            if moved:
                sent += moved
                pace.moved()
            elif not pace.left():
                raise WireError(f"{self._who} stopped taking the label", sent)

    def _some(self, piece: bytes, timeout_s: float, sent: int) -> int:
        try:
            # Asked first: a full device may block although it was opened not to.
            _, ready, _ = select.select([], [self._fd], [], timeout_s)
            return os.write(self._fd, piece) if ready else 0
        except BlockingIOError:
            sleep(0.005)
            return 0
        except OSError as trouble:
            raise WireError(f"{self._who} broke off: is its cable in? ({trouble.strerror})", sent) from None

    def read(self, timeout_s: float) -> bytes:
        """What the printer says."""
        if not self.two_way:
            return b""
        try:
            ready, _, _ = select.select([self._fd], [], [], max(timeout_s, 0))
            return os.read(self._fd, _CHUNK) if ready else b""
        except BlockingIOError:
            return b""
        except OSError:
            raise WireError(f"{self._who} is gone: is its cable in?") from None

    def finish(self, timeout_s: float) -> bytes:
        """Waits until the device would take more, so that the last bytes are on their way."""
        try:
            _, ready, _ = select.select([], [self._fd], [], timeout_s)
        except OSError:
            ready = []
        if not ready:
            raise WireError(f"{self._who} did not take all of the label", 1)
        return self.read(0)

    def close(self) -> None:
        """Lets go of the device."""
        with suppress(OSError):
            os.close(self._fd)


def _opened(path: str) -> tuple[int, bool]:
    try:
        return os.open(path, os.O_RDWR | _FLAGS), True
    except OSError as trouble:
        if trouble.errno not in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EINVAL):
            raise WireError(_why(path, trouble)) from None
    try:
        return os.open(path, os.O_WRONLY | _FLAGS), False
    except OSError as trouble:
        raise WireError(_why(path, trouble)) from None


def _why(path: str, trouble: OSError) -> str:
    if trouble.errno in (errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO):
        return f"There is no printer at {path}: is it on, and is its cable in?"
    if trouble.errno in (errno.EACCES, errno.EPERM):
        return f"This user may not use {path}; the group that may is often called lp"
    if trouble.errno == errno.EBUSY:
        return f"Another program is using {path}"
    if trouble.errno == errno.EISDIR:
        return f"{path} is a folder, no device"
    return f"{path} cannot be used ({trouble.strerror})"


def _raw(fd: int) -> None:
    """A terminal line would echo the printer's answers back to it, and turn line feeds into two characters."""
    if os.isatty(fd):
        import termios
        import tty

        with suppress(termios.error):
            tty.setraw(fd, termios.TCSANOW)

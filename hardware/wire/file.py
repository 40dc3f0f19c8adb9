"""Labels into a file: for another program to fetch, and for trying things out without paper."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from time import sleep
from typing import Final

from hardware.wire.wire import Pace, WireError

_FLAGS: Final = (
    os.O_WRONLY
    | os.O_APPEND
    | os.O_CREAT
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


class FileWire:
    """An ordinary file at whose end each label is put whole or not at all; a new one is for this user only."""

    two_way = False

    def __init__(self, path: str, timeout_s: float) -> None:
        """Opens or creates the file; raises WireError when it is a folder, a link or something else."""
        self._path = path
        self._timeout_s = timeout_s
        try:
            self._fd = os.open(path, _FLAGS, 0o600)
        except OSError as trouble:
            raise WireError(_why(path, trouble)) from None
        if not stat.S_ISREG(os.fstat(self._fd).st_mode):
            os.close(self._fd)
            raise WireError(f"{path} is no ordinary file; a device is written device:{path}")

    def write(self, data: bytes) -> None:
        """Puts `data` at the end, on the disk when this returns; nothing of it stays when not all of it has room."""
        self._lock(Pace(self._timeout_s, 0))
        size = os.fstat(self._fd).st_size
        try:
            written = 0
            while written < len(data):
                written += os.write(self._fd, data[written:])
            os.fsync(self._fd)
        except OSError as trouble:
            with suppress(OSError):
                os.ftruncate(self._fd, size)
            left = os.fstat(self._fd).st_size - size
            raise WireError(f"{self._path} takes no more labels ({trouble.strerror})", left) from None
        finally:
            self._unlock()

    def read(self, timeout_s: float) -> bytes:
        """A file says nothing."""
        return b""

    def finish(self, timeout_s: float) -> bytes:
        """It is on the disk already."""
        return b""

    def close(self) -> None:
        """Closes the file."""
        with suppress(OSError):
            os.close(self._fd)

    def _lock(self, pace: Pace) -> None:
        """One label after the other, whoever writes."""
        try:
            import fcntl
        except ImportError:
            return
        while True:
            try:
                fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if not pace.left():
                    raise WireError(f"Another program is writing to {self._path}") from None
                sleep(0.005)
            except OSError:
                return
            else:
                return

    def _unlock(self) -> None:
        with suppress(ImportError, OSError):
            import fcntl

            fcntl.flock(self._fd, fcntl.LOCK_UN)


def _why(path: str, trouble: OSError) -> str:
    if trouble.errno == errno.EISDIR or (trouble.errno != errno.ELOOP and Path(path).is_dir()):
        return f"{path} is a folder; file: needs the name of a file"
    if trouble.errno == errno.ELOOP:
        return f"{path} is a link; file: needs the file itself"
    if trouble.errno in (errno.ENOENT, errno.ENOTDIR):
        return f"There is no folder {Path(path).parent}"
    if trouble.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"This user may not write to {path}"
    if trouble.errno == errno.ENXIO:
        return f"{path} is no ordinary file"
    return f"{path} cannot be written ({trouble.strerror})"

"""Print queues of this machine: raw bytes handed to `lp`, or to `lpr` where there is no `lp`."""

from __future__ import annotations

import shutil
import subprocess

from hardware.wire.wire import WireError

_MOST_WORDS = 200


class CupsWire:
    """A raw queue; every write is one job, and what becomes of it is the print system's business."""

    two_way = False

    def __init__(self, queue: str, timeout_s: float) -> None:
        """Looks for the program; raises WireError when this machine has none."""
        self._queue = queue
        self._timeout_s = timeout_s
        lp, lpr = shutil.which("lp"), shutil.which("lpr")
        if lp:
            self._command = [lp, "-d", queue, "-o", "raw"]
        elif lpr:
            self._command = [lpr, "-P", queue, "-l"]
        else:
            raise WireError(
                "This machine has no print queues (neither lp nor lpr is installed): "
                "give the printer's own address, for example tcp:192.168.1.9"
            )

    def write(self, data: bytes) -> None:
        """Hands over one job; an error when the queue refuses it, or does not say in time that it took it."""
        patience_s = 4 * self._timeout_s
        try:
            ended = subprocess.run(
                self._command, input=data, capture_output=True, timeout=patience_s, check=False, start_new_session=True
            )
        except subprocess.TimeoutExpired:
            raise WireError(f"The print queue {self._queue} does not answer", len(data)) from None
        except OSError as trouble:
            raise WireError(f"{self._command[0]} cannot be started ({trouble.strerror})") from None
        if ended.returncode:
            raise WireError(f"The print queue {self._queue} refused the label{_words(ended.stderr)}")

    def read(self, timeout_s: float) -> bytes:
        """A queue says nothing."""
        return b""

    def finish(self, timeout_s: float) -> bytes:
        """The queue has it already."""
        return b""

    def close(self) -> None:
        """Nothing is held."""


def _words(said: bytes) -> str:
    text = " ".join(said.decode("utf-8", "replace").split())
    visible = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:_MOST_WORDS])
    return f": {visible}" if visible else ""

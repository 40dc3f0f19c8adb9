"""A link that ends in memory: what is written stays to be looked at, what comes back is made up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from hardware.wire.wire import WireError


@dataclass(slots=True)
class Loop:
    """The far end of `loop:NAME`: `jobs` are the writes; `answer` makes the reply to a write; `refuses` is trouble."""

    jobs: list[bytes] = field(default_factory=list)
    answer: Callable[[bytes], bytes] | None = None
    refuses: str = ""


_LOOPS: dict[str, Loop] = {}


def loop(name: str) -> Loop:
    """The far end of that name, made when it was not there."""
    return _LOOPS.setdefault(name, Loop())


class LoopWire:
    """The near end."""

    def __init__(self, name: str) -> None:
        """Raises WireError when the far end refuses."""
        self._loop = loop(name)
        self._came = b""
        self.two_way = self._loop.answer is not None
        if self._loop.refuses:
            raise WireError(self._loop.refuses)

    def write(self, data: bytes) -> None:
        """Arrives at once."""
        self._loop.jobs.append(data)
        if self._loop.answer is not None:
            self._came += self._loop.answer(data)

    def read(self, timeout_s: float) -> bytes:
        """What was answered so far."""
        came, self._came = self._came, b""
        return came

    def finish(self, timeout_s: float) -> bytes:
        """Everything is there already."""
        return self.read(timeout_s)

    def close(self) -> None:
        """Nothing is held."""

"""How many scans a second a terminal takes: more than hands can make is a broken or hostile device."""

from __future__ import annotations

from collections import deque


class RateLimit:
    """At most `scans` in any `per_ms` milliseconds of one steady clock; `refused` counts the others."""

    def __init__(self, scans: int = 20, per_ms: int = 1_000) -> None:
        self._per_ms = per_ms
        self._taken: deque[int] = deque(maxlen=scans)
        self.refused = 0

    def allows(self, at_ms: int) -> bool:
        """Whether a scan at this moment is taken; a refused one does not lengthen the wait."""
        full = len(self._taken) == self._taken.maxlen
        if full and 0 <= at_ms - self._taken[0] < self._per_ms:
            self.refused += 1
            return False
        self._taken.append(at_ms)
        return True

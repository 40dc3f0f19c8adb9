"""How long to wait: after trouble longer each time, by dice, so that a hundred terminals do not come back at once."""

from __future__ import annotations

from random import Random

LEAST_S, MOST_S = 1.0, 60.0
POLL_S = 15.0


class Backoff:
    """Full jitter: anything from nothing to a bound that doubles."""

    def __init__(self, dice: Random) -> None:
        """No trouble yet."""
        self._dice, self._times = dice, 0

    def trouble(self, wait_s: float | None) -> float:
        """Seconds until the next try; never sooner than the hub asked."""
        bound = min(MOST_S, LEAST_S * 2**self._times)
        self._times = min(self._times + 1, 16)
        return max(self._dice.uniform(0, bound), wait_s or 0.0)

    def fine(self) -> float:
        """Seconds until somebody looks, though nobody called."""
        self._times = 0
        return POLL_S * self._dice.uniform(0.8, 1.2)

"""When it is looked whether kept scans count by now: soon after news, once a minute without, and never for long."""

from __future__ import annotations

import time
from collections.abc import Callable

_SOON_S, _LATER_S = 1.0, 60.0
_REST = 20
"""Where very many wait, looking through them is a twentieth of the work."""


class Redeeming:
    """Used by the clerk alone."""

    def __init__(self, redeem: Callable[[], bool]) -> None:
        """`redeem` does it, and tells whether any counts now."""
        self._redeem = redeem
        self._news = False
        self._soon_at = self._later_at = 0.0

    def look(self, *, moved: bool) -> bool:
        """`moved` when somebody else has committed; whether any counts now."""
        self._news = self._news or moved
        began = time.monotonic()
        if began < (self._soon_at if self._news else self._later_at):
            return False
        self._news = False
        done = self._redeem()
        ended = time.monotonic()
        self._soon_at = ended + max(_SOON_S, _REST * (ended - began))
        self._later_at = max(self._soon_at, ended + _LATER_S)
        return done

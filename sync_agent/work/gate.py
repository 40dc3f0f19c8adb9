"""A shop that asks to be left alone for a while is left alone by all workers of a process, whoever it was told."""

from __future__ import annotations

from data.core.clock import Instant
from sync_agent.shops.trouble import Throttled

_SHORT_S = 3.0
"""A shorter wait is of one question's cost: others may ask something cheaper meanwhile."""


class Gate:
    """For many threads."""

    def __init__(self) -> None:
        """Open to every shop."""
        self._closed: dict[str, Instant] = {}

    def pass_by(self, shop_id: str, now: Instant) -> None:
        """Raises Throttled while the shop is to be left alone."""
        left = self._closed.get(shop_id, now) - now
        if left > 0:
            raise Throttled("The shop asked to be left alone for a while", left / 1000)

    def told(self, shop_id: str, trouble: Throttled, now: Instant) -> None:
        """It asked to wait."""
        if trouble.wait > _SHORT_S:
            self._closed[shop_id] = max(self._closed.get(shop_id, 0), now + int(trouble.wait * 1000))

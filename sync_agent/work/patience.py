"""Long work of a shop, question after question: what passes by itself is waited for, where the work stands."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from data.shops.integration import PosIntegration
from sync_agent.shops.trouble import Throttled, Unavailable
from sync_agent.shops.vendor import Shop
from sync_agent.work.opening import Opener
from sync_agent.work.pauses import pause

_log = logging.getLogger(__name__)
_MOST_TRIES = 6
_LONGEST_S = 60.0
"""A shop that asks for more is left, and the whole work is tried later."""
T = TypeVar("T")


class PatientOpener(Opener):
    """An opener for a thread that may wait. `wait` passes so many seconds; it answers True when the work is to end."""

    wait: Callable[[float], bool | None]

    @classmethod
    def over(cls, opener: Opener, wait: Callable[[float], bool | None]) -> PatientOpener:
        """With the other's shops, database and clock."""
        made = cls(opener.store, opener.keys, opener.changed, opener.now, opener.vendors, opener.gate)
        made.wait = wait
        return made

    def with_shop(self, organization: str, shop: PosIntegration, work: Callable[[Shop], T]) -> T:
        """As Opener's. A shop that throttles is asked again after what it told, and each time later; one that does not
        answer a few times more. Raises the last trouble."""
        for tried in range(1, _MOST_TRIES):
            try:
                return super().with_shop(organization, shop, work)
            except (Throttled, Unavailable) as trouble:
                told = trouble.wait if isinstance(trouble, Throttled) else 0.0
                seconds = max(told, pause(tried) / 1000)
                _log.info("a shop is asked again", extra={"code": trouble.code, "tried": tried, "wait_s": seconds})
                if seconds > _LONGEST_S or self.wait(seconds):
                    raise
        return super().with_shop(organization, shop, work)

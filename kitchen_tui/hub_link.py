"""The terminal's eye on its hub: how it stands, as the agent writes it down, and whether news is being put in place."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from kitchen_tui.news import HubTold

if TYPE_CHECKING:
    from textual.message import Message

    from data.core.clock import Instant
    from data.questions.standing import HubStanding
    from kitchen_tui.desk import Desk

LONGEST_S = 60.0
"""Nobody waits longer for one piece of news: then a scan is tried, and says itself when the disk is not free."""
_LOOK_S = 1.0
_STEP_S = 0.01
_LEASE_LOOK_S = 60.0


class HubLink:
    """Used by the clerk alone. A terminal without a hub is asked once, and again when somebody else has committed."""

    def __init__(self, desk: Desk, tell: Callable[[Message], None]) -> None:
        """Nothing was looked at yet."""
        self._desk, self._tell = desk, tell
        self._told: HubStanding | None = None
        self._version: int | None = None
        self._announced: Instant | None = None
        self._waits_until = 0.0
        self._look_at = self._lease_at = 0.0
        self._alone = False

    @property
    def enrolled(self) -> bool:
        """As far as was seen last."""
        return self._told is not None

    def look(self) -> HubStanding | None:
        """Tells what is new since the last look; raises StoreError."""
        from data.questions.standing import standing

        self._look_at = time.monotonic() + _LOOK_S
        machine = self._desk.machine
        now = standing(self._desk.database, machine.boot, machine.mono_ms())
        before, self._alone = self._alone, now is not None and self._is_alone()
        if now != self._told or before != self._alone:
            if now is not None:
                # Loaded here, so that the screen does not wait for it.
                import kitchen_tui.hub_words  # noqa: F401
            self._told = now
            self._tell(HubTold(now, alone=self._alone))
        return now

    def _is_alone(self) -> bool:
        """Looked at once a minute: a week ends slowly, and the hub's answer is seen soon enough."""
        from data.exchange.lease import has_ended

        machine = self._desk.machine
        if time.monotonic() < self._lease_at:
            return self._alone
        self._lease_at = time.monotonic() + (_LEASE_LOOK_S if not self._alone else _LOOK_S)
        return has_ended(self._desk.database, machine.boot, machine.mono_ms(), machine.now())

    def glance(self, *, moved: bool) -> None:
        """`moved` when somebody has committed; else once a second, for what is scanned here is unsent, and an agent may
        have died without a word. Raises StoreError."""
        if moved or (self._told is not None and time.monotonic() >= self._look_at):
            self.look()

    def wait_for_news(self) -> None:
        """Back when no news is being put in place, at once as a rule: what is done now would wait for the disk and may
        be told that it is not free. Ends with the agent, however that ends; never raises."""
        from data.store.errors import StoreError

        if self._told is None:
            return
        try:
            while self._comes_in():
                time.sleep(_STEP_S)
        except StoreError:
            return  # what is done now will say what is wrong with the disk

    def _comes_in(self) -> bool:
        """It is announced by a commit; an agent that died while it announces has made none."""
        version = self._desk.database.data_version()
        moved, self._version = version != self._version, version
        now = self.look() if moved or (self._told is not None and self._told.swap_since is not None) else self._told
        if now is None or now.swap_since is None:
            return False
        if now.swap_since != self._announced:
            self._announced, self._waits_until = now.swap_since, time.monotonic() + LONGEST_S
        return time.monotonic() < self._waits_until

"""Tickets that become late while nobody looks: said until a key is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui.texts import N_, ngettext
from kitchen_tui.widgets.due import LATE
from kitchen_tui.widgets.said import Said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kitchen_tui.board import Due
    from kitchen_tui.widgets.due import Clock


class Lateness:
    """What became late since a key was last pressed. A late ticket that comes in from elsewhere is no news here."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.said: Said | None = None
        self._many = 0

    def passed(self, due: Mapping[Due, int], before: Clock | None, now: Clock) -> bool:
        """Whether the time from `before` to `now` made any of these late."""
        if before is None:
            return False
        many = sum(n for when, n in due.items() if before.urgency(when) != LATE == now.urgency(when))
        if many <= 0:
            return False
        self._many += many
        says = ngettext("{n} ticket has become late", "{n} tickets have become late", self._many)
        self.said = Said("kept", N_("LATE"), says=says.format(n=self._many), hint=N_("Seen: any key"), shown_ms=None)
        return True

    def seen(self) -> Said | None:
        """A key was pressed; what stood there to be seen."""
        said, self.said, self._many = self.said, None, 0
        return said

"""A screen that rings, and says what became late until somebody is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui import bells
from kitchen_tui.appearance import read_quiet
from kitchen_tui.lateness import Lateness
from kitchen_tui.screens.listening import Listening

if TYPE_CHECKING:
    from pathlib import Path

    from textual.events import Key

    from hardware.scan.wedge import WedgeSettings
    from kitchen_tui.widgets.said import Said


class Ringing(Listening):
    """`said` stands in the bar."""

    said: Said

    def __init__(self, settings: WedgeSettings, folder: Path) -> None:
        """In `folder` it is kept whether the bell is off."""
        super().__init__(settings)
        self._lateness, self.quiet = Lateness(), read_quiet(folder)

    def _be_quiet(self) -> None:
        """Back to what comes next."""
        raise NotImplementedError

    def _beep(self, tone: str) -> None:
        if self.quiet:
            return
        self.app.bell()
        after_s = 0.0
        for pause_s in bells.pauses(tone):
            after_s += pause_s
            self.set_timer(after_s, self.app.bell)

    def hear_key(self, event: Key) -> None:
        """Any key, a scanner's too: whoever is there has seen what became late."""
        said = self._lateness.seen()
        if said is not None and self.said is said:
            self._be_quiet()
        super().hear_key(event)

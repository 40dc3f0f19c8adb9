"""The station with its Set-up page: while that is open, what is scanned teaches the scanner and is no ticket."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kitchen_tui.scanner_settings import Scanners, wedge_settings
from kitchen_tui.screens.set_up import TITLE, SetUp
from kitchen_tui.screens.told import Informed
from kitchen_tui.wedge_input import WedgeInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.events import Key, Paste

    from kitchen_tui.widgets.overlay import Page


class SettingUp(Informed):
    """The room of the page (`kitchen_tui.screens.set_up.Room`)."""

    @cached_property
    def set_up(self) -> SetUp:
        """The page, open or not."""
        return SetUp(self.folder, self.face.glyphs, self)

    def hear_key(self, event: Key) -> None:
        """A key of the page is nobody else's."""
        if self.set_up.key(event.key, event.character, int(event.time * 1000)):
            self.touched()
        else:
            super().hear_key(event)

    def hear_paste(self, event: Paste) -> None:
        """What is pasted teaches nothing."""
        if not self.set_up.is_open:
            super().hear_paste(event)

    def action_set_up(self) -> None:
        """Opens the page."""
        self.forget_typing()
        self.set_up.open()

    def show_set_up(self, page: Page) -> None:
        """The page has changed: open it, or show it anew."""
        self._sent_back = None
        self.face.overlay.turn_to(TITLE, page)
        self.add_class("-page")

    def scanners_changed(self, scanners: Scanners) -> None:
        """From now on scans are mended by these."""
        self._scanners, self.devices.scanners_file = scanners, scanners.trouble
        self._input = WedgeInput(wedge_settings(scanners))

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        """Does it then."""
        self.set_timer(seconds, work)

    def from_thread(self, work: Callable[[], None]) -> None:
        """Does it soon, on this thread; called from another."""
        if self.is_running:
            self.app.call_later(work)

    def _close_page(self) -> None:
        super()._close_page()
        self.set_up.close()

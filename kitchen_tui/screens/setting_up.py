"""The station with its Set-up page: while that is open, what is scanned teaches the scanner and is no ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui.scanner_settings import Scanners, wedge_settings
from kitchen_tui.screens.told import Informed
from kitchen_tui.wedge_input import WedgeInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.events import Key, Paste

    from kitchen_tui.screens.set_up import SetUp
    from kitchen_tui.widgets.overlay import Page


class SettingUp(Informed):
    """The room of the page (`kitchen_tui.screens.set_up.Room`)."""

    _set_up: SetUp | None = None

    @property
    def set_up(self) -> SetUp | None:
        """The page while it is open."""
        return self._set_up if self._set_up is not None and self._set_up.is_open else None

    def hear_key(self, event: Key) -> None:
        """A key of the page is nobody else's."""
        if self.set_up is not None and self.set_up.key(event.key, event.character, int(event.time * 1000)):
            self.touched()
        else:
            super().hear_key(event)

    def hear_paste(self, event: Paste) -> None:
        """What is pasted teaches nothing."""
        if self.set_up is None:
            super().hear_paste(event)

    def action_set_up(self) -> None:
        """Opens the page."""
        from kitchen_tui.screens.set_up import SetUp

        self.forget_typing()
        self._set_up = self._set_up or SetUp(self.folder, self.face.glyphs, self)
        self._set_up.open()

    def show_set_up(self, title: str, page: Page) -> None:
        """The page has changed: open it, or show it anew."""
        self._sent_back, self._previewed = None, ""
        self.face.overlay.turn_to(title, page)
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
        if self._set_up is not None:
            self._set_up.close()

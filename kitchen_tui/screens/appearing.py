"""How this terminal looks and sounds, chosen on its screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui.screens.setting_up import SettingUp
from kitchen_tui.texts import _
from kitchen_tui.widgets.said import Said

if TYPE_CHECKING:
    from collections.abc import Callable


class Appearing(SettingUp):
    """What is chosen counts at once, and is remembered in the terminal's folder."""

    def appear(self, theme: str) -> None:
        """Another theme, now and from the next start on."""
        from kitchen_tui.app import KitchenApp
        from kitchen_tui.appearance import keep_theme

        if isinstance(self.app, KitchenApp):
            self.app.retheme(theme)
        self._kept(lambda: keep_theme(self.folder, theme), Said("ok", _("THEME"), says=_(theme)))

    def action_quiet(self) -> None:
        """The bell is off, or on again."""
        from kitchen_tui.appearance import keep_quiet

        self.quiet = not self.quiet
        says = _("The bell is off: look at the screen") if self.quiet else _("The bell is on")
        self._kept(lambda: keep_quiet(self.folder, self.quiet), Said("ok", _("BELL"), says=says))

    def _kept(self, keep: Callable[[], None], said: Said) -> None:
        try:
            keep()
        except OSError as trouble:
            said = Said(
                "failed", _("NOT KEPT"), says=_("Only until the program ends: {trouble}").format(trouble=trouble)
            )
        self._say(said)

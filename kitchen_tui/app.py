"""The app at a station. It paints before the store is open, and takes keys from the first millisecond."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import events
from textual.app import App

from kitchen_tui import cells
from kitchen_tui.appearance import read_theme, tokens_of
from kitchen_tui.clerk import Clerk
from kitchen_tui.library import Library
from kitchen_tui.news import LABELS, Opened, Told
from kitchen_tui.screens.station import Station
from kitchen_tui.terminal import encoding_of_terminal, keys_unseen, wanted_theme
from kitchen_tui.voice import utter
from kitchen_tui.widgets.glyphs import ASCII, UNICODE

if TYPE_CHECKING:
    from textual.message import Message

    from data.core.clock import Instant
    from kitchen_tui.desk import Desk
    from kitchen_tui.news import NotOpened
    from kitchen_tui.plugged_in import PluggedIn
    from kitchen_tui.sight import Sight

WRONG_USE = 2


def run(
    folder: Path,
    store_id: str | None,
    station: str | None,
    badge: str | None = None,
    theme: str | None = None,
    hint: str = "",
    ports: Sequence[str] = (),
    place: str = "",
) -> int:
    """Runs the app on a data folder until somebody leaves it; answers the exit code.

    `station` None is where the terminal stands, `badge` signs in at once, `theme` is one of THEMES, or None for what
    was chosen here or the terminal can show; `hint` stands under the invitation to sign in, `ports` are those of serial
    scanners, `place` is where it begins, of kitchen_tui.places.index, instead of at the station.
    """

    def open_desk() -> Desk:
        from kitchen_tui.desk import Desk

        return Desk.at(folder, store_id)

    def open_sight() -> Sight:
        from kitchen_tui.sight import Sight

        return Sight.at(folder, store_id, now)

    with keys_unseen():
        shown = theme or wanted_theme(read_theme(folder))
        app = KitchenApp(open_desk, folder, station, badge, shown, hint=hint, open_sight=open_sight)
        app.plug_in(ports)
        app.station.first_place = place
        app.run()
    if left := app.station.devices.left_behind():
        utter(sys.stderr, f"{left}\n")
    return app.return_code or 0


def now() -> Instant:
    """The wall clock."""
    return time.time_ns() // 1_000_000


def _sight_of(desk: Desk) -> Sight:
    from kitchen_tui.sight import Sight

    return Sight.of(desk)


class KitchenApp(App[None], inherit_bindings=False):
    """One screen; keys go to it before any binding could be looked for."""

    TITLE = "Bakeline"
    CSS_PATH = "styles/station.tcss"
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        open_desk: Callable[[], Desk],
        folder: Path,
        station: str | None = None,
        badge: str | None = None,
        theme: str = "dark",
        now: Callable[[], Instant] = now,
        hint: str = "",
        open_sight: Callable[[], Sight] | None = None,
    ) -> None:
        """`open_desk` is called by the clerk, after the first paint; `open_sight` by the library, with its first
        question (without it, it looks through another desk); `folder` is where a crash is written down."""
        self._tokens = tokens_of(theme)
        super().__init__(ansi_color=theme == "ascii")
        self._folder = folder
        glyphs = ASCII if theme == "ascii" else UNICODE
        cells.speak(encoding_of_terminal(), glyphs.cut)
        stage = (station or "").capitalize()
        self._ports: Sequence[str] | None = None
        self._plugged_in: PluggedIn | None = None
        self.clerk = Clerk(open_desk, self._tell, stage or None, badge, self._keep, self._recorded)
        self.station = Station(self.clerk, glyphs, now, stage, hint, folder)
        see = open_sight or (lambda: _sight_of(open_desk()))
        self.station.library = self.library = Library(see, self._tell, self._keep)

    def plug_in(self, ports: Sequence[str]) -> None:
        """Printers and serial scanners are worked with, too, once the store is open."""
        self._ports = ports

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The design tokens of the theme."""
        return self._tokens

    def retheme(self, name: str) -> None:
        """Another theme, at once; the signs stay those with which the terminal began."""
        self._tokens = tokens_of(name)
        self.ansi_color = name == "ascii"
        self.refresh_css(animate=False)

    def get_default_screen(self) -> Station:
        """The station is there from the first paint."""
        return self.station

    def on_ready(self) -> None:
        """The first paint is out: the store may be opened now."""
        self.clerk.start()
        if not self.is_headless and sys.platform != "win32":
            for number in (signal.SIGTERM, signal.SIGHUP):
                asyncio.get_running_loop().add_signal_handler(number, self.exit)

    def on_unmount(self) -> None:
        """Every scan that was heard is recorded before the program ends."""
        self.clerk.stop()
        self.library.stop()
        if self._plugged_in is not None:
            self._plugged_in.stop()

    async def on_event(self, event: events.Event) -> None:
        """Keys and pasted text are the station's, whatever they are; no binding ever sees them."""
        if isinstance(event, events.Key):
            self.station.hear_key(event)
        elif isinstance(event, events.Paste):
            self.station.hear_paste(event)
        else:
            await super().on_event(event)

    def on_not_opened(self, news: NotOpened) -> None:
        """There is no store: the shell says so."""
        self.exit(return_code=WRONG_USE, message=Text(news.says))

    def _tell(self, news: Message) -> None:
        if isinstance(news, Opened) and self._ports is not None:
            from kitchen_tui.plugged_in import PluggedIn

            self._plugged_in = PluggedIn(self._folder, self._ports, self._tell)
            self._plugged_in.hear_scanners()
        elif isinstance(news, Told) and news.part == LABELS and news.value.printer and self._plugged_in is not None:
            self._plugged_in.print_labels()
        self.station.post_message(news)

    def _recorded(self) -> None:
        if self._plugged_in is None or not self._plugged_in.poke():
            self.clerk.ask(LABELS)

    def _keep(self, trouble: BaseException) -> str:
        from data.store.crash import keep

        return keep(trouble, self._folder)

    def _fatal_error(self) -> None:
        """A sentence for the person, the traceback in a file; the framework would print what the variables held."""
        self.panic()

    def panic(self, *renderables: Any) -> None:
        """As above, whoever asks for it."""
        trouble = self._exception or sys.exc_info()[1] or RuntimeError("the app has stopped")
        super().panic(Text(f"kitchen-tui: {self._keep(trouble)}"))
        self._return_code = 1

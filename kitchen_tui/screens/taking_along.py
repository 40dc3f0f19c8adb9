"""The list of a place as a file: for spreadsheets, or as a sheet to print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kitchen_tui import bells
from kitchen_tui.news import Written
from kitchen_tui.screens.touring import Touring
from kitchen_tui.texts import _
from kitchen_tui.widgets.said import Said

if TYPE_CHECKING:
    from textual.message import Message

    from kitchen_tui.sight import Sight

_TO_READ_MS = 20_000
"""A path takes longer to read than a word."""


class TakingAlong(Touring):
    """All of the list is asked for and written by the library; the screen goes on."""

    def action_csv(self) -> None:
        """The list as a file for spreadsheets."""
        self._write("csv")

    def action_paper(self) -> None:
        """The list as a sheet to print."""
        self._write("pdf")

    def _write(self, form: str) -> None:
        if self.person is None:
            # The board is for everybody; a file of what customers had written on their cakes is not.
            self.say_so(Said("no", _("SIGN IN FIRST"), says=_("Scan your badge first")))
            return
        office, library, clock = self.office, self.library, self._clock
        sheet = office.place.sheet() if office is not None and office.is_open else None
        if office is None or library is None or clock is None or sheet is None:
            self.say_so(Said("no", _("NO LIST"), says=_("There is no list here to write")))
            return
        folder, here, now = self.folder, office.here, clock.now

        def work(sight: Sight) -> Message:
            from kitchen_tui.exporting.files import PDF, export
            from kitchen_tui.exporting.printable import unprinted

            rows = sheet.rows(sight)
            try:
                written = str(export(sheet, rows, folder, form, here, now))
                return Written(written, left_out=unprinted(rows) if form == PDF else 0)
            except OSError as trouble:
                return Written("", trouble.strerror or str(trouble))

        self.say_so(Said("idle", _("ONE MOMENT"), says=_(sheet.title), shown_ms=None))
        library.work("export", work)

    def on_written(self, news: Written) -> None:
        """The list is a file now, or it is not."""
        if news.trouble:
            says = _("The list could not be written: {reason}").format(reason=news.trouble)
            self.say_so(Said("failed", _("NOT WRITTEN"), says=says))
            self._beep(bells.NO)
            return
        from kitchen_tui.exporting.printable import left_out_words

        # What is missing and the file's name stand first: a long path may not leave room for them.
        path = Path(news.path)
        says = "  ".join(filter(None, (left_out_words(news.left_out), path.name, str(path.parent))))
        self.say_so(Said("ok", _("WRITTEN"), says=says, shown_ms=_TO_READ_MS))
        self._beep(bells.OK)

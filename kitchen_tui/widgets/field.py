"""The scan field: what hands have typed so far. It has the keyboard always."""

from __future__ import annotations

from rich.cells import cell_len

from kitchen_tui.cells import shown
from kitchen_tui.texts import _
from kitchen_tui.widgets.lines import Lines, Piece, Row

_LEAST_ROOM = 12


class Field(Lines):
    """Set `text` (and `prompt`, and `hidden` for a PIN), then `show`."""

    text = ""
    prompt = ""
    at_a_place = False
    covered = False
    """Whether a form or the palette has the keyboard."""
    hidden_from: int | None = None
    """From this character on the text is secret."""

    def rows(self, width: int, height: int) -> list[Row]:
        """The end of the text is what is seen when it is long."""
        visible, secret = self.text, ""
        if self.hidden_from is not None:
            visible, secret = self.text[: self.hidden_from], self.glyphs.hidden * len(self.text[self.hidden_from :])
        typed = shown(visible) + secret
        # What is typed has room on a screen that has none for words.
        words = f"{self.prompt} " if self.prompt and cell_len(self.prompt) + _LEAST_ROOM <= width else ""
        prompt = f" {self.glyphs.here} {words}"
        # A short screen has no line of keys: the two that are needed most stand here.
        wanted = not self.text and not self.covered and self.screen.has_class("-short")
        first = (
            Piece(_("Ctrl+K menu"), "quiet", "palette")
            if self.at_a_place
            else Piece(_("F12 all of it"), "quiet", "more")
        )
        keys = [first, Piece(f"   {_('? help')} ", "quiet", "help")] if wanted else []
        room = max(width - cell_len(prompt) - cell_len(self.glyphs.cursor), 0)
        typed = typed[-max(room, 1) :]
        while cell_len(typed) > room:
            typed = typed[1:]
        keys_width = sum(cell_len(key.text) for key in keys)
        if room - cell_len(typed) < keys_width:
            keys, keys_width = [], 0
        space = " " * (room - cell_len(typed) - keys_width)
        cursor = Piece(self.glyphs.cursor, "accent")
        return [[Piece(prompt, "accent"), Piece(typed, "entry"), cursor, Piece(space), *keys]]

"""The top line: where, who, what is late, what time it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from kitchen_tui.cells import cut, fits, shown
from kitchen_tui.texts import _
from kitchen_tui.widgets.lines import Lines, Piece, Row
from kitchen_tui.widgets.stages import SHORT_NAMES

if TYPE_CHECKING:
    from kitchen_tui.hub_words import HubWords

_NARROW = 70
"""With fewer cells a station has its short name here, too."""
_LEAST_NAME, _NAME = 12, 20
"""Cells that a name has before what waits has any; a longer one is cut for it."""
_INITIALS = 5
"""What is left of a name where the hub is in trouble and nothing else gives way."""


class Header(Lines):
    """Set the fields, then `show`."""

    stage = ""
    """What this screen is: a station, or a place."""
    station = ""
    """Whose tickets are late or soon will be."""
    store = ""
    person = ""
    date = ""
    time = ""
    late = 0
    soon = 0
    held = 0
    attentions = 0
    dead_letters = 0
    broken = 0
    """Shops that sell no more until somebody connects them again."""
    devices = ""
    hub: HubWords | None = None
    """None for a terminal that is its own authority."""

    def rows(self, width: int, height: int) -> list[Row]:
        """The station stays, the warnings stay; store, date and name give way, and what is late only soon gives way to
        trouble with the hub."""
        stage = Piece(f" {_(self.stage).upper() or _('STATION')} ", "title")
        time = Piece(f"{self.time} ", "strong") if self.time else Piece("")
        name = max(min(cell_len(self._somebody()), _NAME) + 1, _LEAST_NAME)
        fine = self.hub is None or self.hub.style == "quiet"
        warnings = self._warnings(width)
        taken = _width(stage, *warnings, time) + 2
        if not fine and not self._hub(width - taken - name):
            warnings = self._warnings(width, soon=0)
            taken = _width(stage, *warnings, time) + 2
        for more in (self._hub, self._waiting)[:: -1 if fine else 1]:
            added = more(width - taken - name)
            warnings += added
            taken += _width(*added)
        date = self._if_room(f"{self.date}  " if self.date else "", "quiet", width - taken - 16)
        devices = self._if_room(f"{self.devices}  " if self.devices else "", "quiet", width - taken - _width(date) - 24)
        middle = self._who(width - taken - _width(date, devices))
        space = Piece(" " * max(width - _width(stage, *middle, *warnings, devices, date, time), 0))
        return [[stage, *middle, space, *warnings, devices, date, time]]

    def _somebody(self) -> str:
        return self.person or _("nobody signed in")

    def _who(self, room: int) -> list[Piece]:
        person = self._somebody()
        style = "strong" if self.person else "quiet"
        if self.store and fits(f"  {self.store}  {person}", room):
            return [Piece(f"  {shown(self.store)}", "quiet"), Piece("  "), Piece(shown(person), style)]
        return [Piece(f" {cut(person, max(room - 1, 1))}", style)]

    def _warnings(self, width: int, soon: int | None = None) -> list[Piece]:
        found = []
        soon = self.soon if soon is None else soon
        if self.station not in ("", self.stage) and (self.late or soon):
            name = SHORT_NAMES.get(self.station, self.station) if width < _NARROW else self.station
            found.append(Piece(f"{_(name).upper()} ", "quiet"))
        if self.late:
            found += [Piece(f"{self.glyphs.late} {_('LATE')} {self.late}", "late"), Piece("  ")]
        if soon:
            found += [Piece(f"{self.glyphs.soon} {_('SOON')} {soon}", "soon"), Piece("  ")]
        return found

    def _waiting(self, room: int) -> list[Piece]:
        """What waits for a supervisor, where there is room beside a name; a click goes there."""
        found = []
        counts = (
            (self.broken, _("SHOP BROKEN"), "go:shops"),
            (self.held, _("HELD"), "go:held"),
            (self.dead_letters, _("LETTERS"), "go:letters"),
            (self.attentions, _("NOTICES"), "go:notices"),
        )
        for many, word, does in counts:
            text = f"{word} {many}"
            if many and cell_len(text) + 2 <= room:
                found += [Piece(text, "mark", does), Piece("  ")]
                room -= cell_len(text) + 2
        return found

    def _hub(self, room: int) -> list[Piece]:
        """As long as there is room; trouble takes it from the name."""
        if self.hub is None:
            return []
        least = self.hub.forms[-1]
        found = next((form for form in self.hub.forms if cell_len(form) + 2 <= room), "")
        if not found and self.hub.style != "quiet" and cell_len(least) + 2 <= room + _LEAST_NAME - _INITIALS:
            found = least
        return [Piece(shown(found), self.hub.style), Piece("  ")] if found else []

    def _if_room(self, text: str, style: str, room: int) -> Piece:
        return Piece(text, style) if cell_len(text) <= room else Piece("")


def _width(*pieces: Piece) -> int:
    return sum(cell_len(piece.text) for piece in pieces)

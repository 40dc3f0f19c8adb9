"""What the printing process tells the app: how all stands when that has changed, what came out, a trouble once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from data.questions.labels import JobCount
from kitchen_tui.printing.lane import SILENT, Lane

News = dict[str, Any]
"""See `kitchen_tui.spooling.News`."""


class Teller:
    """Says nothing twice."""

    def __init__(self, tell: Callable[[News], None]) -> None:
        """Nothing was told yet."""
        self._tell = tell
        self._printed: list[News] = []
        self._last: News | None = None
        self._trouble: str | None = None

    def printed(self, code: str, kind: str, reprint: int, lane: Lane) -> None:
        """A label came out; told with the next standing."""
        name = lane.printer.name
        self._printed.append({"code": code, "kind": kind, "printer": name, "reprint": reprint, "says": lane.note})

    def standing(self, lanes: Mapping[str, Lane], count: JobCount, says: str | None) -> None:
        """How all printers are, and what waits; `says` is why some labels have no way."""
        printers = [_standing_of(name, lane) for name, lane in sorted(lanes.items())]
        news = {"printers": printers, "waiting": count.waiting, "failed": count.failed, "says": says}
        fresh: list[News | None] = [*self._printed] or ([None] if news != self._last else [])
        for printed in fresh:
            self._tell({**news, "printed": printed})
        self._last, self._printed = news, []

    def held_up(self, says: str) -> bool:
        """The store takes nothing: told once; the next standing takes it back. Whether it is news."""
        if says == self._trouble:
            return False
        self._trouble = says
        known = self._last or {"printers": [], "waiting": 0, "failed": 0}
        self._tell({**known, "printed": None, "says": f"No labels are printed now: {says}"})
        self._last = None
        return True

    def goes_on(self) -> None:
        """The store took something."""
        self._trouble = None


def _standing_of(name: str, lane: Lane) -> News:
    return {
        "name": name,
        "ready": lane.known.trouble is None,
        "says": lane.status.says if lane.status else "Not asked yet",
        "code": lane.status.code if lane.status else SILENT,
    }

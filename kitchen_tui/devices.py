"""What is plugged in here and how it is: the printers, as the printing process tells, and the serial scanners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kitchen_tui.texts import N_, _, ngettext, sentence

if TYPE_CHECKING:
    from kitchen_tui.reading import LabelsHere

ELSEWHERE = N_("another window prints")
"""Two stations share the printers: all is well, and this one only knows what waits."""
_UNHEARD = "silent"
"""Such a printer cannot tell how it is: that is no trouble."""


class Devices:
    """Kept by the screen, filled by news."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.scanners_file = ""
        """What is wrong with what was learned of the scanners."""
        self._printers: Sequence[Mapping[str, Any]] = ()
        self._lost: dict[str, str] = {}
        self._scanners: set[str] = set()
        self._waiting = self._failed = 0
        self._remark: str | None = None
        self._instead: str | None = None

    def printing(self, told: Mapping[str, Any]) -> None:
        """One piece of news of the printing process (`kitchen_tui.spooling.News`)."""
        self._printers = told["printers"]
        self._waiting, self._failed, self._remark = told["waiting"], told["failed"], told["says"]
        if told["printed"] is not None:
            self._instead = told["printed"]["says"]

    def without_printer(self, here: LabelsHere) -> bool:
        """What the store knows; where there is a printer, the printing process knows better. Whether it is news."""
        before = (self._printers, self._waiting, self._failed, self._remark)
        after = ((), here.waiting, here.failed, None)
        if here.printer or before == after:
            return False
        self._printers, self._waiting, self._failed, self._remark = after
        return True

    def scanner(self, name: str, trouble: str) -> None:
        """A serial scanner is there, or what is wrong with it."""
        self._scanners.add(name)
        self._lost.pop(name, None)
        if trouble:
            self._lost[name] = trouble

    def troubles(self) -> list[str]:
        """A sentence for everything that a person should see to, the worst first; before them what it holds up."""
        found = [
            f"{p['name']}: {sentence(p['says'])}" for p in self._printers if not p["ready"] and p["code"] != _UNHEARD
        ]
        if found and self._instead:
            found.insert(0, sentence(self._instead))
        found += [sentence(self._remark)] if self._remark and self._remark != ELSEWHERE else []
        if found and self._waiting:
            found.insert(0, self._waits())
        if self._failed:
            found.append(_("{labels} could not be printed: kitchen-tui jobs list").format(labels=_labels(self._failed)))
        lost = [*self._lost.values(), *([self.scanners_file] if self.scanners_file else [])]
        return [*found, *map(sentence, lost)]

    def summary(self) -> str:
        """A few words for the header, when all is well."""
        scanner = _("scanner ok") if self._scanners else ""
        return ", ".join(filter(None, (self._printing(), scanner)))

    def left_behind(self) -> str:
        """What is said when the app ends while labels wait; nothing when none does."""
        if not self._waiting:
            return ""
        printed = ngettext(
            "It is printed when a station runs here again",
            "They are printed when a station runs here again",
            self._waiting,
        )
        return f"{self._waits()}. {printed}"

    def _waits(self) -> str:
        return ngettext("{n} label waits", "{n} labels wait", self._waiting).format(n=self._waiting)

    def _printing(self) -> str:
        if self._remark == ELSEWHERE:
            return _(ELSEWHERE)
        if not self._printers:
            return _("no printer, {labels} kept").format(labels=_labels(self._waiting)) if self._waiting else ""
        return _("printer ok, {n} to print").format(n=self._waiting) if self._waiting else _("printer ok")


def _labels(count: int) -> str:
    return ngettext("{n} label", "{n} labels", count).format(n=count)

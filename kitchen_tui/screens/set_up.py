"""The Set-up page: how everything is, what a scan of the calibration code teaches, a probe label of each printer."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Protocol

from hardware.scan.calibration import Lesson, learn
from hardware.scan.learned import NotLearned, ScannerSettings
from kitchen_tui.cells import whole
from kitchen_tui.scanner_settings import KEYBOARD, Scanners, keep_scanner, read_scanners
from kitchen_tui.screens.listening import now_ms
from kitchen_tui.texts import N_, _, sentence
from kitchen_tui.wedge_input import ALONE_MS
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kitchen_tui.doctor.finding import Finding
    from kitchen_tui.widgets.glyphs import Glyphs
    from kitchen_tui.widgets.overlay import Page

TITLE = N_("SET-UP")
_ROOT = Path(__file__).resolve().parent.parent.parent
_INVITATION = N_(
    "Scan the calibration code here, once with each scanner of this terminal. Print it with: "
    "kitchen-tui command-sheet --calibration --out code.pdf"
)
_ONLY_HERE = N_("Tickets are not taken on this page: Esc, then scan them.")
_LOOKING = N_("Looking at everything…")
_PASS = frozenset(
    ("escape", "up", "down", "pageup", "pagedown", "home", "end", "ctrl+q", "ctrl+l", *(f"f{n}" for n in range(1, 13)))
)
"""Keys of hands that stay the screen's while the page is open."""
_TYPED = {"enter": "\r", "ctrl+j": "\n", "tab": "\t"}
_NOT_A_LETTER = "\N{REPLACEMENT CHARACTER}"
_PATIENCE_S = 30.0
_SOON_MS = 20
_ORDER = ("bad", "warn", "ok")
_STYLES = {"ok": "text", "warn": "accent", "bad": "late"}


class Room(Protocol):
    """What the page needs of the screen that shows it."""

    def show_set_up(self, title: str, page: Page) -> object:
        """The page has changed: open it, or show it anew."""
        ...

    def scanners_changed(self, scanners: Scanners) -> object:
        """From now on scans are mended by these."""
        ...

    def later(self, seconds: float, work: Callable[[], None]) -> object:
        """Does it then, on the screen's own thread."""
        ...

    def from_thread(self, work: Callable[[], None]) -> object:
        """Does it soon, on the screen's own thread; called from another."""
        ...


class SetUp:
    """The page while it is open; all but `_look` and `_print` happens on the screen's thread."""

    def __init__(self, folder: Path, glyphs: Glyphs, room: Room) -> None:
        """Of the terminal whose data lies in `folder`."""
        self._folder, self._glyphs, self._room = folder, glyphs, room
        self._lesson, self._typed, self._last_ms = Lesson("keyboard"), "", 0
        self._told: tuple[str, Sequence[str]] = ("", ())
        self._findings: Sequence[Finding] | None = None
        self._printers: Sequence[str] = ()
        self.is_open = False

    def open(self) -> None:
        """Shows the page, and looks at everything meanwhile."""
        self.is_open, self._told = True, ("", ())
        self._show()
        self._look_again()

    def close(self) -> None:
        """Keys are the station's again."""
        self.is_open = False
        self._lesson, self._typed = Lesson("keyboard"), ""

    def key(self, key: str, character: str | None, at_ms: int) -> bool:
        """Whether the page takes this key; what a scanner types is the page's, whatever it types."""
        if not self.is_open or (key in _PASS and at_ms - self._last_ms > ALONE_MS):
            return False
        self._last_ms = at_ms
        printable = character if character is not None and character.isprintable() else None
        text = _TYPED.get(key) or printable or _NOT_A_LETTER
        self._typed = (self._typed + text)[:3]
        if self._lesson.due_ms is None:
            self._room.later(1.0, self._tick)
        self._lesson.feed(text, at_ms)
        return True

    def heard(self, text: str, name: str, at_ms: int) -> None:
        """A code of a serial scanner, as it came."""
        learned = learn(text, [at_ms] * len(text), "serial")
        # Its line has ended the code already, so it has an end, or quiet is its end.
        self._learn(name, learned if isinstance(learned, NotLearned) else replace(learned, terminator="\r"))

    def probe(self, printer: str) -> None:
        """Prints a probe label there."""
        self._tell(_("PROBE LABEL"), [_("{printer}: on its way…").format(printer=printer)])
        Thread(target=self._print, args=(printer,), name="probe", daemon=True).start()

    def page(self, width: int) -> list[Row]:
        """Its rows."""
        rows: list[Row] = [[Piece(line, "strong")] for line in whole(_(_INVITATION), width)]
        title, sentences = self._told
        if title:
            rows += [[], [Piece(title, "label")]]
            rows += [[Piece(line)] for says in sentences for line in whole(sentence(says), width)]
        for number, printer in enumerate(self._printers, 1):
            does = f"probe:{printer}"
            first: list[Row] = [[], [Piece(_("PROBE LABELS"), "label")]] if number == 1 else []
            line = whole(_("print one at {printer}").format(printer=printer), width - 4)
            rows += [*first, [Piece(f"{number:<3} ", "key", does), Piece(line[0] if line else "", "text", does)]]
        rows += [[], [Piece(_("THIS TERMINAL"), "label")]]
        if self._findings is None:
            return [*rows, [Piece(_(_LOOKING), "quiet")]]
        for finding in sorted(self._findings, key=lambda one: _ORDER.index(one.verdict)):
            rows += self._rows_of(finding, width)
        return rows

    def _rows_of(self, finding: Finding, width: int) -> list[Row]:
        sign = {"ok": self._glyphs.ok, "warn": self._glyphs.soon, "bad": self._glyphs.no}[finding.verdict]
        style = _STYLES[finding.verdict]
        says = whole(f"{sentence(finding.name)}: {sentence(finding.says)}", max(width - 2, 10))
        rows: list[Row] = [[Piece(sign if not n else " ", style), Piece(f" {line}")] for n, line in enumerate(says)]
        do = whole(sentence(finding.do), max(width - 4, 10)) if finding.do else []
        return [*rows, *([Piece(f"    {line}", "quiet")] for line in do)]

    def _tick(self) -> None:
        """Once it is quiet the scan is over."""
        due_ms = self._lesson.due_ms
        if due_ms is None or not self.is_open:
            return
        if now_ms() < due_ms:
            self._room.later((due_ms - now_ms() + _SOON_MS) / 1000, self._tick)
            return
        learned, typed, self._typed = self._lesson.tick(due_ms), self._typed, ""
        number = typed.rstrip("\r\n")
        if number.isdecimal() and 0 < int(number) <= len(self._printers):
            self.probe(self._printers[int(number) - 1])
        elif learned is not None and number:
            self._learn(KEYBOARD, learned)

    def _learn(self, name: str, learned: ScannerSettings | NotLearned) -> None:
        if isinstance(learned, NotLearned):
            self._tell(_("NOT LEARNED"), [learned.says, _(_ONLY_HERE)])
            return
        try:
            keep_scanner(self._folder, name, learned)
        except OSError as trouble:
            why = trouble.strerror or trouble
            self._tell(_("NOT KEPT"), [_("{folder} takes nothing: {why}").format(folder=self._folder, why=why)])
            return
        self._room.scanners_changed(read_scanners(self._folder))
        self._tell(_("LEARNED, AND KEPT"), learned.describe())
        self._look_again()

    def _tell(self, title: str, sentences: Sequence[str]) -> None:
        self._told = title, sentences
        self._show()

    def _show(self) -> None:
        if self.is_open:
            self._room.show_set_up(_(TITLE), self.page)

    def _look_again(self) -> None:
        Thread(target=self._look, name="doctor", daemon=True).start()

    def _look(self) -> None:
        """On a thread of its own: the disk and the printers are waited for."""
        from data.store.crash import keep
        from kitchen_tui.doctor.all import look_at_all
        from kitchen_tui.doctor.finding import bad

        try:
            findings = look_at_all(self._folder)
        except Exception as trouble:
            findings = [bad("doctor", keep(trouble, self._folder), "Try kitchen-tui doctor in a shell")]
        self._room.from_thread(lambda: self._found(findings))

    def _found(self, findings: Sequence[Finding]) -> None:
        self._findings = findings
        names = [one.name for one in findings if one.name.startswith("printer ")]
        self._printers = [name.removeprefix("printer ") for name in names]
        self._show()

    def _print(self, printer: str) -> None:
        """On a thread of its own, by a program of its own: what draws labels is never loaded here."""
        says = print_probe(self._folder, printer)
        self._room.from_thread(lambda: self._tell(_("PROBE LABEL"), [says]))


def print_probe(folder: Path, printer: str) -> str:
    """Prints a probe label there; what became of it, in words."""
    words = ["printers", "test", "--data-dir", str(folder.resolve()), "--json", "--", printer]
    command = [sys.executable, "-m", "kitchen_tui.cli", *words]
    try:
        done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, timeout=_PATIENCE_S, check=False)
        return str(json.loads(done.stdout.splitlines()[-1])["says"])
    except (OSError, subprocess.TimeoutExpired, ValueError, IndexError, KeyError, TypeError):
        says = _("{printer}: no answer; look at it, and try kitchen-tui printers test {printer}")
        return says.format(printer=printer)

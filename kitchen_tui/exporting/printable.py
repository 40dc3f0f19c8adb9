"""A list as pages to print: they are drawn by a process of their own, which brings the libraries that it needs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from data.core.clock import local
from kitchen_tui import regional
from kitchen_tui.places.sheet import DUE
from kitchen_tui.texts import _, ngettext

if TYPE_CHECKING:
    from data.core.clock import Instant
    from kitchen_tui.places.place import Here
    from kitchen_tui.places.sheet import Cell, Sheet

A4, LETTER = "A4", "Letter"
MOST_ROWS, MOST_LETTERS = 2_000, 200_000
"""More is no sheet of paper; the file for spreadsheets has all of it."""
_LETTER_COUNTRIES = frozenset(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"])
_PATIENCE_S = 120
_ROOT = Path(__file__).resolve().parent.parent.parent


class NotDrawn(OSError):
    """The sheet could not be drawn."""


def printable(sheet: Sheet, rows: Sequence[Sequence[Cell]], here: Here, now: Instant) -> bytes:
    """The PDF. Raises NotDrawn."""
    told = json.dumps(paper_of(sheet, rows, here, now)).encode()
    command = [sys.executable, "-m", "kitchen_tui.exporting.paper"]
    try:
        done = subprocess.run(command, cwd=_ROOT, input=told, capture_output=True, timeout=_PATIENCE_S, check=False)
    except subprocess.TimeoutExpired as trouble:
        raise NotDrawn(_("The sheet could not be drawn in time")) from trouble
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        last = (done.stderr.decode(errors="replace").strip().splitlines() or ["?"])[-1]
        raise NotDrawn(_("The sheet could not be drawn: {reason}").format(reason=last))
    return done.stdout


def paper_of(sheet: Sheet, rows: Sequence[Sequence[Cell]], here: Here, now: Instant) -> dict[str, object]:
    """What the process is told: values and words of this language, nothing that it would have to look up."""
    at = local(now, here.zone)
    left_out = unprinted(rows)
    days = [n for n, column in enumerate(sheet.columns) if column in (DUE, _(DUE))]
    shown = [_with_days(row, days, at.date().isoformat()) for row in rows[: len(rows) - left_out]]
    when = f"{regional.day(at.date().isoformat(), '0000')} {regional.minute(at.hour * 60 + at.minute)}"
    return {
        "paper": paper_for(here.locale),
        "store": here.name,
        "title": _(sheet.title),
        "when": when,
        "page": _("page {n} of {all}"),
        "columns": [_(column) for column in sheet.columns],
        "rows": shown,
        "none": _("Nothing on this list"),
        "more": left_out_words(left_out),
    }


def unprinted(rows: Sequence[Sequence[Cell]]) -> int:
    """How many lines at the end of a list do not come on paper."""
    letters = 0
    for n, row in enumerate(rows[:MOST_ROWS]):
        letters += sum(len(cell) for cell in row if isinstance(cell, str))
        if letters > MOST_LETTERS:
            return len(rows) - n
    return max(len(rows) - MOST_ROWS, 0)


def left_out_words(lines: int) -> str:
    """What is said of those lines, on the paper and beside it; nothing when there are none."""
    if not lines:
        return ""
    words = ngettext(
        "{n} more line: take it as a file for spreadsheets",
        "{n} more lines: take them as a file for spreadsheets",
        lines,
    )
    return words.format(n=regional.number(lines))


def _with_days(row: Sequence[Cell], days: Sequence[int], today: str) -> list[Cell]:
    """People read days; it is spreadsheets that want them as the calendar has them."""
    return [regional.day(cell, today) if n in days and isinstance(cell, str) else cell for n, cell in enumerate(row)]


def paper_for(locale: str) -> str:
    """The paper that printers of a country have in them (CLDR)."""
    country = locale.replace("-", "_").rpartition("_")[2].upper()
    return LETTER if country in _LETTER_COUNTRIES else A4

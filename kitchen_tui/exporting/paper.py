"""`python -m kitchen_tui.exporting.paper`: draws a list that it reads as JSON; the PDF goes to standard output."""

from __future__ import annotations

import json
import sys
from textwrap import wrap

from hardware.label.spelling import LONGEST
from kitchen_tui.command_sheet.drawing import length, pdf, spelt
from kitchen_tui.exporting.pages import Sheet, laid


def main() -> int:
    """Reads one JSON object, see `printable.paper_of`."""
    told = json.load(sys.stdin.buffer)
    told["columns"] = [spelt(title) for title in told["columns"]]
    told["rows"] = [[_spelt(cell) for cell in row] for row in told["rows"]]
    sheet = Sheet(**told)
    drawn = laid(sheet, length)
    sys.stdout.buffer.write(pdf(drawn.pages, f"{sheet.store}: {sheet.title}", (drawn.width, drawn.height)))
    return 0


def _spelt(cell: str | int | None) -> str | int | None:
    """Spelt before it is measured, a piece at a time: what is spelt at once may be cut."""
    if not isinstance(cell, str):
        return cell
    return "\n".join(" ".join(map(spelt, wrap(line, LONGEST))) for line in cell.split("\n"))


if __name__ == "__main__":
    sys.exit(main())

"""How much waits at each station, in large digits, and how much of it nobody has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from data.kitchen.stages import STATIONS
from kitchen_tui.cells import fit, fits
from kitchen_tui.regional import number
from kitchen_tui.texts import _
from kitchen_tui.widgets.digits import large
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.questions.counts import StageCount
    from kitchen_tui.widgets.glyphs import Glyphs


def stations(counts: Sequence[StageCount], width: int, large_rows: int, glyphs: Glyphs) -> list[Row]:
    """Four columns: the name, the number as large as there is room, the unassigned beneath."""
    each = width // len(STATIONS)
    by_stage = {count.stage: count for count in counts}
    found = [by_stage.get(stage) for stage in STATIONS]
    names: Row = [Piece(fit(f" {_(stage).upper()}", each), "label") for stage in STATIONS]
    digits = [_digits(count.open if count else None, each - 2, large_rows, glyphs) for count in found]
    tall = max(len(lines) for lines in digits)
    numbers: list[Row] = [
        [Piece(_placed(lines[n] if n < len(lines) else "", each), "strong") for lines in digits] for n in range(tall)
    ]
    free: Row = [_free(count, each) for count in found]
    return [names, *numbers, free]


def _digits(n: int | None, cells: int, rows: int, glyphs: Glyphs) -> tuple[str, ...]:
    if n is None:
        return ("",)
    return large(str(n), cells, rows, glyphs) or (number(n),)


def _free(count: StageCount | None, each: int) -> Piece:
    if count is None or not count.unassigned:
        return Piece(" " * each)
    n = number(count.unassigned)
    long, short = _("{n} unassigned").format(n=n), _("{n} free").format(n=n)
    return Piece(fit(f" {long if fits(long, each - 1) else short}", each), "quiet")


def _placed(line: str, each: int) -> str:
    placed = f" {line}"
    return placed + " " * max(each - cell_len(placed), 0)

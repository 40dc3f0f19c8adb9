"""The four stations with what there is to do at each, and which part of the queue is in sight."""

from __future__ import annotations

from collections.abc import Mapping

from kitchen_tui.widgets.lines import Lines, Piece, Row

STAGES = ("Filling", "Covering", "Decorating", "Packing")
_SHORT_NAMES = {"Filling": "Fill", "Covering": "Cover", "Decorating": "Deco", "Packing": "Pack"}
_ROOMY, _WITH_FREE = 76, 104


class Stages(Lines):
    """Set the fields, then `show`."""

    stage = ""
    counts: Mapping[str, tuple[int, int]] = {}
    unassigned = False
    mine = False

    def rows(self, width: int, height: int) -> list[Row]:
        """One line; names are shortened before anything is left out."""
        row: list[Piece] = []
        for number, stage in enumerate(STAGES, start=1):
            row += self._one(number, stage, width)
        for on, word, deed in ((self.mine, "MINE", "mine"), (self.unassigned, "UNASSIGNED", "unassigned")):
            if on:
                row += [Piece(f" {word} ", "mark", deed), Piece(" ")]
        return [[]] * (height - 1) + [row]

    def _one(self, number: int, stage: str, width: int) -> list[Piece]:
        here, deed = stage == self.stage, stage.lower()
        total, free = self.counts.get(stage, (0, 0))
        name = stage if width >= _ROOMY else _SHORT_NAMES[stage]
        told = f" {total}" if self.counts else ""
        if self.counts and (width >= _WITH_FREE or here):
            told += f" {self.glyphs.dot} {free} free" if width >= _ROOMY else f"/{free}"
        key = Piece(f" F{number} ", "key", deed)
        style = "here" if here else "quiet"
        return [key, Piece(f" {name.upper() if here else name}{told} ", style, deed)]

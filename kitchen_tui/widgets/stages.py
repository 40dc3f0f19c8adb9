"""The four stations with what there is to do at each, and which part of the queue is in sight."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len

from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.lines import Lines, Piece, Row

STAGES = (N_("Filling"), N_("Covering"), N_("Decorating"), N_("Packing"))
SHORT_NAMES = dict(zip(STAGES, (N_("Fill"), N_("Cover"), N_("Deco"), N_("Pack")), strict=True))


class Stages(Lines):
    """Set the fields, then `show`."""

    stage = ""
    counts: Mapping[str, tuple[int, int]] = {}
    unassigned = False
    mine = False

    def rows(self, width: int, height: int) -> list[Row]:
        """One line; words are shortened before anything is left out."""
        variants = ((True, 3), (True, 1), (False, 1), (False, 0))
        found: list[Piece] = []
        for full_names, free in variants:
            found = self._row(full_names, free)
            if sum(cell_len(piece.text) for piece in found) <= width:
                break
        return [*[[]] * (height - 1), found]

    def _row(self, full_names: bool, free: int) -> list[Piece]:
        """`free` is how much is told of unassigned tickets: 0 nothing, 1 at this station, 3 everywhere."""
        row: list[Piece] = []
        for number, stage in enumerate(STAGES, start=1):
            here = stage == self.stage
            row += self._one(number, stage, here, full_names, free > (0 if here else 2))
        free_ones = _("FREE ONES") if full_names else _("free").upper()
        for on, word, deed in ((self.mine, _("MINE"), "mine"), (self.unassigned, free_ones, "unassigned")):
            if on:
                row += [Piece(f" {word} ", "mark", deed)]
        return row

    def _one(self, number: int, stage: str, here: bool, full_names: bool, with_free: bool) -> list[Piece]:
        total, free = self.counts.get(stage, (0, 0))
        name = _(stage) if full_names else _(SHORT_NAMES[stage])
        told = f" {total}" if self.counts else ""
        if self.counts and with_free:
            told += f" {self.glyphs.dot} {_('{n} free').format(n=free)}" if full_names else f"/{free}"
        deed = stage.lower()
        label = f" {name.upper()}{told} " if here else f" {name}{told}{' ' * full_names}"
        return [Piece(f" F{number}{' ' * here}", "key", deed), Piece(label, "here" if here else "quiet", deed)]

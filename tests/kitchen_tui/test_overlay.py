"""The title of a page: where one is in it is said whole, however narrow the screen."""

from __future__ import annotations

import pytest

from kitchen_tui.widgets.glyphs import UNICODE
from kitchen_tui.widgets.lines import Piece, Row
from kitchen_tui.widgets.overlay import Overlay


def head(title: str, lines: int, width: int, top: int = 0) -> str:
    page = Overlay(UNICODE)
    rows: list[Row] = [[Piece("x")]] * lines
    page.turn_to(title, lambda width: rows)
    page.top = top
    return "".join(piece.text for piece in page.rows(width, 10)[0])


@pytest.mark.parametrize(
    ("lines", "width", "top", "where"),
    [
        (8, 60, 0, "Esc: back"),
        (11, 80, 0, "PgUp PgDn · 3 more lines · Esc: back"),
        (9, 80, 0, "PgUp PgDn · 1 more line · Esc: back"),
        (9, 80, 1, "PgUp PgDn · Esc: back"),
        (9, 54, 0, "PgUp PgDn · 1 more line"),
        (9, 48, 0, "1 more line"),
    ],
)
def test_where_one_is_in_a_page_is_said_whole(lines: int, width: int, top: int, where: str) -> None:
    said = head("20109 BACK TO DECORATING: WHY?", lines, width, top)
    assert len(said) == width
    assert said.split("WHY?")[1].strip() == where

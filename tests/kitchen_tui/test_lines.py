"""What every widget of lines does alike: the letters of the jump mode, and whose the warnings of the header are."""

from __future__ import annotations

from kitchen_tui.widgets.glyphs import UNICODE
from kitchen_tui.widgets.header import Header
from kitchen_tui.widgets.lines import Piece, _lettered


def test_a_letter_takes_the_blank_behind_a_sign_and_never_a_digit_of_the_number() -> None:
    row = [Piece("▸ ", "chosen", "look:1"), Piece("20253 ", "chosen", "look:1"), Piece("Opera", "chosen", "look:1")]

    [lettered] = _lettered([row], {"look:1": "t"})

    assert "".join(piece.text for piece in lettered) == "▸t20253 Opera"
    assert [piece.text for piece in lettered if piece.style == "mark"] == ["t"]


def test_what_is_no_more_than_signs_gets_no_letter() -> None:
    [lettered] = _lettered([[Piece("▸▸", "text", "look:1")]], {"look:1": "t"})

    assert "".join(piece.text for piece in lettered) == "▸▸"


def header(stage: str, station: str) -> str:
    top = Header(UNICODE)
    top.stage, top.station, top.person, top.late, top.time = stage, station, "Ana", 2, "10:00"
    return " ".join("".join(piece.text for piece in top.rows(55, 1)[0]).split())


def test_at_a_place_the_late_ones_are_said_to_be_the_stations() -> None:
    """The board beneath counts those of all stations."""
    assert header("Board", "Filling") == "BOARD Ana FILL ! LATE 2 10:00"
    assert header("Filling", "Filling") == "FILLING Ana ! LATE 2 10:00"
    assert header("Board", "") == "BOARD Ana ! LATE 2 10:00"


def test_a_name_is_not_cut_for_what_waits() -> None:
    top = Header(UNICODE)
    top.stage, top.station, top.late, top.soon, top.held, top.time = "Board", "Packing", 6, 2, 4, "19:42"
    top.person = "Ana Lindqvist"
    drawn = "".join(piece.text for piece in top.rows(55, 1)[0])
    assert "Ana Lindqvist" in drawn
    assert "HELD" not in drawn
    assert "HELD 4" in "".join(piece.text for piece in top.rows(80, 1)[0])

"""The line about printers: what waits, which printer, what is wrong; short words for the header when nothing is."""

from __future__ import annotations

from typing import Any

import pytest

from kitchen_tui.devices import Devices
from kitchen_tui.widgets.glyphs import UNICODE
from kitchen_tui.widgets.trouble import Trouble

OUT = {"name": "packer-1", "ready": False, "says": "The printer is out of paper: put in a roll", "code": "paper_out"}
WELL = {"name": "packer-1", "ready": True, "says": "The printer is ready", "code": "ready"}


def told(*printers: dict[str, Any], waiting: int = 0, says: str | None = None) -> Devices:
    devices = Devices()
    devices.printing({"printers": printers, "waiting": waiting, "failed": 0, "printed": None, "says": says})
    return devices


def test_what_waits_stands_before_what_is_wrong_so_that_no_narrow_screen_cuts_it() -> None:
    assert told(OUT, waiting=2).troubles() == ["2 labels wait", f"packer-1: {OUT['says']}"]


def test_labels_that_no_printer_prints_are_told_although_all_printers_are_well() -> None:
    says = "No printer here prints packing labels"
    assert told(WELL, waiting=1, says=says).troubles() == ["1 label waits", says]


def test_another_window_that_prints_is_no_trouble() -> None:
    devices = told(says="another window prints")
    assert (devices.troubles(), devices.summary()) == ([], "another window prints")


@pytest.mark.parametrize(("width", "lines"), [(55, 2), (110, 1)])
def test_what_is_wrong_is_read_whole_on_every_screen(width: int, lines: int) -> None:
    line = Trouble(UNICODE)
    line.says = " · ".join(told(OUT, waiting=2).troubles())
    assert line.is_long(width) == (lines == 2)
    rows = line.rows(width, lines)
    assert " ".join(" ".join("".join(piece.text for piece in row) for row in rows).split()) == f"■ {line.says}"
    assert all(len("".join(piece.text for piece in row)) <= width for row in rows)

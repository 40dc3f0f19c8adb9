"""Six in the morning: the manager opens the forecast in a real terminal, sees why, overrules it, prints a sheet."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from data.store.schema import FILE_NAME
from kitchen_tui.demo.make import make_demo
from tests.journeys.kitchen import at_station, press, sees, signed_in
from tests.journeys.pictures import goes_to

pytestmark = pytest.mark.long

RIGHT, DOWN, ESC, SAVE, PRINT = "\x1b[C", "\x1b[B", "\x1b", "\x13", "\x10"


@pytest.mark.parametrize("size", [(80, 24), (110, 32)], ids=str)
def test_a_manager_at_six_in_the_morning(tmp_path: Path, size: tuple[int, int]) -> None:
    badge = make_demo(tmp_path).badges["SUPERVISOR"]
    with signed_in(at_station(tmp_path, badge=badge, size=size)) as terminal:
        goes_to(terminal, "forecast", "The whole store")
        sees(terminal, "Made ")
        press(terminal, DOWN)
        press(terminal, RIGHT)
        sees(terminal, "Carrot & Walnut Cake,")

        press(terminal, "\r")
        sees(terminal, "An average day")
        sees(terminal, "= Expected")
        press(terminal, ESC)

        press(terminal, "f")
        sees(terminal, "I will bake")
        terminal.type("41", over=0.2)
        press(terminal, SAVE)
        sees(terminal, "▸*41")

        press(terminal, "b")
        sees(terminal, "Bake for", "41 Carrot & Walnut Cake")
        press(terminal, PRINT)
        sees(terminal, "WRITTEN")
        press(terminal, ESC)
        press(terminal, "m")
        sees(terminal, "the matter with a day?")
        press(terminal, ESC)

        goes_to(terminal, "accuracy", "ended between its limits")
    (sheet,) = (tmp_path / "exports").glob("to-bake-*.pdf")
    assert sheet.read_bytes().startswith(b"%PDF")
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as store:
        assert store.execute("SELECT count(*) FROM forecast WHERE planned = 41000").fetchone() == (1,)


def test_a_name_that_is_typed_is_looked_for_and_none_of_its_letters_is_a_key(tmp_path: Path) -> None:
    badge = make_demo(tmp_path).badges["SUPERVISOR"]
    with signed_in(at_station(tmp_path, badge=badge, size=(80, 24))) as terminal:
        goes_to(terminal, "forecast", "The whole store")
        terminal.type("flourless", over=0.9)
        press(terminal, "\r")
        sees(terminal, "Flourless Orange & Almond Cake,")
        assert "I will bake" not in terminal.text()

"""The yardstick for bytes counts what a careful program must send, and nothing else."""

from __future__ import annotations

from typing import Any

import pyte

from tests.bench.cells import changed_cells, least_bytes


def shown(said: str) -> list[list[Any]]:
    screen = pyte.Screen(20, 3)
    pyte.Stream(screen).feed(said)
    return [[screen.buffer[y][x] for x in range(20)] for y in range(3)]


def test_a_screen_that_stays_costs_nothing() -> None:
    assert least_bytes(shown("\x1b[1;31mOK"), shown("\x1b[1;31mOK")) == 0


def test_each_run_of_changed_cells_costs_its_address_and_its_text() -> None:
    before, after = shown("cake one\r\n\ncake two"), shown("cAKe one\r\n\ncake 2  ")
    assert changed_cells(before, after) == 5
    assert least_bytes(before, after) == len("\x1b[1;2HAK\x1b[3;6H2  ")


def test_a_style_costs_only_what_differs_and_a_reset_is_short() -> None:
    after = shown("\x1b[1;38;2;255;0;16mOK\x1b[22m B\x1b[0m.\x1b[31;44mX")
    assert least_bytes(shown(""), after) == len("\x1b[1;1H\x1b[38;2;255;0;16;1mOK\x1b[22m B\x1b[m.\x1b[31;44mX")


def test_wide_and_accented_text_counts_in_utf_8() -> None:
    assert least_bytes(shown(""), shown("\u00e9\U0001f382")) == len("\x1b[1;1H\u00e9\U0001f382".encode())

"""What the first paint waits for, and what waits for the first paint."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest
from textual._context import active_app

from kitchen_tui.clerk import Clerk
from kitchen_tui.screens.bench import Bench
from tests.kitchen_tui.at_work import Kitchen, at_work

LATER: tuple[str, ...] = (
    "babel",
    "data.kitchen.ticket",
    "data.store.sqlite",
    "kitchen_tui.catalogue",
    "kitchen_tui.cli_hardware",
)
LATER += ("kitchen_tui.desk", "kitchen_tui.places", "kitchen_tui.screens.office", "kitchen_tui.sentences")


def test_the_store_the_places_and_the_other_commands_are_loaded_later() -> None:
    asked = (
        "import sys; from kitchen_tui.cli import parser; parser('station'); import kitchen_tui.commands.station; "
        f"import kitchen_tui.app; print(*(name for name in {LATER!r} if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=60, check=True)

    assert done.stdout == "\n"


@pytest.mark.parametrize(
    ("size", "classes"),
    [((55, 16), {"-narrow", "-short"}), ((110, 32), set()), ((157, 45), {"-wide", "-tall"})],
)
async def test_it_has_the_terminals_shape_before_it_is_told_of_any(
    kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], classes: set[str]
) -> None:
    monkeypatch.setattr(Bench, "on_resize", lambda *_: None)

    async with at_work(kitchen, size=size) as work:
        assert {"-narrow", "-short", "-wide", "-tall"} & work.station.classes == classes


async def test_the_store_is_opened_after_it(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[str] = []
    start = Clerk.start

    def noting(clerk: Clerk) -> None:
        screen = active_app.get().screen
        painted.extend(strip.text for strip in screen._compositor.render_strips())
        start(clerk)

    monkeypatch.setattr(Clerk, "start", noting)

    async with at_work(kitchen):
        assert "STARTING" in "".join(painted)


async def test_rubbish_is_looked_for_again_once_the_store_is_open(kitchen: Kitchen) -> None:
    gc.disable()
    try:
        async with at_work(kitchen):
            assert gc.isenabled()
    finally:
        gc.enable()

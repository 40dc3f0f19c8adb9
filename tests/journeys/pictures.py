"""`python -m tests.journeys.pictures`: takes the pictures of docs/pictures anew, from the demo in a real terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.journeys.kitchen import at_station, press, sees, signed_in
from tests.terminal.screen import Terminal

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
CELL, LINE = 8.4, 18
_INK, _GROUND = "d0d0d0", "101010"
_NAMED = {"black": "000000", "red": "cd3131", "green": "0dbc79", "brown": "e5e510", "blue": "2472c8", "white": "e5e5e5"}
_BLOCKS = {"█": (0.0, 1.0), "▀": (0.0, 0.5), "▄": (0.5, 0.5)}
_FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"


def svg(cells: Sequence[Sequence[Any]]) -> str:
    """A screen as a picture that needs no font from anywhere."""
    width, height = len(cells[0]) * CELL, len(cells) * LINE
    size = f'viewBox="0 0 {width:.1f} {height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{_FONT}" font-size="14">',
        f'<rect width="100%" height="100%" fill="#{_GROUND}"/>',
    ]
    for y, row in enumerate(cells):
        parts += [*_grounds(y, row), *_texts(y, row)]
    return "\n".join([*parts, "</svg>", ""])


def _grounds(y: int, row: Sequence[Any]) -> Iterator[str]:
    for colour, run in groupby(range(len(row)), key=lambda x: _colour(row[x].bg, _GROUND)):
        columns = list(run)
        if colour != _GROUND:
            yield _rect(columns[0], len(columns), y, 0.0, 1.0, colour)


def _texts(y: int, row: Sequence[Any]) -> Iterator[str]:
    for (fg, bold, strike, block), run in groupby(range(len(row)), key=lambda x: _look(row[x])):
        columns = list(run)
        text = "".join(row[x].data for x in columns)
        if block:
            yield _rect(columns[0], len(columns), y, *_BLOCKS[block], fg)
        elif text.strip():
            more = (' font-weight="bold"' if bold else "") + (' text-decoration="line-through"' if strike else "")
            yield (
                f'<text x="{columns[0] * CELL:.1f}" y="{y * LINE + 13}" textLength="{len(columns) * CELL:.1f}" '
                f'xml:space="preserve" fill="#{fg}"{more}>{escape(text)}</text>'
            )


def _look(cell: Any) -> tuple[str, bool, bool, str]:
    block = cell.data if cell.data in _BLOCKS else ""
    return _colour(cell.fg, _INK), cell.bold, cell.strikethrough, block


def _colour(name: str, default: str) -> str:
    return default if name == "default" else _NAMED.get(name, name)


def _rect(x: int, cells: int, y: int, top: float, share: float, colour: str) -> str:
    place = f'x="{x * CELL:.1f}" y="{y * LINE + top * LINE:.1f}"'
    return f'<rect {place} width="{cells * CELL:.1f}" height="{share * LINE:.1f}" fill="#{colour}"/>'


def _demo(folder: Path) -> dict[str, Any]:
    argv = [sys.executable, "-m", "kitchen_tui.cli", "demo", "--init-only", "--json", "--data-dir", str(folder)]
    made = subprocess.run(argv, check=True, capture_output=True, text=True)
    told: dict[str, Any] = json.loads(made.stdout.splitlines()[-1])
    return told


def _queue(folder: Path, stage: str, named: str = "allergens") -> list[str]:
    argv = [sys.executable, "-m", "kitchen_tui.cli", "queue", "--json", "--store", "bannos", "--stage", stage]
    asked = subprocess.run([*argv, "--data-dir", str(folder)], check=True, capture_output=True, text=True)
    lines = [json.loads(line) for line in asked.stdout.splitlines()]
    return [line["code"] for line in lines if line.get(named) and not line["cancelled"]]


def keep(terminal: Terminal, name: str) -> None:
    terminal.settle(0.4)
    (PICTURES / f"{name}.svg").write_text(svg(terminal.cells()), encoding="utf-8")


def _pack(terminal: Terminal, codes: Sequence[str]) -> None:
    """Begins to pack the first cake that nobody packs yet, and ticks the first thing on its list."""
    for code in codes:
        terminal.scan(code, over=0.02)
        terminal.settle(1.0)
        if "CHECK ALL" in terminal.text():
            press(terminal, " ")
            sees(terminal, "[✓]")
            return
    raise AssertionError("every cake is packed already")


_MENU, _JUMP = "\x0b", "\x07"
_PLACES = (
    ("board", "ALL DAY"),
    ("queue", "all stations"),
    ("search", "newest orders"),
    ("new", "Who is it for?"),
    ("unassigned", "Scan a badge for"),
    ("completed", "Stands at"),
    ("held", "no due date"),
    ("notices", "STOP"),
    ("stock", "On hand"),
    ("forecast", "The whole store"),
    ("accuracy", "ended between its limits"),
    ("procurement", "Reckoned"),
    ("products", "Can sell"),
    ("staff", "on shift"),
    ("settings", "Policies"),
)


def goes_to(terminal: Terminal, place: str, seen: str) -> None:
    """By the palette."""
    press(terminal, _MENU)
    sees(terminal, "What would you like to do?")
    terminal.type(f"go to: {place}", over=0.2)
    press(terminal, "\r")
    sees(terminal, seen)


def _places(folder: Path, badge: str) -> None:
    """Every place at the size of a laptop; the palette, the jump letters, an order; the board on the wall and in each
    theme."""
    with signed_in(at_station(folder, badge=badge)) as terminal:
        for name, seen in _PLACES:
            goes_to(terminal, name, seen)
            keep(terminal, f"{name}-110x32")
        goes_to(terminal, "forecast", "The whole store")
        press(terminal, "\r")
        sees(terminal, "An average day")
        keep(terminal, "forecast-why-110x32")
        goes_to(terminal, "queue", "all stations")
        press(terminal, _JUMP)
        keep(terminal, "jump-110x32")
        press(terminal, "\x1b")
        press(terminal, "\r")
        sees(terminal, "Order came in")
        keep(terminal, "order-110x32")
        press(terminal, _MENU)
        sees(terminal, "What would you like to do?")
        keep(terminal, "menu-110x32")
    for name, seen, size, theme in (
        ("board-157x45", "DUE FIRST", (157, 45), "dark"),
        ("notices-55x16", "STOP", (55, 16), "dark"),
        ("board-light-110x32", "ALL DAY", (110, 32), "light"),
        ("board-contrast-110x32", "ALL DAY", (110, 32), "contrast"),
        ("board-ascii-110x32", "ALL DAY", (110, 32), "ascii"),
    ):
        with signed_in(at_station(folder, badge=badge, size=size, theme=theme)) as terminal:
            goes_to(terminal, name.partition("-")[0], seen)
            keep(terminal, name)


def main() -> None:
    """At the three sizes: a scan that was taken; then a question, the keys, and the packing bench."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as made:
        folder = Path(made)
        badges = _demo(folder)["badges"]
        badge = badges["STAFF"]
        _places(folder, badges["ADMIN"])
        codes = _queue(folder, "filling")
        for size, code in zip(((55, 16), (110, 32), (157, 45)), codes, strict=False):
            with signed_in(at_station(folder, size=size, badge=badge)) as terminal:
                terminal.scan(code, over=0.02)
                sees(terminal, f"OK {code}")
                keep(terminal, f"station-{size[0]}x{size[1]}")
        with signed_in(at_station(folder, "covering", badge=badge)) as terminal:
            terminal.scan(codes[3], over=0.02)
            sees(terminal, "SURE?")
            keep(terminal, "question-110x32")
            press(terminal, "\x1b")
            sees(terminal, "READY")
            press(terminal, "?")
            sees(terminal, "HELP")
            keep(terminal, "help-110x32")
        with signed_in(at_station(folder, "packing", badge=badge)) as terminal:
            _pack(terminal, _queue(folder, "packing", "writing"))
            keep(terminal, "packing-110x32")


if __name__ == "__main__":
    main()

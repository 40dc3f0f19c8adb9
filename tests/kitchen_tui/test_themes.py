"""Every theme names every token, can be read in bad light, and is there at once when it is chosen."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from kitchen_tui import appearance, terminal
from kitchen_tui.appearance import THEMES, keep_quiet, keep_theme, read_quiet, read_theme, tokens_of
from kitchen_tui.cli import parser
from tests.kitchen_tui.at_work import SIZES, AtWork, Kitchen, at_work
from tests.support.dockets import cake, docket

STYLES = Path(appearance.__file__).parent / "styles"
SHEET = (STYLES / "station.tcss").read_text()
SOURCES = sorted(Path(appearance.__file__).parent.rglob("*.py"))
WIDGET_GROUNDS = ("ground", "raised", "idle")
"""What lies under a style that names no ground of its own: the screen, a card or page, the scan field."""
MOST_FAINT = ("faint",)
"""Struck out or of no weight: it may be weaker than text, never lost."""


def rules(sheet: str) -> list[dict[str, str]]:
    """The declarations of each rule."""
    found = []
    for body in re.findall(r"\{([^}]*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        pairs = (part.split(":") for part in body.split(";") if part.strip())
        found.append({name.strip(): value.strip() for name, value in pairs})
    return found


def pairs_of(sheet: str) -> set[tuple[str, str]]:
    """Which token is written on which."""
    pairs = set()
    for rule in rules(sheet):
        if (ink := rule.get("color", "").removeprefix("$")) and rule.get("background") is not None:
            pairs.add((ink, rule["background"].removeprefix("$")))
        elif ink:
            pairs |= {(ink, ground) for ground in WIDGET_GROUNDS}
    return pairs


def luminance(colour: str) -> float:
    """As WCAG 2.2 computes it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_has_exactly_the_tokens_of_the_dark_one(theme: str) -> None:
    assert list(tokens_of(theme)) == list(tokens_of("dark"))


@pytest.mark.parametrize(("theme", "least"), [("dark", 4.5), ("light", 4.5), ("contrast", 7.0)])
def test_what_is_written_stands_out_from_its_ground(theme: str, least: float) -> None:
    tokens = tokens_of(theme)
    pairs = pairs_of(SHEET)
    assert len(pairs) > 30

    weak = {
        (ink, ground): round(ratio, 2)
        for ink, ground in pairs
        if (ratio := contrast(tokens[ink], tokens[ground])) < (3.0 if ink in MOST_FAINT else least)
    }

    assert weak == {}


@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
def test_grounds_that_mean_something_are_told_apart_from_the_screen(theme: str) -> None:
    tokens = tokens_of(theme)

    assert len({tokens[name] for name in ("ok", "done", "ask", "no", "idle", "chosen", "ground")}) == 7


def test_the_bare_console_has_its_own_eight_colours() -> None:
    assert all(value.startswith("ansi_") for value in tokens_of("ascii").values())


def test_a_style_sheet_names_tokens_and_no_colour() -> None:
    named = {
        value
        for rule in rules(SHEET)
        for name, value in rule.items()
        if name in ("color", "background", "tint", "border", "outline")
    }

    assert named
    assert {value for value in named if not value.startswith("$")} == set()


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_no_colour_stands_in_the_program(source: Path) -> None:
    hidden = []
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            hidden += re.findall(r"#(?:[0-9a-fA-F]{3}){1,2}\b(?![^\s;\"'])|\brgba?\(", node.value)
        elif isinstance(node, ast.Call):
            hidden += _coloured(node)

    assert hidden == []


def _coloured(call: ast.Call) -> list[str]:
    """A style of the terminal library made of words."""
    name = ast.unparse(call.func)
    if name in ("Style.parse", "Color.parse") or name.endswith(("Style", "Color.from_rgb")):
        literal = [arg.arg or "" for arg in call.keywords if isinstance(arg.value, ast.Constant)]
        return [name for _ in call.args] + [arg for arg in literal if arg in ("color", "bgcolor")]
    return []


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_another_theme_is_there_at_once_and_whole(kitchen: Kitchen, size: tuple[int, int]) -> None:
    kitchen.bakery.take_in(docket("20001", cake(writing="Happy Birthday Ada", allergens="nuts")))
    pictured = {}
    for theme in THEMES:
        async with at_work(kitchen, size=size, theme=theme) as begun:
            await begun.sees("20001", "Ada")
            await begun.rest()
            pictured[theme] = colours(begun)
    async with at_work(kitchen, size=size) as work:
        await work.sees("20001", "Ada")
        await work.rest()
        text = work.text()
        for theme in ("light", "contrast", "ascii", "dark"):
            work.app.retheme(theme)
            await work.rest()
            assert colours(work) == pictured[theme]
            assert work.text() == text


def colours(work: AtWork) -> set[str]:
    """All styles on the screen; where they stand depends on the signs, too."""
    strips = work.station._compositor.render_strips()
    return {str(segment.style) for strip in strips for segment in strip if segment.text.strip()}


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_that_was_chosen_is_remembered(tmp_path: Path, theme: str) -> None:
    assert read_theme(tmp_path) is None

    keep_theme(tmp_path, theme)

    assert read_theme(tmp_path) == theme
    assert [path.name for path in tmp_path.iterdir()] == ["appearance.json"]


def test_what_is_chosen_does_not_forget_what_was_chosen_before(tmp_path: Path) -> None:
    keep_theme(tmp_path, "light")
    keep_quiet(tmp_path, True)
    keep_theme(tmp_path, "contrast")

    assert (read_theme(tmp_path), read_quiet(tmp_path)) == ("contrast", True)

    keep_quiet(tmp_path, False)

    assert (read_theme(tmp_path), read_quiet(tmp_path)) == ("contrast", False)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"theme": "pink", "quiet": "no"}', '{"theme": 3}', "[" * 4_000, "\xff"]
)
def test_a_file_that_cannot_be_understood_is_no_choice(tmp_path: Path, text: str) -> None:
    (tmp_path / appearance.FILE_NAME).write_text(text, encoding="latin-1")

    assert (read_theme(tmp_path), read_quiet(tmp_path)) == (None, False)
    keep_theme(tmp_path, "light")
    assert json.loads((tmp_path / appearance.FILE_NAME).read_text())["theme"] == "light"


@pytest.mark.parametrize(
    ("environment", "chosen", "theme"),
    [
        ({"TERM": "xterm-256color"}, None, "dark"),
        ({"TERM": "xterm-256color"}, "light", "light"),
        ({"TERM": "linux"}, "light", "ascii"),
        ({"TERM": ""}, None, "ascii"),
        ({"TERM": "xterm", "NO_COLOR": "1"}, None, "ascii"),
        ({"TERM": "xterm", "NO_COLOR": "1"}, "contrast", "contrast"),
        ({"TERM": "xterm", "NO_COLOR": ""}, None, "dark"),
        ({"TERM": "rxvt", "COLORFGBG": "0;15"}, None, "light"),
        ({"TERM": "rxvt", "COLORFGBG": "0;default;15"}, None, "light"),
        ({"TERM": "rxvt", "COLORFGBG": "15;0"}, None, "dark"),
        ({"TERM": "rxvt", "COLORFGBG": "15;default"}, None, "dark"),
        ({"TERM": "rxvt", "COLORFGBG": "default;15"}, None, "dark"),
        ({"TERM": "rxvt", "COLORFGBG": "0;15"}, "dark", "dark"),
    ],
    ids=str,
)
def test_the_terminal_is_asked_only_where_nobody_has_chosen(
    environment: dict[str, str], chosen: str | None, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TERM", "NO_COLOR", "COLORFGBG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(terminal, "encoding_of_terminal", lambda: "utf-8")

    assert terminal.wanted_theme(chosen) == theme


@pytest.mark.parametrize("command", ["station", "demo"])
@pytest.mark.parametrize("theme", ["auto", *THEMES])
def test_every_theme_can_be_asked_for(command: str, theme: str) -> None:
    assert parser().parse_args([command, "--theme", theme]) == parser(command).parse_args([command, "--theme", theme])
    assert parser(command).parse_args([command, "--theme", theme]).theme == theme

"""An app's own language passes; one sequence of somebody else's text does not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.terminal.grammar import foreign, leaked
from tests.terminal.screen import Terminal

BEYOND = {
    "a title": "\x1b]0;pwned\x07",
    "a pointer shape with more in it": "\x1b]22;default;rm\x07",
    "a link": "\x1b]8;;https://example.test\x1b\\",
    "the clipboard": "\x1b]52;c;cm0gLXJm\x07",
    "a device control string": "\x1bP+q544e\x1b\\",
    "a full reset": "\x1bc",
    "a scroll region": "\x1b[1;5r",
    "an answerback request": "\x1b[c",
    "a mode nobody asked for": "\x1b[?47h",
    "insert mode": "\x1b[4h",
    "a CSI of one character": "\u009b31m",
    "a CSI of one byte": b"\x9b31m",
    "a bare escape": "\x1b",
    "a backspace": "\x08",
    "a tab": "\t",
    "a delete": "\x7f",
    "a null": "\x00",
    "broken UTF-8": b"caf\xc3",
    "a bell": "\x07",
}


def as_bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


@pytest.mark.parametrize("beyond", BEYOND.values(), ids=BEYOND.keys())
def test_what_is_beyond_the_grammar_is_found_where_it_stands(beyond: str | bytes) -> None:
    said = b"\x1b[1;1H\x1b[38;2;1;2;3mWRITING " + as_bytes(beyond) + b"\x1b[0m"
    found = foreign(said)
    assert found
    assert found[0].offset >= len("\x1b[1;1H\x1b[38;2;1;2;3mWRITING ")


def test_an_app_may_beep_when_it_is_said_to() -> None:
    assert foreign(b"\x07", bell=True) == []


@pytest.mark.parametrize("text", ["Écru für Zoë", "\u2615 \U0001f382 שלום", "[/b] [@click=app.quit]", "\ufffd"])
def test_any_text_without_controls_is_within_the_grammar(text: str) -> None:
    assert foreign(text.encode()) == []


APP = """
from textual.app import App
from textual.widgets import Input, Static

class Kitchen(App):
    def compose(self):
        yield Static("[bold red]READY[/]")
        yield Input()

Kitchen().run()
"""


def test_all_that_a_textual_app_says_is_within_the_grammar(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP)
    with Terminal([sys.executable, str(tmp_path / "app.py")]) as terminal:
        terminal.wait_for("READY")
        terminal.type("cake")
        terminal.wait_for("cake")
        terminal.resize(60, 20)
        terminal.settle()
        terminal.type("\x11")
        terminal.wait_exit()
        terminal.settle(0.05)
    assert foreign(terminal.raw) == []
    assert b"\x1b[?1049l" in terminal.raw


def test_a_colour_in_a_note_is_told_from_a_colour_of_the_app() -> None:
    app = b"\x1b[31mHappy birthday\x1b[0m"
    assert foreign(app) == []
    assert leaked(app, "\x1b[31mHappy") == ["\x1b[31mHap"]
    assert leaked(app, "Happy\x1b[32mZoë\x9b0m") == []

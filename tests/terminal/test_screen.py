"""The terminal of the tests does what a terminal does, and says plainly what it saw when a test waits in vain."""

from __future__ import annotations

import re
import sys
import textwrap

import pytest

from tests.terminal.screen import Terminal

RAW = """
    import os, sys, termios, tty
    tty.setraw(0)
    def say(text): os.write(1, text.encode())
    def hear(): return os.read(0, 1024).decode()
"""


def program(body: str) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(RAW) + textwrap.dedent(body)]


def test_a_scan_arrives_as_typed_and_its_answer_is_seen() -> None:
    echo = program("""
        say("READY")
        code = ""
        while not code.endswith(chr(13)): code += hear()
        say(f"{chr(27)}[3;1HOK {code!r}")
        hear()
    """)
    with Terminal(echo) as terminal:
        terminal.wait_for("READY")
        terminal.scan("B12345A")
        assert r"OK 'B12345A\r'" in terminal.wait_for(re.compile("OK .*B12345A")).splitlines()[2]


def test_what_is_typed_before_the_program_reads_is_not_lost() -> None:
    with Terminal([sys.executable, "-c", "print('heard', input())"]) as terminal:
        terminal.scan("B12345A")
        terminal.wait_for("heard B12345A")


def test_waiting_in_vain_shows_the_whole_screen() -> None:
    with Terminal(program("say('one' + chr(13) + chr(10) + 'two'); hear()")) as terminal:
        terminal.wait_for("two")
        with pytest.raises(AssertionError, match=r"'three' in vain.*\n\|one\n\|two"):
            terminal.wait_for("three", timeout=0.05)


def test_a_program_that_ends_is_not_waited_for() -> None:
    with Terminal(program("say('gone'); sys.exit(3)")) as terminal:
        with pytest.raises(AssertionError, match=r"it ended with 3[^|]*\|gone"):
            terminal.wait_for("three", timeout=60)
        assert terminal.wait_exit() == 3


def test_a_program_that_cannot_start_says_why() -> None:
    with Terminal(["no-such-program"]) as terminal:
        terminal.wait_for("cannot start no-such-program")
        assert terminal.wait_exit() == 127


def test_the_usual_questions_of_a_program_are_answered() -> None:
    asks = program("""
        def ask(question):
            say(question)
            print(repr(hear()), end=chr(13) + chr(10), flush=True)
        say(chr(27) + "[2;5H")
        for question in "[6n", "[5n", "[c", "[?2026$p", "[?2048$p": ask(chr(27) + question)
        hear()
    """)
    with Terminal(asks) as terminal:
        text = terminal.wait_for("?2048;0$y")
    for answer in "[2;5R", "[0n", "[?6c", "[?2026;2$y", "[?2048;0$y":
        assert rf"'\x1b{answer}'" in text


def test_half_a_frame_is_never_seen() -> None:
    with Terminal(
        program("say(chr(27) + '[?2026hhalf'); hear(); say(' whole' + chr(27) + '[?2026l'); hear()")
    ) as terminal:
        while terminal.bytes_out < len("\x1b[?2026hhalf"):
            terminal.pump(10)
        assert terminal.text().strip() == ""
        terminal.type("go")
        terminal.wait_for("half whole")


def test_a_sequence_cut_in_two_by_the_pipe_is_one_sequence() -> None:
    with Terminal(program("say('a' + chr(27) + '[>2'); hear(); say('5ub'); hear()")) as terminal:
        terminal.wait_for("a")
        terminal.type("go")
        terminal.wait_for("ab")


def test_cells_carry_their_colours() -> None:
    with Terminal(program("say(chr(27) + '[1;38;2;255;0;16;44mX' + chr(27) + '[0m.'); hear()")) as terminal:
        terminal.wait_for("X.")
        cell, plain = terminal.cells()[0][:2]
    assert (cell.data, cell.fg, cell.bg, cell.bold) == ("X", "ff0010", "blue", True)
    assert (plain.data, plain.fg, plain.bold) == (".", "default", False)


def test_text_after_a_character_without_width_still_shows() -> None:
    with Terminal(program(r"say('\u202eflow\u200der \u2615 e\u0301nd'); hear()")) as terminal:
        assert terminal.wait_for("nd").strip() == "flower \u2615 \u00e9nd"


def test_the_alternate_screen_starts_empty_and_leaves_empty() -> None:
    with Terminal(
        program("say('shell'); hear(); say(chr(27) + '[?1049happ'); hear(); say(chr(27) + '[?1049lbye'); hear()")
    ) as it:
        for seen in "shell", "app", "bye":
            assert it.wait_for(seen).strip() == seen
            it.type("go")


def test_a_program_learns_its_size_and_every_new_one() -> None:
    tells = program("""
        import signal
        def tell(*_):
            size = os.get_terminal_size()
            say(f"{chr(27)}[1;1H{size.columns} by {size.lines}.")
        signal.signal(signal.SIGWINCH, tell)
        tell()
        while True: signal.pause()
    """)
    with Terminal(tells, cols=55, rows=16, env={"COLUMNS": "80"}) as terminal:
        terminal.wait_for("55 by 16.")
        terminal.resize(110, 32)
        terminal.wait_for("110 by 32.")
        assert (len(terminal.cells()), len(terminal.cells()[0])) == (32, 110)


def test_everything_a_program_wrote_is_kept() -> None:
    with Terminal(program(r"say('\x1b]0;title\x07\x1b[31mred'); hear()")) as terminal:
        assert terminal.wait_for("red").strip() == "red"
        assert terminal.raw == b"\x1b]0;title\x07\x1b[31mred"
        assert terminal.bytes_out == len(terminal.raw)


def test_closing_ends_a_program_that_does_not_want_to() -> None:
    deaf = program("""
        import signal
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        say("deaf")
        while True: signal.pause()
    """)
    with Terminal(deaf) as terminal:
        terminal.wait_for("deaf")
        terminal.close(patience=0.1)
        assert terminal.wait_exit() == -9


def test_a_kill_leaves_a_program_no_last_word() -> None:
    with Terminal(program("say('alive'); hear(); say('saved')")) as terminal:
        terminal.wait_for("alive")
        terminal.kill()
        assert terminal.wait_exit() == -9


def test_an_added_variable_reaches_the_program() -> None:
    with Terminal(
        program("say(os.environ['FOLDER'] + ' ' + os.environ['TERM']); hear()"), env={"FOLDER": "kitchen"}
    ) as it:
        it.wait_for("kitchen xterm-256color")

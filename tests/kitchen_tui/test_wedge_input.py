"""Codes and hands at one keyboard: what a barcode types presses no key, and what a hand types is lost to no barcode."""

from __future__ import annotations

import pytest

from hardware.scan.wedge import Scan
from kitchen_tui.wedge_input import ALONE_MS, QUIET_MS, Heard, Press, WedgeInput

NAMED = {"\r": "enter", "\n": "ctrl+j", "\t": "tab", "\x1b": "escape", "\x11": "ctrl+q"}


def typed(keys: WedgeInput, text: str, start: int, pace: int) -> list[Heard]:
    heard: list[Heard] = []
    for n, character in enumerate(text):
        heard += keys.key(NAMED.get(character, character), character, start + n * pace)
    return heard


def texts(heard: list[Heard]) -> list[str]:
    return [one.text for one in heard if isinstance(one, Scan)]


@pytest.mark.parametrize("suffix", ["\r", "\n", "\t", "\r\n"])
def test_a_code_ends_with_what_the_scanner_sends(suffix: str) -> None:
    keys = WedgeInput()
    heard = typed(keys, "B20001A" + suffix, 1_000, 5)
    assert texts(heard + keys.tick(9_000)) == ["B20001A"]
    assert not [one for one in heard if isinstance(one, Press)]


def test_the_second_half_of_cr_lf_is_no_press_of_enter() -> None:
    keys = WedgeInput()
    typed(keys, "B20001A\r", 1_000, 5)
    assert keys.key("ctrl+j", "\n", 1_100) == []
    assert keys.tick(2_000) == []


def test_a_hands_enter_is_a_press_once_it_stood_alone() -> None:
    keys = WedgeInput()
    assert keys.key("enter", "\r", 1_000) == []
    assert keys.due_ms == 1_000 + ALONE_MS
    assert keys.tick(1_000 + ALONE_MS) == [Press("enter")]


def test_a_flood_of_enters_presses_nothing() -> None:
    keys = WedgeInput()
    typed(keys, "B20001A\r", 1_000, 5)
    assert typed(keys, "\r" * 50, 1_040, 10) == []
    assert keys.tick(9_000) == []


@pytest.mark.parametrize("key", ["f10", "ctrl+q", "escape", "ctrl+o"])
def test_a_key_within_a_code_is_no_press_and_spoils_the_code(key: str) -> None:
    keys = WedgeInput()
    heard = typed(keys, "B200", 1_000, 5)
    heard += keys.key(key, None, 1_022)
    heard += typed(keys, "01A\r", 1_027, 5)
    assert texts(heard) == ["B200\N{REPLACEMENT CHARACTER}01A"]
    assert keys.tick(9_000) == []


@pytest.mark.parametrize("key", ["f10", "ctrl+q", "escape"])
def test_a_key_that_opens_a_code_is_no_press_and_spoils_the_code(key: str) -> None:
    keys = WedgeInput()
    heard = keys.key(key, None, 1_000)
    heard += typed(keys, "B20001A\r", 1_005, 5)
    assert texts(heard) == ["\N{REPLACEMENT CHARACTER}B20001A"]
    assert keys.tick(9_000) == []


def test_a_hands_f_key_is_pressed_after_its_silence() -> None:
    keys = WedgeInput()
    assert keys.key("f8", None, 1_000) == []
    assert keys.tick(1_000 + ALONE_MS - 1) == []
    assert keys.tick(1_000 + ALONE_MS) == [Press("f8")]


def test_a_held_f_key_presses_once_and_leaves_nothing_in_the_field() -> None:
    keys = WedgeInput()
    heard = keys.key("f8", None, 1_000) + keys.tick(1_100)
    for at_ms in range(1_300, 2_000, 33):
        heard += keys.key("f8", None, at_ms)
    heard += keys.tick(3_000)
    assert heard.count(Press("f8")) <= 2
    assert keys.pending == ""


@pytest.mark.parametrize("arrow", ["down", "right"])
def test_arrows_repeat_while_held(arrow: str) -> None:
    keys = WedgeInput()
    heard = [one for at_ms in range(1_000, 1_330, 33) for one in keys.key(arrow, None, at_ms)]
    assert heard == [Press(arrow)] * 10


def test_a_letter_that_answers_is_a_press_only_when_nothing_follows() -> None:
    keys = WedgeInput()
    keys.key("y", "y", 1_000)
    assert keys.tick(1_000 + QUIET_MS - 1) == []
    assert keys.tick(1_000 + QUIET_MS) == [Press("y")]
    keys.clear()
    heard = typed(keys, "Y20001\r", 5_000, 100)
    assert texts(heard + keys.tick(9_000)) == ["Y20001"]
    assert Press("Y") not in heard


def test_a_place_may_have_letters_as_keys_and_only_while_it_is_shown() -> None:
    keys = WedgeInput()
    keys.letters = frozenset("fF")
    keys.key("f", "f", 1_000)
    assert keys.tick(1_000 + QUIET_MS - 1) == []
    assert keys.tick(1_000 + QUIET_MS) == [Press("f")]
    keys.clear()
    heard = typed(keys, "focaccia\r", 5_000, 150)
    assert texts(heard + keys.tick(9_000)) == ["focaccia"]
    assert Press("f") not in heard

    keys.letters = frozenset()
    keys.key("f", "f", 12_000)
    assert keys.tick(15_000) == []
    assert keys.pending == "f"


def test_a_hand_that_comes_from_an_arrow_need_not_wait_for_the_letter() -> None:
    keys = WedgeInput()
    keys.letters = frozenset("f")
    keys.key("right", None, 1_000)
    keys.key("f", "f", 1_000 + ALONE_MS)
    assert Press("f") in keys.tick(1_000 + ALONE_MS + QUIET_MS)


def test_a_letter_of_a_scanner_is_never_a_key_of_the_place() -> None:
    keys = WedgeInput()
    keys.letters = frozenset("bB")
    assert texts(typed(keys, "B20001A\r", 1_000, 5) + keys.tick(9_000)) == ["B20001A"]


def test_typing_by_hand_works_and_backspace_takes_back() -> None:
    keys = WedgeInput()
    typed(keys, "20003", 1_000, 200)
    keys.key("backspace", "\x7f", 2_200)
    assert keys.pending == "2000"
    assert texts(typed(keys, "2-A\r", 2_400, 200)) == ["20002-A"]


def test_pasted_lines_are_codes_each() -> None:
    assert texts(WedgeInput().paste("B20001A\nB20002A\r\n", 1_000)) == ["B20001A", "B20002A"]


def test_a_quick_hand_ticks_one_thing_after_the_other() -> None:
    keys = WedgeInput()
    heard = typed(keys, "   ", 1_000, 120)
    assert heard + keys.tick(9_000) == [Press(" ")] * 3


def test_blanks_that_came_too_fast_for_a_hand_do_not_keep_the_next_one_from_ticking() -> None:
    keys = WedgeInput()
    assert typed(keys, "    ", 1_000, 20) + keys.tick(2_000) == []
    assert typed(keys, " ", 3_000, 1) + keys.tick(4_000) == [Press(" ")]

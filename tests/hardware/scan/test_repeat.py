"""Doubled deliveries are ignored; a person's second scan is not."""

from __future__ import annotations

import pytest

from hardware.scan.repeat import RepeatFilter

CAKE, OTHER = "B12345A", "F2002"


@pytest.fixture
def repeats() -> RepeatFilter:
    return RepeatFilter()


def test_the_same_code_within_two_seconds_is_ignored(repeats: RepeatFilter) -> None:
    assert [repeats.accepts(CAKE, at_ms) for at_ms in (0, 30, 1_999)] == [True, False, False]


def test_after_two_quiet_seconds_it_counts_again(repeats: RepeatFilter) -> None:
    assert [repeats.accepts(CAKE, at_ms) for at_ms in (0, 2_000)] == [True, True]


def test_a_scanner_that_never_stops_reading_one_cake_counts_once(repeats: RepeatFilter) -> None:
    assert [repeats.accepts(CAKE, at_ms) for at_ms in range(0, 10_000, 500)] == [True] + [False] * 19


def test_other_codes_in_between_change_nothing(repeats: RepeatFilter) -> None:
    assert [repeats.accepts(code, at_ms) for at_ms, code in ((0, CAKE), (300, OTHER), (600, CAKE))] == [
        True,
        True,
        False,
    ]


def test_a_clock_that_steps_back_ignores_nothing(repeats: RepeatFilter) -> None:
    assert [repeats.accepts(CAKE, at_ms) for at_ms in (60_000, 100)] == [True, True]


class TestWhileAConfirmIsShown:
    def test_the_same_code_is_the_answer_and_passes_once(self, repeats: RepeatFilter) -> None:
        repeats.accepts(CAKE, 0)
        repeats.confirm_shown(CAKE, 20)

        assert [repeats.accepts(CAKE, at_ms) for at_ms in (600, 700)] == [True, False]

    def test_the_triggers_stutter_is_no_answer(self, repeats: RepeatFilter) -> None:
        """Nobody has read the question yet."""
        repeats.accepts(CAKE, 0)
        repeats.confirm_shown(CAKE, 20)

        assert [repeats.accepts(CAKE, at_ms) for at_ms in (60, 800)] == [False, True]

    def test_another_code_within_the_window_is_still_a_repeat(self, repeats: RepeatFilter) -> None:
        repeats.accepts(OTHER, 0)
        repeats.accepts(CAKE, 100)
        repeats.confirm_shown(CAKE, 120)

        assert not repeats.accepts(OTHER, 600)

    def test_a_late_answer_uses_the_confirm_up(self, repeats: RepeatFilter) -> None:
        repeats.accepts(CAKE, 0)
        repeats.confirm_shown(CAKE, 20)

        assert [repeats.accepts(CAKE, at_ms) for at_ms in (5_000, 5_300)] == [True, False]

    def test_once_it_is_gone_repeats_are_ignored_again(self, repeats: RepeatFilter) -> None:
        repeats.accepts(CAKE, 0)
        repeats.confirm_shown(CAKE, 20)
        repeats.confirm_ended()

        assert not repeats.accepts(CAKE, 600)


def test_a_hostile_device_costs_it_no_more_than_its_memory_of_the_last_codes(repeats: RepeatFilter) -> None:
    """Sixty-four other codes within two seconds are no hands' work: the first is forgotten."""
    assert all(repeats.accepts(f"B{number}", 0) for number in range(100))
    assert repeats.accepts("B0", 0)
    assert not repeats.accepts("B99", 0)

"""Twenty scans a second are taken, more are refused and counted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hardware.scan.rate import RateLimit


def test_twenty_at_once_are_taken_and_the_next_is_refused() -> None:
    limit = RateLimit()

    assert [limit.allows(0) for _ in range(22)] == [True] * 20 + [False] * 2
    assert limit.refused == 2


def test_a_second_later_scans_are_taken_again() -> None:
    limit = RateLimit(scans=2)

    assert [limit.allows(at_ms) for at_ms in (0, 400, 999, 1_000, 1_001, 1_400)] == [
        True,
        True,
        False,
        True,
        False,
        True,
    ]


def test_eight_scans_a_second_for_a_minute_are_all_taken() -> None:
    limit = RateLimit()

    assert all(limit.allows(at_ms) for at_ms in range(0, 60_000, 125))


def test_a_clock_that_steps_back_does_not_lock_the_scanner_out() -> None:
    limit = RateLimit(scans=1)

    assert limit.allows(1_000_000)
    assert limit.allows(5)


@given(st.lists(st.integers(0, 300), min_size=30, max_size=120))
def test_no_second_ever_has_more_than_twenty(gaps: list[int]) -> None:
    limit, at_ms, taken = RateLimit(), 0, []
    for gap in gaps:
        at_ms += gap
        if limit.allows(at_ms):
            taken.append(at_ms)

    assert all(later - first >= 1_000 for first, later in zip(taken, taken[20:], strict=False))
    assert len(taken) + limit.refused == len(gaps)

"""Where a burst begins, as a table of key times."""

from __future__ import annotations

import pytest

from hardware.scan.burst import is_burst, last_run, scan_start


@pytest.mark.parametrize(
    ("times", "start"),
    [
        ([], 0),
        ([5], 0),
        ([0, 10, 20, 30], 0),
        ([0, 200, 210, 220], 1),
        ([0, 40, 80], 0),
        ([0, 41, 81], 1),
        ([0, 200, 400], 2),
    ],
)
def test_the_last_run_ends_with_the_last_key(times: list[int], start: int) -> None:
    assert last_run(times, 40) == start


@pytest.mark.parametrize(
    ("times", "burst"), [([0, 1, 2, 3], True), ([0, 1, 2], False), ([0, 1, 2, 90], False), ([], False)]
)
def test_four_keys_at_a_scanners_pace_are_a_burst(times: list[int], burst: bool) -> None:
    assert is_burst(times, 40) is burst


@pytest.mark.parametrize(
    ("why", "times", "start"),
    [
        ("all of it came at once", [0, 5, 10, 15, 20], 0),
        ("typed by hand, then a burst", [0, 200, 600, 605, 610, 615], 2),
        ("the burst only stalled", [0, 5, 600, 605, 610, 615], 0),
        ("one key, too soon before to know", [0, 600, 605, 610, 615], 0),
        ("one key, longer ago than any stall", [0, 1_600, 1_605, 1_610, 1_615], 1),
        ("a piece of a code, longer ago than any stall", [0, 5, 1_600, 1_605, 1_610, 1_615], 2),
        ("a slow scanner's uneven pace", [0, 45, 90, 95, 100, 105], 0),
        ("three quick keys", [0, 200, 600, 605, 610], 0),
        ("the clock stepped back while typing", [5_000, 5_200, 0, 5, 10, 15], 2),
    ],
)
def test_a_text_begins_with_its_burst_only_when_hands_surely_typed_the_rest(
    why: str, times: list[int], start: int
) -> None:
    assert scan_start(times, times[-1] + 5, 40) == start, why


def test_a_late_enter_belongs_to_all_that_was_typed() -> None:
    assert scan_start([0, 200, 600, 605, 610, 615], 900, 40) == 0

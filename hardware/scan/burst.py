"""Where a scanner's burst begins among keystrokes, judged by their times alone (milliseconds, one for each key)."""

from __future__ import annotations

from collections.abc import Sequence

MIN_BURST = 4
"""The fewest keys in a row that no hand types at a scanner's pace."""

# A busy line can stop in the middle of a code, but not for this long: what comes later is a new code.
_STALL_MS = 1_000


def is_burst(times: Sequence[int], burst_ms: int) -> bool:
    """Whether all these keys came at a scanner's pace, each at most `burst_ms` after the one before."""
    return len(times) >= MIN_BURST and last_run(times, burst_ms) == 0


def last_run(times: Sequence[int], burst_ms: int) -> int:
    """The index of the first key of the longest run at a scanner's pace that the last key ends."""
    start = max(len(times) - 1, 0)
    while start > 0 and _gap(times, start) <= burst_ms:
        start -= 1
    return start


def scan_start(times: Sequence[int], ended_ms: int, burst_ms: int) -> int:
    """The index where the text begins that ends at `ended_ms`: 0, or later when a burst followed something typed.

    A burst that stalls on its way must not lose its head: `B12345A` would be read as `345A`, another ticket. So the
    keys before a pause are left out only when a hand surely typed them, or the pause was longer than any stall.
    """
    start = last_run(times, burst_ms)
    in_burst = len(times) - start >= MIN_BURST and abs(ended_ms - times[-1]) <= burst_ms
    return start if in_burst and start > 0 and _begins_anew(times, start, 2 * burst_ms) else 0


def _begins_anew(times: Sequence[int], start: int, hand_ms: int) -> bool:
    pause = _gap(times, start)
    by_hand = start > 1 and _gap(times, start - 1) > hand_ms
    return pause > _STALL_MS or (by_hand and pause > hand_ms)


def _gap(times: Sequence[int], place: int) -> int:
    return abs(times[place] - times[place - 1])

"""Calendar days belong to a store's zone: midnight, and both days on which Sydney turns its clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.core.clock import HOUR, MINUTE, at_minute, iso, known_zone, local_day, plus_days
from data.core.hlc import after, wall
from data.questions.queue import HIGH, LOW, MEDIUM, priority_of

SYDNEY = "Australia/Sydney"
SPRING, AUTUMN = "2026-10-04", "2027-04-04"
"""On the first the clock goes from 02:00 to 03:00, on the second from 03:00 back to 02:00."""


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


class TestTheDay:
    @pytest.mark.parametrize(
        ("at", "day"),
        [
            ("2026-11-26T12:59:59.999", "2026-11-26"),
            ("2026-11-26T13:00:00", "2026-11-27"),
            ("2026-10-03T13:59:59.999", "2026-10-03"),
            ("2026-10-03T14:00:00", SPRING),
            ("2026-10-04T12:59:59.999", SPRING),
            ("2026-10-04T13:00:00", "2026-10-05"),
            ("2027-04-03T12:59:59.999", "2027-04-03"),
            ("2027-04-03T13:00:00", AUTUMN),
            ("2027-04-04T13:59:59.999", AUTUMN),
            ("2027-04-04T14:00:00", "2027-04-05"),
        ],
    )
    def test_turns_at_midnight_in_sydney(self, at, day):
        assert local_day(utc(at), SYDNEY) == day

    @pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), ("2026-11-27", 24)])
    def test_has_as_many_hours_as_it_has(self, day, hours):
        assert at_minute(plus_days(day, 1), 0, SYDNEY) - at_minute(day, 0, SYDNEY) == hours * HOUR

    @pytest.mark.parametrize("day", [SPRING, AUTUMN, "2026-11-27"])
    def test_is_the_day_of_each_of_its_minutes(self, day):
        start, end = at_minute(day, 0, SYDNEY), at_minute(plus_days(day, 1), 0, SYDNEY)

        assert {local_day(at, SYDNEY) for at in range(start, end, 15 * MINUTE)} == {day}
        assert local_day(start - 1, SYDNEY) == plus_days(day, -1)
        assert local_day(end, SYDNEY) == plus_days(day, 1)

    @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-500, 500))
    def test_later_by_days_is_never_shifted_by_a_clock(self, day, days):
        assert plus_days(day.isoformat(), days) == (day + timedelta(days)).isoformat()

    @given(st.integers(0, 4_000_000_000_000))
    def test_agrees_with_the_zone_at_every_instant(self, at):
        assert local_day(at, SYDNEY) == datetime.fromtimestamp(at / 1000, ZoneInfo(SYDNEY)).date().isoformat()


@pytest.mark.parametrize("today", ["2026-11-27", SPRING, AUTUMN, "2026-12-31", "2028-02-28"])
class TestPriority:
    """N1: High is overdue, today and tomorrow; Medium within three days or undated; Low is later."""

    @pytest.mark.parametrize(
        ("days", "priority"),
        [(-365, HIGH), (-1, HIGH), (0, HIGH), (1, HIGH), (2, MEDIUM), (3, MEDIUM), (4, LOW), (90, LOW)],
    )
    def test_follows_the_calendar(self, today, days, priority):
        assert priority_of(plus_days(today, days), None, today) == priority

    def test_of_a_walk_in_is_medium(self, today):
        assert priority_of(None, None, today) == MEDIUM

    @pytest.mark.parametrize("override", [HIGH, MEDIUM, LOW])
    def test_is_what_a_supervisor_says(self, today, override):
        assert priority_of(plus_days(today, 30), override, today) == override

    def test_rises_at_midnight_without_anybody_touching_it(self, today):
        due = plus_days(today, 2)
        last = at_minute(plus_days(today, 1), 0, SYDNEY) - 1

        assert priority_of(due, None, local_day(last, SYDNEY)) == MEDIUM
        assert priority_of(due, None, local_day(last + 1, SYDNEY)) == HIGH


class TestZones:
    @pytest.mark.parametrize("name", ["Australia/Sydney", "Europe/Berlin", "UTC"])
    def test_are_known_by_their_names(self, name):
        assert known_zone(name)

    @pytest.mark.parametrize(
        "name", ["", "Sydney", "../../etc/passwd", "/etc/localtime", "Australia/Sydney\x00", "a" * 5_000]
    )
    def test_are_nothing_else(self, name):
        assert not known_zone(name)

    def test_is_utc_where_it_is_not_known_so_that_the_store_can_be_worked_in(self):
        assert local_day(utc("2026-11-26T23:59:59"), "Mars/Base") == "2026-11-26"
        assert at_minute("2026-11-27", 0, "Mars/Base") == utc("2026-11-27T00:00:00")


def test_an_instant_is_written_in_utc_with_milliseconds():
    assert iso(utc("2026-11-26T23:00:00.007")) == "2026-11-26T23:00:00.007Z"
    assert iso(None) is None


class TestTheLogicalClock:
    @given(st.lists(st.integers(0, 2**47), min_size=1, max_size=50))
    def test_only_ever_goes_forward_whatever_the_wall_does(self, walls):
        readings, last = [], 0
        for at in walls:
            last = after(last, at)
            readings.append(last)

        assert readings == sorted(set(readings))
        assert wall(readings[-1]) >= max(walls)

"""Due dates and windows: what is read, and what a person must look at."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.orders.dates import read_instant, readable_date, split_window, window_minutes

NARROW_SPACE, LEFT_TO_RIGHT_MARK = "\u202f", "\u200e"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Fri 27 Nov 2026", "2026-11-27"),
        ("27 Nov 2026", "2026-11-27"),
        ("fri 27 NOV 2026", "2026-11-27"),
        ("Friday, 27 November 2026", "2026-11-27"),
        ("Fri, 27th Nov 2026", "2026-11-27"),
        ("1st of May 2026", "2026-05-01"),
        ("22nd Sept. 2026", "2026-09-22"),
        ("Nov 27, 2026", "2026-11-27"),
        ("Friday, November 27th, 2026", "2026-11-27"),
        ("27-Nov-2026", "2026-11-27"),
        ("  Fri   27  Nov   2026 ", "2026-11-27"),
        (f"Fri{NARROW_SPACE}27 Nov 2026", "2026-11-27"),
        (f"{LEFT_TO_RIGHT_MARK}28/11/2025", "2025-11-28"),
        ("28/11/2025", "2025-11-28"),
        ("Fri 28/11/2025", "2025-11-28"),
        ("1/2/2026", "2026-02-01"),
        ("28.11.2025", "2025-11-28"),
        ("2025-11-28", "2025-11-28"),
        ("Fri 2025-11-28", "2025-11-28"),
        ("2024-02-29", "2024-02-29"),
    ],
)
def test_a_date_is_read(written, day):
    assert readable_date(written) == day


def test_a_weekday_is_not_held_against_its_date():
    """The 27th is a Friday. The day is exact, the weekday is often left over from another week's template."""
    assert readable_date("Mon 27 Nov 2026") == "2026-11-27"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "sometime next week",
        "31/02/2026",
        "29 Feb 2026",
        "2026-13-01",
        "11/28/2025",
        "00/11/2025",
        "28/11/25",
        "27 Nov",
        "27 Noon 2026",
        "27 Ma 2026",
        "not 27 Nov 2026",
        "27 Nov 2026 or later",
        "2026-11-27T23:00:00Z",
        "0000-01-01",
        "27 Nov 2026" + " " * 1000,
        "١٢/١١/٢٠٢٦",
    ],
)
def test_anything_else_is_left_to_a_person(written):
    assert readable_date(written) is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_back_in_every_format(day):
    for form in ("%a %d %b %Y", "%A %d %B %Y", "%d/%m/%Y", "%Y-%m-%d"):
        assert readable_date(day.strftime(form)) == day.isoformat()


@given(st.text())
def test_no_text_breaks_the_readers(written):
    readable_date(written)
    window_minutes(written)
    read_instant(written)
    split_window(written, "between")


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("Fri 27 Nov 2026 between 10:00 AM and 12:00 PM", ("Fri 27 Nov 2026", "10:00 AM and 12:00 PM")),
        ("Fri 27 Nov 2026  BETWEEN  10 and 12 ", ("Fri 27 Nov 2026", "10 and 12")),
        ("Fri 27 Nov 2026 between", ("Fri 27 Nov 2026", None)),
        ("Fri 27 Nov 2026", ("Fri 27 Nov 2026", None)),
        ("2026-11-27 betweenish", ("2026-11-27 betweenish", None)),
    ],
)
def test_the_window_stands_after_the_word(written, parts):
    assert split_window(written, "between") == parts


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("10:00 AM and 12:00 PM", (600, 720)),
        ("09:00 and 11:00", (540, 660)),
        ("9am - 11am", (540, 660)),
        ("9.30 a.m. to 1 p.m.", (570, 780)),
        ("10 – 12", (600, 720)),
        ("2 and 4 PM", (840, 960)),
        ("11 and 1 PM", (660, 780)),
        ("12:00 AM and 12:30 AM", (0, 30)),
        (f"10:00{NARROW_SPACE}AM and 12:00{NARROW_SPACE}PM", (600, 720)),
    ],
)
def test_a_window_is_read_as_minutes(written, minutes):
    assert window_minutes(written) == minutes


@pytest.mark.parametrize(
    "written", [None, "", "morning", "10:00", "13 PM and 2 PM", "25:00 and 26:00", "5 PM and 9 AM", "10:75 and 11:00"]
)
def test_a_window_that_says_less_has_no_minutes(written):
    assert window_minutes(written) == (None, None)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T11:00:01+11:00", 1000),
        ("1970-01-01T00:00:00.123456+00:00", 123),
        ("1969-12-31T19:00:00-05:00", 0),
        ("1970-01-01T00:00:00", 0),
        ("0001-01-01T00:00:00+14:00", -62_135_647_200_000),
        ("yesterday", None),
        (0, None),
        (None, None),
    ],
)
def test_an_instant_is_milliseconds_in_utc(written, at):
    assert read_instant(written) == at

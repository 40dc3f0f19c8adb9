"""A forecast's reasons drawn: what stands there adds up as it stands there, and its direction is told by signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitchen_tui import regional
from kitchen_tui.places.expected import between, figure, rounded, whole
from kitchen_tui.places.waterfall import waterfall, waterfall_rows
from kitchen_tui.widgets.glyphs import ASCII, UNICODE
from kitchen_tui.widgets.sparkline import sparkline

DRIVERS = (("Saturday", 4_230), ("last week's level", 2_111), ("school holiday", -3_333))
AMOUNTS = st.integers(-400_000, 400_000)


def lines(base: int, drivers: tuple[tuple[str, int], ...], rest: int, width: int = 80, glyphs: object = UNICODE) -> str:
    mean = base + sum(amount for _says, amount in drivers) + rest
    rows = waterfall_rows(waterfall(base, drivers, rest, mean), width, glyphs)  # type: ignore[arg-type]
    return "\n".join("".join(piece.text for piece in row).rstrip() for row in rows)


@pytest.fixture
def german() -> Iterator[None]:
    regional.settle("de_DE")
    yield
    regional.settle("en_AU")


@given(st.integers(0, 400_000), st.lists(AMOUNTS, max_size=8), AMOUNTS)
def test_what_is_shown_adds_up_as_it_is_shown(base: int, drivers: list[int], rest: int) -> None:
    mean = base + sum(drivers) + rest
    chart = waterfall(base, [("because", amount) for amount in drivers], rest, mean)
    *parts, expected = chart.steps

    assert sum(step.amount for step in parts) == expected.amount == rounded(mean, chart.places)
    assert all(one.ends == other.begins for one, other in pairwise(parts))
    assert parts[-1].ends == expected.amount


@given(st.integers(0, 400_000), st.lists(AMOUNTS, max_size=8), AMOUNTS, st.integers(30, 160))
def test_a_chart_fits_and_shows_no_step_as_nothing(base: int, drivers: list[int], rest: int, width: int) -> None:
    for glyphs in (UNICODE, ASCII):
        told = lines(base, tuple((f"because {n}", amount) for n, amount in enumerate(drivers)), rest, width, glyphs)
        assert all(len(line) <= width for line in told.splitlines())


def test_a_step_begins_where_the_one_before_it_ended() -> None:
    told = lines(10_000, DRIVERS, 0).splitlines()
    base, saturday, level, holiday, expected = (line for line in told if "Rounding" not in line)
    assert re.search("▓", saturday).start() == base.rindex("█") + 1  # type: ignore[union-attr]
    assert level.index("▓") == saturday.rindex("▓") + 1
    assert holiday.rindex("░") == level.rindex("▓")
    assert expected.rindex("█") == holiday.index("░") - 1


def test_signs_tell_what_adds_and_what_takes_without_any_colour() -> None:
    told = lines(10_000, DRIVERS, -700, glyphs=ASCII)
    assert "+ Saturday          +4.2 " in told
    assert "- school holiday    -3.3 " in told
    assert "- Everything else   -0.7 " in told
    assert re.search(r"school holiday +-3\.3 +-+$", told, re.MULTILINE)
    assert re.search(r"Saturday +\+4\.2 +\++$", told, re.MULTILINE)


def test_what_rounding_leaves_over_has_a_name() -> None:
    assert "+ Rounding       +0.1" in lines(10_040, (("Saturday", 2_040),), 0)
    assert "Rounding" not in lines(10_000, (("Saturday", 2_000),), 0)


def test_a_narrow_terminal_gets_the_figures_without_bars() -> None:
    told = lines(10_000, DRIVERS, 0, width=28)
    assert "█" not in told
    assert "+4.2" in told


def test_a_country_with_decimal_commas_gets_them(german: None) -> None:
    assert figure(12_449) == "12,4"
    assert "+4,2" in lines(10_000, DRIVERS, 0)


def test_figures_are_as_exact_as_they_are_useful() -> None:
    assert [figure(n) for n in (0, 49, 50, 300, 12_449, 99_960, 100_000, 1_234_567)] == [
        *("0.0", "0.0", "0.1", "0.3", "12.4", "100.0", "100", "1,235")
    ]
    assert between(7_500, 16_499) == "8-16"
    assert whole(4_000) == "4"


def test_a_sparkline_shows_heights_gaps_and_the_newest_at_its_end() -> None:
    assert sparkline([0, 1, 8, None, 4], 5, UNICODE) == "▁▂█ ▅"
    assert sparkline([8, 0], 4, ASCII) == "  #_"
    assert sparkline([1, 2, 3, 8], 2, UNICODE) == "▄█"
    assert sparkline([], 3, UNICODE) == "   "
    assert sparkline([0, 0], 2, UNICODE) == "▁▁"
    assert sparkline([1], 0, UNICODE) == ""

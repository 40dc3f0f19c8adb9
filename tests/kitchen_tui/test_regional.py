"""Days, times and amounts as a country writes them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date

import pytest

from data.orders.dates import window_minutes
from kitchen_tui import regional
from kitchen_tui.regional import (
    amount_to_edit,
    day,
    day_to_edit,
    minute,
    moment,
    money,
    number,
    parse_amount,
    parse_day,
    retold,
    settle,
    span,
    span_to_edit,
)
from kitchen_tui.texts import sentence

FRIDAY, TODAY = "2026-11-27", "2026-11-26"
AT = 1_795_736_520_000  # 2026-11-26 23:42 UTC, Friday 10:42 in Sydney


@pytest.fixture(autouse=True)
def at_home_again() -> Iterator[None]:
    """The next test stands in Australia."""
    yield
    settle("en_AU")


@pytest.mark.parametrize(
    ("locale", "hour12", "told"),
    [
        ("en_AU", False, ("Fri 27 Nov", "Fri 27 Nov 2026", "10:42", "10:00-12:30")),
        ("en_AU", True, ("Fri 27 Nov", "Fri 27 Nov 2026", "10:42 am", "10am-12:30pm")),
        ("en_US", True, ("Fri Nov 27", "Fri Nov 27 2026", "10:42 AM", "10AM-12:30PM")),
        ("en-GB", False, ("Fri 27 Nov", "Fri 27 Nov 2026", "10:42", "10:00-12:30")),
        ("de_DE", False, ("Fr 27. Nov", "Fr 27. Nov 2026", "10:42", "10:00-12:30")),
        ("fr_FR", False, ("ven 27 nov", "ven 27 nov 2026", "10:42", "10:00-12:30")),
        ("ja_JP", True, ("11月27日(金)", "2026年11月27日(金)", "午前10:42", "午前10-午後0:30")),
        ("nobody knows", False, ("Fri 27 Nov", "Fri 27 Nov 2026", "10:42", "10:00-12:30")),
    ],
)
def test_days_and_times(locale: str, hour12: bool, told: tuple[str, ...]) -> None:
    settle(locale, hour12=hour12)

    assert (day(FRIDAY), day(FRIDAY, "2025-12-31"), minute(642), span(600, 750)) == told


@pytest.mark.parametrize(
    ("locale", "currency", "minor", "told"),
    [
        ("en_AU", "AUD", 891_234, "$8,912.34"),
        ("en_US", "USD", 500, "$5.00"),
        ("de_DE", "EUR", 891_234, "8.912,34 €"),
        ("fr_FR", "EUR", 891_234, "8 912,34 €"),
        ("ja_JP", "JPY", 8_900, "￥8,900"),
        ("en_AU", "JPY", 8_900, "JPY8,900"),
        ("ar_EG", "EGP", 891_234, "8,912.34 ج.م."),
        ("en_AU", "KWD", 1_234, "KWD1.234"),
        ("en_AU", "XXX", 100, "1.00"),
        ("de_DE", "EUR", -5, "-0,05 €"),
    ],
)
def test_money_has_the_decimals_of_its_currency(locale: str, currency: str, minor: int, told: str) -> None:
    settle(locale)

    assert money(minor, currency) == told


@pytest.mark.parametrize(
    ("locale", "typed", "meant"),
    [
        ("en_AU", "27/11/2026", date(2026, 11, 27)),
        ("en_AU", "3/4/2026", date(2026, 4, 3)),
        ("en_US", "3/4/2026", date(2026, 3, 4)),
        ("en_US", "2026-11-27", date(2026, 11, 27)),
        ("de_DE", "27.11.2026", date(2026, 11, 27)),
        ("ja_JP", "2026/11/27", date(2026, 11, 27)),
        ("ar_EG", "٢٧/١١/٢٠٢٦", date(2026, 11, 27)),
        ("de_DE", "Freitag", None),
        ("en_AU", "31/2/2026", None),
        ("de_DE", "9" * 5_000, None),
        ("en_AU", "", None),
    ],
)
def test_a_day_is_typed_as_people_there_do(locale: str, typed: str, meant: date | None) -> None:
    settle(locale)

    assert parse_day(typed) == meant


def test_a_language_brings_its_names_of_days_to_another_country() -> None:
    settle("en_AU", language="de")

    assert (day(FRIDAY), money(500, "AUD"), number(12_345)) == ("Fr 27. Nov", "$5.00", "12,345")


def test_an_instant_has_its_day_when_that_is_not_today() -> None:
    day_later = AT + 24 * 3_600_000

    assert moment(AT, AT, "Australia/Sydney") == "10:42"
    assert moment(AT, day_later, "Australia/Sydney") == "Fri 27 Nov 10:42"


def test_a_time_that_a_rule_told_is_told_anew() -> None:
    settle("en_US", hour12=True)

    assert (retold("Fri 27 Nov 15:05"), retold("15:05"), retold("soon")) == ("Fri Nov 27 3:05 PM", "3:05 PM", "soon")
    assert (retold(FRIDAY), retold("2026-02-31"), retold("31 Feb")) == ("Fri Nov 27", "2026-02-31", "31 Feb")


@pytest.mark.parametrize(
    ("locale", "hour12", "day", "time"),
    [
        ("en_AU", False, "Fri 27 Nov 2026", "15:00-16:30"),
        ("en_AU", True, "Fri 27 Nov 2026", "3pm-4:30pm"),
        ("en_US", True, "Fri Nov 27 2026", "3PM-4:30PM"),
        ("de_DE", False, "27.11.2026", "15:00-16:30"),
        ("de_DE", True, "27.11.2026", "3PM-4:30PM"),
        ("hu_HU", False, "2026. 11. 27.", "15:00-16:30"),
        ("ja_JP", True, "2026年11月27日(金)", "15:00-16:30"),
    ],
)
def test_what_fills_a_field_is_written_as_people_there_do_and_read_back(
    locale: str, hour12: bool, day: str, time: str
) -> None:
    settle(locale, hour12=hour12)

    assert (day_to_edit(FRIDAY), span_to_edit(900, 990)) == (day, time)
    assert (parse_day(day), window_minutes(time)) == (date(2026, 11, 27), (900, 990))


@pytest.mark.parametrize(
    ("locale", "typed", "minor"),
    [
        ("en_AU", "12.50", 1_250),
        ("en_AU", "1,250", 125_000),
        ("en_AU", "12,50", None),
        ("de_DE", "12,50", 1_250),
        ("de_DE", "12.50", 1_250),
        ("de_DE", "1.250", 125_000),
        ("de_DE", "1.250,5", 125_050),
        ("de_DE", "1,250,50", None),
        ("de_CH", "1\u2019250.50", 125_050),
        ("fr_FR", "1 250,50", 125_050),
        ("de_DE", "viel", None),
    ],
)
def test_an_amount_is_typed_as_people_there_do(locale: str, typed: str, minor: int | None) -> None:
    settle(locale)

    assert parse_amount(typed, "EUR") == minor
    assert parse_amount(amount_to_edit(125_050, "EUR"), "EUR") == 125_050


def test_an_english_sentence_says_its_days_as_people_do() -> None:
    late = "bannos-20001 came in for 2025-11-26, which is past"
    settle("en_AU")
    assert sentence(late) == "bannos-20001 came in for Wed 26 Nov 2025, which is past"
    assert sentence("2026-11-28 is no ticket") == "2026-11-28 is no ticket", "somebody's own text is left as it is"
    assert sentence("B1: packing started 15:05") == "B1: packing started 15:05"

    settle("en_AU", hour12=True)
    assert sentence("B1: packing started 15:05") == "B1: packing started 3:05 pm"


def test_a_form_is_cleared_of_signs_that_a_terminal_has_no_cell_for() -> None:
    for locale in ("ar_EG", "fr_FR", "fa_IR", "he_IL"):
        settle(locale, hour12=True)
        told = day(FRIDAY) + minute(642) + money(891_234, "ILS") + number(1_234_567)
        assert told.isprintable(), f"{locale}: {told!r}"


def test_an_english_kitchen_with_24_hours_never_loads_babel() -> None:
    program = (
        "import sys; from kitchen_tui import regional as r, texts; r.settle('en_GB');"
        "r.day('2026-11-27', ''); r.minute(5); r.parse_day('27/11/2026'); r.parse_day('no');"
        "r.retold('Fri 27 Nov 10:42'); r.number(999); texts._('OK'); texts.sentence('B1 to Ana');"
        "sys.exit('babel' in sys.modules or 'kitchen_tui.catalogue' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_what_is_settled_already_costs_nothing() -> None:
    settle("de_DE")
    country = regional._country()
    settle("de_DE")

    assert regional._country() is country

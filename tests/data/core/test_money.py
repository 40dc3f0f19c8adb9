"""Money is read and written exactly, in the decimals of its currency."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.core.money import decimals, format_minor, parse_minor

currencies = st.sampled_from(["AUD", "EUR", "JPY", "KRW", "KWD", "BHD", "XXX"])


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("89.00", "AUD", 8900),
        ("0.07", "AUD", 7),
        ("-4.2", "AUD", -420),
        (" 12 ", "AUD", 1200),
        ("+.5", "AUD", 50),
        ("1200", "JPY", 1200),
        ("1200.00", "JPY", 1200),
        ("1.250", "KWD", 1250),
        ("1.25", "kwd", 1250),
        (19.99, "AUD", 1999),
        (0.1 + 0.2, "AUD", 30),
        (5, "AUD", 500),
        ("2.675", "AUD", 268),
        ("-2.675", "AUD", -268),
        ("0.5", "JPY", 1),
        ("92233720368547758.07", "AUD", 2**63 - 1),
    ],
)
def test_an_amount_is_an_int_of_the_smallest_unit(amount, currency, minor):
    assert parse_minor(amount, currency) == minor


@pytest.mark.parametrize(
    "amount",
    [
        None,
        True,
        "",
        ".",
        "free",
        "1,50",
        "1 000",
        "$5",
        "1e5",
        "NaN",
        "٣",
        float("nan"),
        float("inf"),
        1e300,
        10**400,
        "92233720368547758.08",
        ["1"],
    ],
)
def test_what_is_no_amount_is_none(amount):
    assert parse_minor(amount, "AUD") is None


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (8900, "AUD", "89.00"),
        (7, "AUD", "0.07"),
        (-7, "AUD", "-0.07"),
        (-420, "AUD", "-4.20"),
        (1200, "JPY", "1200"),
        (1250, "KWD", "1.250"),
        (0, "KWD", "0.000"),
    ],
)
def test_it_is_written_with_the_decimals_of_its_currency(minor, currency, text):
    assert format_minor(minor, currency) == text


@given(st.integers(min_value=-(2**63) + 1, max_value=2**63 - 1), currencies)
def test_what_is_written_is_read_back(minor, currency):
    assert parse_minor(format_minor(minor, currency), currency) == minor


def test_an_unknown_currency_has_two_decimals():
    assert decimals("???") == 2

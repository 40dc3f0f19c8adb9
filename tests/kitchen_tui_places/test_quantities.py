"""Quantities as people type them: exactly, or a sentence why not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitchen_tui import regional
from kitchen_tui.places.quantities import NotAQuantity, amount_of, shown_change, shown_quantity, signed


def quantity(text: str, unit: str) -> int:
    return amount_of("adjust", text, unit)


@pytest.mark.parametrize(
    ("typed", "unit", "amount"),
    [
        ("12", "pc", 12),
        ("12", "g", 12),
        ("12 pieces", "pc", 12),
        ("12 pc", "pieces", 12),
        ("2.5 kg", "g", 2_500),
        ("2,5 kg", "g", 2_500),
        ("2.5kg", "g", 2_500),
        ("2.5 KG.", "g", 2_500),
        ("0.001 kg", "g", 1),
        ("1 l", "ml", 1_000),
        ("1.5 cl", "ml", 15),
        ("3 dl", "cl", 30),
        ("250 ml", "cl", 25),
        ("500 mg", "mg", 500),
        ("2 g", "mg", 2_000),
        ("3000 g", "kg", 3),
        ("4 trays", "Trays", 4),
        ("-2.5 kg", "g", -2_500),
        ("− 3", "g", -3),
        ("+300", "g", 300),
        ("٣", "pc", 3),
        ("0", "g", 0),
    ],
)
def test_a_quantity_is_understood_exactly(typed, unit, amount):
    assert quantity(typed, unit) == amount


@pytest.mark.parametrize(
    ("typed", "unit", "says"),
    [
        ("", "g", "Type a number"),
        ("some", "g", "Type a number, with its unit if you like: 500 g, 2.5 kg"),
        ("some", "ml", "750 ml, 1.5 l"),
        ("1e3", "g", "counted in g, not in e3"),
        ("1 2", "g", "Type a number"),
        ("2..5 kg", "g", "Type a number"),
        ("1/2 kg", "g", "counted in g, not in /2 kg"),
        ("2.5", "pc", "counted in whole pc"),
        ("0.5 g", "g", "counted in whole g"),
        ("1.2345 kg", "g", "counted in whole g"),
        ("2.5 l", "g", "counted in g, not in l"),
        ("3 pc", "g", "counted in g, not in pc"),
        ("3 kg", "pc", "counted in pc, not in kg"),
        ("1,500 g", "g", "1,500 can be read in two ways: write 1.500 or 1500"),
        ("9999999999 kg", "g", "more than any store room holds"),
        ("9" * 400, "g", "Type a number"),
        ("3 \x1b[31m\u202eg", "g", "not in"),
    ],
)
def test_what_is_no_quantity_is_said_in_words(typed, unit, says):
    with pytest.raises(NotAQuantity) as trouble:
        quantity(typed, unit)

    assert says in trouble.value.says
    assert trouble.value.says.isprintable()


def test_where_a_point_parts_thousands_it_is_the_point_that_can_be_read_in_two_ways():
    regional.settle("de_DE", language="en")
    try:
        assert quantity("2,500 kg", "g") == 2_500
        with pytest.raises(NotAQuantity, match="write 2,500 or 2500"):
            quantity("2.500 kg", "g")
    finally:
        regional.settle("en_AU")


@given(st.integers(0, 10**8))
def test_kilograms_lose_no_gram(grams):
    assert quantity(f"{grams // 1000}.{grams % 1000:03d} kg", "g") == grams


@given(st.text(max_size=40), st.sampled_from(("g", "ml", "pc", "", "kg")))
def test_whatever_is_typed_is_a_whole_number_or_a_sentence(text, unit):
    try:
        answer: object = quantity(text, unit)
    except NotAQuantity as trouble:
        answer = trouble.says
    assert isinstance(answer, int) or answer


def test_a_change_is_shown_with_its_sign():
    assert [shown_change(n, "g") for n in (5, -5, 0)] == ["+5 g", "-5 g", "0 g"]
    assert shown_quantity(12, "pc") == "12 pc"
    assert [signed(text) for text in (" +3", "−3", "3")] == ["+", "-", ""]

"""Amounts as they stand on packs, to the last gram: a pack is never taken for more than is in it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from forecasting.procurement.units import NotInUnits, at_least, in_unit, pack_size


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("25 kg", "g", 25_000),
        ("sack of 25 kg", "g", 25_000),
        ("2,5 kg", "g", 2_500),
        ("1/2 kg", "g", 500),
        ("6 x 1 l", "ml", 6_000),
        ("24 x 250 g", "kg", 6),
        ("12", "pc", 12),
        ("2 dozen", "pc", 24),
        ("carton of 30 pcs", "pc", 30),
        ("1 t", "kg", 1_000),
        ("75 cl", "ml", 750),
        ("50 KG", "g", 50_000),
        ("1 lb", "mg", Fraction("453592.37")),
        ("1 oz", "mg", Fraction("28349.523125")),
        ("1 gal", "ml", Fraction("3785.411784")),
        ("1 fl oz", "ml", Fraction("29.5735295625")),
        ("1 imp gal", "ml", Fraction("4546.09")),
        ("lb", "mg", Fraction("453592.37")),
    ],
)
def test_is_exact(text, unit, expected):
    assert in_unit(text, unit) == expected


def test_what_is_no_whole_unit_is_never_taken_for_more_than_it_is():
    assert pack_size("50 lb", "g") == 22_679
    assert at_least("50 lb", "g") == 22_680


def test_mass_is_volume_only_by_a_density():
    """Milk weighs 1,030 g a litre."""
    assert in_unit("1 kg", "ml", 1_030) == Fraction(1_000_000, 1_030)
    assert in_unit("10 l", "g", 1_030) == 10_300
    with pytest.raises(NotInUnits, match="density"):
        in_unit("1 kg", "ml")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kilo kilo",
        "12 parsec",
        "1e9 kg",
        "-3 kg",
        "3 kg kg",
        "1/0 kg",
        "25 kg**9",
        "9" * 13 + " t",
        "x" * 200,
        "1 m",
        "5 USD",
    ],
)
def test_what_cannot_be_read_is_refused_in_words(text):
    with pytest.raises(NotInUnits) as refused:
        in_unit(text, "g")
    assert str(refused.value)


def test_a_number_that_can_be_read_in_two_ways_is_not_guessed_at():
    with pytest.raises(NotInUnits, match=r"1\.500 or 1500"):
        in_unit("1,500 lb", "g")


def test_pieces_are_not_weighed():
    with pytest.raises(NotInUnits, match="how much one is"):
        in_unit("2 dozen", "g")


def test_a_pack_of_less_than_a_unit_is_none():
    with pytest.raises(NotInUnits, match="less than one"):
        pack_size("400 g", "kg")

"""Base 32 for people, and a check character that notices their slips."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.scan.crockford import ALPHABET, check_character, encode, fold, is_checked

bodies = st.text(ALPHABET, min_size=1, max_size=13)


@given(st.integers(0, 32**8 - 1))
def test_a_number_is_written_most_significant_first(number: int) -> None:
    text = encode(number, 8)

    assert len(text) == 8
    assert sum(ALPHABET.index(symbol) * 32**place for place, symbol in enumerate(reversed(text))) == number


@pytest.mark.parametrize("number", [-1, 32**2])
def test_a_number_that_does_not_fit_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="2 symbols"):
        encode(number, 2)


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert fold("iLo0") == "1100"


@given(bodies)
def test_a_checked_text_is_recognised(body: str) -> None:
    assert is_checked(body + check_character(body))


@given(bodies)
def test_any_one_wrong_symbol_is_noticed(body: str) -> None:
    text = body + check_character(body)
    slips = [text[:at] + wrong + text[at + 1 :] for at in range(len(text)) for wrong in ALPHABET if wrong != text[at]]

    assert not any(is_checked(slip) for slip in slips)


@given(bodies)
def test_any_two_swapped_symbols_are_noticed(body: str) -> None:
    text = body + check_character(body)
    for one, other in combinations(range(len(text)), 2):
        swapped = list(text)
        swapped[one], swapped[other] = swapped[other], swapped[one]

        assert is_checked("".join(swapped)) == (text[one] == text[other])


@pytest.mark.parametrize("text", ["", "7", "UUU", "é0"])
def test_what_has_no_check_character_is_not_checked(text: str) -> None:
    assert not is_checked(text)

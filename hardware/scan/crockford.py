"""Crockford's base 32 and a check character within the same alphabet, for codes that hands may have to type."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("ILO", "110")
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
# x^5 + x^2 + 1 generates the field of 32 elements, so the weights 2^0 .. 2^30 of the check sum all differ.
_FIELD = 0b100101


def encode(number: int, length: int) -> str:
    """`number` as exactly `length` symbols, most significant first; ValueError when it does not fit."""
    if not 0 <= number < 32**length:
        raise ValueError(f"{length} symbols of base 32 cannot hold this number")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))


def fold(text: str) -> str:
    """`text` in upper case with the letters nobody can tell from digits (I, L, O) read as the digits."""
    return text.upper().translate(_LOOKALIKES)


def check_character(body: str) -> str:
    """The symbol that follows `body` (at most 30 symbols) so that one wrong or two swapped symbols are noticed."""
    total = 0
    for symbol in body:
        total = _double(total ^ _VALUES[symbol])
    return ALPHABET[total]


def is_checked(text: str) -> bool:
    """Whether `text` is all base 32 symbols and its last one is the check character of those before it."""
    return len(text) > 1 and all(symbol in _VALUES for symbol in text) and check_character(text[:-1]) == text[-1]


def _double(element: int) -> int:
    doubled = element << 1
    return doubled ^ _FIELD if doubled & 32 else doubled

"""What a country's spreadsheets take between cells."""

from __future__ import annotations

from data.core.delimited import COMMA, SEMICOLON


def separator_of(locale: str) -> str:
    """What a country's spreadsheets take between cells: no comma where that is the sign of its decimals."""
    from babel.core import UnknownLocaleError
    from babel.numbers import get_decimal_symbol

    try:
        return SEMICOLON if get_decimal_symbol(locale.replace("-", "_")) == COMMA else COMMA
    except (UnknownLocaleError, ValueError):
        return COMMA

"""A list as CSV that every spreadsheet reads and none executes."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence

from data.core.text import clean

_BEGINS_A_FORMULA = frozenset("=+-@\t\r\N{MINUS SIGN}")
_BEFORE = ("Cc", "Cf", "Zs", "Zl", "Zp")
"""Blanks and signs without a shape: some programs skip them before they look for a formula."""
_MARK = "'"

COMMA, SEMICOLON = ",", ";"


def delimited(columns: Sequence[str], rows: Sequence[Sequence[str | int | None]], separator: str = COMMA) -> bytes:
    """RFC 4180: texts in quotes, numbers bare, lines ended by CR LF; UTF-8 that says so, else Excel guesses."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    for row in (columns, *rows):
        writer.writerow([harmless(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """`text` made safe to show, and marked as a text where a spreadsheet would take it for a formula."""
    safe = clean(text)
    return _MARK + safe if _is_formula(text) or _is_formula(safe) else safe


def _is_formula(text: str) -> bool:
    for character in text:
        # The full-width and small variants count as the sign that they stand for.
        if _BEGINS_A_FORMULA.intersection(unicodedata.normalize("NFKC", character)[:1]):
            return True
        if unicodedata.category(character) not in _BEFORE:
            return False
    return False

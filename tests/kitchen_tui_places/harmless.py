"""What may stand on a screen whatever a customer wrote."""

from __future__ import annotations

import unicodedata

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def harmless(drawn: str) -> bool:
    """No control character but the end of a line, no lone surrogate, nothing that turns the direction of the text."""
    rest = drawn.replace("\n", "")
    return not any(sign in _TURNING or unicodedata.category(sign) in ("Cc", "Cs") for sign in rest)

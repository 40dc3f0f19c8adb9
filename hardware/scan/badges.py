"""Badge barcodes: `ID`, eleven symbols nobody can guess, and a check character."""

from __future__ import annotations

import re

from hardware.scan import crockford

BADGE_SPACE = 32**11
"""How many badges there are; a new badge is a secret random number below it."""

_SHAPE = re.compile(r"ID[0-9A-Z]{12}")


def badge_code(number: int) -> str:
    """The badge (14 characters) of a number in 0 .. BADGE_SPACE - 1; ValueError outside it."""
    body = crockford.encode(number, 11)
    return f"ID{body}{crockford.check_character(body)}"


def looks_like_badge(compact: str) -> bool:
    """Whether upper-case text without spaces has the shape of a badge, right or misread."""
    return _SHAPE.fullmatch(compact) is not None


def read_badge(compact: str) -> str | None:
    """The badge as it was printed, or None when the check character says that it was misread or mistyped."""
    body = crockford.fold(compact[2:])
    return f"ID{body}" if looks_like_badge(compact) and crockford.is_checked(body) else None

"""A text as a QR code of half cells, dark on light whatever the theme: what a phone reads off the glass."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kitchen_tui.widgets.glyphs import Glyphs

_QUIET = 2
"""Light modules around it; the standard's four have no room on most terminals, and phones do with two."""


def qr(text: str, width: int, height: int, glyphs: Glyphs) -> list[str]:
    """Lines of at most `width` cells for the style "paper"; none where there is no room, or no half cells."""
    lines = _drawn(text, glyphs) if glyphs.upper and text else ()
    return list(lines) if lines and len(lines) <= height and len(lines[0]) <= width else []


@lru_cache(maxsize=4)
def _drawn(text: str, glyphs: Glyphs) -> tuple[str, ...]:
    import segno
    from segno import DataOverflowError

    try:
        code = segno.make_qr(text, error="l")
    except DataOverflowError:
        return ()
    modules = [list(row) for row in code.matrix_iter(border=_QUIET)]
    modules += [[0] * len(modules[0])] * (len(modules) % 2)
    signs = {(0, 0): " ", (1, 0): glyphs.upper, (0, 1): glyphs.lower, (1, 1): glyphs.ink}
    pairs = zip(modules[::2], modules[1::2], strict=True)
    return tuple("".join(signs[bool(a), bool(b)] for a, b in zip(*pair, strict=True)) for pair in pairs)

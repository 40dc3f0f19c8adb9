"""The signs that stand before the words: shape first, word second, colour third."""

from __future__ import annotations

from typing import NamedTuple


class Glyphs(NamedTuple):
    """One set; every sign is one cell wide."""

    ok: str
    done: str
    no: str
    ask: str
    stop: str
    kept: str
    ready: str
    late: str
    soon: str
    cancelled: str
    changed: str
    high: str
    medium: str
    low: str
    cursor: str
    here: str
    dot: str
    times: str
    hidden: str
    ink: str
    """A filled cell of a large digit; the upper and lower half follow, empty where half cells do not exist."""
    upper: str
    lower: str
    cut: str
    heights: str
    """The columns of a small chart, from the lowest to the highest."""
    added: str
    """A cell of a bar that adds to what stands before it; the next takes from it."""
    taken: str
    sold: str
    """Before a quantity that is no forecast any more; no plus, which would add."""


UNICODE = Glyphs(
    ok="✓",
    done="=",
    no="✗",
    ask="?",
    stop="■",
    kept="~",
    ready="▸",
    late="!",
    soon="◔",
    cancelled="✗",
    changed="*",
    high="▲",
    medium="●",
    low="▽",
    cursor="▏",
    here="▸",
    dot="·",
    times="×",
    hidden="•",
    ink="█",
    upper="▀",
    lower="▄",
    cut="…",
    heights="▁▂▃▄▅▆▇█",
    added="▓",
    taken="░",
    sold="✓",
)
ASCII = Glyphs(
    ok="+",
    done="=",
    no="X",
    ask="?",
    stop="#",
    kept="~",
    ready=">",
    late="!",
    soon="o",
    cancelled="X",
    changed="*",
    high="^",
    medium="-",
    low="v",
    cursor="_",
    here=">",
    dot="-",
    times="x",
    hidden="*",
    ink="#",
    upper="",
    lower="",
    cut="...",
    heights="_.-=+*%#",
    added="+",
    taken="-",
    sold="=",
)

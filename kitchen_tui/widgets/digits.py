"""Letters and digits that can be read from across the kitchen: a font of three by five dots."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from kitchen_tui.widgets.glyphs import Glyphs

# Five rows of three dots, each row one octal digit.
_FONT = {
    "0": "75557", "1": "26227", "2": "71747", "3": "71317", "4": "55711", "5": "74717", "6": "74757", "7": "71122",
    "8": "75757", "9": "75717", "A": "25755", "B": "65656", "C": "34443", "D": "65556", "E": "74647", "F": "74644",
    "G": "34553", "H": "55755", "I": "72227", "J": "11152", "K": "55655", "L": "44447", "M": "57755", "N": "65555",
    "O": "25552", "P": "65644", "Q": "25563", "R": "65655", "S": "34216", "T": "72222", "U": "55553", "V": "55552",
    "W": "55775", "X": "55255", "Y": "55222", "Z": "71247", "-": "00700",
    " ": "00000", ",": "00024", "?": "71302", "Ä": "52575", "Ö": "52552", "Ü": "50557",
}  # fmt: skip


@lru_cache(maxsize=256)
def large(text: str, cells: int, rows: int, glyphs: Glyphs) -> tuple[str, ...]:
    """`text` as lines of dots, as large as `cells` and `rows` allow; nothing when it does not fit."""
    dots = _dots(text)
    if dots is None:
        return ()
    width = len(dots[0])
    if rows >= len(dots) and cells >= 2 * width:
        return tuple("".join(glyphs.ink * 2 if dot else "  " for dot in row) for row in dots)
    if rows >= 3 and cells >= width and glyphs.upper:
        pairs = zip(dots[::2], [*dots[1::2], [False] * width], strict=True)
        return tuple(_halves(upper, lower, glyphs) for upper, lower in pairs)
    if rows >= len(dots) and cells >= width:
        return tuple("".join(glyphs.ink if dot else " " for dot in row) for row in dots)
    return ()


def _dots(text: str) -> list[list[bool]] | None:
    """Five rows of dots, with an empty column after each letter but the last."""
    letters = [_FONT.get(letter) or _FONT.get(_plain(letter)) for letter in text]
    rows: list[list[bool]] = [[] for _ in range(5)]
    for letter in letters:
        if letter is None:
            return None
        for row, octal in zip(rows, letter, strict=True):
            row += ([False] if row else []) + [bool(int(octal) >> dot & 1) for dot in (2, 1, 0)]
    return rows if letters else None


def _plain(letter: str) -> str:
    """The letter without its accents."""
    return unicodedata.normalize("NFKD", letter)[:1]


def _halves(upper: list[bool], lower: list[bool], glyphs: Glyphs) -> str:
    """Two rows of dots in one line of cells."""
    signs = (" ", glyphs.upper, glyphs.lower, glyphs.ink)
    return "".join(signs[up + 2 * low] for up, low in zip(upper, lower, strict=True))

"""Text from outside, measured in terminal cells: cleaned first, then cut or wrapped; nothing vanishes unmarked."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from rich.cells import cell_len, chop_cells, set_cell_size

from data.core.text import clean, one_line

_PIECES = re.compile(r"\S+|\s+")
_encoding = "utf-8"
_mark = "…"


def speak(encoding: str, mark: str) -> None:
    """Sets what this terminal can show: its encoding, and the mark that stands where text was cut."""
    global _encoding, _mark
    _encoding, _mark = codecs.lookup(encoding).name, mark
    shown.cache_clear()
    fit.cache_clear()
    wrap.cache_clear()


@lru_cache(maxsize=2048)
def shown(text: str) -> str:
    """`text` as one line that is safe on this terminal; a character it does not know is spelt out (`\\xe9`)."""
    return _spoken(one_line(text))


@lru_cache(maxsize=4096)
def fit(text: str, cells: int) -> str:
    """`text` on one line in exactly `cells` cells, with the mark at its end when it was cut."""
    return set_cell_size(cut(text, cells), max(cells, 0))


def cut(text: str, cells: int) -> str:
    """`text` on one line in at most `cells` cells, with the mark at its end when it was cut."""
    head = _head(text, cells)
    safe = shown(head)
    return safe if len(head) == len(text) and cell_len(safe) <= cells else _cut(safe, cells)


def fits(text: str, cells: int) -> bool:
    """Whether all of `text` has room on one line of `cells` cells."""
    head = _head(text, cells)
    return len(head) == len(text) and cell_len(shown(head)) <= cells


@lru_cache(maxsize=1024)
def wrap(text: str, cells: int, most: int) -> tuple[tuple[str, ...], bool]:
    """`text` in at most `most` lines of at most `cells` cells, and whether that was all of it."""
    cells = max(cells, 1)
    head = _head(text, cells * (most + 1))
    lines = _wrapped(shown(head), cells, most + 1)
    if len(lines) <= most and len(head) == len(text):
        return tuple(lines), True
    kept = lines[:most]
    if kept:
        kept[-1] = _cut(kept[-1], cells)
    return tuple(kept), False


def whole(text: str, cells: int) -> list[str]:
    """All of `text` in lines of at most `cells` cells; its own line breaks are kept."""
    found: list[str] = []
    for line in clean(text).split("\n"):
        found += _wrapped(_spoken(line), max(cells, 1), len(line) + 1) or [""]
    return found


def _head(text: str, cells: int) -> str:
    """As much of a long text as could have room: a hostile one must not cost more than it can show."""
    return text[: 8 * max(cells, 0) + 64]


def _spoken(text: str) -> str:
    if _encoding == "utf-8" or text.isascii():
        return text
    return text.encode(_encoding, "backslashreplace").decode(_encoding)


def _cut(text: str, cells: int) -> str:
    room = cells - len(_mark)
    return set_cell_size(text, room).rstrip() + _mark if room >= 0 else _mark[: max(cells, 0)]


def _wrapped(text: str, cells: int, most: int) -> list[str]:
    """The first `most` lines; a word longer than a line is broken."""
    lines: list[str] = []
    line, used = "", 0
    for piece in _PIECES.findall(text):
        size = cell_len(piece)
        if used + size <= cells:
            line, used = line + piece, used + size
            continue
        if line.strip():
            lines.append(line.rstrip())
        line, used = "", 0
        if piece.isspace():
            continue
        if len(lines) >= most:
            return lines[:most]
        *full, line = chop_cells(piece, cells) if size > cells else [piece]
        lines += full
        used = cell_len(line)
    return [*lines, line.rstrip()][:most] if line.strip() else lines[:most]

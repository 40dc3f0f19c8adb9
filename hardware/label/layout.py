"""Where everything stands on a label, in dots: the one drawing that ZPL, ESC/POS, picture and preview are made from."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from hardware.label.code128 import QUIET, modules
from hardware.label.description import LabelText
from hardware.label.profile import ESCPOS, NotPrintable, Profile, module_dots, refusal
from hardware.label.sections import ALLERGENS_RANK, ID, SMALL, Section, compact, sections_of
from hardware.label.spelling import Spelling, spelling_of
from hardware.label.wrapping import shortened, wrapped

SCREEN = "SEE SCREEN: "
"""Begins the line that names what had no room."""

# Character cells of receipt printers: font A is 12 x 24, and multiples of it.
_RECEIPT_SIZES = ((72, 36), (48, 24), (48, 24), (48, 12), (24, 12))
_RECEIPT_PITCH = 30
_RECEIPT_LINES = 40
# Tenths of a millimetre, for the five sizes and then the smaller ones that they fall back to.
_LABEL_TENTHS = (125, 78, 57, 50, 40, 34, 28, 24)
_SMALL_TENTHS = (60, 38, 32, 29, 26, 23, 21)
_SMALL_LABEL_MM = 80


class Text(NamedTuple):
    """One line of text; `height` dots high, each of its cells `cell` dots wide at most."""

    x: int
    y: int
    height: int
    cell: int
    text: str
    inverse: bool


class Bars(NamedTuple):
    """A barcode: `module` dots its thinnest bar, quiet zones are outside of `x`."""

    x: int
    y: int
    height: int
    module: int
    code: str


class Box(NamedTuple):
    """Black: a rule, or the ground of inverse text that follows."""

    x: int
    y: int
    width: int
    height: int


class Layout(NamedTuple):
    """The paper in dots and what stands on it, top to bottom; `short` names the sections that are not whole."""

    width: int
    height: int
    items: list[Text | Bars | Box]
    short: tuple[str, ...]


class _Paper(NamedTuple):
    width: int
    height: int | None
    margin: int
    bars: int
    sizes: tuple[tuple[int, int, int, int], ...]
    """Height, cell, pitch and cells a line, of each size."""
    wide: bool
    spelling: Spelling


class _Part(NamedTuple):
    section: Section
    size: tuple[int, int, int, int]
    lines: list[str]


def lay_out(label: LabelText, profile: Profile) -> Layout:
    """Raises NotPrintable when this paper cannot carry the barcode."""
    says = refusal(label.code, profile)
    if says is not None:
        raise NotPrintable(says)
    paper = _paper(profile)
    sections = sections_of(label, paper.spelling)
    if paper.height is None:
        wanted = [_part(section, paper, 0) for section in sections]
        # What must be whole everywhere is whole here: there is paper enough.
        parts, short = _told(wanted, [_cut(p, max(p.section.first, _RECEIPT_LINES), paper) for p in wanted], paper)
        return _placed(label.code, profile, paper, parts, short)
    room = paper.height - 2 * paper.margin - _head(paper)
    for step in range(len(paper.sizes) - SMALL):
        if sum(paper.sizes[section.size + step][2] for section in sections) > room:
            continue
        wanted = [_part(section, paper, step) for section in sections]
        parts, short = _told(wanted, wanted, paper)
        if _high(parts) <= room:
            return _placed(label.code, profile, paper, _led(parts, paper, room), short)
    parts, short = _dense(compact(sections), paper, room)
    return _placed(label.code, profile, paper, _led(parts, paper, room), short)


@lru_cache(maxsize=64)
def _paper(profile: Profile) -> _Paper:
    spelling = spelling_of(profile.code_page)
    if profile.language == ESCPOS:
        sizes = tuple((high, cell, max(high, _RECEIPT_PITCH), profile.width // cell) for high, cell in _RECEIPT_SIZES)
        return _Paper(profile.width, profile.height, 0, round(11 * profile.dots_per_mm), sizes, False, spelling)
    dots, high_mm = profile.dots_per_mm, profile.height_mm or 150.0
    margin = round(dots)
    tenths = _SMALL_TENTHS if high_mm < _SMALL_LABEL_MM else _LABEL_TENTHS
    sizes = tuple(_scalable(round(t * dots / 10), profile.width - 2 * margin) for t in tenths)
    return _Paper(profile.width, profile.height, margin, round(min(15, high_mm / 6.5) * dots), sizes, True, spelling)


def _scalable(high: int, width: int) -> tuple[int, int, int, int]:
    # Font 0 of label printers: small letters and digits are half as wide as high; see wrapping for the others.
    cell = -(-high * 13 // 25)
    return high, cell, high + max(2, high // 8), width // cell


def _head(paper: _Paper) -> int:
    return paper.bars + max(4, paper.margin // 2)


def _part(section: Section, paper: _Paper, step: int) -> _Part:
    """This section in its size, or in the first smaller one that breaks none of its words."""
    last = len(paper.sizes) - 1
    # What is read from afar stays larger than the rest, however crowded the label is.
    at = min(section.size + step, last - max(0, SMALL - 1 - section.size))
    while True:
        size = paper.sizes[at]
        room = size[3] - 2 if section.inverse else size[3]
        lines = [line for text in section.texts for line in wrapped(text, room, paper.wide)]
        if at == last or len(lines) == len(section.texts) or not _breaks(section.texts, room):
            return _Part(section, size, lines)
        at += 1


def _breaks(texts: list[str], room: int) -> bool:
    return any(len(word) > room for text in texts for word in text.split())


def _high(parts: list[_Part]) -> int:
    return sum(part.size[2] * len(part.lines) for part in parts)


def _cut(part: _Part, most: int, paper: _Paper) -> _Part:
    if len(part.lines) <= most:
        return part
    room = part.size[3] - 2 if part.section.inverse else part.size[3]
    return part._replace(lines=shortened(part.lines, most, room, paper.spelling.cut, paper.wide))


def _led(parts: list[_Part], paper: _Paper, room: int) -> list[_Part]:
    """The number that people call out takes what room is left, up to the largest letters."""
    at = next(n for n, part in enumerate(parts) if part.section.name == "ID")
    part, spare = parts[at], room - _high(parts)
    for size in paper.sizes:
        if size[0] <= part.size[0] or len(part.lines) != 1:
            break
        if size[2] - part.size[2] <= spare and wrapped(part.lines[0], size[3], paper.wide) == part.lines:
            return [*parts[:at], part._replace(size=size), *parts[at + 1 :]]
    return parts


def _told(wanted: list[_Part], given: list[_Part], paper: _Paper) -> tuple[list[_Part], tuple[str, ...]]:
    """With a last line that names what is not whole, the most important first, and those names."""
    cut = [w.section for w, g in zip(wanted, given, strict=True) if w.lines != g.lines or not w.section.whole]
    if not cut:
        return given, ()
    short = tuple(section.name for section in sorted(cut, key=lambda section: section.rank))
    line = _part(Section("", [SCREEN + ", ".join(short)], SMALL, 0), paper, len(paper.sizes))
    return [*given, _cut(line, 1, paper)], short


def _dense(sections: list[Section], paper: _Paper, room: int) -> tuple[list[_Part], tuple[str, ...]]:
    """The smallest letters; what still has no room is shortened by rank."""
    wanted = [_part(section, paper, len(paper.sizes)) for section in sections]
    parts, short = _told(wanted, wanted, paper)
    if _high(parts) <= room:
        return parts, short
    room -= paper.sizes[-1][2]
    given = dict.fromkeys(range(len(wanted)), 0)
    ranked = _ranked(wanted, room)
    for all_of_it in (False, True):
        for n in ranked:
            part = wanted[n]
            most = len(part.lines) if all_of_it else min(part.section.first, len(part.lines))
            more = max(0, min(most - given[n], room // part.size[2]))
            given[n] += more
            room -= more * part.size[2]
    return _told(wanted, [_cut(part, given[n], paper) for n, part in enumerate(wanted)], paper)


def _ranked(wanted: list[_Part], room: int) -> list[int]:
    """Which parts come first. Where not even allergens are whole, the id goes before them: it leads to the screen."""
    first = [part for part in wanted if part.section.rank <= ALLERGENS_RANK]
    filled = _high(first) > room or not all(part.section.whole for part in first)
    ranks = [
        ALLERGENS_RANK - 0.5 if filled and part.section.name == ID else float(part.section.rank) for part in wanted
    ]
    return sorted(range(len(wanted)), key=lambda n: ranks[n])


def _placed(code: str, profile: Profile, paper: _Paper, parts: list[_Part], short: tuple[str, ...]) -> Layout:
    module = module_dots(code, profile)
    left = (paper.width - module * modules(code)) // 2 if paper.margin == 0 else max(QUIET * module, paper.margin)
    items: list[Text | Bars | Box] = [Bars(left, paper.margin, paper.bars, module, code)]
    y, x = paper.margin + _head(paper), paper.margin
    for section, (height, cell, pitch, _), lines in parts:
        if section.inverse and lines:
            items.append(Box(x, y, paper.width - 2 * x, pitch * len(lines) - height // 16))
        right, down = (cell, max(0, pitch - height - height // 16)) if section.inverse else (0, 0)
        for line in lines:
            items.append(Text(x + right, y + down, height, cell, line, section.inverse))
            y += pitch
    return Layout(paper.width, paper.height or y + paper.margin, items, short)

"""Text broken into lines of so many cells; what has no room leaves a mark."""

from __future__ import annotations

import re

_WIDE = re.compile("[WMmw@%…—™‰ŒœÆæ©®½¼¾Ŵŵ]")
"""Wider than one cell in a proportional font; two cells hold the widest."""
_BROAD = re.compile("[A-HK-RU-VX-Z&+=~<>À-ÞĀ-ŽßΑ-Ω€$#]")
"""A little wider than one cell: six cells hold five of them."""


def cells(text: str, wide: bool) -> int:
    """How many cells `text` needs at most; `wide`: the font is proportional."""
    if not wide:
        return len(text)
    return len(text) + len(_WIDE.findall(text)) + (len(_BROAD.findall(text)) + 4) // 5


def fits(text: str, room: int, wide: bool) -> bool:
    """Whether `text` stands on one line of `room` cells."""
    size = len(text)
    return size <= room and (not wide or 2 * size <= room or cells(text, wide) <= room)


def wrapped(text: str, room: int, wide: bool) -> list[str]:
    """All of `text` in lines of at most `room` cells; a word longer than a line is broken."""
    if fits(text, room, wide):
        return [text]
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if fits(longer, room, wide):
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while not fits(line, room, wide):
            head = _head(line, room, wide)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line] if line else lines


def shortened(lines: list[str], most: int, room: int, mark: str, wide: bool) -> list[str]:
    """The first `most` lines, with the mark at the end of the last when there are more."""
    if len(lines) <= most:
        return lines
    if most <= 0:
        return []
    last = lines[most - 1]
    left = room - cells(mark, wide)
    return [*lines[: most - 1], (last if fits(last, left, wide) else _head(last, left, wide)).rstrip() + mark]


def _head(text: str, room: int, wide: bool) -> str:
    """As much of `text` as has room, at least one character."""
    size = max(1, min(len(text), room))
    while size > 1 and not fits(text[:size], room, wide):
        size -= 1
    return text[:size]

"""What stands on a label, line by line, as somebody would read it off the paper."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One text; `at` is where it begins across the paper, from 0 to 1."""

    text: str
    at: float = 0.0
    large: bool = False
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """A barcode and the text it holds."""

    text: str
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of so many dots, or a square code whose content is `text`."""

    width: int
    height: int
    text: str = ""
    at: float = 0.0


Piece = Words | Bars | Picture
Line = tuple[Piece, ...]
"""What stands beside each other, from the left; an empty line is white paper."""

"""What the answers to a probe label mean: how wide, how fine, in which letters this printer really prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hardware.label.profile import ESCPOS, Profile

STEP_MM, RULER_MM = 6, 108
"""The marks of the ruler; its end is the widest print head of desktop printers."""
CARD_MM = 54
"""The short side of every bank card (ISO/IEC 7810 ID-1): a ruler that everybody has at hand."""
LETTER_PAGES = ("CP858", "CP1252", "ISO_8859-15", "CP850", "CP437", "CP852", "CP1250", "CP866")
"""Each has a line of its own on a receipt, the ones that hold most of our customers' letters first."""

_HEADS = (152, 180, 203, 300, 600)
"""Dots an inch of the print heads there are."""
_ALIKE = 0.06
_CLEAN = 2
"""Dots that every barcode of ours may have in its thinnest bar."""


class Question(NamedTuple):
    """What to ask the person who holds the probe label; `about` is width, card, crisp, letters or cut."""

    about: str
    says: str


class Answers(NamedTuple):
    """What is not as the profile says: whole millimetres, dots an inch, a page of LETTER_PAGES; None as it says.
    `cutter` None was not answered. `says` are sentences about what was not understood, or what no setting mends."""

    width_mm: int | None
    dpi: int | None
    code_page: str | None
    cutter: bool | None
    says: tuple[str, ...]


def learned(profile: Profile, given: Mapping[str, str]) -> Answers:
    """Of what a person answered, by what each question is about; never raises."""
    says: list[str] = []
    dpi = _dpi(profile, given.get("card", ""), says)
    # With another head the ruler came out in another size, and tells nothing of the width.
    width = _width(profile, given.get("width", ""), says) if dpi is None else None
    _crisp(given.get("crisp", ""), says)
    page = _page(profile, given.get("letters", ""), says)
    cut = _yes(given.get("cut", ""))
    return Answers(width, dpi, page, cut, tuple(says))


def _width(profile: Profile, text: str, says: list[str]) -> int | None:
    width = _number(text)
    if width is None or not STEP_MM <= width <= RULER_MM:
        if text:
            says.append(f"The last number is from {STEP_MM} to {RULER_MM}: the width stays as it was")
        return None
    return width if width + STEP_MM <= (profile.printable_mm or profile.width_mm) else None


def _dpi(profile: Profile, text: str, says: list[str]) -> int | None:
    """The card is as long as it is: where its end stands tells how large the ruler came out."""
    reached = _number(text)
    if not reached:
        if text:
            says.append("The number at the end of the card was not understood: the dots stay as they were")
        return None
    found = profile.dpi * reached / CARD_MM
    head = min(_HEADS, key=lambda dots: abs(dots - found))
    if abs(head - found) > _ALIKE * head:
        says.append(f"A card's short side is {CARD_MM} mm: {reached} fits no print head, so the dots stay as they were")
        return None
    if head == profile.dpi:
        return None
    drawn = "labels are drawn for that from now on. Print the probe label once more for its width"
    says.append(f"It has {head} dots an inch, not {profile.dpi}: {drawn}")
    return head


def _crisp(text: str, says: list[str]) -> None:
    crisp = _number(text)
    if crisp is not None and crisp > _CLEAN:
        do = "clean the head, print slower or less dark, or choose a profile with larger labels"
        says.append(f"Thin lines run together, so barcodes may not scan: {do}")


def _page(profile: Profile, text: str, says: list[str]) -> str | None:
    line = _number(text)
    if profile.language == ESCPOS and line and line <= len(LETTER_PAGES):
        page = LETTER_PAGES[line - 1]
        return page if page != profile.code_page else None
    if _yes(text) is False or line == 0 or (line and line > len(LETTER_PAGES)):
        says.append("Letters beyond A to Z may come out wrong there: its manual names the code pages that it has")
    return None


def _yes(text: str) -> bool | None:
    return {"y": True, "n": False}.get(text[:1].lower())


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 4 else None

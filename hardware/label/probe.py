"""The probe label: what a person reads off it teaches width, thinnest line, code page and cutter of a printer."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from hardware.label import escpos, zpl
from hardware.label.layout import Box, Layout, Text
from hardware.label.profile import ESCPOS, Profile
from hardware.label.spelling import spelling_of

_RULER_MM = 108
"""The widest print head of desktop printers."""
_THICKNESSES = (1, 2, 3)
_LINES = 8
_SAMPLE = "Zoë Müller Façade Señor Łódź £5 €6 naïve Ångström"
_STEP_MM = 6


class Question(NamedTuple):
    """What to ask the person who holds the probe label; `about` is width, crisp, letters or cut."""

    about: str
    says: str


def probe(profile: Profile) -> bytes:
    """The probe label in the profile's language."""
    return escpos.pages(_receipt(profile), profile) if profile.language == ESCPOS else zpl.written(_label(profile))


def questions(profile: Profile) -> list[Question]:
    """What `learned` wants to know, and what only needs a yes."""
    first = " in the first row of numbers" if profile.language == ESCPOS else ""
    asked = [
        Question("width", f"Which is the last whole number{first}? (mm)"),
        Question("crisp", "Which is the first of the patches 1, 2, 3 whose lines stand apart, none missing?"),
        Question("letters", f"Does the line under LETTERS read: {sample(profile)}"),
    ]
    cut = Question("cut", "Did the printer cut the paper by itself?")
    return [*asked, cut] if profile.language == ESCPOS else asked


def sample(profile: Profile) -> str:
    """The letters that the probe label shows, as this printer should print them."""
    return spelling_of(profile.code_page).line(_SAMPLE)


def learned(profile: Profile, last_mark: int, crisp: int, cutter: bool | None = None) -> Profile:
    """The profile as this printer really is: `last_mark` in mm, `crisp` 1 to 3; ValueError when that cannot be."""
    if not _STEP_MM <= last_mark <= _RULER_MM:
        raise ValueError(f"the last number is from {_STEP_MM} to {_RULER_MM}, not {last_mark}")
    if crisp not in _THICKNESSES:
        raise ValueError(f"the patch is 1, 2 or 3, not {crisp}")
    return replace(
        profile,
        printable_mm=float(min(last_mark, profile.width_mm)),
        thinnest=crisp,
        cutter=profile.cutter if cutter is None else cutter,
    )


def _receipt(profile: Profile) -> list[Layout]:
    # A row that is too long goes on below, so the numbers need not know how wide the paper is.
    ruler = "".join(f"{mm:4d}" for mm in range(_STEP_MM, _RULER_MM + 1, _STEP_MM))
    head = [_line(0, "BAKELINE PROBE"), _line(30, f"{profile.name} {profile.code_page}"), _line(60, ruler)]
    tail = [_line(0, "   1         2         3"), _line(30, "LETTERS"), _line(60, sample(profile))]
    cut = "cut below this line" if profile.cutter else "no cutter: tear here"
    return [
        Layout(profile.width, 90, [*head], ()),
        Layout(profile.width, 60, [*_patches(0, 0, 120, 48)], ()),
        Layout(profile.width, 120, [*tail, _line(90, cut)], ()),
    ]


def _label(profile: Profile) -> Layout:
    dots = profile.dots_per_mm
    high = round(2.5 * dots)
    items: list[Text | Box] = [
        Text(high, high // 2, high, high, f"BAKELINE PROBE {profile.name} {profile.dpi} dpi", inverse=False)
    ]
    ruler = 2 * high
    for mm in range(2, _RULER_MM + 1, 2):
        at, long = round(mm * dots), high if mm % _STEP_MM == 0 else high // 2
        items.append(Box(at - 1, ruler, 2, long))
        if mm % _STEP_MM == 0:
            items.append(Text(at - round(1.3 * high), ruler + high, high, high, str(mm), inverse=False))
    top, step = ruler + 2 * high + high // 2, round(12 * dots)
    items += [Text(n * step - step + high, top, high, high, str(n), inverse=False) for n in _THICKNESSES]
    items += _patches(2 * high, top, step, 2 * high)
    for n, said in enumerate(("LETTERS", sample(profile))):
        items.append(Text(high, top + (3 + n) * high, high, high, said, inverse=False))
    return Layout(round(_RULER_MM * dots), profile.height or 20 * high, [*items], ())


def _patches(x: int, y: int, step: int, height: int) -> list[Box]:
    """Eight upright lines of 1, of 2 and of 3 dots, as far apart as they are thick."""
    return [
        Box(x + number * step + 2 * thick * line, y, thick, height)
        for number, thick in enumerate(_THICKNESSES)
        for line in range(_LINES)
    ]


def _line(y: int, text: str) -> Text:
    return Text(0, y, 24, 12, text, inverse=False)

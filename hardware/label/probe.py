"""The probe label: what a person reads off it teaches width, dots, thinnest line, code page and cutter of a printer."""

from __future__ import annotations

from hardware.label import escpos, zpl
from hardware.label.answers import LETTER_PAGES, RULER_MM, STEP_MM, Question
from hardware.label.escpos import Letters
from hardware.label.layout import Box, Layout, Text
from hardware.label.profile import ESCPOS, Profile
from hardware.label.spelling import spelling_of

_THICKNESSES = (1, 2, 3)
_LINES = 8
_SAMPLE = "Zoë Müller Façade Señor Łódź £5 €6 naïve Ångström"
_SHORT_SAMPLE = "Zoë Ångström €6 Łódź Ж"


def probe(profile: Profile) -> bytes:
    """The probe label in the profile's language."""
    return escpos.pages(_receipt(profile), profile) if profile.language == ESCPOS else zpl.written(_label(profile))


def questions(profile: Profile) -> list[Question]:
    """What a person can read off the label of this profile; every answer is a number, or a yes or no."""
    crisp = Question("crisp", "Which is the first of the patches 1, 2, 3 whose lines stand apart, none missing?")
    if profile.language == ESCPOS:
        lines = "; ".join(f"{n} {said}" for n, (_, said) in enumerate(_lines_of_letters(), 1))
        return [
            Question("width", "Which is the last whole number in the first row of numbers? (mm)"),
            crisp,
            Question("letters", f"Which is the first line under LETTERS that reads right? They should read: {lines}"),
            Question("cut", "Did the printer cut the paper by itself?"),
        ]
    return [
        Question("width", "Which is the last whole number? (mm)"),
        Question(
            "card", "Lay a bank card's short side along the ruler, from its left end: how far does it reach? (mm)"
        ),
        crisp,
        Question("letters", f"Does the line under LETTERS read: {sample(profile)}"),
    ]


def sample(profile: Profile) -> str:
    """The letters that the probe label shows, as this printer should print them."""
    return spelling_of(profile.code_page).line(_SAMPLE)


def _receipt(profile: Profile) -> list[Layout | Letters]:
    # A row that is too long goes on below, so the numbers need not know how wide the paper is.
    ruler = "".join(f"{mm:4d}" for mm in range(STEP_MM, RULER_MM + 1, STEP_MM))
    head = [_line(0, "BAKELINE PROBE"), _line(30, f"{profile.name} {profile.code_page}"), _line(60, ruler)]
    tail = [_line(0, "   1         2         3"), _line(30, "LETTERS")]
    cut = "cut below this line" if profile.cutter else "no cutter: tear here"
    return [
        Layout(profile.width, 90, [*head], ()),
        Layout(profile.width, 60, [*_patches(0, 0, 120, 48)], ()),
        Layout(profile.width, 60, [*tail], ()),
        *(Letters(page, f"{n} {said}") for n, (page, said) in enumerate(_lines_of_letters(), 1)),
        Layout(profile.width, 30, [_line(0, cut)], ()),
    ]


def _lines_of_letters() -> list[tuple[str, str]]:
    """A code page and what a printer that has it makes of the sample, for each line."""
    return [(page, spelling_of(page).line(_SHORT_SAMPLE)) for page in LETTER_PAGES]


def _label(profile: Profile) -> Layout:
    dots = profile.dots_per_mm
    high = round(2.5 * dots)
    items: list[Text | Box] = [
        Text(high, high // 2, high, high, f"BAKELINE PROBE {profile.name} {profile.dpi} dpi", inverse=False)
    ]
    ruler = 2 * high
    for mm in range(2, RULER_MM + 1, 2):
        at, long = round(mm * dots), high if mm % STEP_MM == 0 else high // 2
        items.append(Box(at - 1, ruler, 2, long))
        if mm % STEP_MM == 0:
            items.append(Text(at - round(1.3 * high), ruler + high, high, high, str(mm), inverse=False))
    top, step = ruler + 2 * high + high // 2, round(12 * dots)
    items += [Text(n * step - step + high, top, high, high, str(n), inverse=False) for n in _THICKNESSES]
    items += _patches(2 * high, top, step, 2 * high)
    for n, said in enumerate(("LETTERS", sample(profile))):
        items.append(Text(high, top + (3 + n) * high, high, high, said, inverse=False))
    return Layout(round(RULER_MM * dots), profile.height or 20 * high, [*items], ())


def _patches(x: int, y: int, step: int, height: int) -> list[Box]:
    """Eight upright lines of 1, of 2 and of 3 dots, as far apart as they are thick."""
    return [
        Box(x + number * step + 2 * thick * line, y, thick, height)
        for number, thick in enumerate(_THICKNESSES)
        for line in range(_LINES)
    ]


def _line(y: int, text: str) -> Text:
    return Text(0, y, 24, 12, text, inverse=False)

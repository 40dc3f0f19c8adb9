"""The papers and printers that labels are made for, and the barcodes that one of them cannot give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import floor

from hardware.label.code128 import QUIET, modules
from hardware.label.spelling import PAGES

ZPL, ESCPOS = "zpl", "escpos"
RECEIPT, LABEL = "receipt", "label"

_DOTS_PER_MM = {203: 8.0, 300: 11.8}
"""What print heads of these names really have."""
_CODE = re.compile(r"[A-Z0-9-]{1,40}")


class NotPrintable(Exception):
    """This label cannot stand on this paper; `says` tells why, for a person."""

    def __init__(self, says: str) -> None:
        """Keeps the sentence."""
        super().__init__(says)
        self.says = says


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of printer with its paper.

    Lengths are millimetres; `height_mm` None is a roll, `printable_mm` 0 prints on the whole width. `thinnest` is the
    fewest dots that make a clean line there, never less than 2 in a barcode.
    """

    name: str
    language: str
    width_mm: float
    height_mm: float | None
    dpi: int
    code_page: str
    cutter: bool
    media: str
    printable_mm: float = 0.0
    thinnest: int = 2

    @property
    def dots_per_mm(self) -> float:
        """How fine it prints."""
        return _DOTS_PER_MM.get(self.dpi, self.dpi / 25.4)

    @property
    def width(self) -> int:
        """Printable dots across."""
        return floor((self.printable_mm or self.width_mm) * self.dots_per_mm + 1e-6)

    @property
    def height(self) -> int | None:
        """Dots down, None on a roll."""
        return None if self.height_mm is None else floor(self.height_mm * self.dots_per_mm + 1e-6)


PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile("receipt-58", ESCPOS, 58.0, None, 203, "CP437", False, RECEIPT, printable_mm=48.0),
        Profile("receipt-80", ESCPOS, 80.0, None, 203, "CP437", True, RECEIPT, printable_mm=72.0),
        Profile("label-4x6-203", ZPL, 101.6, 152.4, 203, "UTF-8", False, LABEL),
        Profile("label-4x6-300", ZPL, 101.6, 152.4, 300, "UTF-8", False, LABEL),
        Profile("label-2.25x1.25-203", ZPL, 57.15, 31.75, 203, "UTF-8", False, LABEL),
        Profile("label-2.25x1.25-300", ZPL, 57.15, 31.75, 300, "UTF-8", False, LABEL),
    )
}


@lru_cache(maxsize=256)
def module_dots(code: str, profile: Profile) -> int:
    """Dots of the thinnest bar of this code there, at most half a millimetre; 0 when the paper is too narrow."""
    fitting = profile.width // (modules(code) + 2 * QUIET)
    return (
        0 if fitting < least_dots(profile) else min(fitting, max(least_dots(profile), round(profile.dots_per_mm / 2)))
    )


def least_dots(profile: Profile) -> int:
    """The fewest dots that a module may have."""
    return max(2, profile.thinnest)


@lru_cache(maxsize=256)
def refusal(label_code: str, profile: Profile) -> str | None:
    """Why no label with this barcode can be printed there, in words; None when it can."""
    if profile.code_page not in PAGES:
        return f"code page {profile.code_page} is not known; one of {', '.join(PAGES)}"
    if _CODE.fullmatch(label_code) is None:
        return f"{label_code[:40]!a} is no barcode of ours: 1 to 40 of A-Z, 0-9 and hyphen"
    wanted = (modules(label_code) + 2 * QUIET) * least_dots(profile)
    if module_dots(label_code, profile) == 0:
        return (
            f"barcode {label_code} needs {wanted / profile.dots_per_mm:.0f} mm to be readable "
            f"({least_dots(profile)} dots a bar and its quiet edges); "
            f"{profile.name} prints {profile.width / profile.dots_per_mm:.0f} mm: take wider paper"
        )
    if profile.height is not None and profile.height < 22 * profile.dots_per_mm:
        return f"{profile.name} is {profile.height_mm:.0f} mm high: a label needs at least 22 mm"
    return None

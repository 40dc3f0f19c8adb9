"""A label as the bytes of one format; loads what draws and what speaks to receipt printers, so never in the app."""

from __future__ import annotations

from hardware.label import escpos, png, zpl
from hardware.label.description import LabelText
from hardware.label.layout import lay_out
from hardware.label.profile import ESCPOS, ZPL, NotPrintable, Profile

__all__ = ["FORMATS", "NotPrintable", "rendered"]

PNG = "png"
FORMATS = (ZPL, ESCPOS, PNG)


def rendered(label: LabelText, profile: Profile, fmt: str | None = None) -> bytes:
    """The label in one of FORMATS, else in the language of its printer; raises NotPrintable."""
    wanted = fmt or profile.language
    if wanted not in FORMATS:
        raise NotPrintable(f"no format {wanted!r}: one of {', '.join(FORMATS)}")
    if wanted not in (PNG, profile.language):
        raise NotPrintable(f"{profile.name} speaks {profile.language}, not {wanted}")
    layout = lay_out(label, profile)
    if wanted == PNG:
        return png.written(layout, profile.dpi)
    return zpl.written(layout) if wanted == ZPL else escpos.written(layout, profile)

"""What a phone reads off a screen: half cells made a picture, and its QR codes decoded by others than us."""

from __future__ import annotations

from collections.abc import Sequence

import zxingcpp
from PIL import Image

_HALVES = {" ": (255, 255), "▀": (0, 255), "▄": (255, 0), "█": (0, 0)}
_DOTS = 6
"""Of a picture, to a module."""


def photographed(lines: Sequence[str]) -> list[str]:
    """The texts of the QR codes in these lines; what is no half cell is a light one."""
    wide = max(map(len, lines), default=0)
    picture = Image.new("L", (wide + 8, 2 * len(lines) + 8), 255)
    for y, line in enumerate(lines):
        for x, sign in enumerate(line):
            for half, tone in enumerate(_HALVES.get(sign, (255, 255))):
                picture.putpixel((x + 4, 2 * y + half + 4), tone)
    large = picture.resize((picture.width * _DOTS, picture.height * _DOTS), Image.Resampling.NEAREST)
    return [found.text for found in zxingcpp.read_barcodes(large, formats=zxingcpp.barcode_formats_from_str("QRCode"))]

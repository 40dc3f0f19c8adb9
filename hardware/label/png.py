"""A layout as a black and white picture: the preview of what the printer will draw."""

from __future__ import annotations

import io
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from hardware.label.code128 import widths
from hardware.label.layout import Bars, Layout, Text

_EM = 0.602
"""How wide each character of the font is, of its size."""
_BASE = 0.8
"""How far down a line its letters stand."""
_SMALLER = 0.9
_BOLD_FROM = 36


def written(layout: Layout, dpi: int) -> bytes:
    """A PNG with one pixel a dot."""
    out = io.BytesIO()
    drawn(layout).save(out, "PNG", compress_level=1, dpi=(dpi, dpi))
    return out.getvalue()


def drawn(layout: Layout) -> Image.Image:
    """The same as an image of mode "1"."""
    image = Image.new("1", (layout.width, layout.height), 1)
    pen = ImageDraw.Draw(image)
    pen.fontmode = "1"
    for item in layout.items:
        if isinstance(item, Text):
            _text(image, item)
        elif isinstance(item, Bars):
            _bars(pen, item)
        else:
            pen.rectangle((item.x, item.y, item.x + item.width - 1, item.y + item.height - 1), fill=0)
    return image


def _bars(pen: ImageDraw.ImageDraw, bars: Bars) -> None:
    x = bars.x
    for place, width in enumerate(widths(bars.code)):
        if place % 2 == 0:
            pen.rectangle((x, bars.y, x + width * bars.module - 1, bars.y + bars.height - 1), fill=0)
        x += width * bars.module


def _text(image: Image.Image, item: Text) -> None:
    ink = 1 if item.inverse else 0
    x = item.x
    for character in item.text:
        if character != " ":
            glyph = _glyph(character, item.height, item.cell)
            image.paste(ink, (x, item.y), glyph)
        x += item.cell


@lru_cache(maxsize=4096)
def _glyph(character: str, height: int, cell: int) -> Image.Image:
    """One cell; where a receipt printer makes its letters twice as high, so is this one."""
    stretched = height >= 3 * cell
    high = height // 2 if stretched else height
    mask = Image.new("1", (cell, high), 0)
    pen = ImageDraw.Draw(mask)
    pen.fontmode = "1"
    font = _font(round(min(cell / _EM, high * _SMALLER)))
    bold = 1 if cell >= _BOLD_FROM * _EM else 0
    pen.text((0, round(high * _BASE)), character, font=font, fill=1, anchor="ls", stroke_width=bold)
    return mask.resize((cell, height)) if stretched else mask


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont:
    # DejaVu Sans Mono comes with python-barcode: the same picture on every machine.
    package = find_spec("barcode")
    folder = Path(package.origin).parent if package is not None and package.origin else Path()
    return ImageFont.truetype(str(folder / "fonts" / "DejaVuSansMono.ttf"), size)

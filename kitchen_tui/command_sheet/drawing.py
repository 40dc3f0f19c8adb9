"""Pages as pictures, 300 dots an inch, black on white: PNG as it is seen, PDF as it is printed, both without loss."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from hardware.label.code128 import widths
from hardware.label.lettering import face
from hardware.label.spelling import Spelling
from kitchen_tui.command_sheet.layout import DPI, HEIGHT, MODULE_DOTS, WIDTH, Bars, Cut, Line, Page, Text

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Size = tuple[float, float]
"""Width and height of a page, in millimetres."""
A4 = (WIDTH, HEIGHT)

_BLACK, _GREY, _WHITE = 0, 150, 255
_SMALLEST = 0.55
"""A text that is too long shrinks this far before it is cut."""
_CUT = "…"
_DASH = 2.0
_NOBODYS = "\U0010ffff"
_ASCII = frozenset(chr(n) for n in range(0x20, 0x7F))


def drawn(page: Page, size: Size = A4) -> Image.Image:
    """A page in greys."""
    image = Image.new("L", (_dots(size[0]), _dots(size[1])), _WHITE)
    pen = ImageDraw.Draw(image)
    for shape in page:
        if isinstance(shape, Bars):
            _bars(pen, shape)
        elif isinstance(shape, Text):
            _text(pen, shape)
        elif isinstance(shape, Line):
            _box(pen, shape.x, shape.y, shape.width, shape.thick)
        else:
            _dashes(pen, shape)
    return image


def png(page: Page) -> bytes:
    """One page."""
    out = io.BytesIO()
    drawn(page).save(out, "PNG", dpi=(DPI, DPI))
    return out.getvalue()


def pdf(pages: Sequence[Page], title: str, size: Size = A4) -> bytes:
    """All pages, in black and white: greys would be kept with a loss that blurs bars."""
    out = io.BytesIO()
    first, *rest = (drawn(page, size).convert("1", dither=Image.Dither.NONE) for page in pages)
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=DPI, title=title)
    return out.getvalue()


def length(text: str, size: float, bold: bool) -> float:
    """How wide a text is that `spelt` gave, in millimetres; `size` is in millimetres, too."""
    return _length(text, _dots(size), bold) * 25.4 / DPI


def spelt(text: str) -> str:
    """In letters that are there: what neither face has is transliterated or marked, never left out."""
    return Spelling(_ASCII | {c for c in text if _has(c)}, _CUT).line(text)


def _dots(mm: float) -> int:
    return round(mm * DPI / 25.4)


def _bars(pen: ImageDraw.ImageDraw, bars: Bars) -> None:
    x, top, bottom = _dots(bars.x), _dots(bars.y), _dots(bars.y + bars.height)
    for place, width in enumerate(widths(bars.code)):
        if place % 2 == 0:
            pen.rectangle((x, top, x + width * MODULE_DOTS - 1, bottom), fill=_BLACK)
        x += width * MODULE_DOTS


def _box(pen: ImageDraw.ImageDraw, x: float, y: float, width: float, height: float) -> None:
    pen.rectangle((_dots(x), _dots(y), _dots(x + width), _dots(y + height)), fill=_BLACK)


def _dashes(pen: ImageDraw.ImageDraw, cut: Cut) -> None:
    for n in range(int(cut.width / (2 * _DASH)) + 1):
        x = min(2 * n * _DASH, cut.width - _DASH)
        for y in (cut.y, cut.y + cut.height):
            _box(pen, cut.x + x, y, _DASH, 0.1)
    for n in range(int(cut.height / (2 * _DASH)) + 1):
        y = min(2 * n * _DASH, cut.height - _DASH)
        for x in (cut.x, cut.x + cut.width):
            _box(pen, x, cut.y + y, 0.1, _DASH)


def _text(pen: ImageDraw.ImageDraw, item: Text) -> None:
    bold = item.style != "plain"
    inset = item.size * 0.45 if item.style == "pill" else 0.0
    text, size = _fitted(spelt(item.text), _dots(item.size), _dots(item.room - 2 * inset), bold)
    font, stroke = _font(text, size), _stroke(size, bold)
    x, y = _dots(item.x + inset), _dots(item.y)
    if item.align == "right":
        x -= round(_length(text, size, bold))
    if item.style == "pill":
        edges = (_dots(item.x), y, x + round(_length(text, size, bold)) + _dots(inset), y + _dots(item.size * 1.4))
        pen.rounded_rectangle(edges, radius=_dots(item.size * 0.3), fill=_BLACK)
        ink, line = _WHITE, y + _dots(item.size * 0.7)
    else:
        ink, line = _BLACK, y + _dots(item.size * 0.5)
    # Capitals are 0.72 of the size high: they stand in the middle of their line.
    pen.text((x, line + round(size * 0.36)), text, font=font, fill=ink, anchor="ls", stroke_width=stroke)


def _fitted(text: str, size: int, room: int, bold: bool) -> tuple[str, int]:
    """The text and the size in which it fits: smaller, or in the end shortened with a mark."""
    length = _length(text, size, bold)
    if length <= room:
        return text, size
    size = max(int(size * room / length), round(size * _SMALLEST))
    cut = text
    while cut and _length(text, size, bold) > room:
        cut = cut[:-1].rstrip()
        text = cut + (_CUT if not cut.isascii() else "...")
    return text, size


def _length(text: str, size: int, bold: bool) -> float:
    return _font(text, size).getlength(text) + 2 * _stroke(size, bold)


def _stroke(size: int, bold: bool) -> int:
    return max(1, size // 28) if bold else 0


def _font(text: str, size: int) -> Font:
    """A plain face for plain text; the one that knows more letters for the rest. Both come with what is installed."""
    return _plain(size) if text.isascii() else face(size)


@lru_cache(maxsize=64)
def _plain(size: int) -> Font:
    return ImageFont.load_default(size)


@lru_cache(maxsize=4096)
def _has(character: str) -> bool:
    font = face(24)
    missing = font.getmask(_NOBODYS)
    return character.isprintable() and bytes(font.getmask(character)) != bytes(missing)

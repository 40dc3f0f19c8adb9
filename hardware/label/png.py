"""A layout as a black and white picture: the preview of what the printer will draw, coarser where bars stay clear.

Rows are packed bits, and a line of text is one large number: ink is laid on its ground by XOR, so that inverse text
needs no other way. A picture library would take ten times as long; it only draws the glyphs, each word once.
"""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

from PIL import Image, ImageDraw

from hardware.label.code128 import widths
from hardware.label.layout import Bars, Box, Layout, Text
from hardware.label.lettering import face

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EM = 0.602
"""How wide each character of the font is, of its size."""
_BASE = 0.8
"""How far down a line its letters stand."""
_SMALLER = 0.9
_BOLD_FROM = 36
_CLEAR_BAR, _CLEAR_CELL = 2, 8
"""Pixels of the thinnest bar that every reader can tell apart, and of a letter that a person can read."""


def written(layout: Layout, dpi: int) -> bytes:
    """A PNG with one pixel a dot, or one for two dots each way where bars and letters are large enough for that."""
    if all(map(_large, layout.items)):
        layout, dpi = _halved(layout), dpi // 2
    head = struct.pack(">IIBBBBB", layout.width, layout.height, 1, 0, 0, 0, 0)
    per_metre = round(dpi / 0.0254)
    size = struct.pack(">IIB", per_metre, per_metre, 1)
    inked = max((item.y + item.height for item in layout.items), default=0)
    packed = _packed(_rows(layout), _stride(layout.width), min(inked, layout.height))
    return _SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"pHYs", size) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def drawn(layout: Layout) -> Image.Image:
    """The same as an image of mode "1"."""
    # The byte that PNG wants before each row is eight more dots, which are cut off again.
    wide = Image.frombytes("1", (8 * _stride(layout.width), layout.height), bytes(_rows(layout)))
    return wide.crop((8, 0, 8 + layout.width, layout.height))


def _large(item: Text | Bars | Box) -> bool:
    if isinstance(item, Bars):
        return item.module % 2 == 0 and item.module >= 2 * _CLEAR_BAR
    return not isinstance(item, Text) or item.cell >= 2 * _CLEAR_CELL


def _halved(layout: Layout) -> Layout:
    """Everything begins and ends at half its place, so that nothing comes to stand on something else."""
    return Layout(layout.width // 2, layout.height // 2, [_half(item) for item in layout.items], layout.short)


def _half(item: Text | Bars | Box) -> Text | Bars | Box:
    x, y, high = item.x // 2, item.y // 2, item.height // 2
    if isinstance(item, Text):
        return item._replace(x=x, y=y, height=high, cell=item.cell // 2)
    if isinstance(item, Bars):
        return item._replace(x=x, y=y, height=high, module=item.module // 2)
    return Box(x, y, item.width // 2, high)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(name)))


def _packed(rows: bytearray, stride: int, inked: int) -> bytes:
    """A zlib stream of these rows; the white ones after the `inked` ones are packed once for all labels."""
    packer = zlib.compressobj(1, wbits=-zlib.MAX_WBITS)
    head = packer.compress(memoryview(rows)[: inked * stride]) + packer.flush(zlib.Z_FULL_FLUSH)
    tail = _white_rows(stride, len(rows) // stride - inked)
    return b"\x78\x01" + head + tail + struct.pack(">I", zlib.adler32(rows))


@lru_cache(maxsize=256)
def _white_rows(stride: int, many: int) -> bytes:
    packer = zlib.compressobj(1, wbits=-zlib.MAX_WBITS)
    return packer.compress(_white_row(stride) * many) + packer.flush()


@lru_cache(maxsize=64)
def _white_row(stride: int) -> bytes:
    return b"\0" + b"\xff" * (stride - 1)


def _stride(width: int) -> int:
    return 1 + (width + 7) // 8


def _rows(layout: Layout) -> bytearray:
    """Every row: a byte 0 ("as it is"), then its dots from the left, 1 is white."""
    stride = _stride(layout.width)
    rows = bytearray(_white_row(stride) * layout.height)
    for item in layout.items:
        start, end = item.y * stride, (item.y + item.height) * stride
        ground = bytes(rows[start : start + stride])
        if isinstance(item, Text):
            rows[start:end] = (_ground(ground, item.height) ^ _ink(item, layout.width, stride)).to_bytes(
                end - start, "big"
            )
        else:
            ink = _bars(item, stride) if isinstance(item, Bars) else _run(item.x, item.width, stride)
            rows[start:end] = (int.from_bytes(ground, "big") & ~ink).to_bytes(stride, "big") * item.height
    return rows[: stride * layout.height]


def _run(x: int, width: int, stride: int) -> int:
    """Dots of one row from `x` on."""
    return ((1 << width) - 1) << (8 * (stride - 1) - x - width)


def _bars(bars: Bars, stride: int) -> int:
    row, x = 0, bars.x
    for place, width in enumerate(widths(bars.code)):
        if place % 2 == 0:
            row |= _run(x, width * bars.module, stride)
        x += width * bars.module
    return row


@lru_cache(maxsize=64)
def _ground(row: bytes, height: int) -> int:
    return int.from_bytes(row * height, "big")


def _ink(item: Text, width: int, stride: int) -> int:
    """The dots of all rows of a line, one after the other."""
    ink, x = 0, item.x
    for word in item.text.split(" "):
        room = max(0, width - x) // item.cell
        if word and room:
            ink |= _word(word[:room], item.height, item.cell, stride) >> (8 + x)
        x += (len(word) + 1) * item.cell
    return ink


@lru_cache(maxsize=4096)
def _word(word: str, height: int, cell: int, stride: int) -> int:
    """A word at the left edge: the words of a bakery come again and again."""
    ink = 0
    for place, character in enumerate(word):
        ink |= _character(character, height, cell, stride) >> (place * cell)
    return ink


@lru_cache(maxsize=4096)
def _character(character: str, height: int, cell: int, stride: int) -> int:
    packed = _glyph(character, height, cell).tobytes()
    size = len(packed) // height
    rows = b"".join(packed[at : at + size].ljust(stride, b"\0") for at in range(0, len(packed), size))
    return int.from_bytes(rows, "big")


def _glyph(character: str, height: int, cell: int) -> Image.Image:
    """One cell; where a receipt printer makes its letters twice as high, so is this one."""
    stretched = height >= 3 * cell
    high = height // 2 if stretched else height
    mask = Image.new("1", (cell, high), 0)
    pen = ImageDraw.Draw(mask)
    font = face(round(min(cell / _EM, high * _SMALLER)))
    bold = 1 if cell >= _BOLD_FROM * _EM else 0
    pen.text((0, round(high * _BASE)), character, font=font, fill=1, anchor="ls", stroke_width=bold)
    return mask.resize((cell, height)) if stretched else mask

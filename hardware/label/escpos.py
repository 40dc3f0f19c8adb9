"""A layout as ESC/POS: commands that python-escpos made once for each style, around text of one code page."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from escpos.constants import BARCODE_TYPE_B
from escpos.image import EscposImage
from escpos.printer import Dummy

from hardware.label.layout import Bars, Box, Layout, Text
from hardware.label.png import drawn
from hardware.label.profile import Profile
from hardware.label.spelling import PAGES

_CELL, _HIGH = 12, 24
_LEAST_MODULE, _MOST_MODULE = 2, 6


class Letters(NamedTuple):
    """A line in a code page of its own."""

    page: str
    text: str


class _Frame(NamedTuple):
    opening: bytes
    closing: bytes


def written(layout: Layout, profile: Profile) -> bytes:
    """One label, from reset to cut."""
    return pages([layout], profile)


def pages(parts: Iterable[Layout | Letters], profile: Profile) -> bytes:
    """One piece of paper with these parts under one another; the black boxes of a layout without text are a picture."""
    frame = _frame(profile)
    return b"".join((frame.opening, *(_one(part, profile.code_page) for part in parts), frame.closing))


def _one(part: Layout | Letters, page: str) -> bytes:
    if isinstance(part, Letters):
        return _page(part.page) + part.text.encode(PAGES[part.page][0], "replace") + b"\n" + _page(page)
    return _body(part, PAGES[page][0]) if _has_text(part) else _picture(part)


def _has_text(layout: Layout) -> bool:
    return not all(isinstance(item, Box) for item in layout.items)


def _body(layout: Layout, codec: str) -> bytes:
    parts: list[bytes] = []
    style: tuple[int, int, bool] | None = None
    for item in layout.items:
        if isinstance(item, Text):
            wanted = (item.cell // _CELL, item.height // _HIGH, item.inverse)
            if wanted != style:
                parts.append(_style(*wanted))
                style = wanted
            # The ground of inverse text reaches from edge to edge, as on labels.
            said = f" {item.text}".ljust(layout.width // item.cell) if item.inverse else item.text
            parts.append(said.encode(codec) + b"\n")
        elif isinstance(item, Bars):
            parts.append(_barcode(item))
            style = None
    return b"".join(parts)


def _picture(layout: Layout) -> bytes:
    # Not `printer.image`: it prints remarks about the paper to standard output.
    image = EscposImage(drawn(layout))
    size = struct.pack("<HH", image.width_bytes, image.height)
    return b"\x1dv0\x00" + size + bytes(image.to_raster_format())


@lru_cache(maxsize=64)
def _frame(profile: Profile) -> _Frame:
    opening, closing = Dummy(), Dummy()
    opening.hw("INIT")
    closing.set(custom_size=True, width=1, height=1, invert=False)
    if profile.cutter:
        closing.cut(mode="PART")
    else:
        closing.print_and_feed(4)
    return _Frame(bytes(opening.output) + _page(profile.code_page), bytes(closing.output))


@lru_cache(maxsize=32)
def _page(name: str) -> bytes:
    """Turns a printer to a code page."""
    printer = Dummy()
    printer.charcode(name)
    return bytes(printer.output)


@lru_cache(maxsize=256)
def _style(width: int, height: int, inverse: bool) -> bytes:
    printer = Dummy()
    printer.set(align="left", bold=width > 1 or inverse, custom_size=True, width=width, height=height, invert=inverse)
    return bytes(printer.output)


def _barcode(bars: Bars) -> bytes:
    return _bars(bars.module, bars.height) + bytes([len(bars.code) + 2]) + b"{B" + bars.code.encode("ascii") + b"\n"


@lru_cache(maxsize=64)
def _bars(module: int, height: int) -> bytes:
    """Everything of a barcode but its text; python-escpos would print remarks about it to standard output."""
    printer = Dummy()
    printer.set(align="center")
    printer._raw(b"\x1dw" + bytes([max(_LEAST_MODULE, min(module, _MOST_MODULE))]))
    printer._raw(b"\x1dh" + bytes([min(height, 255)]) + b"\x1dH\x00" + BARCODE_TYPE_B["CODE128"])
    return bytes(printer.output)

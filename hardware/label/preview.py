"""A label drawn with plain characters, for a screen; loads neither pictures nor printers' libraries."""

from __future__ import annotations

from hardware.label.code128 import widths
from hardware.label.description import LabelText
from hardware.label.layout import Bars, Text, lay_out
from hardware.label.profile import NotPrintable, Profile
from hardware.label.wrapping import wrapped

_LEAST_CELLS = 12


def preview(label: LabelText, profile: Profile, width_cells: int) -> list[str]:
    """Lines of exactly `width_cells` (at least 12) characters: the paper's edge, its barcode, and all of its text.

    What is white on black there stands between `##`. A label that cannot be printed shows the reason.
    """
    inner = max(width_cells, _LEAST_CELLS) - 4
    edge = f"+{'-' * (inner + 2)}+"
    try:
        items = lay_out(label, profile).items
    except NotPrintable as trouble:
        return [edge, *(_row(line, inner) for line in wrapped(trouble.says, inner, wide=False)), edge]
    rows: list[str] = []
    for item in items:
        if isinstance(item, Bars):
            rows += [_row(_bars(item.code, inner), inner)] * 2
        elif isinstance(item, Text):
            rows += [_row(line, inner) for line in _lines(item, inner)]
    return [edge, *rows, edge]


def _lines(item: Text, inner: int) -> list[str]:
    if not item.inverse:
        return wrapped(item.text, inner, wide=False)
    return [f"## {line}".ljust(inner - 2) + "##" for line in wrapped(item.text, inner - 6, wide=False)]


def _bars(code: str, inner: int) -> str:
    """Only the look of a barcode: a screen has too few cells for one that can be read."""
    bars = widths(code)
    drawn = "".join(("|" if place % 2 == 0 else " ") * -(-width // 2) for place, width in enumerate(bars))
    return drawn[:inner].strip()


def _row(text: str, inner: int) -> str:
    return f"| {text.ljust(inner)} |"

"""Where everything stands on pages of A4, in millimetres: no barcode so near another that a scanner takes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hardware.label.code128 import modules
from kitchen_tui.command_sheet.contents import Badge, Entry, Group

WIDTH, HEIGHT = 210.0, 297.0
DPI = 300
MODULE_DOTS = 4
MODULE = MODULE_DOTS * 25.4 / DPI
"""The narrowest bar: 0.34 mm, which any scanner reads from an arm's length."""
APART = 10.0
"""At least so far from one barcode to the next."""

_LEFT = _TOP = 14.0
_RIGHT, _BOTTOM = WIDTH - _LEFT, HEIGHT - 22.0
_BARS = 15.0
_HEADING, _ROW, _CARD_ROW = 13.0, 37.0, 60.0
_BODY_TOP = _TOP + 24.0
_CARDS_TOP = _TOP + 19.0
_SECOND = WIDTH / 2 + 5.5
_CARD_WIDTH, _CARD_HEIGHT = 85.6, 54.0
"""A bank card: it fits every badge holder."""
_LONG_NAME = 20


class Bars(NamedTuple):
    """The barcode of `code`, its first bar at `x`."""

    x: float
    y: float
    code: str
    height: float = _BARS

    @property
    def width(self) -> float:
        """Without quiet zones."""
        return modules(self.code) * MODULE


class Text(NamedTuple):
    """One line; `y` is its top, `room` the width it may take. `style`: plain, bold, or pill (white on black)."""

    x: float
    y: float
    text: str
    size: float
    room: float
    style: str = "plain"
    align: str = "left"


class Line(NamedTuple):
    """A rule, from `x` to the right."""

    x: float
    y: float
    width: float
    thick: float = 0.5


class Cut(NamedTuple):
    """The dashed edge of a card."""

    x: float
    y: float
    width: float
    height: float


Shape = Bars | Text | Line | Cut
Page = tuple[Shape, ...]


class Heading(NamedTuple):
    """What every page says at its top and bottom."""

    store: str
    title: str
    foot: str


def sheet_pages(groups: Sequence[Group], heading: Heading) -> list[Page]:
    """Group after group; one that does not fit begins on the next page, and goes on there if it must."""
    bodies: list[list[Shape]] = [[]]
    y = _BODY_TOP
    for group in groups:
        rows = list(_rows(group))
        if y > _BODY_TOP and y + _HEADING + len(rows) * _ROW > _BOTTOM:
            bodies.append([])
            y = _BODY_TOP
        bodies[-1] += _titled(group.title, y)
        y += _HEADING
        for row in rows:
            if y + _ROW > _BOTTOM + APART:
                bodies.append(_titled(f"{group.title} (more)", _BODY_TOP))
                y = _BODY_TOP + _HEADING
            for x, entry in row:
                bodies[-1] += _entry(entry, x, y, wide=group.wide)
            y += _ROW
    return _framed(bodies, heading)


def badge_pages(badges: Sequence[Badge], heading: Heading) -> list[Page]:
    """Cards, two beside each other and four below."""
    bodies: list[list[Shape]] = []
    for n, badge in enumerate(badges):
        place = n % 8
        if place == 0:
            bodies.append([])
        x = _LEFT if place % 2 == 0 else _RIGHT - _CARD_WIDTH
        bodies[-1] += _card(badge, x, _CARDS_TOP + place // 2 * _CARD_ROW, heading.store)
    return _framed(bodies, heading)


def _rows(group: Group) -> Iterator[list[tuple[float, Entry]]]:
    if group.wide:
        yield from ([(_LEFT, entry)] for entry in group.entries)
        return
    for at in range(0, len(group.entries), 2):
        yield list(zip((_LEFT, _SECOND), group.entries[at : at + 2], strict=False))


def _titled(title: str, y: float) -> list[Shape]:
    return [Text(_LEFT, y, title, 6.2, _RIGHT - _LEFT, "bold"), Line(_LEFT, y + 8.2, _RIGHT - _LEFT, 0.3)]


def _entry(entry: Entry, x: float, y: float, *, wide: bool) -> list[Shape]:
    room = (_RIGHT if wide or x > _LEFT else _SECOND - APART) - x
    return [
        Text(x, y, entry.word, 5.6, room, "pill"),
        Bars(x, y + 9.6, entry.code),
        Text(x, y + 9.6 + _BARS + 1.4, entry.hint, 3.6, room),
    ]


def _card(badge: Badge, x: float, y: float, store: str) -> list[Shape]:
    bars = Bars(x, y + 33, badge.code)
    room = _CARD_WIDTH - 14
    lines = _lines_of(badge.name)
    size = 8.0 if len(lines) == 1 else 5.4
    return [
        Cut(x, y, _CARD_WIDTH, _CARD_HEIGHT),
        Text(x + 7, y + 5.5, store, 4, room - 12),
        Text(x + _CARD_WIDTH - 7, y + 5.5, str(badge.number), 4, 12, align="right"),
        *(Text(x + 7, y + 11.2 + n * size * 1.05, line, size, room, "bold") for n, line in enumerate(lines)),
        Text(x + 7, y + 23.2, badge.role, 4.2, room, "pill"),
        bars._replace(x=x + (_CARD_WIDTH - bars.width) / 2),
    ]


def _lines_of(name: str) -> list[str]:
    """A long name on two lines, parted at the gap nearest to its middle."""
    gaps = [at for at, character in enumerate(name) if character == " "]
    if len(name) <= _LONG_NAME or not gaps:
        return [name]
    at = min(gaps, key=lambda gap: abs(gap - len(name) / 2))
    return [name[:at], name[at + 1 :]]


def _framed(bodies: list[list[Shape]], heading: Heading) -> list[Page]:
    room = _RIGHT - _LEFT
    return [
        (
            Text(_LEFT, _TOP, heading.store, 10, room - 60, "bold"),
            Text(_RIGHT, _TOP + 1, heading.title, 5, 58, align="right"),
            Text(_RIGHT, _TOP + 7.2, f"page {n} of {len(bodies)}", 3.6, 58, align="right"),
            Line(_LEFT, _TOP + 14, room, 1.2),
            *body,
            Text(_LEFT, HEIGHT - 13, heading.foot, 3.2, room),
        )
        for n, body in enumerate(bodies, 1)
    ]

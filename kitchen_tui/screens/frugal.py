"""A compositor that sends only the cells that changed, and addresses the cell after every one of uncertain width.

Textual sends the whole of a line up to the last change. On a slow serial console that is seen, and an emoji that this
terminal draws wider or narrower than we think would push the rest of the line (an allergen, a number) out of place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len, split_graphemes
from rich.color import Color, ColorSystem
from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor, CompositorUpdate, LayoutUpdate
from textual.geometry import Region, Size
from textual.screen import Screen

from kitchen_tui.widgets.glyphs import UNICODE
from kitchen_tui.widgets.lines import STYLES

if TYPE_CHECKING:
    from rich.console import Console
    from textual.strip import Strip
    from textual.widget import Widget

Cell = tuple[str, Style]
"""What stands on one cell; the right half of a wide character is an empty text."""
Line = list[Cell]
Run = tuple[int, int, list[Cell]]
"""Line, first column, and the cells from there."""

_BRIDGED = 5
"""Unchanged cells between two changes that cost less to send again than to step over."""
_SPOILT = 2
_OURS = frozenset(UNICODE)
_PLAIN = Style()


class FrugalCompositor(Compositor):
    """Remembers what the terminal shows."""

    def __init__(self) -> None:
        super().__init__()
        self._sent: list[Line] = []
        self._sent_size = Size(0, 0)

    def forget(self) -> None:
        """Something else may have written to the terminal: the next update sends everything."""
        self._sent = []

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        """The whole screen; what is known to stand there already is not sent (a picture gets all of it)."""
        if simplify:
            return super().render_full_update(simplify)
        self._dirty_regions.clear()
        return cast("LayoutUpdate", self._update(range(self.size.height), self.size.region))

    def render_partial_update(self) -> ChopsUpdate | None:
        """The lines that have something to repaint, from end to end: beside what is dirty the framework would leave
        out the widgets and draw only the container that they stand in."""
        regions = [region.intersection(self.size.region) for region in self._dirty_regions]
        self._dirty_regions.clear()
        lines = sorted({y for region in regions for y in region.line_range})
        if not lines:
            return None
        crop = Region(0, lines[0], self.size.width, lines[-1] - lines[0] + 1)
        return cast("ChopsUpdate", self._update(lines, crop))

    def _update(self, lines: Iterable[int], crop: Region) -> CellsUpdate:
        wanted = set(lines)
        if self._sent_size != self.size or not self._sent:
            self._sent_size, self._sent = self.size, [[] for _ in range(self.size.height)]
            wanted, crop = set(range(self.size.height)), self.size.region
        chops = self._render_chops(crop, wanted.__contains__)
        runs: list[Run] = []
        for y in sorted(wanted):
            before = self._sent[y]
            after = _cells(chops[y], before)
            runs += _changes(y, before, after)
            self._sent[y] = after
        return CellsUpdate(runs)


class CellsUpdate(CompositorUpdate):
    """Runs of cells, with no more said about their style than what differs from the cell before."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs = runs

    def render_segments(self, console: Console) -> str:
        """The bytes for the terminal, as text."""
        system = console._color_system
        said: list[str] = []
        say = said.append
        style = _PLAIN
        line, column = -1, -1
        for y, x, cells in self.runs:
            if y != line or x != column:
                say(f"\x1b[{x + 1}G" if y == line else f"\x1b[{y + 1};{x + 1}H")
            line, column = y, x
            for text, wanted in cells:
                if wanted is not style:
                    say(_difference(style, wanted, system))
                    style = wanted
                column += 1
                say(text if text.isascii() or _is_certain(text) else _placed(text, column))
        if style is not _PLAIN:
            say("\x1b[0m")
        return "".join(said)


def _cells(chops: Mapping[int, Strip | None], before: Line) -> Line:
    """The cells of a line; where no widget drew (outside what is repainted) they stay as they were."""
    cells: Line = []
    for x, strip in chops.items():
        if len(cells) < x:
            cells += before[len(cells) : x]
        for text, style, _ in strip or ():
            cells += zip(text if text.isascii() else _characters(text), repeat(style or _PLAIN))
    return cells + before[len(cells) :]


@lru_cache(maxsize=4096)
def _characters(text: str) -> tuple[str, ...]:
    """What stands on each cell; the right half of a wide character is an empty text."""
    found: list[str] = []
    for start, end, size in split_graphemes(text)[0]:
        if size:
            found += [text[start:end], *[""] * (size - 1)]
    return tuple(found)


def _changes(y: int, before: Line, after: Line) -> list[Run]:
    """What to send so that the line becomes `after`."""
    changed = [x for x, (old, new) in enumerate(zip(before, after, strict=False)) if old is not new and old != new]
    changed += range(len(before), len(after))
    if not changed:
        return []
    runs: list[Run] = []
    start = end = changed[0]
    for x in changed:
        if x - end > _BRIDGED:
            runs.append((y, start, after[start:end]))
            start = x
        text = after[x][0]
        # A terminal that draws it wider than we think has spoilt what stands after it.
        end = x + 1 if text.isascii() or _is_certain(text) else x + 1 + _SPOILT
    return [*runs, (y, start, after[start:end])]


@lru_cache(maxsize=4096)
def _is_certain(text: str) -> bool:
    """Whether every terminal gives it one cell (or it is the right half of a character that was placed)."""
    if len(text) != 1:
        return not text
    return text < "\u0300" or "\u0370" <= text < "\u0590" or "\u2500" <= text < "\u25a0" or text in _OURS


def _placed(text: str, column: int) -> str:
    """A character whose width terminals disagree on: its cells are emptied first, and the next cell is addressed."""
    size = max(cell_len(text), 1)
    return f"{' ' * size}\x1b[{column}G{text}\x1b[{column + size}G"


@lru_cache(maxsize=4096)
def _difference(before: Style, after: Style, system: ColorSystem | None) -> str:
    """The codes that turn one style into another."""
    if system is None:
        return ""
    was, will = _codes(before, system), _codes(after, system)
    if was[0] != will[0]:
        return f"\x1b[{';'.join(('0', *filter(None, will)))}m"
    changed = [new or default for old, new, default in zip(was[1:], will[1:], ("39", "49"), strict=True) if old != new]
    return f"\x1b[{';'.join(changed)}m" if changed else ""


@lru_cache(maxsize=1024)
def _codes(style: Style, system: ColorSystem) -> tuple[str, str, str]:
    """The codes of weight and the like, of the text's colour, of the ground's colour."""
    kinds = (style.bold, style.dim, style.italic, style.underline, style.blink, style.reverse, style.strike)
    numbers = ("1", "2", "3", "4", "5", "7", "9")
    attributes = ";".join(number for number, on in zip(numbers, kinds, strict=True) if on)
    return attributes, _colour(style.color, system, True), _colour(style.bgcolor, system, False)


def _colour(colour: Color | None, system: ColorSystem, foreground: bool) -> str:
    if colour is None or colour.is_default:
        return ""
    return ";".join(colour.downgrade(system).get_ansi_codes(foreground))


class FrugalScreen(Screen[None], inherit_bindings=False):
    """A screen on a frugal compositor, without any key of its own."""

    ALLOW_SELECT: ClassVar[bool] = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {*STYLES}

    def __init__(self) -> None:
        super().__init__()
        self._compositor: FrugalCompositor = FrugalCompositor()

    def paint_now(self, *widgets: Widget) -> None:
        """Paints these at once: a verdict does not wait for the next frame."""
        self._dirty_widgets.update(widgets)
        self._on_timer_update()

    def redraw(self) -> None:
        """Everything anew, should something else have written to the terminal."""
        self._compositor.forget()
        self.refresh()

"""The base of all our widgets: lines of styled pieces, of which only those that changed are painted again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.filter import ANSIToTruecolor
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from kitchen_tui.cells import shown

if TYPE_CHECKING:
    from textual.events import Click, Resize

    from kitchen_tui.widgets.glyphs import Glyphs


class Piece(NamedTuple):
    """Safe text (see `kitchen_tui.cells`) in a named style; `does` is the deed of a mouse click on it."""

    text: str
    style: str = "text"
    does: str = ""


Row = Sequence[Piece]

TONES = ("idle", "ok", "done", "ask", "no", "kept", "failed")
STYLES = frozenset(
    (
        *("text", "strong", "quiet", "accent", "key", "title", "number", "entry", "here", "chosen"),
        "paper",
        *("label", "allergen", "mark", "late", "soon", "struck", "changed"),
        *(f"tone-{tone}" for tone in TONES),
        *(f"tone-{tone}-strong" for tone in TONES),
    )
)
"""The named styles. They are the screen's: on each widget they would be worked out again whenever it changes."""


class Lines(Widget, can_focus=False):
    """Draws what `rows` answers; call `show` after anything that it depends on has changed."""

    ALLOW_SELECT: ClassVar[bool] = False

    class Done(Message):
        """Somebody clicked on a piece that does something."""

        def __init__(self, deed: str) -> None:
            super().__init__()
            self.deed = deed

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(markup=False)
        self.glyphs = glyphs
        self._rows: list[Row] = []
        self._strips: list[Strip] = []
        self._by_row: dict[tuple[Piece, ...], Strip] = {}
        self._drawn_at = Size(0, 0)
        self._styles_by_name: dict[str, Style] = {}
        self.letters: Mapping[str, str] = {}
        """In the jump mode: the letter that does what a click on a piece would do, by its deed."""

    def rows(self, width: int, height: int) -> list[Row]:
        """What to draw on `width` x `height` cells; missing lines are blank."""
        raise NotImplementedError

    def show(self) -> None:
        """Draws anew; the lines that are not as before will be painted."""
        if not self.is_mounted or not self.display or not self.size:
            return
        before, size = self._strips, self._drawn_at
        self._draw()
        if size != self._drawn_at or len(before) != len(self._strips):
            self.refresh()
            return
        top, width = self.gutter.top, self.size.width
        changed = [y - top for y, strip in enumerate(self._strips) if strip is not before[y] and strip != before[y]]
        if changed:
            self.refresh(*[Region(0, y, width, 1) for y in changed])

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines as drawn. The framework's own way adds borders, tints and links to each, of which we have none."""
        if self._drawn_at != self.outer_size:
            self._draw()
        strips = self._strips[crop.y : crop.bottom]
        if crop.column_span != (0, self._drawn_at.width):
            return [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def notify_style_update(self) -> None:
        """The styles by name are asked for anew."""
        super().notify_style_update()
        self._styles_by_name.clear()
        self.forget()

    def forget(self) -> None:
        """Nothing that was drawn counts any more."""
        self._by_row.clear()
        self._drawn_at = Size(0, 0)

    def on_resize(self, event: Resize) -> None:
        """Another size: another drawing."""
        self.show()

    def on_click(self, event: Click) -> None:
        """The piece under the mouse does what it stands for."""
        content = event.get_content_offset(self)
        row = self._rows[content.y] if content is not None and content.y < len(self._rows) else ()
        at = 0
        for piece in row:
            at += Segment(piece.text).cell_length
            if content is not None and content.x < at:
                if piece.does:
                    self.post_message(self.Done(piece.does))
                return

    def doings(self) -> list[str]:
        """What a click can do here now, from the top."""
        return [piece.does for row in self._rows for piece in row if piece.does]

    def _draw(self) -> None:
        (width, height), gutter = self.size, self.gutter
        self._rows = self.rows(width, height)[:height]
        if self.letters:
            self._rows = _lettered(self._rows, self.letters)
        rows = [()] * gutter.top + [tuple(row) for row in self._rows]
        rows += [()] * (self.outer_size.height - len(rows))
        known, self._by_row = self._by_row if self._drawn_at == self.outer_size else {}, {}
        for row in rows:
            if row not in self._by_row:
                self._by_row[row] = known.get(row) or self._strip(row, gutter.left)
        self._strips = [self._by_row[row] for row in rows]
        self._drawn_at = self.outer_size

    def _strip(self, row: Row, left: int) -> Strip:
        style = self._style
        # The last door: a text that nobody cleaned on its way here is cleaned now.
        texts = [(text if text.isprintable() else shown(text), name) for text, name, _ in row if text]
        segments = [Segment(text, style(name)) for text, name in texts]
        fill = style(self._fill(row))
        if left:
            segments.insert(0, Segment(" " * left, fill))
        strip = Strip(segments).adjust_cell_length(self.outer_size.width, fill)
        for effect in self.get_line_filters():
            if not isinstance(effect, ANSIToTruecolor):
                strip = strip.apply_filter(effect, self.background_colors[1])
        return strip

    def _fill(self, row: Row) -> str:
        """The style of the rest of a line."""
        return "text"

    def _style(self, name: str) -> Style:
        found = self._styles_by_name.get(name)
        if found is None:
            ground = Style(bgcolor=self.background_colors[1].rich_color)
            found = ground + self.screen.get_component_rich_style(name, partial=True)
            self._styles_by_name[name] = found
        return found


def _lettered(rows: Sequence[Row], letters: Mapping[str, str]) -> list[Row]:
    """Each deed's letter on the first cell of its first piece, or on the blank behind its sign; all cells stay where
    they are."""
    left = dict(letters)
    found: list[Row] = []
    for row in rows:
        pieces: list[Piece] = []
        for piece in row:
            at = 0 if piece.text[:1].isascii() else piece.text.find(" ")
            letter = left.pop(piece.does, None) if piece.text and at >= 0 else None
            if letter is not None:
                pieces += [piece._replace(text=piece.text[:at]), Piece(letter, "mark", piece.does)]
                piece = piece._replace(text=piece.text[at + 1 :])
            pieces.append(piece)
        found.append(pieces)
    return found

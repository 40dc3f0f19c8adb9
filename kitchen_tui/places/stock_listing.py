"""The list of the store room: what is low or out, filtered by words, and which item a code means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui.cells import cut
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.places.quantities import shown_quantity
from kitchen_tui.regional import number
from kitchen_tui.texts import N_, _, ngettext
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.questions.stock import StockLine
    from kitchen_tui.widgets.glyphs import Glyphs

COLUMNS = (
    Column("", 6),
    Column(N_("Available"), 12, right=True),
    Column(N_("Item"), 14, grow=True),
    Column(N_("SKU"), 14, spare=4),
    Column(N_("On hand"), 12, spare=1, right=True),
    Column(N_("Reserved"), 12, spare=2, right=True),
    Column(N_("Buffer"), 10, spare=5, right=True),
    Column(N_("Reorder at"), 12, spare=3, right=True),
)


def mark_of(item: StockLine, glyphs: Glyphs) -> tuple[str, str]:
    """The shape with its word, and the style: of an item that is low or out."""
    if not item.mark:
        return "", "quiet"
    out = item.mark == "OUT"
    word = _("OUT") if out else _("LOW")
    return f"{glyphs.stop if out else glyphs.soon} {word}", "late" if out else "soon"


class StockListing:
    """`take` what there is; `keep_low`, `words` and `among` narrow what is shown of it."""

    def __init__(self, glyphs: Glyphs) -> None:
        """Nothing is known yet."""
        self._glyphs = glyphs
        self.items: tuple[StockLine, ...] = ()
        self.low_only = False
        self.words = ""
        self.among: frozenset[str] = frozenset()
        """The items that one code means, when there are several."""
        self.list = Listing(COLUMNS, self._fields, lambda item: item.id, empty=N_("No item is like that"))

    def take(self, items: Sequence[StockLine]) -> None:
        """What the store room holds now."""
        self.items = tuple(items)
        self.narrow()

    def narrow(self) -> None:
        """Shows what fits."""
        self.list.take([item for item in self.items if self._fits(item)])

    def narrow_to(self, words: str, among: frozenset[str] = frozenset()) -> None:
        """To what has these words, or to these items."""
        self.words, self.among = words, among
        self.narrow()

    def widen(self) -> bool:
        """Away with the narrowest filter; whether there was one."""
        if not (self.words or self.among or self.low_only):
            return False
        self.low_only = self.low_only and bool(self.words or self.among)
        self.narrow_to("")
        return True

    def meant_by(self, code: str) -> list[StockLine]:
        """The items of a SKU or an id, in any case; all of them are known, shown or not."""
        return [item for item in self.items if item.means(code)]

    def choose(self, item_id: str) -> None:
        """The cursor to an item; a filter that hides it goes."""
        if not self.list.choose(item_id):
            self.low_only = False
            self.narrow_to("")
            self.list.choose(item_id)

    def rows(self, width: int, height: int) -> list[Row]:
        """How it stands, then the list."""
        return [self._head(width), [], *self.list.rows(width, max(height - 2, 1), self._glyphs)][:height]

    def _fits(self, item: StockLine) -> bool:
        if self.among:
            return item.id in self.among
        return (not self.low_only or bool(item.mark)) and item.fits(self.words)

    def _head(self, width: int) -> Row:
        if not self.list.known:
            return []
        out = sum(item.mark == "OUT" for item in self.items)
        low = sum(item.mark == "LOW" for item in self.items)
        pieces = []
        if out:
            pieces.append(Piece(f"{self._glyphs.stop} {_('{n} out').format(n=number(out))}  ", "late"))
        if low:
            pieces.append(Piece(f"{self._glyphs.soon} {_('{n} low').format(n=number(low))}  ", "soon"))
        count = len(self.items)
        pieces.append(Piece(ngettext("{n} item", "{n} items", count).format(n=number(count)), "quiet"))
        used = 2 + sum(len(piece.text) for piece in pieces)
        shown = cut(self._narrowed(), max(width - used - 2, 0))
        return [Piece("  "), *pieces, *([Piece(f"  {shown}", "accent")] if shown else [])]

    def _narrowed(self) -> str:
        """By what the list is narrowed, in words."""
        if self.among:
            return _("Several have this code: which one?")
        parts = [_("only low") if self.low_only else "", f'"{self.words}"' if self.words else ""]
        return f" {self._glyphs.dot} ".join(part for part in parts if part)

    def _fields(self, item: StockLine) -> list[Field]:
        mark, style = mark_of(item, self._glyphs)
        amounts = (item.on_hand, item.reserved, item.buffer, item.reorder_point)
        on_hand, reserved, buffer, reorder = (shown_quantity(n, item.unit) if n else "-" for n in amounts)
        return [
            Field(mark, style),
            Field(shown_quantity(item.available, item.unit), "strong"),
            Field(item.name),
            Field(item.sku or "", "quiet"),
            Field(on_hand),
            Field(reserved, "quiet"),
            Field(buffer, "quiet"),
            Field(reorder, "quiet"),
        ]


def no_item(code: str) -> str:
    """What is said of a code that no item has."""
    return _("No item has the code {code}").format(code=cut(code, 40))


def may_be_words(text: str) -> bool:
    """Whether a text that came like a scan may be words that somebody typed quickly."""
    plain = text.replace(" ", "")
    return plain.isalpha() and (" " in text or not plain.upper().startswith(("ID", "DO")))

"""The list of products with what can still be promised, and the recipe of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui.cells import cut, whole
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.places.product_forms import size_text
from kitchen_tui.places.quantities import shown_quantity
from kitchen_tui.regional import number
from kitchen_tui.texts import N_, _, ngettext
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.questions.products import ProductLine, RecipeLine
    from kitchen_tui.widgets.glyphs import Glyphs

_PRODUCTS = (
    Column("", 6),
    Column(N_("Can sell"), 9, right=True),
    Column(N_("Product"), 16, grow=True),
    Column(N_("By size"), 24, spare=4, grow=True),
    Column(N_("SKU"), 14, spare=2),
    Column(N_("Ready-made"), 16, spare=3),
)
_RECIPE = (
    Column(N_("Size"), 12),
    Column(N_("Takes"), 12, right=True),
    Column(N_("Item"), 14, grow=True),
    Column(N_("Available"), 12, spare=2, right=True),
    Column(N_("Enough for"), 12, spare=1, right=True),
)


def sold(product: ProductLine, size: str = "") -> str:
    """How many can still be promised; a dash where nothing limits it."""
    left = product.can_sell(size)
    return "-" if left is None else number(left)


def by_size(product: ProductLine, glyphs: Glyphs) -> str:
    """`Large 4 · Small 9`: the sizes that have lines of their own."""
    if product.finished_item_id:
        return ""
    return f" {glyphs.dot} ".join(f"{size} {sold(product, size)}" for size in product.sizes() if size)


def least_left(product: ProductLine) -> int | None:
    """What can be promised of the size of which the least can."""
    every = [product.can_sell(size) for size in product.sizes()]
    return min((left for left in every if left is not None), default=None)


class ProductListing:
    """`take` what there is; the filters narrow what is shown of it."""

    def __init__(self, glyphs: Glyphs) -> None:
        """Nothing is known yet."""
        self._glyphs = glyphs
        self.items: tuple[ProductLine, ...] = ()
        self.active_only = False
        self.words = ""
        self.among: frozenset[str] = frozenset()
        """The products that one code means, when there are several."""
        self.list = Listing(_PRODUCTS, self._fields, lambda line: line.id, empty=N_("No product is like that"))

    def take(self, items: Sequence[ProductLine]) -> None:
        """What is sold now."""
        self.items = tuple(items)
        self.narrow()

    def narrow(self) -> None:
        """Shows what fits."""
        self.list.take([product for product in self.items if self._fits(product)])

    def narrow_to(self, words: str, among: frozenset[str] = frozenset()) -> None:
        """To what has these words, or to these products."""
        self.words, self.among = words, among
        self.narrow()

    def widen(self) -> bool:
        """Away with the narrowest filter; whether there was one."""
        if not (self.words or self.among or self.active_only):
            return False
        self.active_only = self.active_only and bool(self.words or self.among)
        self.narrow_to("")
        return True

    def meant_by(self, code: str) -> list[ProductLine]:
        """The products of a SKU or an id, in any case."""
        return [product for product in self.items if product.means(code)]

    def choose(self, product_id: str) -> None:
        """The cursor to a product; a filter that hides it goes."""
        if not self.list.choose(product_id):
            self.active_only = False
            self.narrow_to("")
            self.list.choose(product_id)

    def rows(self, width: int, height: int) -> list[Row]:
        """How many there are, then the list."""
        return [self._head(width), [], *self.list.rows(width, max(height - 2, 1), self._glyphs)][:height]

    def _fits(self, product: ProductLine) -> bool:
        if self.among:
            return product.id in self.among
        return (product.active or not self.active_only) and product.fits(self.words)

    def _head(self, width: int) -> Row:
        if not self.list.known:
            return []
        count = len(self.list.items)
        told = ngettext("{n} product", "{n} products", count).format(n=number(count))
        narrowed = [_("only active") if self.active_only else "", f'"{self.words}"' if self.words else ""]
        shown = f" {self._glyphs.dot} ".join(part for part in narrowed if part)
        if self.among:
            shown = _("Several have this code: which one?")
        return [Piece(f"  {told}", "quiet"), Piece(f"  {cut(shown, max(width - len(told) - 4, 0))}", "accent")]

    def _fields(self, product: ProductLine) -> list[Field]:
        mark, style = self._mark(product)
        least = least_left(product)
        plain = "text" if product.active else "quiet"
        return [
            Field(mark, style),
            Field("-" if least is None else number(least), "strong" if product.active else "quiet"),
            Field(product.title, plain),
            Field(by_size(product, self._glyphs), "quiet"),
            Field(product.sku or "", "quiet"),
            Field(product.ready or "", "quiet"),
        ]

    def _mark(self, product: ProductLine) -> tuple[str, str]:
        """Shape and word of what is not sold, and of what nothing is left of."""
        if not product.active:
            return f"{self._glyphs.cancelled} {_('OFF')}", "quiet"
        least = least_left(product)
        return (f"{self._glyphs.stop} {_('OUT')}", "late") if least is not None and least <= 0 else ("", "quiet")


class Recipe:
    """What one product is made of, size by size."""

    def __init__(self, product_id: str, glyphs: Glyphs) -> None:
        """Nothing is known yet."""
        self.product_id, self._glyphs = product_id, glyphs
        self.product: ProductLine | None = None
        empty = N_("Nothing is said yet of what it is made of")
        self.list = Listing(_RECIPE, self._fields, lambda line: line.key, empty=empty)

    def take(self, product: ProductLine | None) -> None:
        """The product as it is now."""
        self.product = product
        self.list.take(product.recipe if product is not None else ())

    def rows(self, width: int, height: int) -> list[Row]:
        """The product, then its lines."""
        head = self._head(width)
        return [*head, [], *self.list.rows(width, max(height - len(head) - 1, 1), self._glyphs)][:height]

    def _head(self, width: int) -> list[Row]:
        product = self.product
        if product is None:
            return [[]]
        name = cut(f"{product.title}  {product.sku or ''}".rstrip(), max(width - 20, 8))
        off = [] if product.active else [Piece(f"  {self._glyphs.cancelled} {_('OFF')}", "late")]
        return [
            [Piece(f"  {name}", "number"), *off],
            *([Piece(f"  {line}", "quiet")] for line in whole(self._told(product), max(width - 2, 1))),
        ]

    def _told(self, product: ProductLine) -> str:
        if product.finished_item_id:
            stocked = _("stocked ready-made as {item}").format(item=product.ready or product.finished_item_id)
            return f"{stocked}: {_('{n} can be sold').format(n=sold(product))}"
        sizes = [f"{size_text(size)} {sold(product, size)}" for size in product.sizes()]
        told = f"{_('Can be sold')}: {f' {self._glyphs.dot} '.join(sizes)}"
        # Who adds one line to a size takes all lines of any size from it: that must not surprise.
        return f"{told}\n{_('A size with lines of its own takes only those')}" if len(sizes) > 1 else told

    def _fields(self, line: RecipeLine) -> list[Field]:
        return [
            Field(size_text(line.size)),
            Field(shown_quantity(line.quantity, line.unit), "strong"),
            Field(line.item),
            Field(shown_quantity(line.available, line.unit), "quiet"),
            Field(number(line.enough_for) if line.limits_sale else "-", "quiet"),
        ]

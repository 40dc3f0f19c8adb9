"""Products: what can still be promised of each, and what each is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from hardware.scan.secrecy import stands_for_secret
from kitchen_tui.deeds import Deed
from kitchen_tui.places.place import Place
from kitchen_tui.places.product_forms import changed_product, new_product, product_form, recipe_form
from kitchen_tui.places.product_lists import ProductListing, Recipe
from kitchen_tui.places.product_sheets import products_sheet, recipe_sheet
from kitchen_tui.places.stock_listing import may_be_words
from kitchen_tui.texts import N_
from kitchen_tui.verdict import ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.core.actor import Actor
    from data.questions.products import ProductLine
    from data.questions.stock import StockLine
    from data.stock.setting_up import AddProduct
    from kitchen_tui.desk import Desk
    from kitchen_tui.places.place import Code, Question, Room
    from kitchen_tui.places.sheet import Sheet
    from kitchen_tui.sight import Sight
    from kitchen_tui.verdict import Verdict
    from kitchen_tui.widgets.lines import Row

_ACTIVE = Deed("active", ("f5",), "F5", N_("active only"), N_("Only what is sold now, or everything again"))
_ADD = Deed("add", ("ctrl+n",), "Ctrl+N", N_("new product"), N_("A new product"))
_EDIT = Deed("edit", ("ctrl+d",), "Ctrl+D", N_("change"), N_("Title, SKU, ready-made item, active or not"))
_LINE = Deed("line", ("f7",), "F7", N_("quantity"), N_("How much of this item it takes; 0 takes the line out"))
_ADD_LINE = Deed("add_line", ("f8",), "F8", N_("new line"), N_("One more item in the recipe"))
_STOCK = Deed("stock", ("f9",), "F9", N_("stock"), N_("This item in the store room, with its history"))


class Products(Place):
    """The list, and one product's recipe over it."""

    title: ClassVar[str] = N_("Products")
    prompt: ClassVar[str] = N_("Scan or type a product")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._products = ProductListing(room.glyphs)
        self._recipe: Recipe | None = None
        self._items: tuple[StockLine, ...] = ()
        self._sizes: tuple[str, ...] = ()

    def arrive(self, about: str) -> None:
        """`about` is a product whose recipe is wanted."""
        if about:
            self._open(about)

    def questions(self) -> Mapping[str, Question]:
        """Everything: a shop has hundreds of products, and any code must be found among them."""
        return {"products": _asked}

    def told(self, name: str, value: Any) -> None:
        """Products, items and sizes of one moment."""
        products, self._items, self._sizes = value
        self._products.take(products)
        if self._recipe is not None:
            self._recipe.take(self._product(self._recipe.product_id))

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """What lies on top."""
        return (self._recipe or self._products).rows(width, height)

    def deeds(self) -> Sequence[Deed]:
        """What the person may do with what is chosen."""
        edits = self._chosen is not None and self.room.may("edit_product")
        if self._recipe is None:
            adds = self.room.may("add_product")
            return [_ACTIVE, *([_EDIT] if edits else []), *([_ADD] if adds else [])]
        sets, line = self._chosen is not None and self.room.may("set_recipe"), self._recipe.list.chosen is not None
        return [
            *([_LINE] if sets and line else []),
            *([_ADD_LINE] if sets else []),
            *([_STOCK] if line else []),
            *([_EDIT] if edits else []),
        ]

    def do_active(self) -> None:
        """F5."""
        self._products.active_only = not self._products.active_only
        self._products.narrow()

    def do_look(self, key: str) -> None:
        """A click on a line: the first chooses it, the second opens it."""
        if self._recipe is not None:
            self._recipe.list.choose(key)
            return
        if self._chosen is not None and self._chosen.id == key:
            self._open(key)
        else:
            self._products.list.choose(key)

    def do_add(self) -> None:
        """Ctrl+N."""
        store_id = self.room.here.store_id
        form = product_form(
            None,
            self._products.items,
            self._items,
            lambda described: self.room.act(
                lambda desk, actor: self._added(desk, actor, new_product(desk.machine.stamp(), store_id, described))
            ),
        )
        self.room.fill(form)

    def do_edit(self) -> None:
        """Ctrl+D."""
        product = self._chosen
        if product is not None:
            others = [other for other in self._products.items if other.id != product.id]
            ident = product.id
            form = product_form(
                product, others, self._items, lambda described: self.room.do(changed_product(ident, described))
            )
            self.room.fill(form)

    def do_line(self) -> None:
        """F7."""
        if self._recipe is not None and self._recipe.list.chosen is not None:
            self._fill_line(new=False)

    def do_add_line(self) -> None:
        """F8."""
        self._fill_line(new=True)

    def do_stock(self) -> None:
        """F9."""
        line = self._recipe.list.chosen if self._recipe is not None else None
        if line is not None:
            self.room.go("stock", line.item_id)

    def step(self, lines: int) -> None:
        """In what lies on top."""
        (self._recipe or self._products).list.step(lines)

    def enter(self) -> None:
        """The recipe; in it, the quantity of the line, or the first line of all."""
        if self._recipe is None:
            if self._chosen is not None:
                self._open(self._chosen.id)
        elif self.room.may("set_recipe"):
            self._fill_line(new=self._recipe.list.chosen is None)

    def back(self) -> bool:
        """Out of the recipe, then out of the filters."""
        if self._recipe is not None:
            self._recipe = None
            return True
        return self._products.widen()

    def read(self, code: Code) -> bool:
        """A product's SKU or id."""
        found = self._products.meant_by(code.text)
        if not found:
            theirs = code.staff is not None or bool(code.tickets) or stands_for_secret(code.text)
            return not theirs and may_be_words(code.text) and self.typed(code.text)
        self._show(found)
        return True

    def typed(self, text: str) -> bool:
        """A product's code, or words to filter by."""
        found = self._products.meant_by(text)
        if found:
            self._show(found)
        else:
            self._recipe = None
            self._products.narrow_to(text.strip())
        return True

    def sheet(self) -> Sheet:
        """The list, or the recipe that is open."""
        product = self._recipe.product if self._recipe is not None else None
        return recipe_sheet(product) if product is not None else products_sheet(self._products)

    @property
    def _chosen(self) -> ProductLine | None:
        return self._recipe.product if self._recipe is not None else self._products.list.chosen

    def _product(self, product_id: str) -> ProductLine | None:
        return next((product for product in self._products.items if product.id == product_id), None)

    def _show(self, found: Sequence[ProductLine]) -> None:
        """The one that is meant, or those among which one must choose."""
        if len(found) > 1:
            self._recipe = None
            self._products.narrow_to("", frozenset(product.id for product in found))
            return
        self._products.choose(found[0].id)
        if self._recipe is not None:
            self._open(found[0].id)

    def _open(self, product_id: str) -> None:
        self._recipe = Recipe(product_id, self.room.glyphs)
        if self._products.list.known:
            self._recipe.take(self._product(product_id))

    def _added(self, desk: Desk, actor: Actor, command: AddProduct) -> Verdict:
        verdict = desk.done(command, actor)
        if verdict.verdict == ACCEPTED:
            self._products.list.seek(command.product_id)
        return verdict

    def _fill_line(self, *, new: bool) -> None:
        product = self._chosen
        if product is None or self._recipe is None:
            return
        line = None if new else self._recipe.list.chosen
        self.room.fill(recipe_form(product, line, self._sizes, self._items, self._set))

    def _set(self, size: str, item_id: str, quantity: int) -> None:
        from data.questions.products import line_key
        from data.stock.editing import SetRecipe

        if self._recipe is not None:
            # The line that was added is the one that the next key is about.
            self._recipe.list.seek(line_key(size, item_id))
            self.room.do(SetRecipe(self._recipe.product_id, size, item_id, quantity))


def _asked(sight: Sight) -> tuple[tuple[ProductLine, ...], tuple[StockLine, ...], tuple[str, ...]]:
    """The products, the items that may go into them, the sizes of the store."""
    from data.core.packed import unpack
    from data.questions.products import products_of
    from data.questions.stock import stock_of

    sizes = tuple(str(size) for size in unpack(sight.store.sizes))
    products = products_of(sight.database, sight.store.id, sizes)
    return products, stock_of(sight.database, sight.store.id), sizes

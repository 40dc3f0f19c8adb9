"""What the demo bakery sells, and what it takes to make it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.stock.setting_up import AddItem, AddProduct

SIZES = ("Small", "Medium", "Large", "Extra Large")
STORAGE_PLACES = (
    *(f"Cool room {shelf}" for shelf in ("A1", "A2", "A3", "B1", "B2", "B3")),
    *(f"Rack {n}" for n in range(1, 5)),
    "Fridge 1",
    "Fridge 2",
)
_TENTHS = dict(zip(SIZES, (10, 16, 25, 40), strict=True))
_PRICE_TENTHS = dict(zip(SIZES, (10, 14, 19, 27), strict=True))

Parts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A stock item: what came in two weeks ago, and how much of it a count found promisable today (None: uncounted).
    All in its smallest unit."""

    slug: str
    title: str
    unit: str
    received: int
    reorder_point: int
    left: int | None = None
    limits_sale: bool = True


@dataclass(frozen=True, slots=True)
class Product:
    """A product: price of the smallest size in cents, and the parts of one small piece."""

    title: str
    sku: str
    price: int
    parts: Parts
    flavours: tuple[str, ...] = ()
    sized: bool = True
    finished: str | None = None
    asked_for: bool = True
    """False for what only a few orders of the demo ask for by name."""

    def price_of(self, size: str | None) -> int:
        """Cents of one piece in a size, in whole ten cents."""
        return self.price * _PRICE_TENTHS[size] // 100 * 10 if size else self.price


ITEMS = (
    Item("flour", "Cake flour", "g", 400_000, 40_000),
    Item("sugar", "Caster sugar", "g", 350_000, 35_000),
    Item("butter", "Butter", "g", 300_000, 30_000, left=21_400),
    Item("eggs", "Eggs", "pieces", 4_000, 360),
    Item("cream", "Cream 35 %", "ml", 400_000, 40_000),
    Item("cream-cheese", "Cream cheese", "g", 160_000, 12_000),
    Item("dark-chocolate", "Dark chocolate 70 %", "g", 120_000, 15_000),
    Item("white-chocolate", "White chocolate", "g", 90_000, 10_000, left=6_200),
    Item("cocoa", "Cocoa", "g", 40_000, 4_000),
    Item("vanilla", "Vanilla beans", "pieces", 900, 60),
    Item("almond", "Almond meal", "g", 90_000, 8_000),
    Item("hazelnut", "Roasted hazelnuts", "g", 70_000, 6_000),
    Item("pistachio", "Pistachio paste", "g", 60_000, 8_000, left=3_150),
    Item("strawberry", "Strawberries", "g", 110_000, 8_000),
    Item("raspberry", "Fresh raspberries", "g", 900, 200),
    Item("citrus", "Lemon and orange zest", "g", 30_000, 2_000),
    Item("fondant", "Fondant, white", "g", 150_000, 12_000),
    Item("gelato", "Gelato base", "ml", 300_000, 25_000),
    Item("gold-leaf", "Gold leaf", "sheets", 400, 40, left=12),
    Item("box", "Cake boxes", "pieces", 2_000, 120),
    Item("board", "Cake boards", "pieces", 1_500, 150, left=90, limits_sale=False),
    Item("macarons", "Macaron box, ready", "boxes", 120, 20),
)

_SPONGE: Parts = (
    ("flour", 250),
    ("sugar", 220),
    ("butter", 180),
    ("eggs", 4),
    ("cream", 250),
    ("box", 1),
    ("board", 1),
)
_CHOCOLATE: Parts = (*_SPONGE, ("dark-chocolate", 200), ("cocoa", 40))
_CHEESE: Parts = (("cream-cheese", 500), ("sugar", 150), ("eggs", 3), ("butter", 90), ("box", 1), ("board", 1))
_GELATO: Parts = (("gelato", 900), ("cream", 200), ("sugar", 100), ("box", 1), ("board", 1))

PRODUCTS = (
    Product("Chocolate Mud Cake", "MUD", 6_400, _CHOCOLATE, ("Dark", "Milk", "Salted caramel")),
    Product("Vanilla Bean Cake", "VAN", 5_900, (*_SPONGE, ("vanilla", 2)), ("Bean", "Lemon curd", "Strawberry jam")),
    Product("Red Velvet Cake", "RED", 6_200, (*_SPONGE, ("cream-cheese", 200), ("cocoa", 15))),
    Product("Carrot & Walnut Cake", "CAR", 5_800, (*_SPONGE, ("cream-cheese", 180))),
    Product("Hazelnut Praline Cake", "HAZ", 7_200, (*_SPONGE, ("hazelnut", 220)), ("Praline", "Gianduja")),
    Product("Lemon Meringue Torte", "LEM", 6_000, (*_SPONGE, ("citrus", 60))),
    Product(
        "Gelato Cake Build Your Own",
        "GEL",
        7_900,
        _GELATO,
        ("Pistachio, Mango", "Stracciatella, Hazelnut", "Lemon, Fior di latte"),
    ),
    Product("Tiramisu Torte", "TIR", 6_800, (*_SPONGE, ("cream-cheese", 250), ("cocoa", 30))),
    Product("Black Forest Gateau", "BLF", 6_900, _CHOCOLATE, ("Kirsch", "No alcohol")),
    Product(
        "Flourless Orange & Almond Cake",
        "ORA",
        6_300,
        (("almond", 300), ("eggs", 6), ("sugar", 250), ("citrus", 80), ("box", 1)),
    ),
    Product("Strawberry Shortcake", "STR", 6_100, (*_SPONGE, ("strawberry", 350))),
    Product("Raspberry Rose Cake", "RAS", 7_400, (*_SPONGE, ("raspberry", 250)), asked_for=False),
    Product("Passionfruit Cheesecake", "PAS", 5_700, _CHEESE),
    Product("New York Cheesecake", "NYC", 5_500, _CHEESE, ("Plain", "Blueberry", "Salted caramel")),
    Product("Unicorn Cake", "UNI", 8_900, (*_SPONGE, ("fondant", 400), ("gold-leaf", 1)), ("Vanilla", "Rainbow")),
    Product("Dinosaur Cake", "DIN", 8_900, (*_CHOCOLATE, ("fondant", 450))),
    Product("Number Cake", "NUM", 7_800, (*_SPONGE, ("strawberry", 150)), ("Vanilla", "Chocolate")),
    Product("Chocolate Drip Cake", "DRI", 8_200, _CHOCOLATE, ("Oreo", "Salted caramel", "Raspberry coulis")),
    Product("Pistachio & Rosewater Cake", "PIS", 7_600, (*_SPONGE, ("pistachio", 180), ("white-chocolate", 120))),
    Product(
        "Vegan Chocolate Cake", "VEG", 6_600, (("flour", 280), ("sugar", 240), ("cocoa", 60), ("box", 1), ("board", 1))
    ),
    Product("Photo Cake", "PHO", 7_000, (*_SPONGE, ("white-chocolate", 150)), ("Vanilla", "Chocolate")),
    Product("Two Tier Wedding Cake", "WED", 24_000, (*_SPONGE, ("fondant", 900), ("gold-leaf", 2)), asked_for=False),
    Product(
        "Mini Cheesecake", "MIN", 420, (("cream-cheese", 60), ("sugar", 20), ("eggs", 1)), sized=False, asked_for=False
    ),
    Product(
        "Cupcakes, box of 12",
        "CUP",
        4_800,
        (("flour", 300), ("sugar", 260), ("butter", 200), ("eggs", 4), ("box", 1)),
        ("Vanilla", "Chocolate", "Assorted"),
        sized=False,
    ),
    Product(
        "Macaron Box",
        "MAC",
        3_600,
        (),
        ("Assorted", "Pistachio", "Raspberry"),
        sized=False,
        finished="macarons",
        asked_for=False,
    ),
)

ACCESSORIES = (
    ("Sparkler candles", "SPARKLER", 600),
    ("Number candle 7", "NUMBER-7", 500),
    ("Happy Birthday topper", "TOPPER-HB", 1_200),
    ("Balloon bunch", "BALLOONS", 2_500),
)
"""Title, SKU and cents of what rides with a cake."""


def flavours() -> tuple[str, ...]:
    """All that the bakery's products come in, each once."""
    return tuple(dict.fromkeys(flavour for made in PRODUCTS for flavour in made.flavours))


def product(sku: str) -> Product:
    """The product with this SKU."""
    return next(p for p in PRODUCTS if p.sku == sku)


def item_id(store_id: str, slug: str) -> str:
    """The id of a store's stock item."""
    return f"{store_id}-{slug}"


def add_items(store_id: str) -> Iterator[AddItem]:
    """The store's stock items, still empty."""
    for item in ITEMS:
        ident = item_id(store_id, item.slug)
        yield AddItem(
            ident,
            store_id,
            item.title,
            item.unit,
            sku=item.slug.upper(),
            reorder_point=item.reorder_point,
            limits_sale=item.limits_sale,
        )


def add_products(store_id: str) -> Iterator[AddProduct]:
    """The store's products with what each size takes."""
    for made in PRODUCTS:
        sizes = SIZES if made.sized else ("",)
        bom = tuple(
            (size, item_id(store_id, slug), -(-quantity * _TENTHS.get(size, 10) // 10))
            for size in sizes
            for slug, quantity in made.parts
        )
        finished = item_id(store_id, made.finished) if made.finished else None
        yield AddProduct(f"{store_id}-{made.sku.lower()}", store_id, made.title, made.sku, finished, bom)

"""Who sells to the demo bakery, and what is on its way: a mill, a dairy, a market, a packer. Nobody sells macarons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.core.actor import Role
from data.core.command import Command
from data.core.ids import derived_id
from data.procurement.ordering import MakePurchaseOrder, SendPurchaseOrder
from data.procurement.receiving import ReceivePurchase
from data.procurement.supplying import SetItemTerms, SetOffer, SetSupplier
from kitchen_tui.demo.around import DAY
from kitchen_tui.demo.deeds import Beat, plain
from kitchen_tui.demo.menu import item_id
from kitchen_tui.demo.scene import Scene

_WORKDAYS, _DAILY = (0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Seller:
    """A supplier; `minimum` in cents, `packs` by item: words, what is in one, cents, the least that is sold."""

    slug: str
    name: str
    order: tuple[int, ...]
    cutoff: int
    delivers: tuple[int, ...]
    minimum: int
    packs: dict[str, tuple[str, int, int, int]]


SELLERS = (
    Seller(
        "mill",
        "Yarra Valley Mill",
        _WORKDAYS,
        14 * 60,
        (1, 4),
        15_000,
        {
            "flour": ("Sack 25 kg", 25_000, 3_250, 100_000),
            "sugar": ("Sack 25 kg", 25_000, 4_100, 0),
            "almond": ("Bag 10 kg", 10_000, 14_900, 0),
            "hazelnut": ("Bag 10 kg", 10_000, 17_200, 0),
        },
    ),
    Seller(
        "dairy",
        "Gippsland Dairy",
        _DAILY,
        17 * 60,
        _DAILY,
        5_000,
        {
            "butter": ("Carton 10 x 1 kg", 10_000, 9_800, 0),
            "cream": ("Can 10 l", 10_000, 6_900, 0),
            "cream-cheese": ("Tub 2 kg", 2_000, 1_950, 0),
            "eggs": ("Tray of 180", 180, 6_300, 0),
            "gelato": ("Bucket 5 l", 5_000, 4_400, 0),
        },
    ),
    Seller(
        "market",
        "Sydney Fruit Market",
        _DAILY,
        20 * 60,
        (0, 2, 4, 5),
        0,
        {
            "strawberry": ("Flat 5 kg", 5_000, 4_500, 0),
            "raspberry": ("Punnets 12 x 125 g", 1_500, 3_900, 0),
            "citrus": ("Tub 1 kg", 1_000, 2_100, 0),
        },
    ),
    Seller(
        "packer",
        "Cake & Box Supplies",
        (0, 2),
        12 * 60,
        (2, 4),
        10_000,
        {
            "box": ("Bundle of 50", 50, 3_750, 0),
            "board": ("Bundle of 50", 50, 2_900, 0),
            "dark-chocolate": ("Carton 10 kg", 10_000, 18_900, 0),
            "white-chocolate": ("Carton 10 kg", 10_000, 17_500, 0),
            "pistachio": ("Tin 2.5 kg", 2_500, 13_800, 0),
            "gold-leaf": ("Booklet of 25", 25, 4_900, 0),
            "cocoa": ("Bag 5 kg", 5_000, 7_400, 0),
            "vanilla": ("Bundle of 50", 50, 9_500, 0),
            "fondant": ("Pail 10 kg", 10_000, 6_200, 0),
        },
    ),
)
_KEEPS = {"cream": 10, "cream-cheese": 21, "strawberry": 4, "raspberry": 3, "butter": 60, "eggs": 21}
_LOST = {"strawberry": 80, "raspberry": 100, "eggs": 20, "flour": 10}


def bought(scene: Scene) -> Iterator[Beat]:
    """Set up when the shop opened; an order that came last week, and one of which a part is still to come."""
    admin, around = scene.crew.first(Role.ADMIN), scene.around
    for command in _set_up(scene.store_id):
        yield Beat(around.now - 9 * DAY, plain(admin, command))
    for seller, items, ago in ((SELLERS[1], ("butter", "eggs"), 6), (SELLERS[3], ("box", "board"), 2)):
        ident = derived_id(scene.store_id, f"demo purchase {seller.slug}")
        lines = tuple((_offer(scene.store_id, slug), 2) for slug in items)
        at = around.now - ago * DAY
        yield Beat(at, plain(admin, MakePurchaseOrder(ident, _seller(scene.store_id, seller), lines)))
        yield Beat(at + 60_000, plain(admin, SendPurchaseOrder(ident)))
        came = () if ago > 2 else ((lines[0][0], SELLERS[3].packs["box"][1]),)
        yield Beat(at + DAY, plain(scene.supervisor, ReceivePurchase(ident, came, f"DN-{7_300 + ago}")))


def _set_up(store_id: str) -> Iterator[Command]:
    for seller in SELLERS:
        ident = _seller(store_id, seller)
        yield SetSupplier(
            ident,
            store_id,
            seller.name,
            f"orders@{seller.slug}.example",
            seller.order,
            seller.cutoff,
            1,
            seller.delivers,
            (),
            seller.minimum,
        )
        for slug, (pack, size, price, least) in seller.packs.items():
            offer = _offer(store_id, slug)
            yield SetOffer(offer, ident, item_id(store_id, slug), pack, size, price, slug.upper(), None, least)
    for slug in sorted({*_KEEPS, *_LOST}):
        yield SetItemTerms(item_id(store_id, slug), _LOST.get(slug, 0), _KEEPS.get(slug))


def _seller(store_id: str, seller: Seller) -> str:
    return f"{store_id}-{seller.slug}"


def _offer(store_id: str, slug: str) -> str:
    return f"{store_id}-offer-{slug}"

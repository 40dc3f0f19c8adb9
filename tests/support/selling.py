"""A bakery that sells in two shops: one does well, the other is broken, in the middle of its first sync."""

from __future__ import annotations

from data.core.actor import SERVICE_ACTOR
from data.core.clock import HOUR, MINUTE
from data.orders.intake import KeepDeadLetter
from data.shops.connecting import INITIAL_SYNC, ConnectShop, NoteSyncJob, SetShopState
from data.shops.integration import BROKEN, SHOPIFY, SQUARE, integration_id
from data.shops.link import LinkStock
from data.shops.work import INVENTORY_PUSH, SettleWork, work_id
from tests.support.bakery import Bakery
from tests.support.cast import ADI, BOX, OLIVE
from tests.support.dockets import docket

DOMAIN, MERCHANT = "bannos.myshopify.com", "ML7QX2"
WEB, TILL = integration_id("bannos", SHOPIFY, DOMAIN), integration_id("bannos", SQUARE, MERCHANT)
UNREADABLE = "The delivery is not JSON"
LINKS = (
    ("801", "CAKE-L", "Gelato Cake Large", "gelato-cake", "Large", None),
    ("802", "CAKE-S", "Gelato Cake Small", "gelato-cake", "Small", None),
    ("803", "BOX", "Cake box", None, "", BOX),
    ("804", "SPONGE", "Sponge", "sponge", "", None),
)


def of_web(subject: str) -> str:
    """The work of one thing at the web shop."""
    return work_id(WEB, INVENTORY_PUSH, subject)


def connect(bakery: Bakery) -> None:
    """Two shops with their things; all of it waits."""
    bakery.must(ConnectShop("bannos", SHOPIFY, DOMAIN, "71", connected=True), OLIVE)
    bakery.must(ConnectShop("bannos", SQUARE, MERCHANT, "L1", connected=True), OLIVE)
    bakery.must(LinkStock(WEB, LINKS), ADI)
    bakery.must(LinkStock(TILL, LINKS[:1]), ADI)


def settle(bakery: Bakery, subject: str, quantity: int | None, says: str = "", again_at: int | None = None) -> None:
    """What became of the first push of a thing at the web shop."""
    bakery.must(SettleWork(WEB, ((of_web(subject), 1, quantity, says, again_at),)), SERVICE_ACTOR)


def a_selling_day(bakery: Bakery) -> None:
    """Something of everything that the three places show."""
    connect(bakery)
    at = bakery.machine.at
    settle(bakery, "801", 40)
    settle(bakery, "802", None, "The shop does not answer", at + 5 * HOUR + 4 * MINUTE)
    settle(bakery, "803", None, "The shop knows no such thing")
    bakery.must(NoteSyncJob(TILL, INITIAL_SYNC, "running", 520, 1_000, "page 6"), SERVICE_ACTOR)
    bakery.must(KeepDeadLetter("bannos", "square", "payload", UNREADABLE, "ab" * 32), SERVICE_ACTOR)
    bakery.take_in(docket("20001", customer=None))
    bakery.machine.at = at + 5 * HOUR
    bakery.must(SetShopState(WEB, synced_at=at + 5 * HOUR - 9 * MINUTE, heard_at=at + 5 * HOUR), SERVICE_ACTOR)
    bakery.must(SetShopState(TILL, BROKEN, "Its owner took the permission back", at + HOUR), SERVICE_ACTOR)

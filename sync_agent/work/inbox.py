"""What the shops have told is taken in: each delivery gets its word, and none stops those behind it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from hashlib import sha256

from data.core.actor import SERVICE_ACTOR
from data.core.clock import HOUR, MINUTE
from data.core.command import Command
from data.ledger import inbox
from data.ledger.own import rule_within
from data.orders.intake import KeepDeadLetter
from data.shops.connecting import SetShopState
from data.shops.integration import BROKEN, CONNECTED, PosIntegration
from data.shops.kept import WebhookDelivery
from data.shops.link import to_show
from data.shops.work import INVENTORY_PUSH, PENDING, PushStock, Work, work_id
from data.stock.link import StockLink
from data.store.database import Database, StoredRows
from data.store.errors import NotRecorded
from sync_agent.health.due import sale_told
from sync_agent.hub.addressees import shop_of
from sync_agent.hub.organizations import fresh
from sync_agent.shops.trouble import Disconnected, Rejected, ShopTrouble, Throttled, Unavailable, Unreadable
from sync_agent.shops.vendor import Erase, Left, OrderNamed, OrderSeen, StockSeen, Told
from sync_agent.work.erasing import erase
from sync_agent.work.intake import is_doubtful, take_in
from sync_agent.work.noting import TAKEN_IN, Noted, nobody_notes
from sync_agent.work.opening import Opener
from sync_agent.work.pauses import pause

_log = logging.getLogger(__name__)
_LATER, _BROKEN = "later", "broken"
_OUTDATED = 72 * HOUR
_HEARD_EVERY = MINUTE
"""How often a shop's row says when it was heard."""


class InboxWorker:
    """For one thread."""

    def __init__(self, opener: Opener, noted: Noted = nobody_notes) -> None:
        """Its shops, its database and its clock are the opener's; `noted` hears how long a delivery took."""
        self._noted = noted
        self._opener, self._store, self._now = opener, opener.store, opener.now

    def once(self, organization: str, many: int = 20) -> int:
        """Takes up what is due; answers how many deliveries. Raises StoreError when the database is not there."""
        if not self._store.read(organization, lambda database: inbox.is_due(database, self._now())):
            return 0
        taken = self._store.write(organization, lambda database: inbox.lease(database, many, self._now()))
        for came in taken:
            self.take_up(organization, came)
        return len(taken)

    def take_up(self, organization: str, came: WebhookDelivery) -> None:
        """One that the caller has leased. Raises StoreError."""
        begun = time.perf_counter()
        code = self._one(organization, came)
        self._noted(TAKEN_IN, time.perf_counter() - begun, code != _BROKEN, code)

    def _one(self, organization: str, came: WebhookDelivery) -> str:
        """What was wrong with it, "" for nothing."""
        code = ""
        shop = self._store.read(organization, lambda database: shop_of(database, came.integration_id))
        if shop is None:
            self._bury(organization, came, None, "shop", "The shop is not connected any more")
            return "shop"
        try:
            for told in self._opener.vendors(shop.vendor).told(came.topic, bytes(came.raw)):
                self._take(organization, shop, came, told)
        except (Unreadable, Rejected, Disconnected) as trouble:
            code = trouble.code
            self._bury(organization, came, shop, code, str(trouble))
        except (ShopTrouble, NotRecorded) as trouble:
            code = _LATER
            self._later(organization, came, shop, str(trouble), away=isinstance(trouble, Throttled | Unavailable))
        except Exception as trouble:
            code = _BROKEN
            _log.exception("a delivery broke its worker")
            self._later(organization, came, shop, f"It went wrong ({type(trouble).__name__})")
        self._heard(organization, shop)
        if not code and came.tries > 1:
            _log.info("recovered", extra={"delivery": came.id, "tries": came.tries})
        return code

    def _take(self, organization: str, shop: PosIntegration, came: WebhookDelivery, told: Told) -> None:
        if isinstance(told, OrderSeen):
            return self._order(organization, shop, came, self._newest(organization, shop, told))
        if isinstance(told, OrderNamed):
            seen = self._opener.with_shop(organization, shop, lambda there: there.order(told.gid))
            if seen is None:
                return self._unknown(organization, shop, came)
            return self._order(organization, shop, came, seen)
        if isinstance(told, StockSeen):
            return self._stock(organization, shop, came, told)
        if isinstance(told, Left):
            return self._do(organization, shop, came, lambda _: SetShopState(shop.id, BROKEN, told.why), told.why)
        if isinstance(told, Erase):
            return self._erase(organization, shop, came, told)
        return self._said(organization, came, told.why)

    def _erase(self, organization: str, shop: PosIntegration, came: WebhookDelivery, told: Erase) -> None:
        def work(database: Database) -> str:
            with database.transaction():
                return erase(database, shop, told)

        self._bury(organization, came, shop, "erase", self._store.write(organization, work))

    def _unknown(self, organization: str, shop: PosIntegration, came: WebhookDelivery) -> None:
        """What a vendor tells may outrun what it answers: it is asked once more."""
        says = "The shop has no such order for this store"
        return self._later(organization, came, shop, says) if came.tries < 2 else self._said(organization, came, says)

    def _newest(self, organization: str, shop: PosIntegration, seen: OrderSeen) -> OrderSeen:
        """Of two forms of one second only the shop knows which is the newer: it is asked. Where it does not answer, the
        one that came last is taken, and the next poll sets it right."""
        asked = shop.status == CONNECTED
        if not asked or not self._store.read(organization, lambda database: is_doubtful(database, shop, seen.raw)):
            return seen
        try:
            return self._opener.with_shop(organization, shop, lambda there: there.order(seen.gid)) or seen
        except ShopTrouble as trouble:
            _log.info("which form of an order is newer could not be asked", extra={"code": trouble.code})
            return seen

    def _order(self, organization: str, shop: PosIntegration, came: WebhookDelivery, seen: OrderSeen) -> None:
        def work(database: Database) -> None:
            with database.transaction():
                # What a vendor calls its event is not always signed: other bytes by the same name are another event.
                event = f"{came.topic}:{came.event_id}:{sha256(seen.raw).hexdigest()}"
                results = take_in(database, shop, seen.raw, event, fresh, self._now())
                inbox.settle(database, came, "; ".join(one.says for one in results) or "No order was in it")
                if any(one.status in ("applied", "merged") for one in results):
                    sale_told(database, shop.store_id, self._now())

        self._store.write(organization, work)
        self._opener.changed(organization, (shop.store_id,))

    def _stock(self, organization: str, shop: PosIntegration, came: WebhookDelivery, told: StockSeen) -> None:
        """What the shop shows is what we have, or it is told again."""

        def needed(database: Database) -> Command | None:
            rows = StoredRows(database)
            link = rows.get(StockLink, shop.id, told.external_id)
            if link is None or (shop.location is not None and told.location != shop.location):
                return None
            work = rows.get(Work, work_id(shop.id, INVENTORY_PUSH, told.external_id))
            wanted = to_show(rows, link)
            waits = work is not None and work.status == PENDING
            return None if waits or wanted in (None, told.available) else PushStock(shop.id, (told.external_id,))

        self._do(organization, shop, came, needed, f"It shows {told.available}")

    def _do(
        self,
        organization: str,
        shop: PosIntegration,
        came: WebhookDelivery,
        needed: Callable[[Database], Command | None],
        says: str,
    ) -> None:
        given = self._opener.stamp()

        def work(database: Database) -> None:
            with database.transaction():
                command = needed(database)
                if command is not None:
                    stores = (shop.store_id,)
                    rule_within(database, command, SERVICE_ACTOR, shop.vendor, given, fresh, stores)
                inbox.settle(database, came, says)

        self._store.write(organization, work)
        self._opener.changed(organization, (shop.store_id,))

    def _said(self, organization: str, came: WebhookDelivery, says: str) -> None:
        def work(database: Database) -> None:
            with database.transaction():
                inbox.settle(database, came, says)

        self._store.write(organization, work)

    def _later(
        self, organization: str, came: WebhookDelivery, shop: PosIntegration, says: str, *, away: bool = False
    ) -> None:
        # A shop that is away is no fault of what it told: that is given up when a poll has long found the same.
        over = self._now() - came.received_at >= _OUTDATED if away else came.tries >= inbox.MOST_TRIES
        if over:
            return self._bury(organization, came, shop, "tries", says)
        again_at = self._now() + pause(came.tries)

        def work(database: Database) -> None:
            with database.transaction():
                inbox.put_back(database, came, says, again_at)

        return self._store.write(organization, work)

    def _bury(
        self, organization: str, came: WebhookDelivery, shop: PosIntegration | None, reason: str, says: str
    ) -> None:
        """A dead letter that a person sees; those behind it go on."""
        mark = sha256(bytes(came.raw)).hexdigest()
        command = KeepDeadLetter(came.store_id, came.provider, reason, says, mark)
        given, stores = self._opener.stamp(), (came.store_id,)

        def work(database: Database) -> None:
            with database.transaction():
                if inbox.settle(database, came, says, dead=True) and shop is not None:
                    rule_within(database, command, SERVICE_ACTOR, came.provider, given, fresh, stores)

        self._store.write(organization, work)
        self._opener.changed(organization, stores)

    def _heard(self, organization: str, shop: PosIntegration) -> None:
        now = self._now()
        if shop.heard_at is None or now - shop.heard_at > _HEARD_EVERY:
            self._opener.give(organization, shop, SetShopState(shop.id, heard_at=now))

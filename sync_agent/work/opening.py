"""A connected shop, opened with what the hub keeps of it; one refresh for all workers when its token has ended."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from data.core.actor import SERVICE_ACTOR
from data.core.clock import HOUR, Instant
from data.core.command import Command
from data.core.envelope import Stamp
from data.exchange.message import Result
from data.ledger import leases
from data.ledger.own import rule
from data.shops.connecting import SetShopState
from data.shops.integration import BROKEN, PosIntegration
from data.shops.kept import ShopSecret
from data.store.database import Database, StoredRows
from data.store.machine import ThisMachine
from sync_agent.hub.organizations import fresh
from sync_agent.hub.running import Changed
from sync_agent.hub.store import HubStore
from sync_agent.shops.keys import (
    ACCESS,
    BASE_URL,
    CLIENT_ID,
    CLIENT_SECRET,
    HOOKS_URL,
    OWN_TOKEN,
    REFRESH,
    ShopKeys,
    app_id,
)
from sync_agent.shops.registry import Vendors, vendor_of
from sync_agent.shops.trouble import Disconnected, ShopTrouble, Throttled, TokenExpired, Unavailable
from sync_agent.shops.vendor import Shop, Token, Vendor
from sync_agent.work.gate import Gate

T = TypeVar("T")
_log = logging.getLogger(__name__)
_MACHINE = ThisMachine()
LATE = 24 * HOUR
"""A renewal that is due for so long fails for a reason: Square wants one every week, and an alarm past eight days."""
_PATIENCE_S, _LOOK_S = 30.0, 0.1
"""How long one waits for another worker's refresh."""


class Opener:
    """Shops by their integration, for one thread."""

    def __init__(
        self,
        store: HubStore,
        keys: ShopKeys,
        changed: Changed,
        now: Callable[[], Instant] = _MACHINE.now,
        vendors: Vendors = vendor_of,
        gate: Gate | None = None,
    ) -> None:
        """`changed` is told when a shop's row has changed; `gate` is shared by those who ask in one process."""
        self.store, self.keys, self.changed, self.now, self.vendors = store, keys, changed, now, vendors
        self.gate = gate or Gate()
        self._worker = fresh()

    def with_shop(self, organization: str, shop: PosIntegration, work: Callable[[Shop], T]) -> T:
        """What the work answers. Raises a ShopTrouble; after Disconnected the shop is BROKEN, and its store knows."""
        self.gate.pass_by(shop.id, self.now())
        kept = self.kept(organization, shop)
        speaks = self.speaker(organization, shop, kept)
        try:
            if REFRESH in kept and self._wants_renewal(organization, shop):
                kept = self._renewed_early(organization, shop, speaks, kept)
            try:
                return work(self._open(speaks, shop, kept))
            except TokenExpired:
                if REFRESH not in kept:
                    raise Disconnected("The shop takes the token no more, and there is none to renew it with") from None
                self._refresh(organization, shop, speaks, kept[ACCESS])
                return work(self._open(speaks, shop, self.kept(organization, shop)))
        except Throttled as trouble:
            self.gate.told(shop.id, trouble, self.now())
            raise
        except TokenExpired as trouble:
            raise Disconnected("The shop takes not even a new token") from trouble
        except Disconnected as trouble:
            self.give(organization, shop, SetShopState(shop.id, BROKEN, str(trouble)))
            raise

    def speaker(self, organization: str, shop: PosIntegration, kept: Mapping[str, str]) -> Vendor:
        """Its vendor, as the application that we are there; `kept` are the shop's own secrets."""
        app = self.app_of(organization, shop.vendor)
        base = kept.get(BASE_URL) or app.get(BASE_URL)
        return self.vendors(shop.vendor, base, *(app.get(name, "") for name in (CLIENT_ID, CLIENT_SECRET, OWN_TOKEN)))

    def give(self, organization: str, shop: PosIntegration, command: Command) -> Result:
        """A command of a service, for this shop's store."""
        given = self.stamp()

        def work(database: Database) -> Result:
            return rule(database, command, SERVICE_ACTOR, shop.vendor, given, fresh, (shop.store_id,))

        result = self.store.write(organization, work)
        self.changed(organization, (shop.store_id,))
        return result

    def stamp(self, command_id: str | None = None) -> Stamp:
        """A new command's id and times."""
        made = replace(_MACHINE.stamp(), at=self.now())
        return made if command_id is None else replace(made, command_id=command_id)

    def app_of(self, organization: str, vendor: str) -> dict[str, str]:
        """As what we come to a vendor; empty where every shop has a private application of its own."""
        return self.store.read(organization, lambda database: self.keys.of(database, app_id(vendor)))

    def kept(self, organization: str, shop: PosIntegration) -> dict[str, str]:
        """What the hub keeps of a shop, by name."""
        return self.store.read(organization, lambda database: self.keys.of(database, shop.id))

    def _open(self, speaks: Vendor, shop: PosIntegration, kept: dict[str, str]) -> Shop:
        if ACCESS not in kept:
            raise Disconnected("Nobody has said yes to this connection yet")
        places = (shop.location,) if shop.location else ()
        return speaks.open(shop.account, kept[ACCESS], kept.get(HOOKS_URL, ""), places)

    def _wants_renewal(self, organization: str, shop: PosIntegration) -> bool:
        due = self._due(organization, shop)
        return due is not None and due <= self.now()

    def _due(self, organization: str, shop: PosIntegration) -> Instant | None:
        access = self.store.read(organization, lambda database: StoredRows(database).get(ShopSecret, shop.id, ACCESS))
        return access.expires_at if access is not None else None

    def _warn_if_late(self, organization: str, shop: PosIntegration, trouble: ShopTrouble) -> None:
        """Square's token lives on for weeks: without a word nobody would know before its end."""
        late = self.now() - (self._due(organization, shop) or self.now())
        if late >= LATE:
            _log.error("a permission is not renewed", extra={"shop": shop.id, "code": trouble.code, "ms": late})

    def _renewed_early(
        self, organization: str, shop: PosIntegration, speaks: Vendor, kept: dict[str, str]
    ) -> dict[str, str]:
        """Where that cannot be just now, the one there is serves for a while yet."""
        try:
            self._refresh(organization, shop, speaks, kept[ACCESS])
        except (Throttled, Unavailable) as trouble:
            self._warn_if_late(organization, shop, trouble)
            return kept
        return self.kept(organization, shop)

    def _refresh(self, organization: str, shop: PosIntegration, speaks: Vendor, refused: str) -> None:
        """One worker asks, the others wait for what it got: a refresh token may be worth one use."""
        name, ends = f"refresh:{shop.id}", time.monotonic() + _PATIENCE_S
        while True:
            if self.kept(organization, shop).get(ACCESS) != refused:
                return
            fence = self.store.write(
                organization, lambda database: leases.take(database, name, self._worker, self.now())
            )
            if fence is not None:
                break
            if time.monotonic() > ends:
                raise Unavailable("Another worker is renewing the token, and does not come to an end", "refreshing")
            time.sleep(_LOOK_S)
        try:
            if self.kept(organization, shop).get(ACCESS) == refused:
                self._renew(organization, shop, speaks)
        finally:
            self.store.write(organization, lambda database: leases.leave(database, name, self._worker, fence))

    def _renew(self, organization: str, shop: PosIntegration, speaks: Vendor) -> None:
        kept = self.kept(organization, shop)
        token = speaks.refreshed(shop.account, Token(kept[ACCESS], kept[REFRESH], None, None), self.now())
        self.keep(organization, shop, token)

    def keep(self, organization: str, shop: PosIntegration, token: Token) -> None:
        """Both at once, before either is used; it is renewed when four fifths of its life are over, or as it says."""
        now, ends = self.now(), token.expires_at
        due = token.renew_at if ends is None or token.renew_at is not None else now + (ends - now) * 4 // 5
        values = {ACCESS: token.access} | ({REFRESH: token.refresh} if token.refresh else {})
        self.keep_values(organization, shop, values, {ACCESS: due, REFRESH: token.refresh_until})

    def keep_values(
        self,
        organization: str,
        shop: PosIntegration,
        values: Mapping[str, str],
        expires: Mapping[str, Instant | None] | None = None,
    ) -> None:
        """These secrets of a shop, all or none."""
        self.keep_named(organization, shop.id, values, expires)

    def keep_named(
        self,
        organization: str,
        whose: str,
        values: Mapping[str, str],
        expires: Mapping[str, Instant | None] | None = None,
    ) -> None:
        """The same of our application at a vendor (`app_id`)."""

        def work(database: Database) -> None:
            with database.transaction():
                self.keys.keep(database, whose, values, self.now(), expires)

        self.store.write(organization, work)

    def forget(self, organization: str, shop: PosIntegration) -> None:
        """Nothing here opens the shop any more."""
        self.forget_named(organization, shop.id)

    def forget_named(self, organization: str, whose: str) -> None:
        """As `keep_named` has kept them."""

        def work(database: Database) -> None:
            with database.transaction():
                self.keys.forget(database, whose)

        self.store.write(organization, work)

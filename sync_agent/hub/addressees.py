"""Whose webhooks come here: the shops of all organizations with what their deliveries are signed with, remembered for a
moment, for a storm of webhooks asks for the same ones."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from data.shops.integration import DISCONNECTED, SHOPIFY, PosIntegration
from data.store.database import Database, StoredRows
from data.store.errors import StoreError
from data.store.kinds import kind_of
from sync_agent.hub.organizations import organizations
from sync_agent.hub.store import HubStore
from sync_agent.secrets.sealing import NotOpened
from sync_agent.shops.keys import CLIENT_SECRET, HOOKS_URL, WEBHOOK, WEBHOOK_BEFORE, ShopKeys, app_id

_log = logging.getLogger(__name__)
_REMEMBERED_S = 5.0
_READ_AHEAD_S = 3.0
"""From then on it is read anew beside the calls, or a storm would stand still each time it is forgotten."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """A shop of an organization; `secrets` may sign its deliveries, `url` is where the vendor sends them. One that is
    DISCONNECTED is told no more than what its vendor owes us then. Where its secrets do not open (`sealed`), nobody can
    say what is its vendor's."""

    organization: str
    shop: PosIntegration
    secrets: tuple[str, ...] = field(repr=False)
    url: str
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class _Memory:
    shops: tuple[Addressee, ...]
    read_at: float


class Addressees:
    """For many threads."""

    def __init__(self, store: HubStore, keys: ShopKeys, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` tells seconds that never go back."""
        self._store, self._keys, self._clock = store, keys, clock
        self._turn = threading.Lock()
        self._memory: _Memory | None = None

    def of(self, provider: str, store_id: str | None, account: str | None = None) -> list[Addressee]:
        """The shops of a vendor that may be meant; of a store, of an account, or of both. Raises StoreError."""
        return _meant(self._all(), provider, store_id, account)

    def remembered(self, provider: str, store_id: str | None, account: str | None = None) -> list[Addressee] | None:
        """The same without waiting; None when it must be read."""
        memory, now = self._memory, self._clock()
        if memory is None or now - memory.read_at > _REMEMBERED_S:
            return None
        if now - memory.read_at > _READ_AHEAD_S and self._turn.acquire(blocking=False):
            threading.Thread(target=self._ahead, name="addressees", daemon=True).start()
        return _meant(memory.shops, provider, store_id, account)

    def _ahead(self) -> None:
        """Reads with the turn that `remembered` took; what goes wrong is told to whoever must read next."""
        try:
            now = self._clock()
            self._memory = _Memory(tuple(self._read()), now)
        except StoreError as trouble:
            _log.info("the shops could not be read ahead", extra={"code": type(trouble).__name__})
        finally:
            self._turn.release()

    def _all(self) -> tuple[Addressee, ...]:
        with self._turn:
            memory, now = self._memory, self._clock()
            if memory is None or now - memory.read_at > _REMEMBERED_S:
                memory = self._memory = _Memory(tuple(self._read()), now)
            return memory.shops

    def _read(self) -> list[Addressee]:
        return [found for whose in organizations(self._store) for found in self._of(whose.id)]

    def _of(self, organization: str) -> list[Addressee]:
        return self._store.read(organization, lambda database: self._in(database, organization))

    def _in(self, database: Database, organization: str) -> list[Addressee]:
        kind = kind_of(PosIntegration)
        shops = [kind.row(record) for record in database.rows(kind.select)]
        found = [self._addressee(database, organization, shop) for shop in shops]
        return [one for one in found if one.secrets or one.sealed or one.shop.status != DISCONNECTED]

    def _addressee(self, database: Database, organization: str, shop: PosIntegration) -> Addressee:
        try:
            return self._opened(database, organization, shop)
        except NotOpened:
            _log.error("the secrets of a shop do not open", extra={"shop": shop.id})
            return Addressee(organization, shop, (), "", sealed=True)

    def _opened(self, database: Database, organization: str, shop: PosIntegration) -> Addressee:
        kept = self._keys.of(database, shop.id)
        secrets = tuple(kept[name] for name in (WEBHOOK, WEBHOOK_BEFORE) if name in kept)
        if shop.status == DISCONNECTED:
            secrets = self._of_the_application(database, shop)
        return Addressee(organization, shop, secrets, kept.get(HOOKS_URL, ""))

    def _of_the_application(self, database: Database, shop: PosIntegration) -> tuple[str, ...]:
        """Shopify signs by our application's secret, with which it tells what the law wants of a shop that is gone."""
        app = self._keys.of(database, app_id(shop.vendor)) if shop.vendor == SHOPIFY else {}
        return (app[CLIENT_SECRET],) if CLIENT_SECRET in app else ()


def _meant(shops: Iterable[Addressee], provider: str, store_id: str | None, account: str | None) -> list[Addressee]:
    return [
        one
        for one in shops
        if one.shop.vendor == provider
        and (store_id is None or one.shop.store_id == store_id)
        and (account is None or one.shop.account == account)
    ]


def shop_of(database: Database, integration_id: str) -> PosIntegration | None:
    """As it stands now."""
    return StoredRows(database).get(PosIntegration, integration_id)

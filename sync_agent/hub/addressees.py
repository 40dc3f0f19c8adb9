"""Whose webhooks come here: the shops of all organizations with what their deliveries are signed with, remembered for a
moment, for a storm of webhooks asks for the same ones."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from data.shops.integration import DISCONNECTED, SHOPIFY, PosIntegration
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of
from sync_agent.hub.organizations import organizations
from sync_agent.hub.store import HubStore
from sync_agent.shops.keys import CLIENT_SECRET, HOOKS_URL, WEBHOOK, WEBHOOK_BEFORE, ShopKeys, app_id

_REMEMBERED_S = 5.0


@dataclass(frozen=True, slots=True)
class Addressee:
    """A shop of an organization; `secrets` may sign its deliveries, `url` is where the vendor sends them. One that is
    DISCONNECTED is told no more than what its vendor owes us then."""

    organization: str
    shop: PosIntegration
    secrets: tuple[str, ...] = field(repr=False)
    url: str


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
        memory = self._memory
        fresh = memory is not None and self._clock() - memory.read_at <= _REMEMBERED_S
        return _meant(memory.shops, provider, store_id, account) if memory is not None and fresh else None

    def look_again(self) -> None:
        """Something has changed: the next question reads anew."""
        self._memory = None

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
        return [one for one in found if one.secrets or one.shop.status != DISCONNECTED]

    def _addressee(self, database: Database, organization: str, shop: PosIntegration) -> Addressee:
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

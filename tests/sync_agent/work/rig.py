"""A hub with the cast's bakery in a real file, and a shop that is played, by one clock."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest

from data.ledger import inbox
from data.shops.connecting import ConnectShop, SetShopState
from data.shops.integration import PosIntegration, integration_id
from data.shops.kept import ShopSecret
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of
from data.store.machine import ThisMachine
from sync_agent.demo_shop.outbox import Post
from sync_agent.hub.organizations import DEMO, found
from sync_agent.hub.serving import ready
from sync_agent.hub.store import HubStore
from sync_agent.shops.keys import HOOKS_URL, WEBHOOK, ShopKeys
from sync_agent.shops.vendor import Vendor
from sync_agent.work.inbox import InboxWorker
from sync_agent.work.opening import Opener
from sync_agent.work.poller import Poller
from sync_agent.work.pusher import Pusher
from tests.contract.bench import Bench
from tests.support.databases import for_alembic

T = TypeVar("T")


class HubOfPlays:
    """A founded hub beside a played shop, by one clock; nothing is connected yet."""

    def __init__(self, store: HubStore, organization: str, bench: Bench, master: bytes = bytes(32)) -> None:
        """Whose vendor is the bench's; `master` seals what the hub keeps of shops."""
        self.store, self.organization, self.bench = store, organization, bench
        self.told: list[tuple[str, ...]] = []
        self.opener = Opener(store, ShopKeys(master), self._told, bench.clock, self._vendor)

    def all(self, kind: type[T]) -> list[T]:
        """Every row of a kind."""
        of = kind_of(kind)
        return self.store.read(self.organization, lambda db: [of.row(r) for r in db.rows(of.select)])

    def keep(self, whose: str, values: dict[str, str]) -> None:
        """Secrets of a shop, or of our application."""

        def work(database: Database) -> None:
            with database.transaction():
                self.opener.keys.keep(database, whose, values, self.bench.clock())

        self.store.write(self.organization, work)

    def secrets(self) -> set[str]:
        """All that are kept, opened."""
        whose = {one.integration_id for one in self.all(ShopSecret)}
        read = self.store.read(self.organization, lambda db: [self.opener.keys.of(db, one) for one in whose])
        return {value for kept in read for value in kept.values()}

    def _told(self, organization: str, stores: tuple[str, ...], but: str = "") -> None:
        self.told.append(stores)

    def _vendor(self, name: str, base_url: str | None = None, *app: str, **named: str) -> Vendor:
        return self.bench.vendor


class SellingHub(HubOfPlays):
    """What a hub's work for one connected shop needs, to be done step by step."""

    def __init__(self, database: str, bench: Bench, vendor: str, master: bytes = bytes(32)) -> None:
        """Founds it, and connects the shop."""
        store = ready(database)
        super().__init__(store, found(store, "Cakes", ThisMachine(), DEMO).organization.id, bench, master)
        self.vendor = vendor
        self.ident = integration_id("bannos", vendor, bench.account)
        row = PosIntegration(self.ident, "bannos", vendor, bench.account, None, "PENDING", 0, None, None, None, 0)
        self.opener.give(self.organization, row, ConnectShop("bannos", vendor, bench.account, connected=True))
        token = bench.first_token()
        self.opener.keep_values(self.organization, row, {HOOKS_URL: bench.hooks})
        self.opener.keep(self.organization, row, token)
        places = self.opener.with_shop(self.organization, row, lambda there: there.places())
        self.opener.give(self.organization, row, SetShopState(self.ident, location=places[0].id))
        self.opener.with_shop(self.organization, row, lambda there: there.subscribe(bench.vendor.topics))
        self.opener.keep_values(self.organization, row, {WEBHOOK: bench.secrets()[0]})
        self.inbox, self.poller = InboxWorker(self.opener), Poller(self.opener)
        self.pusher = Pusher(self.opener, bench.clock.pass_by)

    @property
    def shop(self) -> PosIntegration:
        """As its row stands now."""
        found = self.store.read(self.organization, lambda db: StoredRows(db).get(PosIntegration, self.ident))
        assert found is not None
        return found

    def hears(self, post: Post) -> bool:
        """Verifies and keeps a delivery, as the endpoint does; whether it is new."""
        came = self.bench.vendor.delivery(post.headers, post.body, self.bench.secrets(), self.bench.hooks)
        row = inbox.delivery(
            self.ident, "bannos", self.vendor, (came.id, came.event_id, came.topic), {}, post.body, self.bench.clock()
        )
        return self.store.write(self.organization, lambda db: inbox.keep(db, [row]))[0]

    def takes_in(self) -> int:
        """All that is due; how many deliveries."""
        many = 0
        while taken := self.inbox.once(self.organization):
            many += taken
        return many


BOTH = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgres)]
"""What guards data is held to it on either database."""


def database_of(request: pytest.FixtureRequest, kind: str, folder: Path) -> str:
    """The URL of an empty one of BOTH."""
    if kind == "sqlite":
        return database_in(folder)
    request.getfixturevalue("postgres")
    return for_alembic(request.getfixturevalue("postgres_url"))


def database_in(folder: Path) -> str:
    """The URL of a file."""
    return f"sqlite:///{folder / 'hub.sqlite3'}"

"""A hub with a stocked shop, looked after as a running hub does it, and by the test's clock."""

from __future__ import annotations

from data.core.command import Command
from data.ledger.own import rule
from data.shops.link import to_show
from data.shops.work import WINDOW
from data.stock.link import StockLink
from data.store.database import Database, StoredRows
from sync_agent.demo_shop.furnishing import furnish
from sync_agent.hub.organizations import HUB, SOURCE, fresh
from sync_agent.shops.vendor import Sellable
from sync_agent.work.linking import link_all
from sync_agent.work.patience import PatientOpener
from sync_agent.work.poller import Poller
from sync_agent.work.repairs import Repairs
from sync_agent.work.service import asked
from tests.contract.bench import kind_shop
from tests.sync_agent.work.rig import SellingHub


class Healing:
    """All that a hub's threads do for a shop, one after the other; who waits lets the clock pass."""

    def __init__(self, hub: SellingHub, each: int = 20) -> None:
        """Everything that the shop sells is on our shelf, linked and told."""
        self.hub, self.bench, self.clock = hub, hub.bench, hub.bench.clock
        self.opener = PatientOpener.over(hub.opener, self.clock.pass_by)
        self.poller, self.repairs = Poller(self.opener), Repairs(self.opener)
        with self.bench.faults.kind():
            there, after, things = kind_shop(self.bench), None, list[Sellable]()
            for _ in range(100):
                some, after = there.sellables(after)
                things += some
                if after is None:
                    break
            furnish(hub.opener, hub.organization, "bannos", things, each)
            link_all(hub.opener, hub.organization, hub.shop)
            self.pushes()

    def gives(self, command: Command) -> None:
        """Somebody at the hub does something."""

        def work(database: Database) -> None:
            result = rule(database, command, HUB, SOURCE, self.hub.opener.stamp(), fresh, ("bannos",))
            assert result.status == "applied", result.says

        self.hub.store.write(self.hub.organization, work)

    def pushes(self, turns: int = 4) -> None:
        """What is due soon is told, and told again where the shop was in a mood."""
        for _ in range(turns):
            self.clock.pass_by(WINDOW / 1000 + 1)
            while self.hub.pusher.once(self.hub.organization, self.hub.shop):
                self.clock.pass_by(0.05)

    def passes(self, seconds: int, *, hears: bool = True) -> None:
        """A quarter of an hour, or so, in the life of a hub; without ears it hears no webhook."""
        self.clock.pass_by(seconds)
        for post in self.bench.posts():
            if hears:
                self.hub.hears(post)
        self.hub.takes_in()
        if self.poller.due(self.hub.shop):
            asked(self.opener, self.poller, self.hub.organization, self.hub.shop)
        self.repairs.look(self.hub.organization, self.hub.shop)
        self.pushes(2)

    def shown(self) -> dict[str, int]:
        """What the shop shows of what we count."""
        with self.bench.faults.kind():
            links = [link.external_id for link in self.hub.all(StockLink)]
            return dict(kind_shop(self.bench).stock(links, self.hub.shop.location or ""))

    def ours(self) -> dict[str, int]:
        """What it should show."""

        def read(database: Database) -> dict[str, int]:
            rows = StoredRows(database)
            found = {link.external_id: to_show(rows, link) for link in rows.where(StockLink, store_id="bannos")}
            return {ident: wanted for ident, wanted in found.items() if wanted is not None}

        return self.hub.store.read(self.hub.organization, read)

"""What ends a sync of sales puts down that its store is to be measured: one sync, one metric, whoever measures it."""

from __future__ import annotations

from data.core.actor import SERVICE_ACTOR
from data.core.clock import MINUTE, Instant
from data.core.ids import derived_id
from data.health.metric import HealthCheckDue
from data.ledger.health import put_down
from data.ledger.own import rule_within
from data.shops.connecting import SetShopState
from data.shops.integration import PosIntegration
from data.store.database import Database
from sync_agent.hub.organizations import fresh
from sync_agent.work.opening import Opener

FIRST_SYNC, POLL, SWEEP, WEBHOOKS = "first_sync", "poll", "sweep", "webhooks"


def synced(
    opener: Opener, organization: str, shop: PosIntegration, until: Instant, says: str | None, cause: str = POLL
) -> None:
    """A shop is synced up to a time, and its store is to be measured: both or neither. Raises StoreError."""
    given = opener.stamp()
    due = HealthCheckDue(derived_id(given.command_id, "health"), shop.store_id, cause, given.at)
    command = SetShopState(shop.id, synced_at=until, says=says)

    def work(database: Database) -> None:
        with database.transaction():
            rule_within(database, command, SERVICE_ACTOR, shop.vendor, given, fresh, (shop.store_id,))
            put_down(database, due)

    opener.store.write(organization, work)
    opener.changed(organization, (shop.store_id,))


def swept(opener: Opener, organization: str, shop: PosIntegration) -> None:
    """A shop was asked for what it sold in three days. Raises StoreError."""
    given = opener.stamp()
    due = HealthCheckDue(derived_id(given.command_id, "health"), shop.store_id, SWEEP, given.at)

    def work(database: Database) -> None:
        with database.transaction():
            put_down(database, due)

    opener.store.write(organization, work)


def sale_told(database: Database, store_id: str, now: Instant) -> None:
    """A webhook brought a sale: all of one minute are one sync, measured when the minute is over. Inside the caller's
    transaction."""
    ends = now - now % MINUTE + MINUTE
    put_down(database, HealthCheckDue(derived_id(store_id, f"health:{WEBHOOKS}:{ends}"), store_id, WEBHOOKS, ends))

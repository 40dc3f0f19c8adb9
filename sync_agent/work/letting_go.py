"""A shop is disconnected at any screen; what opened it lies at the hub, and goes there."""

from __future__ import annotations

from data.core.clock import MINUTE
from data.shops.integration import DISCONNECTED, PosIntegration
from data.shops.kept import ShopSecret
from data.store.database import Database, StoredRows
from sync_agent.work.opening import Opener

JUST_KEPT = 10 * MINUTE
"""A secret that is younger may be of a connection that is being made at this moment: its row says so afterwards."""


def let_go(opener: Opener, organization: str, shop: PosIntegration) -> bool:
    """Nothing here opens a disconnected shop any more; whether anything did. Raises StoreError."""
    until = opener.now() - JUST_KEPT
    if shop.status != DISCONNECTED or not opener.store.read(organization, lambda db: _only_old(db, shop.id, until)):
        return False

    def work(database: Database) -> bool:
        with database.transaction():
            row = StoredRows(database).get(PosIntegration, shop.id)
            gone = row is not None and row.status == DISCONNECTED and _only_old(database, shop.id, until)
            if gone:
                opener.keys.forget(database, shop.id)
            return gone

    return opener.store.write(organization, work)


def _only_old(database: Database, integration_id: str, until: int) -> bool:
    kept = StoredRows(database).where(ShopSecret, integration_id=integration_id)
    return bool(kept) and all(secret.changed_at <= until for secret in kept)

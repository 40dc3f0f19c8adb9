"""What opens a shop, and what its webhooks are signed with: in the hub's database, sealed with the hub's master key."""

from __future__ import annotations

from collections.abc import Mapping

from data.core.clock import Instant
from data.shops.kept import ShopSecret
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of, upsert
from sync_agent.secrets.sealing import seal, unseal

ACCESS, REFRESH, WEBHOOK, WEBHOOK_BEFORE = "access", "refresh", "webhook", "webhook_before"
CLIENT_ID, CLIENT_SECRET, OWN_TOKEN = "client_id", "client_secret", "own_token"
VERIFIER, PUBLIC_URL = "verifier", "public_url"
BASE_URL, HOOKS_URL = "base_url", "hooks_url"
"""Where the vendor is, and the URL at which it tells us things, to the byte."""
_FORGET = "DELETE FROM shop_secret WHERE integration_id = ?"


class ShopKeys:
    """Texts by name, for each shop. All inside the caller's transaction or snapshot."""

    def __init__(self, master: bytes) -> None:
        """`master` is what sync_agent.hub.keys.hub_master answers."""
        self._master = master

    def of(self, database: Database, integration_id: str) -> dict[str, str]:
        """All of a shop's; raises NotOpened for what was sealed with another key."""
        found = StoredRows(database).where(ShopSecret, integration_id=integration_id)
        return {one.name: unseal(self._master, _purpose(integration_id, one.name), one.sealed) for one in found}

    def keep(
        self,
        database: Database,
        integration_id: str,
        values: Mapping[str, str],
        now: Instant,
        expires: Mapping[str, Instant | None] | None = None,
    ) -> None:
        """These texts in place of what there was by their names."""
        kind = kind_of(ShopSecret)
        for name, value in values.items():
            sealed = seal(self._master, _purpose(integration_id, name), value)
            row = ShopSecret(integration_id, name, sealed, (expires or {}).get(name), now)
            database.run(upsert(kind, database.dialect), kind.record(row))

    def forget(self, database: Database, integration_id: str) -> None:
        """Nothing of a shop opens any more."""
        database.run(_FORGET, (integration_id,))


def app_id(vendor: str) -> str:
    """What the secrets of our own application at a vendor are kept under, in place of a shop."""
    return f"app:{vendor}"


def _purpose(integration_id: str, name: str) -> str:
    return f"shop {integration_id} {name}"

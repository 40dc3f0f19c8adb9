"""What a terminal does not hold: closed orders that its hub keeps to itself."""

from __future__ import annotations

from data.organization.policies import policies_of
from data.organization.store import Store
from data.store.database import Database

_ENROLLED = "SELECT 1 FROM sync_node WHERE upstream"


def days_here(database: Database, store: Store) -> int | None:
    """For how many quiet days a closed order stays here; None where it stays for ever, for nobody stands above."""
    return policies_of(store).archive_days if database.rows(_ENROLLED) else None

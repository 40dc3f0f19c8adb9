"""The stores of an authority, and whether they bake."""

from __future__ import annotations

from data.organization.policies import policies_of
from data.organization.store import Store
from data.questions.stores import stores
from sync_agent.forecasts.authority import Authority
from sync_agent.shelves.room import Place


class NoSuchPlaceError(LookupError):
    """A store is not here, or is meant ambiguously. `code` is stable."""

    code = "no_such_store"


def places(authority: Authority, store_id: str | None) -> list[tuple[Place, Store]]:
    """All stores, or the one of that short name. Raises NoSuchPlaceError."""
    there = [
        (Place(organization, store.id), store)
        for organization in authority.organizations()
        for store in authority.read(organization, stores)
    ]
    found = [one for one in there if store_id in (None, one[1].id)]
    if not found:
        known = ", ".join(store.id for _, store in there) or "none at all"
        raise NoSuchPlaceError(f"There is no store {store_id} here: {known}" if store_id else "There is no store here")
    return found


def bakes(store: Store) -> bool:
    """Whether anything is foreseen for it."""
    return policies_of(store).active

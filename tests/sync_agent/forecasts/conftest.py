"""A terminal that works alone with a clock that stands still, a hub of four stores, a terminal below a hub."""

from __future__ import annotations

import pytest

from data.core.packed import pack
from data.exchange.node import become
from data.organization.commands import AddStore, SetPolicies
from data.store.sqlite import SqliteDatabase
from tests.support.bakery import Bakery
from tests.support.cast import OLIVE
from tests.sync_agent.forecasts.alone import Alone
from tests.sync_agent.hub.rig import node


@pytest.fixture
def alone(bakery: Bakery) -> Alone:
    return Alone(bakery)


@pytest.fixture
def hub_of_four(sqlite_database: SqliteDatabase) -> Bakery:
    """Three bake, the fourth rests."""
    bakery = Bakery(sqlite_database)
    for name in ("a", "b", "c", "d"):
        store = AddStore(name, name.upper(), name, "UTC", "EUR", "de_DE", ("Small",), name * 32)
        bakery.must(store, OLIVE)
    bakery.must(SetPolicies("d", pack({"active": False})), OLIVE)
    with sqlite_database.transaction():
        become(sqlite_database, node("hub", "", above=False, scopes=("a", "b", "c", "d")))
    return bakery


@pytest.fixture
def bakery_below(bakery: Bakery) -> Bakery:
    with bakery.database.transaction():
        become(bakery.database, node("one", "bench-1"))
    return bakery

"""Who works for the shops: the authority, and nobody who has nothing that opens one."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from data.shops.integration import PosIntegration
from data.store.errors import NotRecorded
from data.store.machine import ThisMachine
from sync_agent.hub.organizations import DEMO, found
from sync_agent.hub.serving import _shops_served, ready
from sync_agent.work import service
from sync_agent.work.service import ShopService, one_by_one


def a_shop(name: str) -> PosIntegration:
    return PosIntegration(name, "bannos", "square", name, None, "CONNECTED", 0, None, None, None, 0)


THEM = [("cakes", a_shop("first")), ("cakes", a_shop("second"))]


def test_a_store_hub_works_for_no_shop():
    """It holds the shops' rows and none of their secrets: it would find every one of them broken."""
    app = SimpleNamespace(state=SimpleNamespace(hub=SimpleNamespace(above=object()), mailroom=None))
    with _shops_served("sqlite:///nowhere", app):  # type: ignore[arg-type]
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("shops-")]


def test_a_shop_over_which_the_work_breaks_holds_up_no_other():
    """An answer that nobody had thought of, say: one shop's, and the cakes of all others would be sold twice."""

    def work(organization: str, shop: PosIntegration) -> str:
        if shop.id == "first":
            raise KeyError("catalog_object_id")
        return shop.id

    assert one_by_one(THEM, work) == ["second"]


def test_a_database_that_is_away_is_no_matter_of_one_shop():
    def work(organization: str, shop: PosIntegration) -> None:
        raise NotRecorded("The database server does not answer")

    with pytest.raises(NotRecorded):
        one_by_one(THEM, work)


def test_a_thread_that_breaks_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A hub would go on answering, and nobody would push, poll or take in any more until it was started again."""
    database = f"sqlite:///{tmp_path / 'hub.sqlite3'}"
    found(ready(database), "Cakes", ThisMachine(), DEMO)
    tried, again = [], threading.Event()

    class Broken:
        def __init__(self, *_: object) -> None:
            pass

        def once(self, organization: str) -> int:
            tried.append(organization)
            if len(tried) > 1:
                again.set()
            raise ZeroDivisionError

    monkeypatch.setattr(service, "InboxWorker", Broken)
    monkeypatch.setattr(service, "_AGAIN_S", 0.01)
    with ShopService(database, bytes(32), ThisMachine().now, lambda *_: None).watched():
        assert again.wait(30)

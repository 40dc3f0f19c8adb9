"""A kitchen to stand in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kitchen_tui.at_hub import HubKitchen
from tests.kitchen_tui.at_work import Kitchen
from tests.support.bakery import Bakery
from tests.support.selling import a_selling_day


@pytest.fixture
def kitchen(bakery: Bakery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kitchen:
    """The cast's bakery, with badges; it stays open when the app has closed it, so that a test can look."""
    monkeypatch.setattr(type(bakery.database), "close", lambda self: None)
    return Kitchen(bakery, tmp_path)


@pytest.fixture
def hub_kitchen(bakery: Bakery, template: Path, tmp_path: Path) -> Iterator[HubKitchen]:
    """The cast's bakery at a hub, and two of its terminals."""
    kitchen = HubKitchen(bakery, template, tmp_path)
    with kitchen.ours.closing(), kitchen.other.closing():
        yield kitchen


@pytest.fixture
def selling(kitchen: Kitchen) -> Kitchen:
    """A day on which shops sell for the store."""
    a_selling_day(kitchen.bakery)
    kitchen.machine.at = kitchen.bakery.machine.at
    return kitchen

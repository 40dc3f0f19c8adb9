"""A kitchen to stand in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kitchen_tui.at_work import Kitchen
from tests.support.bakery import Bakery


@pytest.fixture
def kitchen(bakery: Bakery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kitchen:
    """The cast's bakery, with badges; it stays open when the app has closed it, so that a test can look."""
    monkeypatch.setattr(type(bakery.database), "close", lambda self: None)
    return Kitchen(bakery, tmp_path)

"""The situations of these tables, made once."""

from __future__ import annotations

import pytest

from tests.data.rules.situations import Situations
from tests.support.memory import Shop


@pytest.fixture(scope="session")
def situations(shop: Shop) -> Situations:
    """Each situation as a shop to open again and again."""
    return Situations(shop)

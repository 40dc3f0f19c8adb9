"""A founded hub in a file, with a clock that stands until it is moved, and terminals that come to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sync_agent.hub.store import SqliteStore
from tests.sync_agent.hub_auth.gate import Gate


@pytest.fixture
def gate(sqlite_file: Path) -> Iterator[Gate]:
    """One organization, the demo's store in it."""
    with closing(SqliteStore(sqlite_file)) as store:
        yield Gate(store)

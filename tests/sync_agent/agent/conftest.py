"""A hub with some cakes, a line to it that can be cut, and two terminals."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from data.store.sqlite import SqliteDatabase
from sync_agent.supervisor import Agent
from tests.support.proxy import Proxy
from tests.sync_agent.agent import rig

CAKES = 30


@dataclass
class Terminal:
    """A terminal with its agent, and the app's own connection to the same file."""

    folder: Path
    agent: Agent
    app: SqliteDatabase


@pytest.fixture
def hub(template: Path, tmp_path: Path) -> Iterator[rig.RunningHub]:
    with rig.hub_at(rig.found_hub(template, tmp_path / "hub", CAKES)) as running:
        yield running


@pytest.fixture
def line(hub: rig.RunningHub) -> Iterator[Proxy]:
    with Proxy(hub.port) as proxy:
        yield proxy


@asynccontextmanager
async def terminal(template: Path, folder: Path, node_id: str, url: str) -> AsyncIterator[Terminal]:
    rig.enrol(template, folder, node_id)
    agent = Agent(rig.opened(folder), folder, rig.Papers(url, node_id))
    with closing(rig.opened(folder)) as app:
        yield Terminal(folder, agent, app)
    await agent.close()


@pytest.fixture
async def first(template: Path, tmp_path: Path, line: Proxy) -> AsyncIterator[Terminal]:
    """Behind the line that can be cut."""
    async with terminal(template, tmp_path / "t1", "t1", line.url) as made:
        yield made


@pytest.fixture
async def second(template: Path, tmp_path: Path, hub: rig.RunningHub) -> AsyncIterator[Terminal]:
    async with terminal(template, tmp_path / "t2", "t2", hub.url) as made:
        yield made

"""An agent from its first to its last moment, on a data folder."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from data.exchange.node import node_of
from data.exchange.values import Standing
from data.replica.emptying import is_emptied
from data.store.home import open_store
from data.store.sqlite import SqliteDatabase
from sync_agent.link.client import Papers
from sync_agent.lock import only_one
from sync_agent.retirement import RetiredError, finish, is_retired
from sync_agent.supervisor import Agent, EmptiedError, leave, until_told


class AloneError(LookupError):
    """This terminal is its own authority: there is nobody to ask. `gone`: it was taken out of service."""

    def __init__(self, *, gone: bool) -> None:
        """Says which of the two."""
        is_so = "was taken out of service" if gone else "works alone"
        super().__init__(f"This terminal {is_so}: enrol it first (`sync-agent enrol`)")
        self.gone = gone


class StoreHubError(LookupError):
    """The process of a store hub exchanges by itself: another one on the same data would do it twice."""


def work(
    folder: Path, papers_of: Callable[[Path], Papers], *, once: bool, say: Callable[[Standing], None] = lambda _: None
) -> None:
    """Until all is exchanged (`once`), else until the process is told to end, which ends it. `say` is told of what
    changes, or with `once` how it stands at the end. Raises AloneError, StoreHubError, AnotherAgentError,
    RetiredError, NotAStore, NotRecorded, Trouble (`once` only)."""
    with only_one(folder):
        asyncio.run(_work(folder, papers_of, once=once, say=say))


async def _work(
    folder: Path, papers_of: Callable[[Path], Papers], *, once: bool, say: Callable[[Standing], None]
) -> None:
    if is_retired(folder):
        finish(folder)
        raise RetiredError
    _refuse_store_hub(folder)
    agent = ready(folder, papers_of) if once else ready(folder, papers_of, say)
    try:
        await (_once(agent, say) if once else until_told(agent))
    except EmptiedError as emptied:
        finish(folder)
        raise RetiredError from emptied
    if not once:
        leave(0)


async def _once(agent: Agent, say: Callable[[Standing], None]) -> None:
    try:
        await agent.once()
        say(agent.report.now)
    finally:
        await agent.end()
        await agent.close()


def _refuse_store_hub(folder: Path) -> None:
    with closing(enrolled(folder)) as database:
        node = node_of(database)
    if node is not None and node.feeds:
        raise StoreHubError("This is a store hub: `sync-agent hub --upstream` sends what it has, and hears what is new")


def ready(folder: Path, papers_of: Callable[[Path], Papers], say: Callable[[Standing], None] = lambda _: None) -> Agent:
    """Not at work yet; raises AloneError, NotAStore, and what `papers_of` raises."""
    database = enrolled(folder)
    try:
        return Agent(database, folder, papers_of(folder), say)
    except BaseException:
        database.close()
        raise


def enrolled(folder: Path) -> SqliteDatabase:
    """The store of a terminal that has a hub; raises AloneError, NotAStore."""
    database = open_store(folder)
    node = node_of(database)
    if node is None or not node.upstream:
        gone = is_emptied(database)
        database.close()
        raise AloneError(gone=gone)
    return database

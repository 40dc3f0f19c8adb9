"""What the authority of a shift stands on: memory, an SQLite file, or a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sync_agent.simulate.burning import SimDisk

MEMORY, SQLITE, POSTGRES = "memory", "sqlite", "postgres"
KINDS = (MEMORY, SQLITE, POSTGRES)


@contextmanager
def opened(kind: str, database: str) -> Iterator[Callable[[], SimDisk | None]]:
    """What gives the authority's disk as on the first morning, again for each shift; None for one in memory. `database`
    is the URL of a PostgreSQL server on which a database may be made. Raises NotAStore when it does not answer."""
    if kind == POSTGRES:
        from sync_agent.simulate.on_postgres import PostgresHouse

        with PostgresHouse.made(database) as house:
            yield house.first_morning
    elif kind == SQLITE:
        from sync_agent.simulate.on_file import FileHouse

        with FileHouse.made() as house:
            yield house.first_morning
    else:
        yield lambda: None

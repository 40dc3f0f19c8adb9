"""A replica beside its hub, table by table and row by row."""

from __future__ import annotations

from dataclasses import dataclass

from data.exchange.digests import sums_of
from data.replica.verifying import Holding, holding
from data.store.database import Database
from sync_agent.asking import Ask

PATH = "/api/v1/digest"


class Moving(RuntimeError):
    """There is no moment to compare: `unsent` commands wait, or the hub has newer news."""

    def __init__(self, says: str, unsent: int) -> None:
        """Keeps how many wait."""
        super().__init__(says)
        self.unsent = unsent


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows of one table of a scope, by their packed keys: here alone, there alone, and not the same."""

    scope: str
    table: str
    here: tuple[str, ...]
    there: tuple[str, ...]
    unlike: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many."""
        return len(self.here) + len(self.there) + len(self.unlike)


async def compared(database: Database, ask: Ask) -> tuple[int, list[Difference]]:
    """How many tables were compared, and what differs. Raises Moving, Trouble."""
    held = holding(database)
    if held.unsent:
        raise Moving(f"{held.unsent} commands are not at the hub yet", held.unsent)
    count, found = 0, []
    for scope, ours in held.digests.items():
        theirs = await _theirs(ask, held, scope, None)
        tables = sorted(ours.keys() | theirs.keys())
        count += len(tables)
        for table in tables:
            if ours.get(table) != theirs.get(table):
                rows = await _theirs(ask, held, scope, table)
                found.append(_difference(scope, table, sums_of(database, scope, table), rows))
    if found and holding(database) != held:
        raise Moving("Something was done here meanwhile", 0)
    return count, found


async def _theirs(ask: Ask, held: Holding, scope: str, table: str | None) -> dict[str, str]:
    said = await ask("POST", PATH, {"scope": scope, "table": table})
    if (said["epoch"], tuple(said["head"])) != (held.epoch, held.heads.get(scope)):
        raise Moving("The hub has news that is not here yet", 0)
    sums: dict[str, str] = said["sums"]
    return sums


def _difference(scope: str, table: str, ours: dict[str, str], theirs: dict[str, str]) -> Difference:
    both = ours.keys() & theirs.keys()
    return Difference(
        scope,
        table,
        here=tuple(sorted(ours.keys() - both)),
        there=tuple(sorted(theirs.keys() - both)),
        unlike=tuple(sorted(key for key in both if ours[key] != theirs[key])),
    )

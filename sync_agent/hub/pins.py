"""The peppers of an organization at its hub: one that the hub derives, and those that terminals brought, sealed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from data.core.clock import Instant
from data.exchange.directory import Pepper
from data.exchange.node import node_of
from data.store.database import Database
from data.store.kinds import kind_of, upsert
from data.store.peppers import is_pepper, name_of
from sync_agent.hub.organizations import Doors
from sync_agent.secrets.pins import MOST
from sync_agent.secrets.sealing import NotOpened, derived, seal, unseal

_KIND = kind_of(Pepper)


@dataclass(frozen=True, slots=True)
class HubKeys:
    """Of one organization, as its hub holds them (sync_agent.secrets.pins.Keys)."""

    doors: Doors
    organization: str
    master: bytes
    now: Callable[[], Instant]

    def all(self) -> tuple[str, ...]:
        """The derived one first, at the hub that nobody stands above: a store hub passes on what it was given. What was
        sealed with another master key is left out: a terminal that holds it brings it again."""
        return self.doors.read(self.organization, self._stored)

    def keep(self, found: Sequence[str]) -> None:
        """In this order."""

        def work(database: Database) -> None:
            with database.transaction():
                sql, now = upsert(_KIND, database.dialect), self.now()
                for n, pepper in enumerate(found):
                    if pepper != self._own(database):
                        name = name_of(pepper)
                        database.run(sql, (name, seal(self.master, _purpose(name), pepper), now + n))

        self.doors.write(self.organization, work)

    def _stored(self, database: Database) -> tuple[str, ...]:
        own = self._own(database)
        rows: Iterable[Pepper] = map(_KIND.row, database.rows(f"{_KIND.select} ORDER BY made_at, id"))
        stored = [found for row in rows if (found := self._opened(row)) is not None]
        return tuple(dict.fromkeys([*([] if own is None else [own]), *stored]))

    def _own(self, database: Database) -> str | None:
        node = node_of(database)
        above = node is not None and node.upstream
        return None if above else derived(self.master, f"pins {self.organization}").hex()

    def _opened(self, row: Pepper) -> str | None:
        try:
            return unseal(self.master, _purpose(row.id), row.sealed)
        except NotOpened:
            return None


def _purpose(name: str) -> str:
    return f"pepper {name}"


def answered(keys: HubKeys, known: Sequence[str], brings: Sequence[str]) -> dict[str, list[str]]:
    """The hub's word to a node: the `names` of all, the `peppers` that it lacks, and which of its own are `wanted`."""
    held = keys.all()
    new = [pepper for pepper in dict.fromkeys(brings) if is_pepper(pepper) and pepper not in held]
    if new and len(held) < MOST:
        keys.keep([*held, *new][:MOST])
        held = keys.all()
    names = [name_of(pepper) for pepper in held]
    full = len(held) >= MOST
    return {
        "names": names,
        "peppers": [pepper for name, pepper in zip(names, held, strict=True) if name not in known],
        "wanted": [] if full else [name for name in known if name not in names],
    }

"""What a revoked node had not sent: kept as it came, carried out by nobody until a person has looked at it.

Who settles it sends it by the way of every command, in a chain of its own: each once, by its rule, with a notice for
what was not taken.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass, replace

from data.core.clock import Instant
from data.core.outcome import Change, Put
from data.core.packed import pack, unpack
from data.exchange.message import Request, Result, Sent
from data.exchange.node import node_of
from data.exchange.values import Below, HandedOver, Handover
from data.ledger.serve import NotServed, serve
from data.store.database import Database, StoredRows
from data.store.execute import apply
from data.store.kinds import kind_of

WAITING, SETTLED, DROPPED = "waiting", "settled", "dropped"
MOST_KEPT = 100_000
"""Of one node: more than fifty days of scans. A stolen key must not fill the hub's disk."""
_AT_ONCE = 200
_COUNT = "SELECT count(*) FROM sync_handed_over WHERE node_id = ?"
_COUNTS = "SELECT node_id, state, count(*) FROM sync_handed_over GROUP BY node_id, state"


class TooMany(ValueError):
    """This node has handed over more than is kept."""


@dataclass(frozen=True, slots=True)
class Held:
    """What one node handed over: how many commands wait, were settled, were dropped. `complete`: it has brought
    everything, and was told to forget it."""

    node_id: str
    begun_at: Instant
    complete: bool
    waiting: int
    settled: int
    dropped: int


def take(database: Database, node_id: str, batch: Collection[Sent], now: Instant, *, last: bool) -> int:
    """Keeps what is not kept yet; answers how many of the batch are safe here, all of them. Raises TooMany, then
    nothing of it is kept, and NotRecorded."""
    rows = StoredRows(database)
    with database.transaction():
        begun = rows.get(Handover, node_id)
        if begun is None:
            apply(database, Put(Handover(node_id, now, now if last else None)))
        elif last and begun.done_at is None:
            apply(database, Change(Handover, (node_id,), {"done_at": now}))
        new = [command for command in batch if rows.get(HandedOver, command.command_id) is None]
        if database.rows(_COUNT, (node_id,))[0][0] + len(new) > MOST_KEPT:
            raise TooMany(f"More than {MOST_KEPT} commands of one terminal are not kept")
        for command in new:
            apply(database, Put(_kept(node_id, command, now)))
    return len(batch)


def _kept(node_id: str, command: Sent, now: Instant) -> HandedOver:
    return HandedOver(command.command_id, node_id, command.seq, pack(asdict(command)), now, WAITING, "")


def held(database: Database) -> list[Held]:
    """By node, the first that came first."""
    counts: dict[str, dict[str, int]] = {}
    for node_id, state, many in database.rows(_COUNTS):
        counts.setdefault(node_id, {})[state] = many
    kind = kind_of(Handover)
    found = [kind.row(record) for record in database.rows(f"{kind.select} ORDER BY begun_at, node_id")]
    return [
        Held(
            row.node_id,
            row.begun_at,
            row.done_at is not None,
            *(counts.get(row.node_id, {}).get(state, 0) for state in (WAITING, SETTLED, DROPPED)),
        )
        for row in found
    ]


def kept(database: Database, node_id: str) -> list[HandedOver]:
    """All that a node handed over, in the order in which it was done."""
    kind = kind_of(HandedOver)
    return [kind.row(r) for r in database.rows(f"{kind.select} WHERE node_id = ? ORDER BY seq", (node_id,))]


def command_of(row: HandedOver) -> Sent:
    """The command as its terminal had it."""
    return Sent(**unpack(row.sent))


def drop(database: Database, node_id: str, only: Collection[str]) -> int:
    """A person has looked, and nothing is to come of what waits (of it `only` these commands, () is all)."""
    with database.transaction():
        chosen = _chosen(database, node_id, only)
        for row in chosen:
            apply(database, Change(HandedOver, (row.command_id,), {"state": DROPPED, "says": "Dropped"}))
    return len(chosen)


def settle(
    database: Database,
    node_id: str,
    scopes: tuple[str, ...],
    only: Collection[str],
    fresh: Callable[[], str],
    now: Instant,
) -> list[Result]:
    """A person has looked, and what waits (`only` these commands, () is all) counts as far as its rules take it; the
    words on it. Raises NotServed where this is no hub, NotRecorded; what was settled before stays so."""
    results: list[Result] = []
    with database.snapshot():
        chosen, node = _chosen(database, node_id, only), node_of(database)
    if node is None:
        raise NotServed("no_hub", "This is no hub")
    origin = f"handover-{node_id}"
    for at in range(0, len(chosen), _AT_ONCE):
        with database.snapshot():
            batch = _chained(database, origin, (command_of(row) for row in chosen[at : at + _AT_ONCE]))
        asked = Request(node_id, node.epoch, {}, scopes, origin, batch, more=True)
        told = serve(database, asked, fresh, now).results
        with database.transaction():
            for result in told:
                columns = {"state": SETTLED, "says": f"{result.status}: {result.says}"}
                apply(database, Change(HandedOver, (result.command_id,), columns))
        results += told
        if len(told) < len(batch):
            break
    return results


def _chosen(database: Database, node_id: str, only: Collection[str]) -> list[HandedOver]:
    waiting = [row for row in kept(database, node_id) if row.state == WAITING]
    return [row for row in waiting if not only or row.command_id in only]


def _chained(database: Database, origin: str, commands: Iterable[Sent]) -> tuple[Sent, ...]:
    """In a chain of their own: what was dropped leaves no gap, and a terminal that had forked is no trouble."""
    end = StoredRows(database).get(Below, origin)
    seq, before = (0, None) if end is None else (end.seq, end.command_id)
    batch: list[Sent] = []
    for command in commands:
        seq += 1
        batch.append(replace(command, seq=seq, prev_id=before))
        before = command.command_id
    return tuple(batch)

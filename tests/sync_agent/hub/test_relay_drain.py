"""The internet returns after a day: what waits in a store hub goes up batch by batch, and its news is laid over it
once, not with every batch over everything that still waits."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data.exchange.message import Answer
from data.exchange.node import node_of
from data.ledger.serve import serve
from data.line.unknown import RecordUnknownScan
from data.replica.asking import request
from data.replica.rebase import Absorbed, absorb
from data.store.database import Database
from sync_agent.hub import upstream
from sync_agent.hub.running import Hub, fresh
from sync_agent.hub.store import SqliteStore
from sync_agent.hub.upstream import Upstream
from tests.support.clockwork import Clockwork
from tests.support.memory import as_image, in_memory
from tests.sync_agent.hub.rig import ORGANIZATION, Replica
from tests.sync_agent.hub.test_relay import line, relay

__all__ = ["line", "relay"]
WAITING, A_BATCH = 40, 5


def final(relay: SqliteStore) -> int:
    def look(database: Database) -> int:
        node = node_of(database)
        assert node is not None
        return node.final

    return relay.read(ORGANIZATION, look)


@pytest.mark.parametrize("most_ahead", [50, 2])
async def test_a_long_queue(
    most_ahead: int,
    hub: Hub,
    relay: SqliteStore,
    template,
    url: str,
    line: tuple[Callable[[Hub], Upstream], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(upstream, "MOST_COMMANDS", A_BATCH)
    monkeypatch.setattr(upstream, "MOST_AHEAD", most_ahead)
    up = line[0](hub)
    client = up._line()
    assert not await up._exchange(client), "it has heard the cloud"
    below = in_memory(as_image(template.read_bytes()))
    terminal = Replica(below, "two", url)

    def to_the_store_hub() -> None:
        asked = request(below, WAITING)
        absorb(below, relay.write(ORGANIZATION, lambda d: serve(d, asked, fresh, Clockwork().at)), fresh)

    to_the_store_hub()
    for n in range(WAITING):
        assert terminal.do(RecordUnknownScan("bannos", f"B{30_000 + n}", "Filling")).accepted
    to_the_store_hub()
    taken_in: list[int] = []
    take = up._take

    def counted(answer: Answer) -> Absorbed:
        taken_in.append(answer.seq)
        return take(answer)

    monkeypatch.setattr(up, "_take", counted)
    while await up._exchange(client):
        pass
    batches = WAITING // A_BATCH
    assert len(taken_in) == (1 if most_ahead > batches else -(-batches // (most_ahead + 1)))
    assert final(relay) == WAITING
    await client.close()
    terminal.http.close()

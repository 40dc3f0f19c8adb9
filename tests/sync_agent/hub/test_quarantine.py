"""What a revoked node hands over, on either database: kept, looked at, settled by the way of every command."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.core.packed import pack
from data.exchange.message import Sent
from data.ledger import quarantine
from data.line.unknown import RecordUnknownScan
from data.store.database import Database
from sync_agent.hub.running import fresh
from sync_agent.hub.store import HubStore
from tests.support.cast import ANA, BENCH, NOW
from tests.sync_agent.hub.rig import ORGANIZATION

NODE = "stolen"


def scan(n: int) -> Sent:
    command = RecordUnknownScan("bannos", f"S7000{n}A", "Filling")
    return Sent(
        seq=n,
        command_id=f"0199{n:04d}-0000-7000-8000-000000000000",
        prev_id=None,
        name=command.name,
        v=1,
        args=pack(command.to_args()),
        actor_id=ANA.staff_id,
        actor_name=ANA.name,
        actor_role=ANA.role.value,
        terminal_id=BENCH,
        issued_at=NOW,
        hlc=n,
        boot_id="boot",
        mono_ns=n,
    )


def take(store: HubStore, *ns: int, last: bool = True) -> int:
    return store.write(ORGANIZATION, lambda d: quarantine.take(d, NODE, [scan(n) for n in ns], NOW, last=last))


def settle(store: HubStore, *only: str) -> list[str]:
    def work(database: Database) -> list[str]:
        told = quarantine.settle(database, NODE, ("bannos",), only, fresh, NOW)
        return [result.status for result in told]

    return store.write(ORGANIZATION, work)


def scans(store: HubStore) -> list[str]:
    return store.read(ORGANIZATION, lambda d: [r[0] for r in d.rows("SELECT code FROM unknown_scan ORDER BY code")])


def test_it_waits_until_somebody_has_looked(store):
    assert take(store, 1, 2, last=False) == 2
    assert take(store, 2, 3) == 2, "what is kept is safe, too"
    (held,) = store.read(ORGANIZATION, quarantine.held)
    assert (held.waiting, held.complete) == (3, True)
    assert scans(store) == []


def test_it_is_settled_once_and_in_its_order(store):
    take(store, 1, 2, 3)
    assert settle(store, scan(2).command_id) == ["applied"]
    store.write(ORGANIZATION, lambda d: quarantine.drop(d, NODE, [scan(1).command_id]))
    assert settle(store) == ["applied"]
    assert settle(store) == []
    assert scans(store) == ["S70002A", "S70003A"]
    take(store, 1, 2, 3)
    assert settle(store) == [], "handed over once more it is what it was"


def test_more_than_is_kept_of_one_node_is_refused_whole(store, monkeypatch):
    monkeypatch.setattr(quarantine, "MOST_KEPT", 2)
    take(store, 1)
    with pytest.raises(quarantine.TooMany):
        take(store, 2, 3)
    (held,) = store.read(ORGANIZATION, quarantine.held)
    assert held.waiting == 1


def test_what_the_rules_do_not_take_says_so(store):
    nonsense = replace(scan(1), name="set_storage", args=pack({"ticket_id": "no-such", "storage": "Shelf"}))
    store.write(ORGANIZATION, lambda d: quarantine.take(d, NODE, [nonsense], NOW, last=True))
    assert settle(store) == ["rejected"]
    (row,) = store.read(ORGANIZATION, lambda d: quarantine.kept(d, NODE))
    assert (row.state, row.says) == ("settled", "rejected: That ticket is not here")

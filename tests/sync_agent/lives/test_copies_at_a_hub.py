"""A hub over HTTP, SQLite and PostgreSQL: the copy of a terminal is told so, with and without commands to send."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy

from data.line.unknown import RecordUnknownScan
from data.replica.asking import request
from sync_agent.link.spelling import write_request
from tests.support.clockwork import Clockwork
from tests.support.memory import image_of, in_memory
from tests.sync_agent.hub.conftest import hub, replica, store, url
from tests.sync_agent.hub.rig import Replica, code_of

__all__ = ["hub", "replica", "store", "url"]


def scan(terminal: Replica, code: str) -> None:
    assert terminal.do(RecordUnknownScan("bannos", code, "Filling")).accepted


def test_a_copy_hears_so_and_the_first_one_works_on(replica: Callable[..., Replica]) -> None:
    first = replica("one")
    first.exchange()
    twin = copy(first)
    twin.database = in_memory(image_of(first.database))
    twin.machine = Clockwork(first.machine.at + 3_600_000)
    for terminal, code in ((first, "B30001"), (twin, "B30002")):
        scan(terminal, code)
        terminal.exchange()
        terminal.exchange()
    scan(first, "B30003")
    first.exchange()
    refused = twin.post(write_request(request(twin.database)))
    assert (refused.status_code, code_of(refused)) == (409, "node_conflict")
    scan(twin, "B30004")
    refused = twin.post(write_request(request(twin.database)))
    assert (refused.status_code, code_of(refused)) == (409, "node_conflict")
    assert twin.database.rows("SELECT count(*) FROM journal WHERE NOT settled") == [(1,)], "it is kept here"
    scan(first, "B30005")
    first.exchange()
    assert first.database.rows("SELECT count(*) FROM journal WHERE NOT settled") == [(0,)]

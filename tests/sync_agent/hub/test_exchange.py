"""A real server over a real database: terminals meet, and what should not come in changes nothing."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from data.core.actor import SERVICE_ACTOR
from data.core.command import Command
from data.core.packed import pack
from data.exchange.message import Request, Result
from data.kitchen.ticket import Ticket
from data.ledger.own import rule
from data.line.complete import CompleteFilling
from data.line.tend import SetStorage
from data.replica.asking import request
from data.store.database import Database, StoredRows
from data.store.errors import NotRecorded
from data.store.schema import SCHEMA_VERSION
from sync_agent.hub.limits import MOST_BYTES, Rate
from sync_agent.hub.running import Hub, fresh
from sync_agent.hub.store import HubStore
from sync_agent.link.batch import MOST_COMMANDS
from sync_agent.link.spelling import NEWEST_SCHEMA, write_request
from tests.support.bakery import Bakery
from tests.support.cast import ANA, NOW
from tests.support.clockwork import Clockwork
from tests.support.dockets import docket, ingest
from tests.sync_agent.hub.rig import Replica, code_of, hub_of, running, told
from tests.sync_agent.link.test_batch import scans

MakeReplica = Callable[..., Replica]


def ordered(store: HubStore, count: int = 1) -> None:
    """Orders of Banno's, taken in at the hub before anybody asked."""
    clock = Clockwork(NOW, 7)
    for n in range(count):
        order = ingest(docket(str(20001 + n)))

        def take_in(database: Database, order: Command = order) -> Result:
            return rule(database, order, SERVICE_ACTOR, "shop", clock.stamp(), fresh)

        assert store.write("cakes", take_in).status == "applied"


def tickets(replica: Replica) -> list[Ticket]:
    return Bakery(replica.database).all(Ticket)


def stage(replica: Replica, ticket: Ticket) -> str:
    found = StoredRows(replica.database).get(Ticket, ticket.id)
    assert found is not None
    return found.stage


def as_it_is(store: HubStore) -> Any:
    """Everything that a refused request must not change."""
    tables = ("ticket", "journal", "sync_head", "sync_below", "stage_fact", "notice")
    return store.read("cakes", lambda db: {t: sorted(map(str, db.rows(f"SELECT * FROM {t}"))) for t in tables})


def test_a_scan_at_one_terminal_is_seen_at_another(store: HubStore, replica: MakeReplica) -> None:
    ordered(store)
    one, two = replica("one"), replica("two")
    one.exchange()
    two.exchange()
    (ticket,) = tickets(one)
    assert one.do(CompleteFilling(ticket.id, 0)).accepted
    assert stage(two, ticket) == "Filling"
    one.exchange()
    two.exchange()
    assert stage(one, ticket) == stage(two, ticket) == "Covering"
    assert request(one.database).batch == ()


def test_an_answer_that_was_lost_is_given_again(store: HubStore, replica: MakeReplica) -> None:
    ordered(store)
    one = replica("one")
    one.exchange()
    (ticket,) = tickets(one)
    one.do(SetStorage(ticket.id, "Shelf 1"))
    asked = request(one.database)
    first, again = told(one.ask(asked)), told(one.ask(asked))
    assert first.seq == again.seq == 1
    assert first.heads == again.heads
    one.exchange()
    assert request(one.database).batch == ()


def test_two_terminals_at_once_are_both_heard(store: HubStore, replica: MakeReplica) -> None:
    """Every exchange is one transaction at the hub, whoever comes beside it."""
    from concurrent.futures import ThreadPoolExecutor

    ordered(store, 8)
    both = [replica("one"), replica("two")]
    for each in both:
        each.exchange()
    for n, ticket in enumerate(tickets(both[0])):
        both[n % 2].do(CompleteFilling(ticket.id, 0))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda each: each.exchange(), both))
    for each in both * 2:
        each.exchange()
    assert {t.stage for each in both for t in tickets(each)} == {"Covering"}


def refused(replica: Replica, asked: Request, **headers: str) -> tuple[int, str]:
    answered = replica.ask(asked, **headers)
    return answered.status_code, code_of(answered)


def test_who_may_not_ask_is_told_so_and_changes_nothing(store: HubStore, replica: MakeReplica) -> None:
    ordered(store)
    one, far = replica("one"), replica("far", ("flourlane",))
    one.exchange()
    (ticket,) = tickets(one)
    one.do(CompleteFilling(ticket.id, 0))
    asked = request(one.database)
    before = as_it_is(store)
    assert refused(one, asked, Authorization="Bearer nobody") == (401, "bad_token")
    assert refused(one, asked, Authorization="") == (401, "no_token")
    assert refused(far, asked) == (403, "not_your_node")
    assert refused(far, replace(asked, node_id="far")) == (403, "not_your_store")
    assert refused(far, replace(asked, node_id="far", scopes=("flourlane",))) == (403, "not_your_store"), "its cookies"
    assert refused(one, replace(asked, scopes=())) == (403, "unknown_store")
    assert as_it_is(store) == before


def spelled(asked: Request, **changed: Any) -> bytes:
    return json.dumps(json.loads(write_request(asked)) | changed).encode()


def test_what_cannot_be_read_is_refused_and_changes_nothing(store: HubStore, replica: MakeReplica) -> None:
    one = replica("one")
    good = request(one.database)
    before = as_it_is(store)
    wrong = [
        (one.post(b"{"), 400, "malformed"),
        (one.post(b"[]"), 400, "malformed"),
        (one.post(spelled(good, scopes=7)), 400, "malformed"),
        (one.post(spelled(good, mono=2**63)), 400, "malformed"),
        (one.post(write_request(good), Content_Type="text/plain"), 415, "content_type"),
        (one.post(write_request(good), Content_Encoding="br"), 415, "content_encoding"),
        (one.post(spelled(good, proto=2)), 426, "other_protocol"),
        (one.post(spelled(good, schema=NEWEST_SCHEMA + 1)), 426, "hub_too_old"),
        (one.post(spelled(good, schema=1)), 426, "node_too_old"),
        (one.ask(replace(scans(MOST_COMMANDS + 1), node_id="one", scopes=("bannos",))), 413, "batch_too_large"),
        (one.post(b"x" * (MOST_BYTES + 1), Content_Encoding="identity"), 413, "body_too_large"),
    ]
    for answered, status, code in wrong:
        assert (answered.status_code, code_of(answered)) == (status, code)
    assert as_it_is(store) == before
    assert one.post(spelled(good, schema=SCHEMA_VERSION)).status_code == 200


def test_a_body_that_is_not_whole_is_refused(replica: MakeReplica) -> None:
    one = replica("one")
    whole = gzip.compress(write_request(request(one.database)))
    for body in (whole[:-1], whole[: len(whole) // 2], whole + b"x", b"no gzip"):
        usual = {"Authorization": "Bearer one", "Content-Type": "application/json", "Content-Encoding": "gzip"}
        answered = one.http.post("/api/v1/sync", content=body, headers=usual)
        assert (answered.status_code, code_of(answered)) == (400, "malformed")


def test_a_small_body_that_inflates_without_end_is_refused(replica: MakeReplica) -> None:
    squeezing = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    bomb = b"".join(squeezing.compress(b" " * 1_000_000) for _ in range(200)) + squeezing.flush()
    one = replica("one")
    usual = {"Authorization": "Bearer one", "Content-Type": "application/json", "Content-Encoding": "gzip"}
    answered = one.http.post("/api/v1/sync", content=bomb, headers=usual)
    assert (answered.status_code, code_of(answered)) == (413, "body_too_large")


def test_who_asks_too_often_is_told_when_to_come_back(store: HubStore, template: Any) -> None:
    from tests.support.memory import as_image, in_memory

    clock = [0.0]
    with running(hub_of(store, rate=Rate(lambda: clock[0], a_second=1, burst=2))) as url:
        one = Replica(in_memory(as_image(template.read_bytes())), "one", url)
        two = Replica(in_memory(as_image(template.read_bytes())), "two", url)
        asked = request(one.database)
        assert [one.ask(asked).status_code for _ in range(3)] == [200, 200, 429]
        answered = one.ask(asked)
        assert code_of(answered) == "too_often"
        assert int(answered.headers["retry-after"]) >= 1
        assert two.ask(request(two.database)).status_code == 200, "the others are not held up"
        clock[0] += 1
        assert one.ask(asked).status_code == 200
        one.http.close()
        two.http.close()


def test_a_database_that_takes_nothing_settles_nothing(
    store: HubStore, replica: MakeReplica, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The queue stays as it is, and goes up when the disk is back."""
    ordered(store)
    one = replica("one")
    one.exchange()
    (ticket,) = tickets(one)
    one.do(CompleteFilling(ticket.id, 0))
    asked = request(one.database)
    before = as_it_is(store)

    def full(*_: Any) -> Any:
        raise NotRecorded("The disk is full: free some space")

    with monkeypatch.context() as away:
        away.setattr("data.ledger.serve.stamp", full)
        answered = one.ask(asked)
        assert (answered.status_code, code_of(answered)) == (503, "not_recorded")
        assert int(answered.headers["retry-after"]) >= 1
    assert as_it_is(store) == before
    one.exchange()
    assert request(one.database).batch == ()


def test_a_hub_that_is_none_says_later(store: HubStore, replica: MakeReplica) -> None:
    def forget(database: Any) -> None:
        with database.transaction():
            database.run("DELETE FROM sync_node")

    store.write("cakes", forget)
    one = replica("one")
    assert refused(one, request(one.database)) == (503, "no_hub")


def test_a_command_no_database_could_keep_settles_as_dead(store: HubStore, replica: MakeReplica) -> None:
    """Or it would stand in the way of every one behind it, for ever."""
    ordered(store)
    one = replica("one")
    one.exchange()
    (ticket,) = tickets(one)
    one.do(SetStorage(ticket.id, "Shelf 1"))
    one.do(CompleteFilling(ticket.id, 0))
    asked = request(one.database)
    broken = replace(asked.batch[0], args=pack({"ticket_id": ticket.id, "storage": 2**70}))
    answer = told(one.ask(replace(asked, batch=(broken, *asked.batch[1:]))))
    assert answer.seq == 2
    assert [r.status for r in answer.results] in (["dead"], ["rejected"])


def test_news_is_told_when_something_was_done_and_not_otherwise(store: HubStore, template: Any) -> None:
    from tests.support.memory import as_image, in_memory

    ordered(store)
    poked: list[tuple[str, tuple[str, ...], str]] = []
    hub = hub_of(store, changed=lambda *told: poked.append(told))
    with running(hub) as url:
        one = Replica(in_memory(as_image(template.read_bytes())), "one", url)
        one.exchange()
        assert poked == []
        (ticket,) = tickets(one)
        one.do(CompleteFilling(ticket.id, 0), ANA)
        one.exchange()
        assert poked == [("cakes", ("bannos",), "one")]
        one.http.close()


def test_what_a_hub_counts_and_says_of_itself(hub: Hub, store: HubStore, replica: MakeReplica) -> None:
    ordered(store)
    one = replica("one")
    one.exchange()
    one.post(b"{")
    counted = one.http.get("/metrics").text
    assert 'bakeline_hub_exchanges_total{status="200"} 1.0' in counted
    assert 'bakeline_hub_exchanges_total{status="400"} 1.0' in counted
    assert one.http.get("/healthz").json()["status"] == "ok"
    assert one.http.get("/readyz").status_code == 200
    assert "/api/v1/sync" in one.http.get("/openapi.json").json()["paths"]


class Silent:
    """A line to a hub above that nobody answers."""

    def __init__(self, silent: int | None) -> None:
        self.silent = silent

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def call(self) -> None: ...

    def silent_for(self) -> int | None:
        return self.silent


@pytest.mark.parametrize(("silent", "status"), [(None, 503), (10 * 60_000, 503), (1_000, 200)])
def test_a_store_hub_that_hears_nothing_is_not_ready(store: HubStore, silent: int | None, status: int) -> None:
    import httpx

    with running(hub_of(store, above=Silent(silent))) as url:
        answered = httpx.get(f"{url}/readyz", trust_env=False)
        assert answered.status_code == status
        assert bool(answered.json()["says"]) == (status == 503)
        assert httpx.get(f"{url}/healthz", trust_env=False).status_code == 200

"""Many terminals at once at a real hub: they are served together, and it is as if each had come alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import psycopg
import pytest

from data.exchange.message import Request
from data.kitchen.ticket import Ticket
from data.ledger.serve import Word
from data.line.complete import CompleteFilling
from data.replica.asking import request
from data.store.ahead import Ahead
from data.store.database import StoredRows
from data.store.postgres import PostgresConnection
from sync_agent.hub.running import Hub
from sync_agent.hub.store import HubStore
from tests.sync_agent.hub.rig import ORGANIZATION, Guests, Replica, code_of
from tests.sync_agent.hub.test_exchange import MakeReplica, ordered, tickets

NODES = tuple(f"node{n}" for n in range(6))


@pytest.fixture
def crowd(store: HubStore, hub: Hub, replica: MakeReplica) -> list[Replica]:
    """Six terminals of Banno's, each of which has filled a cake of its own."""
    assert isinstance(hub.door, Guests)
    hub.door.known |= dict.fromkeys(NODES, ("bannos",))
    ordered(store, len(NODES))
    made = [replica(name) for name in NODES]
    for n, each in enumerate(made):
        each.exchange()
        assert each.do(CompleteFilling(tickets(each)[n].id, 0)).accepted
    return made


def push(each: Replica) -> Callable[[], httpx.Response]:
    """What it has to send."""
    return lambda: each.ask(request(each.database))


def all_at_once(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, posts: Sequence[Callable[[], httpx.Response]]
) -> tuple[list[httpx.Response], list[int]]:
    """The first is being served while the others come; answers how many went together, too."""
    groups: list[int] = []
    go, serve = threading.Event(), hub.serve

    def held(organization: str, asked: Sequence[Request], waits: bool) -> list[Word]:
        groups.append(len(asked))
        assert go.wait(10)
        return serve(organization, asked, waits)

    monkeypatch.setattr(hub.desk, "_serve", held)
    with ThreadPoolExecutor(len(posts)) as pool:
        sent = [pool.submit(post) for post in posts]
        threading.Timer(1.0, go.set).start()
        return [each.result() for each in sent], groups


def stages(store: HubStore) -> list[str]:
    found = store.read(ORGANIZATION, lambda database: StoredRows(database).where(Ticket, store_id="bannos"))
    return sorted(ticket.stage for ticket in found)


def test_they_go_together_and_each_has_its_answer(
    store: HubStore, hub: Hub, crowd: list[Replica], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, groups = all_at_once(hub, monkeypatch, [push(each) for each in crowd])
    assert sum(groups) == len(crowd)
    assert max(groups) > 1
    assert stages(store) == ["Covering"] * len(crowd)
    for each in crowd:
        each.exchange()
        assert request(each.database).batch == ()
        assert {ticket.stage for ticket in tickets(each)} == {"Covering"}


def test_a_bad_one_among_them_is_told_so_and_the_rest_is_taken(
    store: HubStore, hub: Hub, crowd: list[Replica], monkeypatch: pytest.MonkeyPatch
) -> None:
    thief, victim, *honest = crowd
    victim.exchange()
    in_its_chain = replace(request(thief.database), origin=request(victim.database).origin)
    posts = [*map(push, honest), lambda: thief.ask(in_its_chain)]
    answers, groups = all_at_once(hub, monkeypatch, posts)
    assert max(groups) > 1
    assert [answer.status_code for answer in answers] == [200] * len(honest) + [403]
    assert code_of(answers[-1]) == "foreign_chain"
    assert stages(store) == ["Covering"] * (len(honest) + 1) + ["Filling"]


@pytest.mark.postgres
@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_a_commit_that_was_lost_is_made_again_for_all_of_them(
    store: HubStore, hub: Hub, crowd: list[Replica], monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, lost = PostgresConnection._commit, list[object]()

    def losing(connection: PostgresConnection) -> None:
        if len(lost) < 3:
            lost.append(connection)
            raise psycopg.errors.SerializationFailure
        commit(connection)

    monkeypatch.setattr(PostgresConnection, "_commit", losing)
    answers, _ = all_at_once(hub, monkeypatch, [push(each) for each in crowd])
    assert [answer.status_code for answer in answers] == [200] * len(crowd)
    assert len(lost) == 3
    assert stages(store) == ["Covering"] * len(crowd)
    for each in crowd:
        each.exchange()
        assert request(each.database).batch == ()


@pytest.mark.postgres
@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_a_mistake_in_asking_together_keeps_nobody_from_it(
    store: HubStore, crowd: list[Replica], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is only quicker may fail: the commands are taken statement by statement."""

    def mistaken(*_: object) -> None:
        raise KeyError("ticket")

    monkeypatch.setattr(Ahead, "look", mistaken)
    for each in crowd:
        each.exchange()
    assert stages(store) == ["Covering"] * len(crowd)

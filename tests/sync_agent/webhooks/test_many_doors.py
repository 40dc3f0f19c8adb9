"""Several hub processes on one database, and a vendor that tells the same thing to all of them at once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

import httpx
import pytest

from data.kitchen.ticket import Ticket
from data.orders.order import DeadLetter, Order
from data.shops.kept import WebhookDelivery
from sync_agent.work.inbox import InboxWorker
from sync_agent.work.opening import Opener
from tests.support.databases import for_alembic, postgres_database
from tests.sync_agent.hub.test_process import serving
from tests.sync_agent.webhooks.rig import Door, door

pytestmark = [pytest.mark.long, pytest.mark.postgres]
SAMPLE = Path(__file__).parents[2] / "fixtures" / "shopify_orders" / "samples" / "01_one_cake_pickup.json"
OTHERS = ("second", "third")


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Door, list[httpx.Client]]]:
    """Three processes, one of which is the rig's own."""
    folder = tmp_path_factory.mktemp("doors")
    with postgres_database() as url, door("shopify", folder, for_alembic(url)) as first, ExitStack() as others:
        clients = [first.http]
        for name in OTHERS:
            (folder / name).mkdir()
            (folder / name / "secrets").symlink_to(folder / "secrets")
            argv = ("--no-work", "--database", first.database)
            _, where = others.enter_context(serving(folder / name, *argv))
            clients.append(others.enter_context(httpx.Client(base_url=where, trust_env=False, timeout=60)))
        yield first, clients


def post_all(doors: tuple[Door, list[httpx.Client]], each: list[tuple[bytes, dict[str, str]]]) -> list[httpx.Response]:
    first, clients = doors
    turns = cycle(clients)
    with ThreadPoolExecutor(24) as many:
        asked = [many.submit(next(turns).post, first.path, content=raw, headers=given) for raw, given in each]
        return [one.result() for one in asked]


def lines(there: Door) -> list[dict[str, object]]:
    """What all three have noted of deliveries."""
    logs = [there.folder / "log", *(there.folder / name / "log" for name in OTHERS)]
    told = [json.loads(line) for log in logs for line in log.read_text().splitlines() if line.endswith("}")]
    return [one for one in told if "dedupe" in one]


def test_a_hundred_copies_of_a_delivery_are_one_row_and_all_are_thanked_for(doors):
    there, _ = doors
    raw = there.plain()
    answers = post_all(doors, [(raw, there.sign(raw))] * 100)

    assert {answer.status_code for answer in answers} == {200}
    assert Counter(answer.json()["dedupe"] for answer in answers) == {True: 99, False: 1}
    assert len([one for one in there.hub.all(WebhookDelivery) if bytes(one.raw) == raw]) == 1
    there.logged(0, 1)
    noted = Counter(one["dedupe"] for one in lines(there))
    assert noted[False] == 1
    assert noted[True] >= 97, "a line may still be on its way"


def test_a_hundred_deliveries_of_one_order_taken_in_by_four_workers_are_one_order(doors):
    """Each with an id of its own: another subscription, another topic, a retry that forgot its name (O05)."""
    there, _ = doors
    raw = SAMPLE.read_bytes()
    topics = cycle(("orders/create", "orders/updated", "orders/paid"))
    answers = post_all(doors, [(raw, there.sign(raw, topic=next(topics))) for _ in range(100)])
    assert Counter(answer.json()["dedupe"] for answer in answers) == {False: 100}

    opener = there.hub.opener

    def work(_: int) -> int:
        own = InboxWorker(Opener(opener.store, opener.keys, opener.changed, opener.now, opener.vendors))
        return sum(iter(lambda: own.once(there.hub.organization, 5), 0))

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(work, range(4))) >= 100
    (order,) = there.hub.all(Order)
    assert [ticket.order_id for ticket in there.hub.all(Ticket)] == [order.id]
    words = Counter(str(one.says) for one in there.hub.all(WebhookDelivery) if bytes(one.raw) == raw)
    # An event that was told twice is answered from memory; by another name it is known by what is in it.
    assert (set(words), words.total()) == ({f"{order.human_id}: 1 ticket", f"{order.human_id} is known"}, 100)
    assert [one for one in there.hub.all(DeadLetter) if one.order_id is not None] == []

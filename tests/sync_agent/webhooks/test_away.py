"""While its database is away a hub takes nothing and says so: the vendor sends it again, and it is one order."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from data.orders.order import Order
from tests.support.databases import for_alembic, postgres_database
from tests.support.proxy import PASS, Proxy, Rule
from tests.sync_agent.webhooks.rig import Door, door

pytestmark = pytest.mark.long


def comes_again(there: Door, post, status: int) -> None:
    """Until it is answered so; a vendor is patient for hours."""
    ends = time.monotonic() + 60
    while (answered := there.deliver(post)).status_code != status and time.monotonic() < ends:
        time.sleep(0.2)
    assert answered.status_code == status, answered.text


def the_same_order_once(there: Door, post) -> None:
    assert there.deliver(post).json()["dedupe"] is True
    there.hub.takes_in()
    assert len(there.hub.all(Order)) == 1


def test_a_file_that_another_program_holds(tmp_path: Path):
    with door("shopify", tmp_path, f"sqlite:///{tmp_path / 'hub.sqlite3'}") as there:
        there.bench.place_order()
        (post, *_) = there.bench.posts()
        with closing(sqlite3.connect(tmp_path / "hub.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            answered = there.deliver(post)
            assert (answered.status_code, answered.json()["detail"]["code"]) == (503, "not_recorded")
            assert answered.headers["Retry-After"]
            other.execute("ROLLBACK")
        comes_again(there, post, 200)
        the_same_order_once(there, post)


@pytest.mark.postgres
def test_a_server_that_is_gone(tmp_path: Path):
    with postgres_database() as url:
        parts = urlsplit(for_alembic(url))
        with Proxy(parts.port or 5432) as line:
            user = f"{parts.username}@" if parts.username else ""
            through = urlunsplit(parts._replace(netloc=f"{user}127.0.0.1:{line.port}"))
            with door("shopify", tmp_path, for_alembic(url), through=through) as there:
                there.bench.place_order()
                (post, *_) = there.bench.posts()
                line.be(Rule(open=False))
                assert there.deliver(post).status_code == 503
                assert there.kept() == []
                line.be(PASS)
                comes_again(there, post, 200)
                the_same_order_once(there, post)

"""Two `work` processes at one hub and one shop, over real HTTP and by real clocks: every row is told once, also when
one of them is killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.shops.work import Work
from sync_agent.demo_shop.door import Answer, Asked
from sync_agent.demo_shop.furnishing import furnish
from sync_agent.demo_shop.shopify.state import PLACES, gid
from sync_agent.demo_shop.street import Corner
from sync_agent.hub.keys import FOLDER, hub_master
from sync_agent.shops.addresses import AT_HOME
from sync_agent.shops.keys import BASE_URL, CLIENT_ID, CLIENT_SECRET, app_id
from sync_agent.work.linking import link_all
from tests.contract.bench import Clock, kind_shop
from tests.shops.shopify import bench as shopify
from tests.sync_agent.hub.test_process import ROOT
from tests.sync_agent.work.rig import BOTH, SellingHub, database_of

pytestmark = pytest.mark.long
THINGS, EACH = 400, 7
PATIENCE_S = 240


class RealClock(Clock):
    """What processes of their own live by."""

    def __call__(self) -> int:
        return time.time_ns() // 1_000_000

    def seconds(self) -> float:
        return time.monotonic()

    def pass_by(self, seconds: float) -> None:
        time.sleep(seconds)


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(FOLDER, str(tmp_path / "secrets"))
    monkeypatch.setattr(shopify, "Clock", RealClock)
    return database_of(request, request.param, tmp_path)


@pytest.fixture
def hub(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[SellingHub]:
    """Everything that its shop sells is to be told. The shop takes its time."""
    bench = shopify.ShopifyBench()
    bench.faults.all_off()
    state, place = bench.played.state, gid("Location", PLACES[0][0])
    like = state.variants[-1]
    made = [replace(like, number=like.number + 1_000 + n, sku=f"T{n}", product=f"T {n}") for n in range(THINGS)]
    state.variants = (*state.variants, *made)
    state.levels |= {(gid("InventoryItem", one.item_number), place): 1 for one in made}
    selling = SellingHub(url, bench, "shopify", hub_master())
    serve = bench.played.serve

    def slowly(asked: Asked) -> Answer:
        time.sleep(0.2)
        return serve(asked)

    with closing(selling.store):
        sold, after = [], None
        while True:
            some, after = kind_shop(bench).sellables(after)
            sold += [one for one in some if (one.sku or "").startswith("T")]
            if after is None:
                break
        furnish(selling.opener, selling.organization, "bannos", sold, EACH)
        link_all(selling.opener, selling.organization, selling.shop)
        bench.played.serve = slowly  # type: ignore[method-assign]
        corner = Corner(bench.played, 1)
        with corner.opened():
            monkeypatch.setenv(AT_HOME, corner.url.removeprefix("http://"))
            app = {CLIENT_ID: "played-client", CLIENT_SECRET: bench.played.client_secret}
            selling.opener.keep_named(selling.organization, app_id("shopify"), app)
            selling.opener.keep_values(selling.organization, selling.shop, {BASE_URL: corner.url})
            yield selling


@contextmanager
def worker(url: str) -> Iterator[subprocess.Popen[str]]:
    argv = [sys.executable, "-m", "sync_agent.cli", "work", "--database", url, "--json"]
    kinds: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True, "cwd": ROOT}
    with subprocess.Popen(argv, env=dict(os.environ), **kinds) as process:
        try:
            assert process.stdout is not None
            assert '"working"' in process.stdout.readline()
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            finally:
                process.kill()


def set_so_far(hub: SellingHub) -> Counter[str]:
    """How often the shop was made to show something else, by the thing."""
    bench = hub.bench
    assert isinstance(bench, shopify.ShopifyBench)
    pushed = [variables["input"] for text, variables in list(bench.played.log) if "SetQuantities" in text]
    return Counter(one["inventoryItemId"] for push in pushed for one in push["quantities"])


def waits_until_all_is_told(hub: SellingHub) -> None:
    ends = time.monotonic() + PATIENCE_S
    while left := [one for one in hub.all(Work) if one.status != "done"]:
        assert time.monotonic() < ends, f"{len(left)} are left, such as {left[0]}"
        time.sleep(0.3)


def each_was_told_once(hub: SellingHub) -> None:
    told = set_so_far(hub)
    assert {thing: many for thing, many in told.items() if many > 1} == {}
    assert len(told) == len(hub.all(Work)) >= THINGS
    assert {one.quantity for one in hub.all(Work)} == {EACH}


def test_two_processes_share_the_work_and_every_row_is_told_once(hub, url):
    with ExitStack() as running:
        for _ in range(2):
            running.enter_context(worker(url))
        waits_until_all_is_told(hub)
    each_was_told_once(hub)


@pytest.mark.proof
def test_of_two_processes_one_is_killed_in_the_middle_and_every_row_is_told_once(hub, url):
    with ExitStack() as running:
        first, _ = (running.enter_context(worker(url)) for _ in range(2))
        ends = time.monotonic() + PATIENCE_S
        while not set_so_far(hub):
            assert time.monotonic() < ends
            time.sleep(0.02)
        first.kill()
        running.enter_context(worker(url))
        waits_until_all_is_told(hub)
    each_was_told_once(hub)

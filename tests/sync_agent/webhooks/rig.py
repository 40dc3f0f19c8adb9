"""A hub process that only keeps what it is told, the played shop that signs it, and its database beside it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from data.shops.kept import WebhookDelivery
from sync_agent.demo_shop.outbox import Post
from sync_agent.hub.keys import hub_master
from sync_agent.shops.keys import HOOKS_URL, WEBHOOK
from tests.contract.bench import Bench
from tests.shops.shopify.bench import ShopifyBench
from tests.shops.square.bench import SquareBench
from tests.sync_agent.hub.test_process import serving
from tests.sync_agent.work.rig import SellingHub

SECRET, OLDER = "the secret of today", "the secret until the rotation"
JSON = "application/json"
TOPIC = {"shopify": "orders/create", "square": "order.updated"}
CANARY = "canary-4711"
_BENCHES = {"shopify": ShopifyBench, "square": SquareBench}


@dataclass
class Door:
    """`vendor` and its played shop `hub.bench`, whose unkindness is off; `url` is the process's, which seals what it
    keeps in `database` with `master`."""

    vendor: str
    folder: Path
    url: str
    hub: SellingHub
    http: httpx.Client
    database: str
    master: bytes

    def __post_init__(self) -> None:
        self._numbers = count(1)

    @property
    def path(self) -> str:
        return f"/webhooks/{self.vendor}/bannos"

    @property
    def bench(self) -> Bench:
        return self.hub.bench

    def plain(self, **more: object) -> bytes:
        """The body of a delivery of its own that names itself where its vendor does so in the body."""
        named: dict[str, object] = {"event_id": f"event-{next(self._numbers)}-{CANARY}", "type": "themes.published"}
        named |= {"merchant_id": self.bench.account} if self.vendor == "square" else {}
        return json.dumps(named | more).encode()

    def sign(self, raw: bytes, secret: str = SECRET, topic: str | None = None) -> dict[str, str]:
        """Headers of a delivery of its own."""
        headers = self.bench.sign(topic or TOPIC[self.vendor], raw, secret)
        if self.vendor == "shopify":
            headers["X-Shopify-Webhook-Id"] = f"delivery-{next(self._numbers)}"
        return headers

    def post(self, raw: bytes | Iterator[bytes], headers: Mapping[str, str], path: str | None = None) -> httpx.Response:
        return self.http.post((path or self.path), content=raw, headers=dict(headers))

    def deliver(self, post: Post) -> httpx.Response:
        return self.post(post.body, post.headers)

    def kept(self) -> list[WebhookDelivery]:
        return self.hub.all(WebhookDelivery)

    def log(self) -> list[dict[str, Any]]:
        """The calls that were noted."""
        lines = (self.folder / "log").read_text().splitlines(keepends=True)
        return [one for one in map(json.loads, (line for line in lines if line.endswith("\n"))) if "route" in one]

    def logged(self, before: int, many: int = 1) -> list[dict[str, Any]]:
        """So many calls after those `before`: an answer is out before its line is written."""
        ends = time.monotonic() + 20
        while len(found := self.log()[before:]) < many and time.monotonic() < ends:
            time.sleep(0.02)
        return found

    def secrets(self, **values: str) -> None:
        """What is kept of the shop; the process looks again after a while."""
        self.hub.opener.keep_values(self.hub.organization, self.hub.shop, values)
        time.sleep(5.2)


@contextmanager
def door(vendor: str, folder: Path, database: str, *words: str, through: str | None = None) -> Iterator[Door]:
    """`through` is the database's address as the process is told it, where it is another one."""
    bench = _BENCHES[vendor]()
    bench.faults.all_off()
    # What the process keeps now is due by the played clock, too.
    bench.clock.at = max(bench.clock.at, time.time_ns() // 1_000_000)
    master = hub_master(folder / "secrets")
    hub = SellingHub(database, bench, vendor, master)
    hub.opener.keep_values(hub.organization, hub.shop, {WEBHOOK: SECRET, HOOKS_URL: bench.hooks})
    if vendor == "shopify":
        bench.played.client_secret = SECRET
    else:
        for one in bench.played.hooks.subscriptions.values():
            one["signature_key"] = SECRET
    argv = ("--no-work", *words, "--database", through or database)
    with (
        closing(hub.store),
        serving(folder, *argv) as (_, url),
        httpx.Client(base_url=url, trust_env=False, timeout=30) as http,
    ):
        yield Door(vendor, folder, url, hub, http, database, master)

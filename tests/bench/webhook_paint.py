"""From a shop's webhook to its ticket on a station's screen: a real hub, a terminal with its agent, the station in a
terminal; once where the hub takes the order in itself, once where a worker in another process does."""

from __future__ import annotations

import base64
import copy
import hmac
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, nullcontext
from typing import Any

from sync_agent.hub.keys import FOLDER
from tests.bench import product
from tests.bench.figure import Figure, percentile_ms
from tests.bench.hub import ROOT
from tests.bench.kit import Kit, now
from tests.bench.screens import agent, station
from tests.bench.station import PATIENCE, started
from tests.bench.subject import MissingError
from tests.bench.sync_house import STORE, House, exchanged, house
from tests.bench.webhooks import working
from tests.terminal.screen import Terminal

WARM_UP, TICKETS = 3, 10
PAINTED_MS = 1_000.0
_DOMAIN, _SECRET = "cakes.myshopify.com", "the secret of the bench"
_SAMPLE = ROOT / "tests/fixtures/shopify_orders/samples/01_one_cake_pickup.json"
_NEWEST = 90_000
"""Numbers go down: of one day the lowest stands first on the screen."""
_PAUSE_S = 0.3


def measure(kit: Kit) -> Iterator[Figure]:
    if kit.subject is not product:
        raise MissingError("the peers have no hub")
    orders = kit.choose(25, 12)
    for name, words in (("", ()), (", worked elsewhere", ("--no-work",))):
        times = _times(kit, orders, words)
        yield Figure(f"webhook to paint{name}, p50", percentile_ms(times, 50), "ms")
        yield Figure(f"webhook to paint{name}, p95", percentile_ms(times, 95), "ms", goal=PAINTED_MS)


def _times(kit: Kit, orders: int, words: Sequence[str]) -> list[float]:
    """Seconds of each order."""
    with house(kit, TICKETS, *words) as shop, ExitStack() as open_:
        _connected(shop)
        open_.enter_context(working(shop.database, shop.secrets) if words else nullcontext())
        folder = shop.terminal()
        exchanged(folder)
        open_.enter_context(agent(folder))
        screen = open_.enter_context(started(station(folder)))
        screen.wait_for(product.READY, PATIENCE)
        return [_painted(shop, screen, _NEWEST - n) for n in range(WARM_UP + orders)][WARM_UP:]


def _connected(shop: House) -> None:
    """Its webhooks are taken; nothing of it is asked."""
    secret = shop.secrets / "webhook.txt"
    secret.write_text(_SECRET)
    argv = [sys.executable, "-m", "sync_agent.cli", "shop", "add", "shopify", "--store", STORE, "--domain", _DOMAIN]
    argv += ["--webhook-secret-file", str(secret), "--database", shop.database]
    subprocess.run(argv, cwd=ROOT, check=True, capture_output=True, env={**os.environ, FOLDER: str(shop.secrets)})


def _painted(shop: House, screen: Terminal, number: int) -> float:
    """Seconds from the shop's first byte until the ticket's code is on the screen."""
    end = now() + _PAUSE_S
    while now() < end:
        screen.pump(0.05)
    body = json.dumps(_order(number)).encode()
    signed = base64.b64encode(hmac.digest(_SECRET.encode(), body, "sha256")).decode()
    headers = {
        "Content-Type": "application/json",
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Webhook-Id": f"bench-{number}",
        "X-Shopify-Shop-Domain": _DOMAIN,
        "X-Shopify-Hmac-Sha256": signed,
    }
    begun = now()
    post = urllib.request.Request(f"{shop.url}/webhooks/shopify/{STORE}", body, headers)
    with urllib.request.urlopen(post, timeout=30) as answer:
        answer.read()
    return screen.arrival_of(str(number), PATIENCE) - begun


def _order(number: int) -> dict[str, Any]:
    order = copy.deepcopy(json.loads(_SAMPLE.read_text()))
    order |= {"id": number, "order_number": number, "name": f"#A{number}"}
    order["admin_graphql_api_id"] = f"gid://shopify/Order/{number}"
    (line,) = order["line_items"]
    line |= {"id": number, "admin_graphql_api_id": f"gid://shopify/LineItem/{number}"}
    return dict(order)

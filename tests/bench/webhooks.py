"""What the webhook door takes in a second from fifty connections, beside the least endpoint on the same PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from sync_agent.hub.keys import FOLDER
from sync_agent.work.figures import WEBHOOK_P95_MS, WORKER_P95_MS, figures
from tests.bench.figure import Figure, percentile_ms
from tests.bench.hub import ROOT
from tests.bench.kit import Kit
from tests.support.databases import for_alembic, postgres_database
from tests.sync_agent.webhooks.rig import SECRET, Door, door

CONNECTIONS, WARM = 50, 200
WORKERS, BEHIND = 4, 1_000
_BODY = Path(ROOT / "tests/fixtures/shopify_orders/samples/01_one_cake_pickup.json")


def measure(kit: Kit) -> Iterator[Figure]:
    many, rounds = kit.choose(5_000, 1_000), kit.choose(3, 2)
    ours: list[float] = []
    least: list[float] = []
    rates: dict[str, list[float]] = {"ours": [], "least": []}
    with ExitStack() as all_of_it:
        url = all_of_it.enter_context(postgres_database())
        peer = all_of_it.enter_context(postgres_database())
        there = all_of_it.enter_context(door("shopify", kit.new_folder(), for_alembic(url)))
        beside = all_of_it.enter_context(_least(peer))
        body = _BODY.read_bytes()
        signed = there.sign(body, SECRET)
        for address in (there.url + there.path, beside):
            asyncio.run(_round(address, signed, body, WARM))
        # In turns: what else the machine does meets both. Nobody is first in line: it would be before the server, which
        # both of them wait for.
        for _ in range(rounds):
            for name, address, into in (("ours", there.url + there.path, ours), ("least", beside, least)):
                begun = time.perf_counter()
                into += asyncio.run(_round(address, signed, body, many))
                rates[name].append(many / (time.perf_counter() - begun))
        kept = len(there.kept())
        if kept != WARM + rounds * many:
            raise RuntimeError(f"{kept} of {WARM + rounds * many} deliveries are kept")
        for _ in range(WORKERS):
            all_of_it.enter_context(working(for_alembic(url), there.folder / "secrets"))
        behind = asyncio.run(_round(there.url + there.path, signed, body, BEHIND))
        worked = _worker_p95(there)
    mine, other = max(rates["ours"]), max(rates["least"])
    said = f"{mine:,.0f} a second, {mine / other:.2f} of the least endpoint's; {CONNECTIONS} connections, no error"
    yield Figure("a webhook", 1e6 / mine, "us", 1e6 / other, "least endpoint", 1 / 0.7, said)
    yield Figure("a webhook, p99", percentile_ms(ours, 99), "ms", percentile_ms(least, 99), "least endpoint", 1.5)
    yield Figure("a webhook, p95 beside its target", percentile_ms(ours, 95), "ms", goal=WEBHOOK_P95_MS)
    said = f"{kept:,} wait, and {WORKERS} worker processes take them in meanwhile"
    name = f"a webhook, p95, {WORKERS} workers busy behind it"
    yield Figure(name, percentile_ms(behind, 95), "ms", goal=WEBHOOK_P95_MS, note=said)
    yield Figure("a worker, p95 of what it takes in", worked, "ms", goal=WORKER_P95_MS)


async def _round(address: str, signed: dict[str, str], body: bytes, many: int) -> list[float]:
    """Seconds of each; raises RuntimeError for one that was not taken. Over bare streams: an HTTP client costs more
    than the endpoints do, and both would look alike."""
    spent, left, mark, parts = list[float](), iter(range(many)), time.monotonic_ns(), urlsplit(address)
    names = "".join(f"{name}: {value}\r\n" for name, value in signed.items() if name != "X-Shopify-Webhook-Id")
    head = f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: {len(body)}\r\n{names}"

    async def one() -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        for n in left:
            begun = time.perf_counter()
            writer.write(f"{head}X-Shopify-Webhook-Id: {mark}-{n}\r\n\r\n".encode() + body)
            said = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(said.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]))
            spent.append(time.perf_counter() - begun)
            if not said.startswith(b"HTTP/1.1 200 "):
                raise RuntimeError(said.decode("latin-1").partition("\r\n")[0])
        writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return spent


@contextmanager
def working(database: str, secrets: Path) -> Iterator[None]:
    """A worker process of this hub, at work."""
    argv = [sys.executable, "-m", "sync_agent.cli", "work", "--json", "--database", database]
    environ = {**os.environ, FOLDER: str(secrets)}
    with subprocess.Popen(argv, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield
        finally:
            process.terminate()


def _worker_p95(there: Door) -> float:
    """Milliseconds, as `sync-agent ops` tells it; what was timed is written every few seconds."""
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        for target in figures(there.hub.store, time.time_ns() // 1_000_000).targets:
            if target.name == "worker p95" and target.value is not None:
                return target.value
        time.sleep(0.5)
    raise RuntimeError("no worker has noted what it did")


@contextmanager
def _least(url: str) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    argv = [sys.executable, "-m", "tests.bench.peers.webhook_least", url, str(port)]
    with subprocess.Popen(argv, cwd=ROOT, env=dict(os.environ)) as process:
        try:
            _answers(port)
            yield f"http://127.0.0.1:{port}/webhook"
        finally:
            process.terminate()


def _answers(port: int) -> None:
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the least endpoint does not listen")

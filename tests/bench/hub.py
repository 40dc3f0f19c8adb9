"""What a hub takes in a second, over HTTP with tokens and signatures, into a real PostgreSQL. What pgbench gets done
with its simple update on the same server, just before and just after, is what three rows cost there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import mean
from typing import Any
from urllib.parse import urlsplit

import psycopg

from data.store.machine import ThisMachine
from data.store.postgres import native_url
from data.store.upgrade import upgrade
from sync_agent.hub.identity import Identity
from sync_agent.hub.keys import FOLDER, hub_master
from sync_agent.hub.store import PostgresStore
from tests.bench.figure import Figure
from tests.bench.hub_client import told
from tests.bench.hub_shop import Papers, furnished
from tests.bench.kit import Kit, first_in_line
from tests.bench.subject import MissingError
from tests.support.databases import for_alembic, postgres_database

ROOT = Path(__file__).parents[2]
HUBS, CLIENTS, BATCH = 2, 8, 100
WARM = 10
"""Commands of each client that nobody counts: a hub plans its statements once in its life."""
SINGLE_GOAL, BATCH_GOAL = 1 / 0.3, 1 / 2
"""Of the time that pgbench takes for one transaction."""
ONE_STORE_GOAL = 1 / 0.15


def measure(kit: Kit) -> Iterator[Figure]:
    singles, batches = kit.choose(200, 40), kit.choose(1_000, 200)
    if shutil.which("pgbench") is None:
        raise MissingError("pgbench is not installed")
    with ExitStack() as all_of_it:
        url = all_of_it.enter_context(postgres_database())
        peer = all_of_it.enter_context(postgres_database())
        upgrade(for_alembic(url))
        secrets = kit.new_folder()
        with closing(PostgresStore(url)) as store:
            identity = Identity(store, hub_master(secrets), ThisMachine())
            papers, crowd = furnished(identity, WARM + 2 * singles + batches, WARM + singles)
        # As pgbench does with its own tables before it begins.
        with psycopg.connect(native_url(url), autocommit=True) as raw:
            raw.execute("VACUUM ANALYZE")
        all_of_it.enter_context(first_in_line())
        urls = [all_of_it.enter_context(running_hub(url, secrets)) for _ in range(HUBS)]
        clients = [all_of_it.enter_context(_clients(papers[n::HUBS], each)) for n, each in enumerate(urls)]
        crowded = [all_of_it.enter_context(_clients(crowd[n::HUBS], each)) for n, each in enumerate(urls)]
        for each in (clients, crowded):
            _round(each, 0, WARM, 1)
        before = _pgbench(peer, CLIENTS, kit.choose(6, 2))
        rounds = [
            _round(clients, WARM, singles, 1),
            _round(crowded, WARM, singles, 1),
            _round(clients[:1], WARM + singles, singles, 1, only_one=True),
            _round(clients, WARM + 2 * singles, batches, BATCH),
        ]
        base = mean([before, _pgbench(peer, CLIENTS, kit.choose(6, 2))])
    said = f"; {HUBS} hub processes, {CLIENTS} clients; pgbench -N {base:,.0f} a second"
    many, one, lone, batched = rounds
    yield _figure(f"a command alone, {CLIENTS} stores", many, CLIENTS * singles, base, SINGLE_GOAL, said)
    yield _figure(f"a command alone, {CLIENTS} terminals of a store", one, CLIENTS * singles, base, ONE_STORE_GOAL)
    yield _figure("a command alone, nobody else", lone, singles, base)
    yield _figure(f"a command in a batch of {BATCH}", batched, CLIENTS * batches, base, BATCH_GOAL)


def _figure(
    name: str, spent: tuple[float, float], count: int, base: float, goal: float | None = None, said: str = ""
) -> Figure:
    a_second, busy_ms = count / spent[0], 1e3 * spent[1] / count
    says = f"{a_second:,.0f} a second, {a_second / base:.2f} of pgbench's; {busy_ms:.2f} ms of it are the client's"
    return Figure(name, 1e6 / a_second, "us", 1e6 / base, "pgbench -N", goal, says + said)


@contextmanager
def running_hub(url: str, secrets: Path, *words: str) -> Iterator[str]:
    """The address of a hub process on this database, started with these words."""
    argv = [sys.executable, "-m", "sync_agent.cli", "hub", "--json", "--listen", "127.0.0.1:0", *words, "--database"]
    environ = {**os.environ, FOLDER: str(secrets)}
    with subprocess.Popen(
        [*argv, for_alembic(url)], cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["url"]
        finally:
            process.terminate()


@contextmanager
def _clients(papers: Sequence[Papers], url: str) -> Iterator[Any]:
    argv = [sys.executable, "-m", "tests.bench.hub_client"]
    with subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(told(papers, url))
        process.stdin.flush()
        process.stdout.readline()
        yield process


def _round(
    clients: Sequence[Any], first: int, count: int, batch: int, *, only_one: bool = False
) -> tuple[float, float]:
    """Seconds until the last of them is done, and how long they were at work themselves, all together."""
    asked = json.dumps({"first": first, "count": count, "batch": batch, "clients": 1 if only_one else None})
    for process in clients:
        process.stdin.write(f"{asked}\n")
        process.stdin.flush()
    took, busy = zip(*(json.loads(process.stdout.readline()) for process in clients), strict=True)
    return max(took), sum(busy)


def _pgbench(url: str, clients: int, over_s: int) -> float:
    """Transactions a second of the simple update."""
    parts = urlsplit(url)
    where = [
        "-h",
        str(parts.hostname),
        "-p",
        str(parts.port or 5432),
        *(["-U", parts.username] if parts.username else []),
    ]
    name = parts.path[1:]
    subprocess.run(["pgbench", *where, "-i", "-q", "-s", "10", name], check=True, capture_output=True)
    argv = ["pgbench", *where, "-N", "-c", str(clients), "-j", "2", "-T", str(over_s), name]
    done = subprocess.run(argv, check=True, capture_output=True, text=True)
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("tps = "))
    return float(line.split()[2])

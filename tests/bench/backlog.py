"""A backlog of pushes against a played Shopify's bucket of points: how many calls it refuses, and how long all takes by
its clock beside what the bucket allows at best."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import product
from tests.bench.figure import Figure
from tests.bench.kit import Kit
from tests.bench.subject import MissingError
from tests.sync_agent.work.backlog import drained

REFUSED_PERCENT = 1.0


def measure(kit: Kit) -> Iterator[Figure]:
    if kit.subject is not product:
        raise MissingError("the peers have no shops")
    with tempfile.TemporaryDirectory() as folder:
        told = drained(Path(folder), kit.choose(10_000, 2_000))
    yield Figure(
        "calls that a shop refuses of a backlog",
        100 * told.refused / told.asked,
        "%",
        goal=REFUSED_PERCENT,
        note=f"{told.refused} of {told.asked} calls",
    )
    yield Figure("a backlog, by the shop's clock", told.seconds, "s", told.least_seconds, "its bucket at best")

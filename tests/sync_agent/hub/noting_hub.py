"""A hub that writes down when it begins and when it has ended to serve several at once, for who wants to kill it there.
It is a process of its own, forked off one that has loaded everything: it can be there again in a moment."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Collection, Sequence
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from threading import Event

from data.exchange.message import Request
from data.ledger.serve import Word
from sync_agent.hub.limits import Rate
from sync_agent.hub.store import opened
from tests.sync_agent.hub.rig import Guests, hub_of, running

BEGUN, ENDED = b"b", b"e"
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


def begun(url: str, port: int, nodes: Collection[str], diary: str) -> ForkServerProcess:
    """A hub over this database at this port of loopback, on its way."""
    process = _FORKS.Process(target=_serve, args=(url, port, tuple(nodes), diary), daemon=True)
    process.start()
    return process


def _serve(url: str, port: int, nodes: Collection[str], diary: str) -> None:
    hub = hub_of(opened(url), rate=Rate(lambda: 0.0, burst=1e9))
    assert isinstance(hub.door, Guests)
    hub.door.known |= dict.fromkeys(nodes, ("bannos",))
    serve, book = hub.serve, os.open(diary, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def noted(organization: str, asked: Sequence[Request], waits: bool) -> list[Word]:
        several = sum(bool(each.batch) for each in asked) > 1
        os.write(book, BEGUN if several else b"")
        words = serve(organization, asked, waits)
        os.write(book, ENDED if several else b"")
        return words

    hub.desk._serve = noted
    with suppress(KeyboardInterrupt), running(hub, f"127.0.0.1:{port}"):
        Event().wait()

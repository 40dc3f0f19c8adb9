"""Work of a hub that goes on until somebody ends it: beside a hub that runs, in a process of its own."""

from __future__ import annotations

import signal
import threading
from argparse import Namespace
from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from sync_agent.cli import OK, tell
from sync_agent.commands.at_the_shops import opener_of
from sync_agent.commands.giving_way import give_way

if TYPE_CHECKING:
    from sync_agent.work.service import Only

_STOPS = (signal.SIGTERM, signal.SIGINT)
_NICE = 5


class _Ended(BaseException):
    """Somebody ends the process: what it has begun and not recorded is as if it had not begun."""


def at_work(args: Namespace, only: Only, says: str, first: Callable[[Namespace], object] | None = None) -> int:
    """Does `first`, and then what is due whenever it is due, until it is told to end: 0. Neither a shop nor a database
    that is away ends it; a hub that is not there is said at once."""
    with opener_of(args.database):
        pass
    try:
        _on_stop(_end)
        tell(args, {"verdict": "working"}, says)
        if first is not None:
            first(args)
        ended = threading.Event()
        _on_stop(lambda *_: ended.set())
    except _Ended:
        return OK
    _until(args, ended, only)
    return OK


def _until(args: Namespace, ended: threading.Event, only: Only) -> None:
    from data.store.machine import ThisMachine
    from sync_agent.forecasts.beside import scheduler_at
    from sync_agent.hub.bookkeeping import Bookkeeper
    from sync_agent.hub.elsewhere import listened
    from sync_agent.hub.keys import hub_master
    from sync_agent.hub.logs import to_stderr
    from sync_agent.hub.metrics import Metrics
    from sync_agent.hub.timings import Timings
    from sync_agent.work.service import ALL, ShopService

    to_stderr()
    give_way(_NICE)
    now = ThisMachine().now
    timings = Timings(Metrics(), now)
    service = ShopService(args.database, hub_master(), now, None, timings.note, only)
    heard = listened(args.database, lambda _: service.wake())
    foreseen = scheduler_at(args.database, now).watched() if only == ALL else nullcontext()
    with Bookkeeper(args.database, timings, now).watched(), service.watched(), heard, foreseen:
        ended.wait()


def _end(*_: object) -> None:
    raise _Ended


def _on_stop(do: Callable[..., Any]) -> None:
    for each in _STOPS:
        signal.signal(each, do)

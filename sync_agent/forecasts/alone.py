"""The nights of a terminal that works alone: somebody must be there at two o'clock, or soon after; and now and then
to measure whether the sales can be trusted."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from pathlib import Path

from data.store.machine import ThisMachine
from sync_agent.forecasts.beside import scheduler_in
from sync_agent.health.beside import Watch

_LOOK_S = 1.0


def nights(folder: Path, begun: Callable[[], None] = lambda: None) -> bool:
    """Until the process is told to end; True when it ended because the terminal has a hub now, which makes them.
    `begun` is called when it can be told."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    scheduler, health = scheduler_in(folder, ThisMachine().now), Watch(folder, ThisMachine().now)
    with scheduler.watched(), health.watched():
        begun()
        while not told.wait(_LOOK_S):
            if scheduler.over:
                return True
    return False

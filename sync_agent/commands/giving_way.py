"""A process that gives way: whoever stands at a station, or waits for the hub, goes first."""

from __future__ import annotations

import os


def give_way(nice: int) -> None:
    """To all others on this machine, as far as the system knows such a thing. (Windows is told by whoever begins the
    process.)"""
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, 0, max(nice, os.getpriority(os.PRIO_PROCESS, 0)))

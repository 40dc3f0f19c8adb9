"""Which reader of HTTP a hub has: a quick one where there is one, within the limits that the slow one has."""

from __future__ import annotations

import asyncio

MOST_AROUND = 64 * 1024
"""Bytes of a request that are not its body: its first line, its headers, what parts its chunks, its trailers."""


def reader() -> type[asyncio.Protocol] | str:
    """What uvicorn takes as `http`. Where httptools cannot be had h11 reads, which has the same limit of its own."""
    try:
        from sync_agent.hub.spoken_quickly import Bounded
    except ImportError:
        return "h11"
    return Bounded

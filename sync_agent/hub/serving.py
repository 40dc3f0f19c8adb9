"""A hub as a process: its database is brought up to date, its door is opened, and when it is told to go it ends what it
has begun."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from types import FrameType

import uvicorn
from fastapi import FastAPI

from data.store.machine import ThisMachine
from data.store.schema import SCHEMA_VERSION
from data.store.upgrade import upgrade
from sync_agent.hub import doorway, orders_endpoint, rpc_endpoint
from sync_agent.hub import socket as sockets
from sync_agent.hub.app import application
from sync_agent.hub.bus import Bus, bus_of
from sync_agent.hub.identity import Identity
from sync_agent.hub.keys import hub_master
from sync_agent.hub.running import Above, Hub
from sync_agent.hub.signed import Signatures
from sync_agent.hub.store import HubStore, file_of, opened
from sync_agent.hub.voice import Voice
from sync_agent.lives import founding_desk

GRACE = 20
"""Seconds that exchanges have to come to their end."""
KEEP_ALIVE = 60
"""Seconds: a terminal asks every fifteen."""
_STOPS = (signal.SIGTERM, signal.SIGINT)
_log = logging.getLogger(__name__)


class CannotListen(Exception):
    """The address is taken, or none of this machine's."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`listen` is HOST:PORT; port 0 is any that is free. `redis` is the URL by which hub processes wake each other."""

    database: str
    listen: str
    redis: str | None = None


def bound(listen: str) -> socket.socket:
    """A socket that waits there; raises CannotListen, ValueError for what is no HOST:PORT."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise ValueError(f"{listen!r} is no HOST:PORT")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    # Named TCP, or asyncio does not know that it is: small answers would wait 40 ms for the other side's word.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host.strip("[]"), int(port)))
        made.listen(512)
    except OSError as trouble:
        made.close()
        raise CannotListen(f"Nobody can listen at {listen}: {trouble.strerror or trouble}") from trouble
    return made


def address(listening: socket.socket) -> str:
    """As a URL."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def ready(database: str) -> HubStore:
    """The database with our schema; raises NotAStore in words. A file is its owner's alone."""
    file = file_of(database)
    fresh = file is not None and not file.exists()
    upgrade(database)
    if file is not None and fresh:
        file.chmod(0o600)
    return opened(database)


def assembled(store: HubStore, above: Callable[[Hub], Above] | None = None, bus: Bus | None = None) -> FastAPI:
    """The whole application over a store; `above` makes the line of a store hub."""
    identity = Identity(store, hub_master(), ThisMachine())
    hub = Hub(store, identity.door, admit_batch=Signatures(identity).admit)
    voice = Voice(store, hub.door, hub.now, bus)
    hub.changed, hub.late = voice.changed, voice.trouble
    hub.above = above and above(hub)
    beside = (sockets.router, orders_endpoint.router, rpc_endpoint.router)
    app = application(hub, [doorway.router, founding_desk.router, *beside])
    sockets.furnish(app, voice)
    app.state.identity = identity
    return app


def serve_forever(settings: Settings, says: Callable[[str], None], above: Callable[[Hub], Above] | None = None) -> bool:
    """Until it is told to stop; False when it could not begin. `says` hears the address. Raises NotAStore,
    CannotListen, ValueError."""
    with bound(settings.listen) as listening, closing(ready(settings.database)) as store:
        app = assembled(store, above, bus_of(settings.redis))
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE,
            timeout_keep_alive=KEEP_ALIVE,
            ws_max_size=sockets.MOST_BYTES,
        )
        server = _Server(config)
        _log.info("listening", extra={"listen": address(listening), "schema": SCHEMA_VERSION})
        says(address(listening))
        server.run([listening])
        _log.info("ended")
        return server.started


class _Server(uvicorn.Server):
    """Told to stop, it stops, and its process ends as one that did what it was told."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {each: signal.signal(each, self._stop) for each in _STOPS}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def _stop(self, _: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True

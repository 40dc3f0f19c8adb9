"""A hub as a process: its database is brought up to date, its door is opened, and when it is told to go it ends what it
has begun."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from types import FrameType
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI

from data.store.errors import NotAStore
from data.store.home import version_of
from data.store.machine import ThisMachine
from data.store.schema import SCHEMA_VERSION
from data.store.upgrade import upgrade
from sync_agent.buying.advisor import Advisor
from sync_agent.buying.kept import InProcess, Kept, kept_by
from sync_agent.buying.watch import Buyers
from sync_agent.forecasts.beside import scheduler_at
from sync_agent.hub import (
    data_health_endpoint,
    doorway,
    elsewhere,
    forecasts_endpoint,
    handover_endpoint,
    letters_endpoint,
    ops_endpoint,
    orders_endpoint,
    pins_endpoint,
    pos_endpoint,
    procurement_endpoint,
    rpc_endpoint,
    webhooks_endpoint,
)
from sync_agent.hub import socket as sockets
from sync_agent.hub.app import application
from sync_agent.hub.bookkeeping import Bookkeeper
from sync_agent.hub.bus import Bus, Word, bus_of
from sync_agent.hub.identity import Identity
from sync_agent.hub.keys import hub_master, opening_key
from sync_agent.hub.nights import Nights
from sync_agent.hub.organizations import no_hub, organizations
from sync_agent.hub.running import Above, Hub
from sync_agent.hub.signed import Signatures
from sync_agent.hub.spoken import reader
from sync_agent.hub.store import HubStore, file_of, opened
from sync_agent.hub.voice import Voice
from sync_agent.hub.webhooks_endpoint import mailroom
from sync_agent.lives import founding_desk
from sync_agent.shops.keys import ShopKeys
from sync_agent.work.opening import Opener
from sync_agent.work.service import ShopService

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
    """`listen` is HOST:PORT; port 0 is any that is free. `redis` is the URL by which hub processes wake each other,
    `origins` are the web pages whose scripts may open a socket here. `works` False: the shops' work is done by
    `sync-agent work` elsewhere, here it is only kept."""

    database: str
    listen: str
    redis: str | None = None
    origins: frozenset[str] = frozenset()
    works: bool = True


def page_origin(page: str) -> str:
    """A page as a browser names it in `Origin`; raises ValueError for what is none, "*" above all: the token is all
    that would stand between a foreign page and the shop."""
    parts = urlsplit(page.strip().rstrip("/"))
    usual = {"https": 443, "http": 80}
    if parts.scheme not in usual or not parts.hostname or parts.path or parts.query or parts.username or "*" in page:
        raise ValueError(f"{page!r} is no page: write it like https://office.example.com")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = "" if parts.port in (None, usual[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


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
    if file is not None and not file.parent.is_dir():
        raise NotAStore(f"There is no folder {file.parent}: make it first")
    fresh = file is not None and not file.exists()
    try:
        # To look costs nothing, to migrate a second: every command of the shell comes by here.
        if file is None or fresh or version_of(file) != SCHEMA_VERSION:
            upgrade(database)
    except NotAStore as trouble:
        raise NotAStore(f"{file}: {trouble}" if file is not None else str(trouble)) from trouble
    if file is not None and fresh:
        file.chmod(0o600)
    return opened(database)


def founded(database: str) -> HubStore:
    """The database of a hub that is there; raises NotAStore, NotFounded. A name misspelled must not make another hub,
    nor be told that all is well with it."""
    file = file_of(database)
    if file is not None and not file.exists():
        raise NotAStore(f"There is no hub at {file}: `sync-agent hub init` founds one")
    store = ready(database)
    if not organizations(store):
        store.close()
        raise no_hub()
    return store


def assembled(
    store: HubStore,
    above: Callable[[Hub], Above] | None = None,
    bus: Bus | None = None,
    origins: frozenset[str] = frozenset(),
    kept: Kept | None = None,
) -> FastAPI:
    """The whole application over a store; `above` makes the line of a store hub, `origins` as in Settings, `kept` is
    where answers are kept (None: in this process). Raises KeyRefused."""
    machine = ThisMachine()
    master = opening_key(store, machine.now)
    identity = Identity(store, master, machine)
    hub = Hub(store, identity.door, admit_batch=Signatures(identity).admit)
    voice = Voice(store, hub.door, hub.now, bus)
    hub.changed, hub.late = voice.changed, voice.trouble
    hub.above = above and above(hub)
    # Routes are looked through in this order: a storm comes by the first.
    beside = [webhooks_endpoint.router, doorway.router, pins_endpoint.router, founding_desk.router, sockets.router]
    beside += [orders_endpoint.router, rpc_endpoint.router, handover_endpoint.router]
    beside += [pos_endpoint.router, ops_endpoint.router, letters_endpoint.router, data_health_endpoint.router]
    beside += [procurement_endpoint.router, forecasts_endpoint.router]
    app = application(hub, beside)
    sockets.furnish(app, voice, origins)
    app.state.identity = identity
    app.state.advisor = Advisor(store, kept or InProcess(hub.now), hub.now, hub.changed)
    app.state.shops = Opener(store, ShopKeys(master), hub.changed, hub.now)
    app.state.mailroom = mailroom(store, master)
    return app


def serve_forever(settings: Settings, says: Callable[[str], None], above: Callable[[Hub], Above] | None = None) -> bool:
    """Until it is told to stop; False when it could not begin. `says` hears the address. Raises NotAStore,
    NotFounded, CannotListen, KeyRefused, ValueError."""
    with bound(settings.listen) as listening, closing(founded(settings.database)) as store:
        kept = kept_by(settings.redis, ThisMachine().now)
        app = assembled(store, above, bus_of(settings.redis), settings.origins, kept)
        config = uvicorn.Config(
            app,
            http=reader(),
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
        hub: Hub = app.state.hub
        nights = Nights(settings.database, hub.now, hub.changed, hub.metrics)
        books = Bookkeeper(settings.database, hub.timings, hub.now)
        buyers = Buyers(settings.database, kept, hub.now, hub.changed)
        with (
            nights.watched(),
            books.watched(),
            buyers.watched(),
            _foreseen(settings, hub),
            _shops_served(settings, app),
            _overheard(settings, app),
        ):
            server.run([listening])
        _log.info("ended")
        return server.started


@contextmanager
def _shops_served(settings: Settings, app: FastAPI) -> Iterator[None]:
    """The authority works for the shops; a store hub only shows how that goes, and has nothing that opens one."""
    hub: Hub = app.state.hub
    if hub.above is not None:
        yield
        return
    if not settings.works:
        app.state.mailroom.tray.wake = partial(elsewhere.tell, hub.store, Word("", elsewhere.COME, ""))
        yield
        return
    work = ShopService(settings.database, hub_master(), hub.now, hub.changed, hub.timings.note)
    app.state.mailroom.tray.wake = work.wake
    with work.watched():
        yield


def _foreseen(settings: Settings, hub: Hub) -> AbstractContextManager[None]:
    """The authority foresees what its stores will sell, each night; what is made there comes to a store hub."""
    if hub.above is not None or not settings.works:
        return nullcontext()
    return scheduler_at(settings.database, hub.now, hub.changed, hub.metrics.forecasts_failed.inc).watched()


def _overheard(settings: Settings, app: FastAPI) -> AbstractContextManager[None]:
    """What other processes tell; at a file only where one works beside this one, for who looks there hears itself."""
    if settings.works and file_of(settings.database) is not None:
        return nullcontext()
    return elsewhere.listened(settings.database, app.state.voice.overhear)


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

"""A machine with a configuration folder of its own, and no keyring but the one a test gives it; a hub at work."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import keyring
import keyring.backends.fail
import pytest
import uvicorn

from data.store.machine import ThisMachine
from sync_agent.hub.enrolment import new_code
from sync_agent.hub.identity import Identity
from sync_agent.hub.keys import hub_master
from sync_agent.hub.organizations import DEMO, found
from sync_agent.hub.serving import assembled
from sync_agent.hub.store import SqliteStore


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Its key files lie below this folder."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())
    yield tmp_path / "config"
    keyring.set_keyring(before)


class Hub:
    """A hub at work at an address of loopback, and its admin."""

    def __init__(self, store: SqliteStore, path: Path) -> None:
        self.path = path
        self.identity = Identity(store, hub_master(), ThisMachine())
        found(store, "Cakes", self.identity.machine, DEMO)
        self.app, self.url = assembled(store), ""

    def code(self, *, relay: bool = False) -> str:
        return new_code(self.identity, "bannos", relay=relay)[1].code


@pytest.fixture
def hub(sqlite_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    monkeypatch.setenv("BAKELINE_HUB_SECRETS", str(tmp_path / "hub-secrets"))
    with closing(SqliteStore(sqlite_file)) as store, closing(socket.create_server(("127.0.0.1", 0))) as listening:
        made = Hub(store, sqlite_file)
        made.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(made.app, log_config=None, ws="none", timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield made
        server.should_exit = True
        thread.join(20)

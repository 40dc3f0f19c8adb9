"""Work that goes on until it is ended: a shop that is away ends none of it, a signal ends it at once and well."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data.shops.connecting import ConnectShop
from data.shops.integration import PosIntegration, integration_id
from data.store.machine import ThisMachine
from sync_agent.cli import OK
from sync_agent.hub.keys import hub_master
from sync_agent.hub.organizations import DEMO, found
from sync_agent.hub.serving import ready
from sync_agent.shops.addresses import AT_HOME
from sync_agent.shops.keys import ACCESS, BASE_URL, ShopKeys
from sync_agent.work.opening import Opener
from tests.sync_agent.hub.test_process import ROOT
from tests.sync_agent.work.rig import database_in

pytestmark = pytest.mark.long
VERBS = ("poll", "reconcile", "sweep", "work")


@pytest.fixture
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The database of a hub whose shop takes connections and never answers."""
    monkeypatch.setenv("BAKELINE_HUB_SECRETS", str(tmp_path / "secrets"))
    url, account = database_in(tmp_path), "cakes.myshopify.com"
    with closing(ready(url)) as store, socket.create_server(("127.0.0.1", 0)) as silent:
        home = f"127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setenv(AT_HOME, home)
        organization = found(store, "Cakes", ThisMachine(), DEMO).organization.id
        opener = Opener(store, ShopKeys(hub_master()), lambda *_: None)
        ident = integration_id("bannos", "shopify", account)
        row = PosIntegration(ident, "bannos", "shopify", account, None, "PENDING", 0, None, None, None, 0)
        opener.give(organization, row, ConnectShop("bannos", "shopify", account, connected=True))
        opener.keep_values(organization, row, {ACCESS: "a-token", BASE_URL: f"http://{home}"})
        yield url


def test_four_workers_wait_for_a_shop_that_never_answers_and_end_at_once_when_they_are_told_to(away):
    argv = [sys.executable, "-m", "sync_agent.cli"]
    kinds = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "cwd": ROOT, "env": dict(os.environ)}
    running = {
        verb: subprocess.Popen([*argv, verb, "--database", away, "--json"], **kinds)  # type: ignore[call-overload]
        for verb in VERBS
    }
    try:
        assert {verb: '"working"' in one.stdout.readline() for verb, one in running.items()} == dict.fromkeys(
            VERBS, True
        )
        time.sleep(1)
        assert {verb: one.poll() for verb, one in running.items()} == dict.fromkeys(VERBS)
    finally:
        for one in running.values():
            one.send_signal(signal.SIGTERM)
    for verb, one in running.items():
        out, err = one.communicate(timeout=60)
        assert (verb, one.returncode, "Traceback" in err) == (verb, OK, False), out + err

"""Forecasts begin by themselves: beside a hub, and at a terminal alone whose agent runs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from data.core.clock import local_day, plus_days
from data.exchange.node import become
from data.forecasts.forecast import Forecast, ForecastRun
from data.store.home import store_path
from data.store.machine import ThisMachine
from data.store.sqlite import SqliteDatabase
from sync_agent.forecasts import beside
from sync_agent.forecasts.beside import Scheduler, Where, scheduler_in
from tests.support.bakery import Bakery, open_shop
from tests.support.cast import SYDNEY
from tests.support.past_sales import sell
from tests.support.patience import until
from tests.sync_agent.forecasts.alone import Alone
from tests.sync_agent.hub.rig import node

ROOT = Path(__file__).resolve().parents[3]
TODAY = local_day(ThisMachine().now(), SYDNEY)


@pytest.fixture
def folder(sqlite_file: Path) -> Path:
    with closing(SqliteDatabase(sqlite_file)) as database:
        open_shop(database)
        sell(database, plus_days(TODAY, -1), 60)
    return sqlite_file.parent


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "FIRST_LOOK_S", 0.01)
    monkeypatch.setattr(beside, "LOOK_S", 0.05)


def runs(folder: Path) -> set[str]:
    with closing(SqliteDatabase(store_path(folder))) as database:
        return {run.store_id for run in Bakery(database).all(ForecastRun)}


@pytest.mark.usefixtures("at_once")
def test_while_it_looks_the_night_is_made_and_while_it_is_over_nobody_is_left_behind(folder):
    scheduler = scheduler_in(folder, ThisMachine().now)
    with scheduler.watched():
        until(lambda: runs(folder) == {"bannos", "flourlane"})

    with closing(SqliteDatabase(store_path(folder))) as database:
        assert len(Bakery(database).all(Forecast)) == 14 * 3
    assert not scheduler.over


@pytest.mark.usefixtures("at_once")
def test_a_terminal_that_comes_to_a_hub_makes_none_from_then_on(folder):
    with closing(SqliteDatabase(store_path(folder))) as database, database.transaction():
        become(database, node("one", "bench-1"))
    scheduler = scheduler_in(folder, ThisMachine().now)

    with scheduler.watched():
        until(lambda: scheduler.over)

    assert runs(folder) == set()


def test_a_process_that_fails_is_told_of_and_what_waits_waits_on(bakery, caplog):
    alone, failures = Alone(bakery), []
    scheduler = Scheduler(
        Where(lambda: nullcontext(alone), ("--no-such-option",)), alone.now, lambda: failures.append(1)
    )
    assert scheduler.look() == 2

    assert not scheduler._work()

    assert failures == [1]
    assert scheduler.look() == 2
    assert "the making of forecasts failed" in caplog.text


def test_a_password_in_a_url_is_not_on_the_command_line():
    scheduler = beside.scheduler_at("postgresql+psycopg://hub:secret@127.0.0.1/hub", ThisMachine().now)

    assert not any("secret" in word for word in scheduler._command)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_agent_of_a_terminal_alone_stays_for_the_nights_until_it_is_told_to_end(folder):
    command = [sys.executable, "-m", "sync_agent.cli", "run", "--data-dir", str(folder), "--json"]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()) == {"verdict": "alone"}
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0

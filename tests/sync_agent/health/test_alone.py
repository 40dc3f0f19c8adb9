"""A terminal that works alone measures its own data: after an import, after a forecast, and now and then."""

from __future__ import annotations

import json
import signal
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from data.core.clock import HOUR, local_day, plus_days
from data.exchange.node import become
from data.health.metric import DataHealthMetric
from data.store.home import make_store, open_store
from data.store.machine import ThisMachine
from sync_agent.cli import main
from sync_agent.forecasts import alone
from sync_agent.health.beside import Watch
from tests.support.bakery import Bakery
from tests.support.cast import BENCH, NOW, OLIVE, SYDNEY, opening
from tests.support.sold import ordinary, plant
from tests.sync_agent.hub.rig import node


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """It has sold for ten weeks."""
    with closing(make_store(tmp_path / "home")) as database:
        bakery = Bakery(database)
        for command in opening():
            bakery.must(command, OLIVE)
        plant(database, ordinary())
    return tmp_path / "home"


def metrics(folder: Path, store: str = "bannos") -> list[DataHealthMetric]:
    with closing(open_store(folder)) as database:
        found = [one for one in Bakery(database).all(DataHealthMetric) if one.store_id == store]
    return sorted(found, key=lambda one: one.at)


def test_it_looks_once_an_hour_and_writes_what_has_changed(folder):
    at = [NOW]
    watch = Watch(folder, lambda: at[0])
    assert [watch.look(), watch.look()] == [2, 0], "each store once"
    at[0] += HOUR + 1
    assert watch.look() == 0, "nothing has changed"
    at[0] += 24 * HOUR
    assert watch.look() == 2
    assert [one.cause for one in metrics(folder)] == ["nightly", "nightly"]
    assert metrics(folder)[0].score == 100


def test_below_a_hub_it_measures_nothing(folder):
    with closing(open_store(folder)) as database, database.transaction():
        become(database, node("one", BENCH))
    assert Watch(folder, lambda: NOW).look() == 0
    assert metrics(folder) == []


def test_beside_the_nights_of_a_terminal_alone_it_is_watched(folder, monkeypatch):
    seen: list[str] = []

    class Told:
        def __init__(self, what: str) -> None:
            self.what, self.over = what, True

        def watched(self) -> Any:
            return self

        def __enter__(self) -> None:
            seen.append(self.what)

        def __exit__(self, *_: object) -> None:
            seen.append(f"end of {self.what}")

    monkeypatch.setattr(alone, "scheduler_in", lambda *_: Told("nights"))
    monkeypatch.setattr(alone, "Watch", lambda *_: Told("health"))
    monkeypatch.setattr(alone, "_LOOK_S", 0.001)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    assert alone.nights(folder)
    assert seen == ["nights", "health", "end of health", "end of nights"]


def test_an_import_is_measured_and_a_look_at_a_file_is_not(folder, tmp_path, capsys):
    today = local_day(ThisMachine().now(), SYDNEY)
    days = [plus_days(today, -n) for n in range(60, 0, -1)]
    path = tmp_path / "sales.csv"
    path.write_text("item,date,quantity\n" + "".join(f"Sponge,{day},12\n" for day in days))
    words = ["sales", "import", str(path), "--store", "bannos", "--data-dir", str(folder), "--json"]

    assert main([*words, "--dry-run"]) == 0
    assert metrics(folder) == []
    assert main(words) == 0
    (metric,) = metrics(folder)
    assert metric.cause == "import"
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["verdict"]


def test_a_forecast_that_was_made_by_hand_is_measured(folder):
    main(["forecast", "run", "--store", "bannos", "--date", "2026-01-05", "--data-dir", str(folder)])
    assert [one.cause for one in metrics(folder)] == ["forecast"]
    assert metrics(folder, "flourlane") == []

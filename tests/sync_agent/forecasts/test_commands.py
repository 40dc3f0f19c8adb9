"""The command line of forecasts: what a person or a program is told, at a terminal alone, below a hub, at a hub."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.core.clock import local_day, plus_days
from data.core.outcome import Put
from data.core.packed import pack
from data.exchange.directory import Organization
from data.exchange.node import become
from data.forecasts.feedback import GiveForecastFeedback
from data.forecasts.forecast import Forecast, ForecastRun
from data.organization.commands import SetPolicies
from data.questions.forecasts import age_of
from data.store.execute import apply
from data.store.home import store_path
from data.store.machine import ThisMachine
from data.store.sqlite import SqliteDatabase
from sync_agent.cli import main
from sync_agent.forecasts.authority import of_folder
from sync_agent.forecasts.beside import Scheduler, Where, scheduler_at
from tests.support.bakery import Bakery, open_shop
from tests.support.cast import OLIVE, SUE, SYDNEY
from tests.support.past_sales import sell
from tests.sync_agent.hub.rig import founded, node

TODAY = local_day(ThisMachine().now(), SYDNEY)
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def folder(sqlite_file: Path) -> Path:
    """A terminal that works alone and has sold for a year."""
    with closing(SqliteDatabase(sqlite_file)) as database:
        open_shop(database)
        sell(database, plus_days(TODAY, -1), 400)
    return sqlite_file.parent


@pytest.fixture
def inside(folder: Path) -> Iterator[Bakery]:
    with closing(SqliteDatabase(store_path(folder))) as database:
        bakery = Bakery(database)
        # Commands after those with which the shop was opened.
        bakery.machine._made = 10_000
        yield bakery


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise AssertionError("a forecast asks nobody")

    monkeypatch.setattr(socket.socket, "connect", refuses)
    monkeypatch.setattr(socket, "getaddrinfo", refuses)


@pytest.mark.usefixtures("no_network")
def test_a_run_answers_predictions_and_a_vector_for_each_without_any_network(folder, inside, capsys):
    code = main(["forecast", "run", "--data-dir", str(folder), "--store", "bannos", "--horizon", "3", "--json"])

    (answer,) = told(capsys)
    assert (code, answer["verdict"], answer["date"]) == (0, "made", TODAY)
    predictions, vectors = answer["predictions"], answer["shap_values"]
    assert len(predictions) == len(vectors) == len(answer["rows"]) == 6
    for prediction, vector in zip(predictions, vectors, strict=True):
        assert len(vector) == len(answer["drivers"])
        assert sum(vector) == pytest.approx(prediction, abs=1e-6)
    assert len(inside.all(Forecast)) == 9


def test_a_person_sees_each_step_and_how_it_came_out(folder, capsys):
    code = main(["forecast", "run", "--data-dir", str(folder), "--store", "bannos"])

    said = capsys.readouterr()
    assert code == 0
    assert said.err.splitlines() == ["bannos: reading", "bannos: reckoning", "bannos: writing"]
    assert f"bannos, from {TODAY} on: 2 products, 14 days" in said.out


def test_a_store_of_which_nothing_is_known_is_not_done_and_says_why(folder, capsys):
    code = main(["forecast", "run", "--data-dir", str(folder), "--json"])

    answers = told(capsys)
    assert code == 1
    assert [(one["store"], one["verdict"]) for one in answers] == [("bannos", "made"), ("flourlane", "nothing")]
    assert "No product is set up" in str(answers[1]["says"])


def test_a_day_that_is_over_is_foreseen_from_the_sales_before_it(folder, inside, capsys):
    day = plus_days(TODAY, -30)

    assert main(["forecast", "run", "--data-dir", str(folder), "--store", "bannos", "--date", day]) == 0
    assert {row.forecast_date for row in inside.all(ForecastRun)} == {day}
    assert min(row.date for row in inside.all(Forecast)) == day
    assert age_of(inside.database, "bannos").made is not None


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--store", "nowhere"], 2, "There is no store nowhere here: bannos, flourlane"),
        (["--date", "21.11.2026"], 2, "'21.11.2026' is no date"),
        (["--date", "2999-01-01"], 2, "2999-01-01 is still to come"),
        (["--back", "27"], 2, "0 to 26 weeks back, not 27"),
        (["--horizon", "29"], 2, "1 to 28 days ahead, not 29"),
        (["--horizon", "0"], 2, "1 to 28 days ahead, not 0"),
        (["--database", "sqlite:////nowhere/hub.sqlite3"], 2, "At the terminal (--data-dir) or at the hub"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_asked_wrongly_is_said_in_words(folder, capsys, words, code, says):
    assert main(["forecast", "run", "--data-dir", str(folder), *words]) == code
    assert says in capsys.readouterr().err


def test_a_store_that_rests_is_refused_by_name_and_passed_over_else(folder, inside, capsys):
    inside.must(SetPolicies("bannos", pack({"active": False})), OLIVE)

    assert main(["forecast", "run", "--data-dir", str(folder), "--store", "bannos"]) == 3
    assert "bannos is not in business" in capsys.readouterr().err


@pytest.mark.parametrize("verb", [["forecast", "run"], ["forecast", "work"], ["sales", "import", "x.csv"]])
def test_a_terminal_below_a_hub_makes_none(folder, inside, capsys, verb):
    with inside.database.transaction():
        become(inside.database, node("one", "bench-1"))

    assert main([*verb, "--data-dir", str(folder)]) == 3
    assert "This terminal has a hub: forecasts are made there" in capsys.readouterr().err


def test_a_hub_makes_those_of_its_stores(template, tmp_path, capsys):
    path = tmp_path / "hub.sqlite3"
    path.write_bytes(template.read_bytes())
    with closing(SqliteDatabase(path)) as database:
        founded(database)
        sell(database, plus_days(TODAY, -1), 100)
        with database.transaction():
            apply(database, Put(Organization("cakes", "Cakes", 0)))

    url = f"sqlite:///{path}"
    assert main(["forecast", "run", "--database", url, "--store", "bannos", "--horizon", "2", "--json"]) == 0
    assert told(capsys)[0]["forecasts"] == 6
    assert scheduler_at(url, ThisMachine().now).look() == 2
    assert main(["forecast", "work", "--database", url, "--json"]) == 0
    answers = told(capsys)
    assert [(one.get("store"), one["verdict"]) for one in answers] == [
        ("bannos", "done"),
        ("flourlane", "nothing"),
        (None, "done"),
    ]


def test_the_score_of_the_last_weeks_is_shown(folder, inside, capsys):
    day = plus_days(TODAY, -20)
    main(["forecast", "run", "--data-dir", str(folder), "--store", "bannos", "--date", day])
    planned = next(row for row in inside.all(Forecast) if row.product_id == "sponge")
    inside.must(GiveForecastFeedback(planned.id, planned=40_000), SUE)
    main(["forecast", "run", "--data-dir", str(folder), "--store", "bannos"])
    capsys.readouterr()

    assert main(["forecast", "score", "--data-dir", str(folder), "--store", "bannos", "--json"]) == 0
    answers = told(capsys)
    assert {one["product"] for one in answers} == {"", "gelato-cake", "sponge"}
    assert {one["nearer"] for one in answers if one["overruled_days"]} == {"model"}
    assert all(0 <= float(str(one["coverage"])) <= 1 for one in answers)
    assert main(["forecast", "score", "--data-dir", str(folder), "--store", "bannos"]) == 0
    assert "all together" in capsys.readouterr().out
    assert main(["forecast", "score", "--data-dir", str(folder), "--weeks", "0"]) == 2


def test_a_shop_that_starts_learns_at_once_how_near_the_past_weeks_would_have_come(folder, inside, capsys):
    """Without them its sparklines and its accuracy would be empty for eight weeks."""
    assert main(["forecast", "run", "--data-dir", str(folder), "--store", "bannos", "--back", "4"]) == 0

    known = {row.date: row.actual for row in inside.all(Forecast) if row.product_id == "sponge"}
    past = [plus_days(TODAY, -days) for days in range(28, 0, -1)]
    # On Sundays the shop is closed.
    assert all((known[day] is None) == (date.fromisoformat(day).weekday() == 6) for day in past)
    assert [row.forecast_date for row in sorted(inside.all(ForecastRun), key=lambda row: row.forecast_date)] == [
        plus_days(TODAY, -28),
        plus_days(TODAY, -14),
        TODAY,
    ]


def test_an_import_is_told_and_a_bad_file_refused(folder, tmp_path, capsys):
    path = tmp_path / "till.csv"
    path.write_text("item;date;quantity\nSponge;2024-01-02;3\n")
    words = ["sales", "import", str(path), "--store", "bannos", "--data-dir", str(folder)]

    assert main([*words, "--dry-run"]) == 0
    assert "1 new, 0 changed and 0 known rows would be taken in" in capsys.readouterr().out
    assert main([*words, "--json"]) == 0
    assert told(capsys)[0]["new"] == 1
    path.write_text("item;date;quantity\nSponge;2024-01-02;three\n")
    assert main(words) == 2
    assert "line 2: 'three' is no quantity" in capsys.readouterr().err
    assert main(["sales", "import", str(tmp_path / "none.csv"), "--data-dir", str(folder)]) == 2
    assert "none.csv" in capsys.readouterr().err


def test_what_waits_is_made_by_a_process_that_gives_way(folder, inside):
    """The scheduler's own process, as a hub and a lone terminal's agent begin it."""
    scheduler = Scheduler(Where(lambda: of_folder(folder), ("--data-dir", str(folder))), ThisMachine().now)
    assert scheduler.look() == 2
    assert scheduler.look() == 2

    assert scheduler._work()

    assert scheduler.look() == 0
    assert {run.store_id for run in inside.all(ForecastRun)} == {"bannos", "flourlane"}


def test_nobody_who_only_looks_at_the_clock_loads_tables_of_numbers(folder):
    looks = (
        "import sys; from pathlib import Path; from data.store.machine import ThisMachine;"
        "from sync_agent.forecasts.beside import scheduler_in; import sync_agent.hub.serving;"
        f"scheduler_in(Path({str(folder)!r}), ThisMachine().now).look();"
        "print(sorted({'pandas', 'numpy', 'sklearn', 'shap'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", looks], cwd=ROOT, env=os.environ, capture_output=True, text=True)

    assert (done.stdout.strip(), done.stderr) == ("[]", "")

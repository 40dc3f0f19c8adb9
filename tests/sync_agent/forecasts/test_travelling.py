"""Forecasts on their way: they come to a terminal by themselves; what is said to them without a line goes up once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from data.core.clock import plus_days
from data.forecasts.feedback import GiveForecastFeedback
from data.forecasts.forecast import TOTAL, Forecast, ForecastExplanation, ForecastFeedback, ForecastRun
from data.forecasts.marks import BAD, DayMark, MarkDay
from data.store.database import StoredRows
from data.store.sqlite import SqliteDatabase
from sync_agent.hub.store import SqliteStore
from tests.support.bakery import Bakery
from tests.support.cast import SUE, TODAY, TOMORROW
from tests.support.memory import as_image, in_memory
from tests.support.past_sales import sell
from tests.sync_agent.forecasts.alone import PLACE, Alone
from tests.sync_agent.hub.rig import Replica, founded, hub_of, running


@pytest.fixture
def above(sqlite_file: Path) -> Iterator[Alone]:
    """The hub's own database, in which forecasts are made."""
    with closing(SqliteDatabase(sqlite_file)) as database:
        bakery = founded(database)
        sell(database, plus_days(TODAY, -1), 120)
        yield Alone(bakery)


@pytest.fixture
def below(above: Alone, sqlite_file: Path, template: Path) -> Iterator[Replica]:
    """A terminal, and its line to the hub at work."""
    with closing(SqliteStore(sqlite_file)) as store, running(hub_of(store)) as url:
        terminal = Replica(in_memory(as_image(template.read_bytes())), "one", url)
        yield terminal
        terminal.http.close()


def of(terminal: Replica) -> Bakery:
    return Bakery(terminal.database)


def sponge(bakery: Bakery, date: str) -> Forecast:
    (found,) = [row for row in bakery.all(Forecast) if (row.product_id, row.date) == ("sponge", date)]
    return found


def same(above: Alone, below: Replica) -> None:
    for kind in (Forecast, ForecastExplanation, ForecastFeedback, ForecastRun, DayMark):
        assert of(below).all(kind) == above.bakery.all(kind), kind


def test_a_terminal_has_them_without_asking_for_more_than_usual(above, below):
    below.exchange()
    above.maker().make(PLACE, TODAY)

    below.exchange()

    assert {row.product_id for row in of(below).all(Forecast)} == {"gelato-cake", "sponge", TOTAL}
    same(above, below)


def test_what_is_said_without_a_line_is_there_once_though_the_night_came_anew(above, below):
    above.maker().make(PLACE, TODAY)
    below.exchange()
    before = sponge(of(below), TOMORROW)
    said = below.do(GiveForecastFeedback(before.id, planned=40_000, reason="the fair"), SUE)
    assert said.status == "applied"
    assert sponge(of(below), TOMORROW).planned == 40_000
    assert sponge(above.bakery, TOMORROW).planned is None
    sell(above.database, TODAY, 1, {"sponge": (90,) * 7})
    above.maker().make(PLACE, TOMORROW)

    for _ in range(3):
        below.exchange()

    after = sponge(above.bakery, TOMORROW)
    assert (after.planned, after.reason) == (40_000, "the fair")
    assert after.run_id != before.run_id
    assert [one.planned for one in above.bakery.all(ForecastFeedback)] == [40_000]
    same(above, below)


def test_news_of_the_night_does_not_take_away_what_is_not_sent_yet(above, below):
    """The night's row comes down first: the plan is laid over it again, and goes up with the next exchange."""
    above.maker().make(PLACE, TODAY)
    below.exchange()
    row = sponge(of(below), TOMORROW)
    above.maker().make(PLACE, TOMORROW)
    below.do(GiveForecastFeedback(row.id, planned=40_000), SUE)

    below.exchange()

    assert sponge(of(below), TOMORROW).planned == 40_000
    assert StoredRows(below.database).get(ForecastRun, sponge(of(below), TOMORROW).run_id) is not None
    below.exchange()
    same(above, below)


def test_the_same_feedback_in_two_places_leaves_the_last_word(above, below, template):
    above.maker().make(PLACE, TODAY)
    below.exchange()
    row = sponge(of(below), TOMORROW)
    other = Replica(in_memory(as_image(template.read_bytes())), "two", str(below.http.base_url))
    other.exchange()
    below.do(GiveForecastFeedback(row.id, planned=40_000), SUE)
    other.do(GiveForecastFeedback(row.id, planned=50_000), SUE)

    for terminal in (below, other, below, other):
        terminal.exchange()
    other.http.close()

    assert sponge(above.bakery, TOMORROW).planned == 50_000
    assert len(above.bakery.all(ForecastFeedback)) == 2
    same(above, below)


def test_a_mark_and_a_plan_of_a_day_that_is_gone_are_no_trouble(above, below):
    above.maker().make(PLACE, TODAY)
    below.exchange()
    row = sponge(of(below), TOMORROW)
    below.do(MarkDay("bannos", TODAY, BAD), SUE)
    below.do(GiveForecastFeedback(row.id, planned=1_000), SUE)
    above.database.run("UPDATE product SET active = 0 WHERE id = 'sponge'")
    above.maker().make(PLACE, TODAY)

    for _ in range(3):
        below.exchange()

    assert [replace(mark, at=0) for mark in above.bakery.all(DayMark)] == [
        DayMark("bannos", TODAY, "", BAD, "", None, True, 0, "sue")
    ]
    assert [one for one in above.bakery.all(Forecast) if one.product_id == "sponge"] == []
    same(above, below)

"""What will sell, over HTTP: with its reasons where they are asked for, and what a person says to it (F25, F27)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from data.core.actor import Role
from data.core.clock import plus_days
from data.core.outcome import Change
from data.core.packed import pack
from data.forecasts.forecast import TOTAL, Forecast, ForecastExplanation, ForecastFeedback, forecast_id
from data.store.execute import apply
from tests.support.bakery import Bakery
from tests.support.cast import TODAY
from tests.support.foreseen import foresee
from tests.sync_agent.hub_events.house import House

LIST, SPONGE = "/api/v1/forecasts", forecast_id("bannos", "sponge", TODAY)


@pytest.fixture
def foreseen(house: House) -> House:
    """A week of two products of Banno's and one of Flour Lane, and a supervisor of Banno's."""
    house.guests.add("sue", role=Role.SUPERVISOR)
    house.guests.add("ana", role=Role.STAFF)

    def work(bakery: Bakery) -> None:
        for n in range(7):
            for product in ("sponge", TOTAL):
                foresee(bakery.database, "bannos", product, plus_days(TODAY, n), bakery.machine.at)
        foresee(bakery.database, "flourlane", "bun", TODAY, bakery.machine.at)
        parts = (("level", "last week's level", -500), ("weekday", "Friday", 3_000), ("days", "the last days", 900))
        drivers = pack([list(part) for part in parts])
        change = Change(ForecastExplanation, (SPONGE,), {"drivers": drivers, "base": 8_600, "rest": 0})
        with bakery.database.transaction():
            apply(bakery.database, change)

    house.do(work)
    return house


def get(house: House, path: str, token: str | None = "sue", **query: str) -> httpx.Response:
    with house.http(token) as http:
        return http.get(path, params=query)


def say(house: House, body: Any, token: str | None = "sue", ident: str = "", **headers: str) -> httpx.Response:
    with house.http(token) as http:
        return http.post(f"{LIST}/{ident or SPONGE}/feedback", json=body, headers=headers)


def row(house: House) -> Forecast:
    found: Forecast | None = house.see(lambda bakery: bakery.rows.get(Forecast, SPONGE))
    assert found is not None
    return found


def said(house: House) -> list[ForecastFeedback]:
    found: list[ForecastFeedback] = house.see(lambda bakery: bakery.all(ForecastFeedback))
    return found


def test_reasons_come_only_where_they_are_asked_for_and_the_greatest_first(foreseen):
    plain = get(foreseen, f"{LIST}/{SPONGE}").json()
    assert "explanation" not in plain
    assert (plain["p10"], plain["p50"], plain["p90"], plain["product"]) == (6, 12, 24, "sponge")

    told = get(foreseen, f"{LIST}/{SPONGE}", include="explanation").json()
    why = told["explanation"]
    assert [one["says"] for one in why["drivers"]] == ["Friday", "the last days", "last week's level"]
    assert why["base"] + sum(one["quantity"] for one in why["drivers"]) + why["rest"] == pytest.approx(told["mean"])
    assert get(foreseen, f"{LIST}/{SPONGE}", include="all").status_code == 422


def test_a_week_of_the_stores_that_one_may_see(foreseen):
    (store, other) = get(foreseen, LIST, **{"from": TODAY, "to": plus_days(TODAY, 1)}).json()["stores"]
    assert (store["store"], store["forecastDate"], store["trouble"]) == ("bannos", plus_days(TODAY, 6), None)
    assert [(one["product"], one["date"]) for one in store["forecasts"]] == [
        ("sponge", TODAY),
        ("sponge", plus_days(TODAY, 1)),
        (None, TODAY),
        (None, plus_days(TODAY, 1)),
    ]
    assert "explanation" not in store["forecasts"][0]
    assert [one["product"] for one in other["forecasts"]] == ["bun"]
    assert len(get(foreseen, LIST, store="bannos").json()["stores"]) == 1


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"from": "2026-02-30"}, 422),
        ({"from": "tomorrow"}, 422),
        ({"from": TODAY, "to": "2026-01-01"}, 422),
        ({"from": "2020-01-01", "to": TODAY}, 422),
        ({"store": "elsewhere"}, 403),
    ],
    ids=str,
)
def test_what_cannot_be_shown_is_refused_in_words(foreseen, query, status):
    answer = get(foreseen, LIST, **query)

    assert answer.status_code == status
    assert answer.json()["detail"]


def test_it_is_for_supervisors_of_the_store(foreseen):
    foreseen.guests.add("far", role=Role.SUPERVISOR, scopes=("flourlane",))
    for path in (LIST, f"{LIST}/{SPONGE}"):
        assert get(foreseen, path, None).status_code == 401
        assert get(foreseen, path, "forged").status_code == 401
        assert get(foreseen, path, "ana").status_code == 403
    assert get(foreseen, f"{LIST}/{SPONGE}", "far").status_code == 404
    assert say(foreseen, {"actual": 1}, "far").status_code == 404
    assert say(foreseen, {"actual": 1}, "ana").status_code == 403
    assert say(foreseen, {"actual": 1}, None).status_code == 401
    assert said(foreseen) == []


def test_feedback_is_kept_in_both_rows_and_answered_as_a_success(foreseen):
    answer = say(foreseen, {"actual": 11, "planned": 14.5, "reason": "the fair"})

    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert (row(foreseen).actual, row(foreseen).planned, row(foreseen).reason) == (11_000, 14_500, "the fair")
    (kept,) = said(foreseen)
    assert (kept.forecast_id, kept.actual, kept.planned) == (SPONGE, 11_000, 14_500)
    assert say(foreseen, {"actualQuantity": 12}).json() == {"success": True}
    assert row(foreseen).actual == 12_000
    assert say(foreseen, {"asForecast": True}).json() == {"success": True}
    assert row(foreseen).planned is None


def test_the_same_key_again_is_the_same_feedback(foreseen):
    for _ in range(2):
        assert say(foreseen, {"actual": 11}, **{"Idempotency-Key": "k-1"}).json() == {"success": True}
    assert len(said(foreseen)) == 1
    assert say(foreseen, {"actual": 12}, **{"Idempotency-Key": "k-1"}).status_code == 422


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 409),
        ({"actual": -1}, 422),
        ({"actual": "many"}, 422),
        ({"actual": 1.2345}, 422),
        ({"planned": 1, "asForecast": True}, 409),
        ({"actual": 1, "weather": "rain"}, 422),
        ({"actual": 1, "reason": "x" * 201}, 422),
        ({"actual": 1, "reason": "\u0007"}, 422),
        ([], 422),
    ],
    ids=str,
)
def test_what_is_no_feedback_leaves_nothing(foreseen, body, status):
    answer = say(foreseen, body)

    assert (answer.status_code, bool(answer.json()["detail"])) == (status, True)
    assert said(foreseen) == []
    assert row(foreseen).actual is None


def test_a_forecast_that_is_not_there_is_not_found(foreseen):
    assert say(foreseen, {"actual": 1}, ident="nothing").status_code == 404
    assert get(foreseen, f"{LIST}/nothing").status_code == 404

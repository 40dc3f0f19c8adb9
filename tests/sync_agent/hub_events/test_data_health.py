"""What the hub tells of the health of the data: to who answers for a store, of her stores, as it was measured (F34)."""

from __future__ import annotations

from typing import Any

import pytest

from data.core.actor import Role
from data.core.outcome import Put
from data.health.acknowledging import AcknowledgeHealthAlert
from data.health.metric import DataHealthAlert, DataHealthMetric, Part, packed_parts
from data.store.execute import apply
from tests.support.bakery import Bakery
from tests.support.cast import NOW, OLIVE, TODAY
from tests.sync_agent.hub_events.house import PIES, House

PATH = "/api/v1/restaurants/data-health"
PARTS = (
    Part("gaps", "Days without a sale: 7", 10, "Import them", 10, ("2026-11-18",)),
    Part("stock", "Items of which less than nothing is on hand: 0", 0, "", 6),
)
METRIC = DataHealthMetric("m", "bannos", NOW, 90, 100, packed_parts(PARTS), "poll", NOW)
ALERT = DataHealthAlert("a", "bannos", "m", 90, 100, "It fell", NOW, None, None)


def measured(bakery: Bakery) -> None:
    with bakery.database.transaction():
        apply(bakery.database, Put(METRIC))
        apply(bakery.database, Put(ALERT))


def ask(house: House, token: str | None, path: str = PATH, **headers: str) -> tuple[int, Any]:
    with house.http(token) as http:
        answer = http.get(path, headers=headers)
    return answer.status_code, answer.json()


def test_it_is_told_store_by_store_with_parts_history_and_alerts(any_house: House) -> None:
    any_house.do(measured)
    any_house.guests.add("sue")

    status, told = ask(any_house, "sue")

    assert status == 200
    assert told["at"] == any_house.clock.at
    bannos, flourlane = told["restaurants"]
    assert (bannos["restaurantId"], flourlane["restaurantId"], flourlane["metric"]) == ("bannos", "flourlane", None)
    metric = bannos["metric"]
    assert (metric["score"], metric["previousScore"], metric["cause"]) == (90, 100, "poll")
    assert metric["score"] == 100 - sum(part["lost"] for part in metric["parts"])
    assert metric["parts"][0] == {
        "code": "gaps",
        "lost": 10,
        "weight": 10,
        "says": "Days without a sale: 7",
        "todo": "Import them",
        "examples": ["2026-11-18"],
    }
    assert bannos["history"] == [{"day": TODAY, "score": 90}]
    (alert,) = bannos["alerts"]
    assert (alert["score"], alert["previousScore"], alert["acknowledgedAt"]) == (90, 100, None)


def test_an_alert_that_was_seen_says_by_whom(any_house: House) -> None:
    any_house.do(measured)
    any_house.do(lambda bakery: bakery.settle(AcknowledgeHealthAlert("a"), OLIVE))
    any_house.guests.add("sue")

    (bannos, _) = ask(any_house, "sue")[1]["restaurants"]
    assert (bannos["alerts"][0]["acknowledgedBy"], bannos["alerts"][0]["acknowledgedAt"]) == ("olive", NOW)


@pytest.mark.postgres
@pytest.mark.parametrize("either", ["postgresql"], indirect=True)
def test_nobody_hears_of_another_organization(any_house: House) -> None:
    any_house.do(measured, PIES)
    any_house.guests.add("sue")
    any_house.guests.add("pia", organization=PIES)

    assert [one["metric"] for one in ask(any_house, "sue")[1]["restaurants"]] == [None, None]
    assert ask(any_house, "pia")[1]["restaurants"][0]["metric"]["score"] == 90


def test_one_asks_of_one_of_her_own_stores(house: House) -> None:
    house.do(measured)
    house.guests.add("there", scopes=("flourlane",))

    assert [one["restaurantId"] for one in ask(house, "there")[1]["restaurants"]] == ["flourlane"]
    assert ask(house, "there", f"{PATH}?restaurantId=bannos")[0] == 403
    house.guests.add("sue")
    assert [one["name"] for one in ask(house, "sue", f"{PATH}?restaurantId=bannos")[1]["restaurants"]] == ["Banno's"]


def test_it_is_for_supervisors_and_whoever_is_signed_in_at_a_terminal_as_one(house: House) -> None:
    house.guests.add("ana", role=Role.STAFF)
    house.guests.add("nobody", role=None)
    house.guests.add("bench", "terminal")

    assert ask(house, None)[0] == 401
    assert ask(house, "forged")[0] == 401
    assert ask(house, "ana")[0] == ask(house, "nobody")[0] == ask(house, "bench")[0] == 403
    assert ask(house, "bench", **{"X-Signed-In": "ana"})[0] == 403
    assert ask(house, "bench", **{"X-Signed-In": "sue"})[0] == 200
    assert ask(house, "bench", **{"X-Signed-In": "stranger"})[0] == 403

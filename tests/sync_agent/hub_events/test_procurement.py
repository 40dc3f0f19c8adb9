"""What to buy, asked of a hub: reckoned once an hour and after a change of stock, the same for everybody, by role and
store; orders made and received there (F21, F22, F24)."""

from __future__ import annotations

from typing import Any, NamedTuple
from unittest.mock import patch

import pytest

from data.core.actor import Role
from data.core.ids import uuid7
from data.exchange.node import change, node_of
from data.stock.commands import CountStock, ReceiveStock
from data.stock.editing import SetRecipe
from data.stock.setting_up import AddProduct
from sync_agent.buying.advisor import Advisor
from sync_agent.buying.kept import InProcess, InRedis, kept_by, key_for
from sync_agent.buying.watch import Buyers
from tests.support.bakery import Bakery
from tests.support.buying import CAN, dairy, expect
from tests.support.cast import ANA, MILK, SUE
from tests.sync_agent.hub_events.house import CAKES, House
from tests.sync_agent.hub_events.test_rpc import args_of, call

HOUR = 3_600_000
PATH = "/api/v1/procurement"


class Whose(NamedTuple):
    """An organization of the hub."""

    id: str


@pytest.fixture
def buying(any_house: House) -> House:
    """Two days of 40 cakes, 900 g of milk each; 100 kg less what was counted are there: none."""

    def world(bakery):
        dairy(bakery)
        bakery.must(CountStock(MILK, 0), ANA)
        expect(bakery, "gelato-cake", *[40] * 14)

    any_house.do(world)
    come_in(any_house)
    return any_house


def come_in(house: House) -> None:
    """Their tokens last for a quarter of an hour."""
    house.guests.add("sue", role=Role.SUPERVISOR, scopes=("bannos",))
    house.guests.add("adi", role=Role.ADMIN, scopes=("bannos",))
    house.guests.add("ana", role=Role.STAFF, scopes=("bannos",))


def pass_by(house: House, ms: int) -> None:
    house.clock.wait(ms)
    come_in(house)


def get(house: House, path: str, token: str = "sue", **query: str) -> Any:
    with house.http(token) as http:
        return http.get(PATH + path, params=query)


def post(house: House, path: str, body: Any, token: str = "adi", key: str | None = None) -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    with house.http(token) as http:
        return http.post(PATH + path, json=body, headers=headers)


def reckonings(house: House) -> int:
    advisor: Advisor = house.app.state.advisor
    return advisor.reckonings


def milk(answer: Any) -> dict[str, Any]:
    return next(line for line in answer.json()["recommendations"] if line["itemId"] == MILK)


class TestRecommendations:
    def test_are_told_with_their_totals(self, buying):
        told = get(buying, "/recommendations")

        assert told.status_code == 200
        found = milk(told)
        assert (found["quantity"], found["packs"], found["amount"], found["surplus"]) == (80_000, 8, 10_000, 8_000)
        totals = told.json()["totals"]
        assert totals["amount"] == sum(line["amount"] for line in told.json()["recommendations"]) == 10_000
        assert totals["suppliers"][0] | {"orderBy": ""} == {
            "supplierId": "dairy",
            "supplier": "Dairy",
            "lines": 1,
            "amount": 10_000,
            "orderBy": "",
            "arrives": "2026-11-28",
            "lackingToMinimum": 0,
        }

    def test_are_reckoned_once_within_the_hour_and_again_after_it(self, buying):
        first = get(buying, "/recommendations").json()
        pass_by(buying, HOUR - 1_000)
        second = get(buying, "/recommendations").json()
        assert reckonings(buying) == 1
        assert (second["madeAt"], second["ageSeconds"]) == (first["madeAt"], 3_599)

        pass_by(buying, 2_000)
        third = get(buying, "/recommendations").json()

        assert reckonings(buying) == 2
        assert third["ageSeconds"] == 0

    def test_are_reckoned_anew_after_a_change_of_stock(self, buying):
        buying.guests.add("owner", role=Role.OWNER)
        assert milk(get(buying, "/recommendations"))["packs"] == 8

        assert call(buying, ReceiveStock.name, **args_of(ReceiveStock(MILK, 30_000))).status_code == 200

        assert milk(get(buying, "/recommendations"))["packs"] == 5
        assert reckonings(buying) == 2

    def test_of_another_process_are_taken_over_while_they_hold(self, buying):
        get(buying, "/recommendations")
        other = Advisor(buying.store, buying.app.state.advisor._kept, buying.hub.now, buying.hub.changed)

        found = other.advice(CAKES, "bannos")

        assert found is not None
        assert other.reckonings == 0

    def test_are_rows_that_travel_and_are_written_once(self, buying):
        get(buying, "/recommendations")
        sql = "SELECT count(*) FROM sync_row WHERE tbl = 'procurement_recommendation' AND scope = 'bannos'"
        versions = "SELECT max(ver) FROM sync_row WHERE tbl = 'procurement_recommendation'"
        before = buying.see(lambda b: (b.database.rows(sql), b.database.rows(versions)))
        assert before[0][0][0] == 2

        pass_by(buying, HOUR + 1)
        get(buying, "/recommendations")

        assert buying.see(lambda b: (b.database.rows(sql), b.database.rows(versions))) == before

    @pytest.mark.parametrize(
        ("token", "query", "status"),
        [
            ("ana", {}, 403),
            ("forged", {}, 401),
            ("sue", {"store": "flourlane"}, 403),
            ("sue", {"store": "bannos"}, 200),
        ],
    )
    def test_are_for_supervisors_of_the_store(self, buying, token, query, status):
        assert get(buying, "/recommendations", token, **query).status_code == status

    def test_of_several_stores_are_asked_for_one_by_one(self, buying):
        buying.guests.add("both", role=Role.ADMIN)

        assert get(buying, "/recommendations", "both").status_code == 422

    def test_say_why_in_parts_that_sum(self, buying):
        ident = milk(get(buying, "/recommendations"))["id"]

        told = get(buying, f"/recommendations/{ident}/explanation").json()

        assert sum(part["amount"] for part in told["parts"]) == told["quantity"] == 80_000
        assert told["forecast"]["drivers"][0] == {"code": "weekday", "says": "Saturday", "thousandths": 900_000}
        assert get(buying, "/recommendations/unknown/explanation").status_code == 404


class TestOrders:
    def test_are_made_once_and_received_in_parts(self, buying):
        body = {"supplierId": "dairy", "lines": [{"offerId": CAN, "packs": 8}]}
        made = post(buying, "/orders", body, key="monday")
        assert (made.status_code, made.json()["total"]) == (201, 10_000)
        assert post(buying, "/orders", body, key="monday").json() == made.json()
        assert milk(get(buying, "/recommendations"))["packs"] == 0

        ident, part = made.json()["id"], {"lines": [{"offerId": CAN, "quantity": 30_000}], "delivery": "DN 1"}
        came = post(buying, f"/orders/{ident}/receive", part, "sue").json()
        assert (came["status"], came["lines"][0]["missing"]) == ("partly", 50_000)
        again = post(buying, f"/orders/{ident}/receive", part, "sue").json()
        assert (again["verdict"], again["lines"][0]["missing"]) == ("noop", 50_000)
        rest = post(buying, f"/orders/{made.json()['code']}/receive", {}, "sue").json()
        assert rest["status"] == "received"
        assert buying.see(lambda bakery: bakery.item(MILK).on_hand) == 80_000
        assert get(buying, "/orders").json()["orders"][0]["code"] == made.json()["code"]

    def test_twice_on_a_day_are_asked_about(self, buying):
        body = {"supplierId": "dairy", "lines": [{"offerId": CAN, "packs": 8}]}
        post(buying, "/orders", body)

        again = post(buying, "/orders", body)

        assert (again.status_code, again.json()["detail"]["confirm"]) == (409, True)
        assert post(buying, "/orders", body | {"confirmed": True}).status_code == 201

    @pytest.mark.parametrize(
        ("path", "body", "token", "status"),
        [
            ("/orders", {"supplierId": "dairy", "lines": [{"offerId": CAN, "packs": 1}]}, "sue", 403),
            ("/orders", {"supplierId": "nobody", "lines": [{"offerId": CAN, "packs": 1}]}, "adi", 404),
            ("/orders", {"supplierId": "dairy", "lines": []}, "adi", 422),
            ("/orders", {"supplierId": "dairy", "lines": [{"offerId": CAN, "packs": 0}]}, "adi", 422),
            ("/orders", {"supplierId": "dairy", "lines": [{"offerId": "x", "packs": 1}]}, "adi", 409),
            ("/orders/unknown/receive", {}, "adi", 404),
            ("/orders/unknown/receive", {}, "ana", 403),
        ],
    )
    def test_that_make_no_sense_are_refused_in_words(self, buying, path, body, token, status):
        refused = post(buying, path, body, token)

        assert refused.status_code == status
        assert refused.json()["detail"]["says"]


def test_what_is_kept_of_one_organization_is_never_told_another(buying):
    """Two may have stores of one name on one server."""
    get(buying, "/recommendations")

    assert buying.app.state.advisor._kept.get("procurement:recommendations:bannos") is not None
    other = Advisor(buying.store, buying.app.state.advisor._kept, buying.hub.now, buying.hub.changed)
    text = buying.app.state.advisor._kept.get("procurement:recommendations:bannos").replace(CAKES, "another")
    other._kept.put("procurement:recommendations:bannos", text)
    found = other.advice(CAKES, "bannos")
    assert found is not None
    assert SUE.staff_id not in str(found)
    assert CAKES in (other._kept.get("procurement:recommendations:bannos") or "")


def test_what_is_no_longer_advised_leaves_the_terminals_too(buying):
    """A product without a recipe is told until it has one; then its line is gone, and whoever has it hears that."""
    buying.guests.add("owner", role=Role.OWNER)
    tart = AddProduct("tart", "bannos", "Tart")
    assert call(buying, tart.name, **args_of(tart)).status_code == 200
    buying.do(lambda bakery: expect(bakery, "tart", 3, title="Tart"))
    named = [line["item"] for line in get(buying, "/recommendations").json()["recommendations"]]
    assert "Tart" in named

    recipe = SetRecipe("tart", "", MILK, 100)
    assert call(buying, recipe.name, **args_of(recipe)).status_code == 200

    named = [line["item"] for line in get(buying, "/recommendations").json()["recommendations"]]
    assert "Tart" not in named
    sql = "SELECT count(*) FROM sync_row WHERE tbl = 'procurement_recommendation' AND deleted"
    assert buying.see(lambda bakery: bakery.database.rows(sql))[0][0] == 1


def below(bakery: Bakery) -> None:
    """It becomes a store hub."""
    with bakery.database.transaction():
        node = node_of(bakery.database)
        assert node is not None
        change(bakery.database, node, upstream=True, heard="E1")


def test_a_hub_below_another_tells_what_that_one_told(buying):
    """It guesses no advice of its own."""
    buying.do(below)

    assert get(buying, "/recommendations").status_code == 404
    assert reckonings(buying) == 0


def test_a_look_in_the_background_reckons_once_and_tells_the_terminals(buying):
    told = []
    buyers = Buyers("", InProcess(buying.hub.now), buying.hub.now, lambda *words, **more: told.append(words))

    with patch("sync_agent.buying.watch.organizations", lambda store: [Whose(CAKES)]):
        assert [buyers.look(buying.store), buyers.look(buying.store)] == [1, 0]

    assert told == [(CAKES, ("bannos",))]


class TestRedis:
    """The key by its name, for an hour, at whatever server hub processes share; one that is away keeps nothing."""

    def test_keeps_what_is_put_there(self):
        kept = InRedis("redis://127.0.0.1:6379")
        key = key_for(f"test-{uuid7(0, bytes(10))}")
        kept.put(key, "advice")
        if kept.get(key) is None:
            pytest.skip("no Redis answers here")
        assert 3_590 <= kept._client.ttl(key) <= 3_600
        kept.drop(key)
        assert kept.get(key) is None

    def test_that_is_away_holds_nobody_up(self):
        kept = InRedis("redis://127.0.0.1:1")

        kept.put("k", "text")

        assert kept.get("k") is None

    def test_that_is_none_is_refused(self):
        with pytest.raises(ValueError, match="Redis URL"):
            kept_by("http://127.0.0.1", lambda: 0)

    def test_the_key_is_the_one_that_was_agreed(self):
        assert key_for("bannos") == "procurement:recommendations:bannos"


def test_a_process_keeps_for_an_hour_and_no_longer():
    clock = [0]
    kept = InProcess(lambda: clock[0])
    kept.put("k", "text")
    clock[0] = 3_599_999
    assert kept.get("k") == "text"
    clock[0] = 3_600_000
    assert kept.get("k") is None

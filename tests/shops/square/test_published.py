"""Every request and answer that Square publishes: ours has this form, theirs is understood, or is of no use here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from data.core.clock import HOUR, Instant
from sync_agent.demo_shop.square.contract import NotSquares, check_answer, check_event, faults_of_question
from sync_agent.shops.line import Line
from sync_agent.shops.square.app import App
from sync_agent.shops.square.vendor import Square, SquareShop
from sync_agent.shops.trouble import Rejected, Unavailable
from sync_agent.shops.vendor import Place, Push, Token
from tests.contract.bench import Clock

FIXTURES = Path(__file__).parents[2] / "fixtures" / "square"
NO_USE = {
    "AccumulateLoyaltyPointsRequest": "points are not this kitchen's business",
    "AccumulateLoyaltyPointsResponse": "points are not this kitchen's business",
    "CreateLoyaltyRewardRequest": "points are not this kitchen's business",
    "RedeemLoyaltyRewardRequest": "points are not this kitchen's business",
    "RedeemLoyaltyRewardResponse": "points are not this kitchen's business",
    "CreatePaymentRequest": "nothing is paid through us",
    "CreatePaymentResponse": "nothing is paid through us",
    "ListPaymentsResponse": "what is paid is told by the order",
    "GetPaymentRefundResponse": "what is given back is told by an order of its own",
    "RefundPaymentResponse": "nothing is given back through us",
    "BatchRetrieveCatalogObjectsResponse": "the catalogue is searched",
    "ListWebhookEventTypesResponse": "the topics that we want are known",
    "CreateOrderResponse": "no order is made through us; its order is read by the docket's own tests",
    "BatchRetrieveOrdersResponse": "orders are searched, or asked for one by one; read by the docket's own tests",
}


def published(name: str) -> bytes:
    return (FIXTURES / "objects" / f"{name}.json").read_bytes()


def vendor_that_hears(name: str) -> tuple[Square, list[httpx.Request]]:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=published(name))

    return Square(App("client", base="https://square.example"), Line(httpx.MockTransport(answer)), Clock()), asked


def shop_that_hears(name: str, places: tuple[str, ...] = ()) -> tuple[SquareShop, list[httpx.Request]]:
    vendor, asked = vendor_that_hears(name)
    return vendor.open("M1", "token", "https://hub.example", places), asked


def body(request: httpx.Request) -> dict[str, Any]:
    return dict(json.loads(request.content))


def test_every_file_is_named_here():
    used = {
        "BatchChangeInventoryRequest",
        "BatchChangeInventoryResponse",
        "BatchRetrieveInventoryCountsResponse",
        "ListCatalogResponse",
        "ListLocationsResponse",
        "ObtainTokenResponse",
        "RetrieveOrderResponse",
        "SearchCatalogObjectsResponse",
        "SearchOrdersRequest",
        "SearchOrdersResponse",
    }

    assert {path.stem for path in (FIXTURES / "objects").glob("*.json")} == used | NO_USE.keys()


def test_a_token_is_read_with_its_seller_and_its_end():
    vendor, (*_,) = vendor_that_hears("ObtainTokenResponse")
    ends: Instant = 1_743_705_066_000

    token = vendor.exchange("", "code", "https://hub.example/back", "v" * 43, 0)
    assert token == Token("EXAMPLE-ACCESS-TOKEN", "EXAMPLE-REFRESH-TOKEN", ends, None, "MLQW2MYBY81PZ", 7 * 24 * HOUR)


def test_locations_are_places_by_name():
    shop, _ = shop_that_hears("ListLocationsResponse")

    assert shop.places() == [Place("18YC4JDH91E1H", "Grant Park"), Place("3Z4V4WHQK64X9", "Midtown")]


def test_an_order_is_seen_whole_and_always_as_the_same_bytes():
    shop, _ = shop_that_hears("RetrieveOrderResponse")
    seen = shop.order("CAISENgvlJ6jLWAzERDzjyHVybY")

    assert seen is not None
    assert json.loads(seen.raw) == json.loads(published("RetrieveOrderResponse"))["order"]
    assert shop.order("CAISENgvlJ6jLWAzERDzjyHVybY") == seen


def test_an_answer_with_entries_instead_of_orders_is_an_empty_page_and_its_cursor_ends():
    shop, asked = shop_that_hears("SearchOrdersResponse", ("057P5VYJ4A5X1",))
    page = shop.orders(0, 1, None)

    assert page.orders == ()
    assert body(asked[0])["return_entries"] is False
    with pytest.raises(Unavailable) as trouble:
        shop.orders(0, 1, page.after)
    assert trouble.value.code == "endless_pages"


def test_our_search_has_the_form_of_squares_own():
    shop, asked = shop_that_hears("RetrieveOrderResponse", ("057P5VYJ4A5X1", "18YC4JDH91E1H"))
    shop.orders_made(1_520_107_200_000, 1_551_736_485_000, None)
    ours, theirs = body(asked[0]), json.loads(published("SearchOrdersRequest"))

    assert ours.keys() <= theirs.keys()
    assert ours["location_ids"] == theirs["location_ids"]
    time = {"start_at": "2018-03-03T20:00:00.000Z", "end_at": "2019-03-04T21:54:45.000Z"}
    assert ours["query"]["filter"]["date_time_filter"] == {"created_at": time}
    assert ours["query"]["sort"]["sort_field"] == "CREATED_AT"


def test_our_count_has_the_form_of_squares_own_and_its_answer_is_success():
    shop, asked = shop_that_hears("BatchChangeInventoryResponse")
    at = 1_479_335_124_878
    push = Push("W62UWFY35CWMYGVWK6TWJDNI", "C6W5YS5QM06F5", 53, None, "8fc6a5b0", at)

    assert [one.trouble for one in shop.push([push])] == [None]
    (ours,) = body(asked[0])["changes"]
    (theirs,) = json.loads(published("BatchChangeInventoryRequest"))["changes"]
    assert ours["type"] == theirs["type"]
    assert ours["physical_count"].keys() == theirs["physical_count"].keys() - {"team_member_id"}
    same = ("catalog_object_id", "location_id", "quantity", "state")
    assert [ours["physical_count"][name] for name in same] == [theirs["physical_count"][name] for name in same]


def test_counts_are_levels():
    shop, _ = shop_that_hears("BatchRetrieveInventoryCountsResponse")

    assert shop.stock(["W62UWFY35CWMYGVWK6TWJDNI"], "59TNP9SA8VGDA") == {"W62UWFY35CWMYGVWK6TWJDNI": 79}


@pytest.mark.parametrize("name", ["SearchCatalogObjectsResponse", "ListCatalogResponse"])
def test_of_a_catalogue_only_what_has_variations_is_sold(name):
    shop, _ = shop_that_hears(name)
    objects = json.loads(published(name))["objects"]
    variations = [one["id"] for item in objects for one in item.get("item_data", {}).get("variations", ())]

    assert [one.external_id for one in shop.sellables(None)[0]] == variations


@pytest.mark.parametrize("name", NO_USE)
def test_an_answer_to_another_question_is_no_order(name):
    shop, _ = shop_that_hears(name)

    with pytest.raises(Unavailable):
        shop.order("ANOTHERORDER")


class TestTheContractItself:
    """A check that finds nothing would prove nothing."""

    def test_squares_own_requests_pass(self):
        for name, path in (
            ("SearchOrdersRequest", "/v2/orders/search"),
            ("BatchChangeInventoryRequest", "/v2/inventory/changes/batch-create"),
        ):
            assert faults_of_question("POST", path, json.loads(published(name))) == []

    @pytest.mark.parametrize(
        "change",
        [
            {"quantity": 53},
            {"quantity": "5" * 27},
            {"state": "INSTOCK"},
            {"catalog_object": "W62UWFY35CWMYGVWK6TWJDNI"},
            {"occurred_at": 1_479_335_124},
        ],
    )
    def test_one_wrong_field_of_a_count_is_found(self, change):
        asked = json.loads(published("BatchChangeInventoryRequest"))
        asked["changes"][0]["physical_count"] |= change

        assert len(faults_of_question("POST", "/v2/inventory/changes/batch-create", asked)) == 1

    def test_a_missing_key_and_a_body_where_none_belongs_are_found(self):
        assert faults_of_question("POST", "/v2/inventory/changes/batch-create", {"changes": []})
        assert faults_of_question("GET", "/v2/locations", {"anything": 1})
        assert faults_of_question("POST", "/v2/orders/search", None)

    def test_an_answer_or_an_event_that_square_would_not_send_is_found(self):
        with pytest.raises(NotSquares):
            check_answer("GET", "/v2/locations", {"locations": [{"id": 7}]})
        with pytest.raises(NotSquares):
            check_event("order.created", {"type": 7})

    def test_square_may_add_a_field_to_what_it_answers(self):
        check_answer("GET", "/v2/locations", {"locations": [{"id": "L1", "new_field": True}], "more": 1})


def test_an_answer_without_what_was_asked_for_is_not_taken_for_emptiness():
    vendor, _ = vendor_that_hears("ListPaymentsResponse")
    with pytest.raises((Unavailable, Rejected)):
        vendor.exchange("", "code", "https://hub.example/back", "v" * 43, 0)

"""Every document is one that Shopify's own schema of the pinned version understands; the fake lets nothing else by."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from graphql import GraphQLError, parse
from graphql.language import OperationDefinitionNode

from sync_agent.demo_shop.shopify import cost
from sync_agent.demo_shop.shopify.schema import check_variables, checked, deprecated
from sync_agent.shops.shopify.app import VERSION
from sync_agent.shops.shopify.documents import ALL, SET_QUANTITIES, document
from sync_agent.shops.shopify.vendor import Shopify
from tests.contract.bench import kind_shop
from tests.contract.stock import pushed_to
from tests.shops.shopify.bench import ShopifyBench


def declared(name: str) -> set[str]:
    """The variables that a document declares."""
    operations = [one for one in parse(document(name)).definitions if isinstance(one, OperationDefinitionNode)]
    return {one.variable.name.value for one in operations[0].variable_definitions or ()}


def refusal(text: str, variables: dict[str, Any] | None = None) -> str:
    try:
        checked(text)
        check_variables(variables or {})
    except GraphQLError as wrong:
        return wrong.message
    raise AssertionError("It was let by")


class TestEveryDocument:
    @pytest.mark.parametrize("name", ALL)
    def test_keeps_to_the_schema_and_asks_for_nothing_that_is_given_up(self, name: str):
        checked(document(name))

        assert deprecated(document(name)) is None

    def test_is_named_and_every_file_is_used(self):
        stems = {
            file.name.removesuffix(".graphql") for file in (files("sync_agent.shops.shopify") / "graphql").iterdir()
        }

        assert set(ALL) | {"order_fields", "line_fields", "shop_money"} == stems

    @pytest.mark.parametrize("name", ALL)
    def test_holds_no_value_but_in_variables(self, name: str):
        text = document(name)

        assert '"' not in text.replace('["available"]', "")
        assert "{{" not in text

    def test_is_asked_of_the_pinned_version(self):
        assert VERSION == "2026-07"


class TestEveryQuestion:
    def test_that_a_whole_day_asks_declares_what_it_gives_and_costs_what_is_allowed(self, bench: ShopifyBench):
        with bench.faults.kind():
            a_day(bench)
        said = {name: [v for text, v in bench.played.log if text == document(name)] for name in ALL}

        assert {name for name in ALL if not said[name]} == set()
        for name, given in said.items():
            for variables in given:
                assert set(variables) == declared(name), name
                assert cost.requested(checked(document(name)), variables) <= cost.MOST


def a_day(bench: ShopifyBench) -> None:
    """Everything that the interface can ask, once at least."""
    shop, since = kind_shop(bench), bench.clock()
    shop.subscribe(Shopify.topics)
    shop.subscriptions()
    shop.count(since, bench.clock())
    gid = bench.played.place_order(lines=120)
    shop.orders(since, bench.clock(), None)
    shop.orders_made(since, bench.clock(), None)
    shop.order(gid)
    push = pushed_to(shop, bench, 3)
    bench.forget(push.external_id, push.location)
    shop.push([push])
    shop.stock([push.external_id], push.location)


class TestTheRulesThatNoSchemaTells:
    def test_setting_without_a_key_is_refused(self):
        text = document(SET_QUANTITIES).replace(" @idempotent(key: $key)", "").replace(", $key: String!", "")

        assert "@idempotent" in refusal(text)

    def test_a_key_on_the_operation_instead_of_the_field_is_refused(self):
        text = document(SET_QUANTITIES).replace(" @idempotent(key: $key)", "")

        assert "idempotent" in refusal(text.replace("$key: String!)", "$key: String!) @idempotent(key: $key)"))

    def test_setting_without_a_word_of_what_is_believed_is_refused(self):
        quantity = {"inventoryItemId": "gid://shopify/InventoryItem/1", "quantity": 1}
        variables = {"input": {"quantities": [quantity]}}

        assert "changeFromQuantity" in refusal(document(SET_QUANTITIES), variables)
        check_variables({"input": {"quantities": [quantity | {"changeFromQuantity": None}]}})

    @pytest.mark.parametrize(
        "text",
        [
            "query { orders(first: 1) { nodes { nosuchfield } } }",
            "mutation { productVariantUpdate(input: {}) { product { id } } }",
            "query ($id: String!) { order(id: $id) { id } }",
            "query { order }",
            "not graphql",
        ],
    )
    def test_what_the_schema_does_not_know_is_refused(self, text: str):
        assert refusal(text)

"""What can be changed in the played shop: with a key where one is due, and whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLResolveInfo, get_directive_values

from sync_agent.demo_shop.shopify.menu import FIRST_ID
from sync_agent.demo_shop.shopify.nodes import location_nodes
from sync_agent.demo_shop.shopify.selling import show
from sync_agent.demo_shop.shopify.state import State, Subscription, gid

_NAMES, _REASONS = ("available", "on_hand"), ("correction", "cycle_count_available", "received", "shrinkage", "other")
_MOST = 1_000_000_000

Payload = dict[str, Any]


def _error(code: str, message: str, *path: str) -> Payload:
    return {"code": code, "message": message, "field": list(path) or None}


@dataclass(slots=True)
class Mutations:
    """`before_set` happens between the believing of whoever asks and the look at what is there."""

    state: State
    before_set: Callable[[list[Payload]], None]
    keys: dict[str, tuple[str, Payload]] = field(default_factory=dict)
    """What was asked with each key, and what was answered."""

    def root(self) -> dict[str, Any]:
        """The fields of Mutation; what is not here is not played."""
        return {
            "inventorySetQuantities": self._set_quantities,
            "inventoryActivate": self._activate,
            "webhookSubscriptionCreate": self._subscribe,
        }

    def _once(self, info: GraphQLResolveInfo[Any], asked: Mapping[str, Any], do: Callable[[], Payload]) -> Payload:
        key = self._key(info)
        spelled = json.dumps([info.field_name, asked], sort_keys=True)
        known = self.keys.get(key)
        if known is None:
            self.keys[key] = spelled, do()
            return self.keys[key][1]
        if known[0] != spelled:
            return _refused("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", "The same key with other parameters")
        if known[1]["userErrors"]:
            return _refused("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", "Retry with a new idempotency key")
        return known[1]

    def _key(self, info: GraphQLResolveInfo[Any]) -> str:
        directive = info.schema.get_directive("idempotent")
        values = get_directive_values(directive, info.field_nodes[0], info.variable_values) if directive else None
        return str((values or {})["key"])

    def _set_quantities(self, info: GraphQLResolveInfo[Any], *, input: Payload) -> Payload:  # noqa: A002 - the schema's
        return self._once(info, input, lambda: self._set(input))

    def _set(self, asked: Payload) -> Payload:
        quantities: list[Payload] = asked["quantities"]
        self.before_set(quantities)
        errors = self._wrong(asked)
        if not errors:
            for one in quantities:
                show(self.state, one["inventoryItemId"], one["quantity"], one["locationId"])
        return {"userErrors": errors, "inventoryAdjustmentGroup": None}

    def _wrong(self, asked: Payload) -> list[Payload]:
        if asked["name"] not in _NAMES:
            return [_error("INVALID_NAME", "The quantity name must be either 'available' or 'on_hand'.")]
        if asked["reason"] not in _REASONS:
            return [_error("INVALID_REASON", "The specified reason is invalid.")]
        found, seen = [], set()
        for n, one in enumerate(asked["quantities"]):
            level = one["inventoryItemId"], one["locationId"]
            wrong = self._wrong_with(level, one)
            if level in seen:
                wrong = ("NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR", "The combination must be unique.")
            seen.add(level)
            if wrong:
                found.append(_error(*wrong, "input", "quantities", str(n)))
        return found

    def _wrong_with(self, level: tuple[str, str], one: Payload) -> tuple[str, str] | None:
        item, place = level
        if self.state.variant_of(item) is None:
            return "INVALID_INVENTORY_ITEM", "The specified inventory item could not be found."
        if place not in [node["id"] for node in location_nodes()]:
            return "INVALID_LOCATION", "The specified location could not be found."
        if level not in self.state.levels:
            return "ITEM_NOT_STOCKED_AT_LOCATION", "The specified inventory item is not stocked at the location."
        if one["quantity"] > _MOST:
            return "INVALID_QUANTITY_TOO_HIGH", "The total quantity can't be higher than 1,000,000,000."
        if one["quantity"] < 0:
            return "INVALID_QUANTITY_NEGATIVE", "The quantity can't be negative."
        if one["changeFromQuantity"] not in (None, self.state.levels[level]):
            return "CHANGE_FROM_QUANTITY_STALE", "The changeFromQuantity value does not match persisted value."
        return None

    def _activate(self, info: GraphQLResolveInfo[Any], **asked: Any) -> Payload:
        return self._once(info, asked, lambda: self._put_there(asked["inventoryItemId"], asked["locationId"]))

    def _put_there(self, item: str, place: str) -> Payload:
        if self.state.variant_of(item) is None or place not in [node["id"] for node in location_nodes()]:
            return {"userErrors": [{"message": "Item or location could not be found", "field": None}]}
        self.state.levels.setdefault((item, place), 0)
        return {"userErrors": []}

    # The name of the second argument is the schema's.
    def _subscribe(self, _: object, *, topic: str, webhookSubscription: Payload) -> Payload:  # noqa: N803
        uri = webhookSubscription.get("uri")
        if not uri:
            return _not_subscribed("Address can't be blank")
        if any((one.topic, one.uri) == (topic, uri) for one in self.state.subscriptions.values()):
            return _not_subscribed("Address for this topic has already been taken")
        made = Subscription(gid("WebhookSubscription", self.state.number("hook", FIRST_ID)), topic, uri)
        self.state.subscriptions[made.id] = made
        return {"userErrors": [], "webhookSubscription": {"id": made.id}}


def _not_subscribed(words: str) -> Payload:
    return {"userErrors": [{"message": words, "field": ["webhookSubscription", "uri"]}], "webhookSubscription": None}


def _refused(code: str, message: str) -> Payload:
    return {"userErrors": [_error(code, message)], "inventoryAdjustmentGroup": None}

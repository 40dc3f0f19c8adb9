"""The whole played shop behind one door: who asks, what may be asked, and what goes wrong meanwhile."""

from __future__ import annotations

import hmac
import json
import random
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

from graphql import ExecutionResult, GraphQLError, GraphQLResolveInfo, execute_sync

from sync_agent.demo_shop.door import Answer, Asked
from sync_agent.demo_shop.faults import DOWN, EXPIRED, ROTATED, SOLD, THROTTLED, Faults
from sync_agent.demo_shop.outbox import CHANCES, Outbox
from sync_agent.demo_shop.shopify import cost, selling
from sync_agent.demo_shop.shopify.mutations import Mutations
from sync_agent.demo_shop.shopify.nodes import own_gid
from sync_agent.demo_shop.shopify.permission import Doorkeeper
from sync_agent.demo_shop.shopify.queries import query_root
from sync_agent.demo_shop.shopify.schema import check_variables, checked, deprecated, schema
from sync_agent.demo_shop.shopify.state import Order, State
from sync_agent.demo_shop.shopify.webhooks import post_all

ANSWER_LOST = "answer_lost"
UNKIND: Mapping[str, float] = {
    **CHANCES,
    THROTTLED: 0.04,
    DOWN: 0.03,
    ANSWER_LOST: 0.03,
    EXPIRED: 0.15,
    SOLD: 0.1,
    ROTATED: 1.0,
}
_GRAPHQL, _TOKEN, _AUTHORIZE = "/admin/api/2026-07/graphql.json", "/admin/oauth/access_token", "/admin/oauth/authorize"


class PlayedShopify:
    """One shop and one app in it. Deterministic by its seed and by the clock that it is given; any thread may ask."""

    def __init__(
        self,
        seed: int = 1,
        *,
        account: str = "played-cakes.myshopify.com",
        client_id: str = "played-client",
        client_secret: str = "played-secret",  # noqa: S107 - of a shop that is played
        now: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        mono: Callable[[], float] = time.monotonic,
    ) -> None:
        """`now` in milliseconds, `mono` in seconds."""
        self.account, self.client_secret = account, client_secret
        self.faults = Faults(seed, UNKIND)
        self.state = State(now)
        self.door = Doorkeeper(client_id, client_secret, now, self.faults)
        self.outbox = Outbox(self.faults, self._give_up)
        self.log: list[tuple[str, Mapping[str, Any]]] = []
        """Every document and its variables that was let in and understood."""
        self.refused: list[str] = []
        """What was asked against the schema or its rules, and why: nobody who is tested here leaves anything."""
        self._dice, self._bucket = random.Random(seed), cost.Bucket(mono)
        self._alone = threading.RLock()
        self._mutations = Mutations(self.state, self._sell_meanwhile)

    def place_order(self, lines: int | None = None) -> str:
        """Somebody orders; the gid."""
        with self._alone:
            order = selling.place_order(self.state, self._dice, lines)
            self._post()
        return str(order["admin_graphql_api_id"])

    def put_order(self, order: Order) -> str:
        """An order as it is, without anybody being told; the gid."""
        self.state.orders[own_gid("Order", order)] = order
        return own_gid("Order", order)

    def edit_order(self, gid: str) -> None:
        """Somebody wants one more."""
        with self._alone:
            selling.edit_order(self.state, gid)
            self._post()

    def cancel_order(self, gid: str) -> None:
        """Somebody wants nothing any more."""
        with self._alone:
            selling.cancel_order(self.state, gid)
            self._post()

    def show(self, item: str, place: str, available: int) -> None:
        """Somebody else sets what is shown."""
        with self._alone:
            selling.show(self.state, item, available, place)
            self._post()

    def forget(self, item: str, place: str) -> None:
        """The item is no longer kept there."""
        self.state.levels.pop((item, place), None)

    def serve(self, asked: Asked) -> Answer:
        """One request."""
        with self._alone:
            return self._serve(asked)

    def _serve(self, asked: Asked) -> Answer:
        down = self.faults.strikes(DOWN)
        if down:
            return Answer(503, b"", {"Retry-After": "2"} if self.faults.pick(2) else {})
        if (asked.method, asked.path) == ("POST", _GRAPHQL):
            answer = self._graphql(asked)
            self._post()
            return Answer(502, b"") if self.faults.strikes(ANSWER_LOST) else answer
        if (asked.method, asked.path) == ("POST", _TOKEN):
            status, told = self.door.answer(_json(asked.body))
            return _answer(status, told)
        if (asked.method, asked.path) == ("GET", _AUTHORIZE):
            return self._say_yes(parse_qs(asked.query))
        return _answer(404, {"errors": "Not Found"})

    def permit(self, state: str) -> list[tuple[str, str]]:
        """The query with which the owner's browser comes back after a yes."""
        seconds = str(self.state.now() // 1000)
        query = [("code", self.door.code()), ("shop", self.account), ("state", state), ("timestamp", seconds)]
        spelled = urlencode(sorted(query), quote_via=quote)
        return [*query, ("hmac", hmac.new(self.client_secret.encode(), spelled.encode(), "sha256").hexdigest())]

    def _say_yes(self, asked: Mapping[str, list[str]]) -> Answer:
        back, state = (asked.get(name, [""])[0] for name in ("redirect_uri", "state"))
        return Answer(302, b"", {"Location": f"{back}?{urlencode(self.permit(state))}"})

    def _graphql(self, asked: Asked) -> Answer:
        said = _json(asked.body)
        variables = said.get("variables") or {}
        if variables.get("after") is not None and self.faults.strikes(EXPIRED):
            self.door.end_access()
        if not self.door.lets_in(asked.headers.get("x-shopify-access-token", "")):
            return _answer(401, {"errors": "[API] Invalid API key or access token"})
        text = str(said.get("query"))
        try:
            document = checked(text)
            check_variables(variables)
        except GraphQLError as wrong:
            self.refused.append(wrong.message)
            return _error("BAD_REQUEST", wrong.message)
        points = cost.requested(document, variables)
        if points > cost.MOST:
            return _error("MAX_COST_EXCEEDED", f"Query cost is {points}")
        if self._throttles(points):
            return _error("THROTTLED", "Throttled", {"cost": self._told_cost(points, None)})
        self.log.append((text, variables))
        root = {**query_root(self.state), **self._mutations.root()}
        result = execute_sync(schema(), document, root, variable_values=variables, field_resolver=_field)
        spent = points if cost.is_mutation(document) else min(points, cost.actual(result.data))
        return self._executed(result, points, spent, deprecated(text))

    def _throttles(self, points: int) -> bool:
        """Another app of ours may have asked a lot; and what is used up is used up."""
        if self.faults.strikes(THROTTLED):
            self._bucket.take(cost.BUCKET)
        if not self.faults.on(THROTTLED):
            self._bucket.fill()
        if self._bucket.left >= points:
            return False
        self.faults.counts["throttled_in_fact"] += 1
        return True

    def _executed(self, result: ExecutionResult, points: int, spent: int, reason: str | None) -> Answer:
        self._bucket.take(spent)
        told: dict[str, Any] = {"data": result.data, "extensions": {"cost": self._told_cost(points, spent)}}
        if result.errors:
            told["errors"] = [{"message": error.message, "path": error.path} for error in result.errors]
        self.faults.counts["asked_for_what_is_given_up"] += reason is not None
        return _answer(200, told, {"X-Shopify-API-Deprecated-Reason": reason} if reason else {})

    def _told_cost(self, points: int, spent: int | None) -> dict[str, Any]:
        return {
            "requestedQueryCost": points,
            "actualQueryCost": spent,
            "throttleStatus": self._bucket.status(),
        }

    def _sell_meanwhile(self, quantities: list[dict[str, Any]]) -> None:
        if quantities and self.faults.strikes(SOLD):
            one = quantities[self.faults.pick(len(quantities))]
            selling.move(self.state, one["inventoryItemId"], -1, one["locationId"])

    def _post(self) -> None:
        post_all(self.state, self.outbox, self.client_secret, self.account)

    def _give_up(self, subscription: str) -> None:
        self.state.subscriptions.pop(subscription, None)


def _field(source: Any, info: GraphQLResolveInfo[Any], **asked: Any) -> Any:
    """A field of a dict. One that is not there is not played, and says so."""
    if info.field_name not in source:
        raise GraphQLError(f"The played shop has no {info.parent_type.name}.{info.field_name}")
    value = source[info.field_name]
    return value(info, **asked) if callable(value) else value


def _json(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _error(code: str, message: str, extensions: Mapping[str, Any] | None = None) -> Answer:
    told: dict[str, Any] = {"errors": [{"message": message, "extensions": {"code": code}}]}
    return _answer(200, told | ({"extensions": extensions} if extensions else {}))


def _answer(status: int, told: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, json.dumps(told).encode(), {"Content-Type": "application/json", **(headers or {})})

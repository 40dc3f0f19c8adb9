"""Orders at the played Square: made in its web shop, rung up on its till, edited, cancelled, and found by search."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from data.core.clock import HOUR, Instant, iso
from data.core.packed import pack
from data.orders.dates import read_instant
from sync_agent.demo_shop.faults import Faults
from sync_agent.demo_shop.square.faults import ENDLESS
from sync_agent.demo_shop.square.names import Names
from sync_agent.demo_shop.square.refusals import Refusal
from sync_agent.demo_shop.square.seller import CURRENCY, FLAVOURS, Seller, Variation

PEOPLE = ("Ada Lovelace", "Grace Hopper", "Ömer Yılmaz", "李小龍", "Zoë O'Brien")
WRITINGS = ("Happy 40th", "Für Ömer", "¡Felicidades!", "Congrats")
MOST_A_PAGE = 15
"""Fewer than anybody asks for, as Square may: a page is no measure of what there is."""
MOST_PLACES, MOST_LIMIT = 10, 1_000
_DAY = 24 * HOUR
_TIMES = {"UPDATED_AT": "updated_at", "CREATED_AT": "created_at", "CLOSED_AT": "closed_at"}


def money(minor: int) -> dict[str, Any]:
    """A Money object."""
    return {"amount": minor, "currency": CURRENCY}


class Till:
    """Every order of the seller, by id."""

    def __init__(self, seller: Seller, names: Names, faults: Faults, clock: Callable[[], Instant]) -> None:
        """There is none yet."""
        self._seller, self._names, self._faults, self._clock = seller, names, faults, clock
        self.orders: dict[str, dict[str, Any]] = {}

    def place(self, bought: Variation, location: str, due_in_days: int = 2) -> dict[str, Any]:
        """Somebody buys in the web shop, and pays."""
        now, number = self._clock(), len(self.orders) + 1
        line = self._line(bought, 1)
        line["modifiers"] = [self._option(FLAVOURS[number % len(FLAVOURS)], 0)]
        line["note"] = f"Writing: {WRITINGS[number % len(WRITINGS)]}"
        recipient = {"display_name": PEOPLE[number % len(PEOPLE)], "phone_number": "+61400123459"}
        pickup = {
            "recipient": recipient,
            "schedule_type": "SCHEDULED",
            "pickup_at": iso(now + due_in_days * _DAY),
            "pickup_window_duration": "PT1H",
        }
        fulfilment = {"uid": self._uid(), "type": "PICKUP", "state": "PROPOSED", "pickup_details": pickup}
        order = self._order(location, [line], now) | {"version": 1, "fulfillments": [fulfilment]}
        order["source"] = {"name": "Square Online"}
        return self._kept(order)

    def ring_up(self, bought: Variation, location: str, made_at: Instant, updated_at: Instant) -> dict[str, Any]:
        """A sale of the till that is over: no version, no customer, no webhook of its own."""
        order = self._order(location, [self._line(bought, 1)], made_at)
        over = {"state": "COMPLETED", "closed_at": iso(made_at), "updated_at": iso(updated_at)}
        return self._kept(order | over | {"source": {"name": "Point of Sale"}})

    def edit(self, ident: str, quantity: str = "2") -> dict[str, Any]:
        """The customer wants another number of them."""
        order = self.orders[ident]
        (line, *_) = order["line_items"]
        line["quantity"] = quantity if line["quantity"] != quantity else "1"
        line["total_money"] = money(line["base_price_money"]["amount"] * int(line["quantity"]))
        order["total_money"] = order["net_amounts"]["total_money"] = money(
            sum(one["total_money"]["amount"] for one in order["line_items"])
        )
        return self._touched(order)

    def cancel(self, ident: str) -> dict[str, Any]:
        """It is called off, and so is its fulfilment."""
        order = self.orders[ident]
        order |= {"state": "CANCELED", "closed_at": iso(self._clock())}
        for fulfilment in order.get("fulfillments", ()):
            fulfilment["state"] = "CANCELED"
        return self._touched(order)

    def retrieve(self, ident: str) -> dict[str, Any]:
        """RetrieveOrder."""
        if ident not in self.orders:
            raise Refusal(404, "NOT_FOUND", f"Order not found for id {ident}.")
        return {"order": self.orders[ident]}

    def search(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """SearchOrders: a page by time, and a cursor that belongs to this question only."""
        found, start = self._found(asked), _start(asked)
        size = min(asked.get("limit", 500), MOST_A_PAGE)
        falling = _falling(asked.get("query") or {})
        rest = [one for one in found if start is None or (one[0] < start if falling else one[0] > start)]
        page = [order for _, order in rest[:size]]
        answer: dict[str, Any] = {}
        if page:
            answer["orders"] = page
        if self._faults.strikes(ENDLESS):
            return {"orders": [order for _, order in found[:size]], "cursor": _cursor(asked, ("", ""))}
        if len(rest) > size:
            answer["cursor"] = _cursor(asked, rest[size - 1][0])
        return answer

    def _found(self, asked: Mapping[str, Any]) -> list[tuple[tuple[str, str], dict[str, Any]]]:
        """What fits, in order, each with its place in it."""
        places, query = asked.get("location_ids") or [], asked.get("query") or {}
        if not 1 <= len(places) <= MOST_PLACES:
            raise Refusal(400, "INVALID_VALUE", "1 to 10 location_ids.")
        if set(places) - set(self._seller.locations):
            raise Refusal(403, "FORBIDDEN", "A location of another merchant.")
        if not 1 <= asked.get("limit", 500) <= MOST_LIMIT:
            raise Refusal(400, "VALUE_TOO_HIGH", "limit is 1 to 1000.")
        times = (query.get("filter") or {}).get("date_time_filter") or {}
        sort = query.get("sort") or {"sort_field": "CREATED_AT"}
        field = _TIMES[sort["sort_field"]]
        if len(times) > 1 or (times and field not in times):
            raise Refusal(400, "CONFLICTING_PARAMETERS", "The sort_field is to be the time that is filtered.")
        span = times.get(field) or {}
        start, end = read_instant(span.get("start_at")), read_instant(span.get("end_at"))
        fits = []
        for order in self.orders.values():
            at = read_instant(order.get(field))
            within = at is not None and (start is None or at >= start) and (end is None or at <= end)
            if order["location_id"] in places and within:
                fits.append(((order[field], order["id"]), order))
        return sorted(fits, key=lambda one: one[0], reverse=_falling(query))

    def _kept(self, order: dict[str, Any]) -> dict[str, Any]:
        self.orders[order["id"]] = order
        return order

    def _touched(self, order: dict[str, Any]) -> dict[str, Any]:
        order["updated_at"] = iso(self._clock())
        if "version" in order:
            order["version"] += 1
        return order

    def _order(self, location: str, lines: Sequence[dict[str, Any]], at: Instant) -> dict[str, Any]:
        total = sum(line["total_money"]["amount"] for line in lines)
        tender = {"id": self._uid(), "type": "CARD", "amount_money": money(total)}
        return {
            "id": self._names.fresh("order", 28),
            "location_id": location,
            "state": "OPEN",
            "line_items": list(lines),
            "tenders": [tender],
            "total_money": money(total),
            "total_tax_money": money(0),
            "net_amounts": {"total_money": money(total)},
            "net_amount_due_money": money(0),
            "created_at": iso(at),
            "updated_at": iso(at),
        }

    def _line(self, bought: Variation, quantity: int) -> dict[str, Any]:
        return {
            "uid": self._uid(),
            "name": bought.item,
            "variation_name": bought.name,
            "catalog_object_id": bought.id,
            "item_type": "ITEM",
            "quantity": str(quantity),
            "base_price_money": money(bought.price),
            "total_money": money(bought.price * quantity),
        }

    def _option(self, name: str, price: int) -> dict[str, Any]:
        return {"uid": self._uid(), "name": name, "quantity": "1", "base_price_money": money(price)}

    def _uid(self) -> str:
        return self._names.fresh("uid", 21)


def _question(asked: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in asked.items() if name != "cursor"}
    return sha256(pack(rest).encode()).hexdigest()


def _cursor(asked: Mapping[str, Any], last: tuple[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps([_question(asked), *last]).encode()).decode()


def _falling(query: Mapping[str, Any]) -> bool:
    order: object = (query.get("sort") or {}).get("sort_order", "DESC")
    return order == "DESC"


def _start(asked: Mapping[str, Any]) -> tuple[str, str] | None:
    if not asked.get("cursor"):
        return None
    try:
        question, time, ident = json.loads(base64.urlsafe_b64decode(asked["cursor"]))
    except ValueError as trouble:
        raise Refusal(400, "INVALID_CURSOR", "Not a cursor.") from trouble
    if question != _question(asked):
        raise Refusal(400, "INVALID_CURSOR", "The query has changed since the first page.")
    return time, ident

"""Webhook, poll and file of one order are one order: the same docket, field by field, and the same hash (O05, O06)."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from data.orders.arrival import arrivals
from data.orders.docket import Docket
from sync_agent.shops.shopify.deliveries import read_told
from sync_agent.shops.vendor import OrderSeen
from tests.contract.bench import STORE, all_pages, arrival, content, gids, kind_shop
from tests.shops.shopify.bench import ShopifyBench

HERE = Path(__file__).parents[2] / "fixtures" / "shopify_orders"
FILES = [*sorted((HERE / "samples").glob("*.json")), *sorted((HERE / "contract").glob("order_*.json"))]


def by_file(raw: bytes) -> Docket:
    (found,) = arrivals(raw, STORE, "shopify")
    assert found.docket is not None
    return found.docket


def fields(docket: Docket) -> dict[str, Any]:
    """Everything that the kitchen goes by; the mark of the raw bytes is another by nature."""
    return {name: value for name, value in asdict(docket).items() if name != "sha256"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
class TestEveryOrderThatWeKnow:
    def test_is_the_same_by_file_by_webhook_and_by_fetch(self, path: Path, bench: ShopifyBench):
        raw = path.read_bytes()
        with bench.faults.kind():
            gid = bench.played.put_order(json.loads(raw))
            fetched = kind_shop(bench).order(gid)
        (told,) = read_told("orders/create", raw)

        assert isinstance(told, OrderSeen)
        assert fetched is not None
        assert fetched.gid == told.gid
        assert fields(by_file(fetched.raw)) == fields(by_file(raw))
        assert content(bench, fetched) == content(bench, told)
        assert arrival(bench, fetched).payload_of == arrival(bench, told).payload_of

    def test_is_the_same_by_page(self, path: Path, bench: ShopifyBench):
        raw = path.read_bytes()
        docket = by_file(raw)
        assert docket.created_at is not None
        with bench.faults.kind():
            bench.played.put_order(json.loads(raw))
            shop = kind_shop(bench)
            made_at = docket.created_at
            (paged,) = all_pages(lambda after: shop.orders_made(made_at, made_at, after))

        assert fields(by_file(paged.raw)) == fields(docket)


def test_a_gift_card_that_is_not_called_one_is_the_same_by_fetch(bench: ShopifyBench):
    order = json.loads((HERE / "samples" / "01_one_cake_pickup.json").read_bytes())
    order["line_items"][0] |= {"gift_card": True, "title": "Something sweet", "name": "Something sweet"}
    with bench.faults.kind():
        fetched = kind_shop(bench).order(bench.played.put_order(order))

    assert fetched is not None
    docket = by_file(fetched.raw)
    assert docket.lines[0].gift_card
    assert fields(docket) == fields(by_file(json.dumps(order).encode()))


class TestLinesBeyondAPage:
    @pytest.mark.parametrize("lines", [10, 11, 110, 111, 250])
    def test_are_all_there_in_their_order(self, lines: int, bench: ShopifyBench):
        with bench.faults.kind():
            shop, since = kind_shop(bench), bench.clock()
            gid = bench.played.place_order(lines=lines)
            (paged,) = all_pages(lambda after: shop.orders(since, bench.clock(), after))
            fetched = shop.order(gid)
            assert fetched is not None
            order = bench.played.state.orders[gid]

        assert [line["id"] for line in json.loads(paged.raw)["line_items"]] == [
            str(line["id"]) for line in order["line_items"]
        ]
        assert paged.raw == fetched.raw
        assert fields(by_file(paged.raw)) == fields(by_file(json.dumps(order).encode()))


class TestPagesWhileTheShopIsOpen:
    def test_an_order_that_changes_between_two_pages_is_seen_again_and_none_is_passed_over(self, bench: ShopifyBench):
        with bench.faults.kind():
            shop, since = kind_shop(bench), bench.clock()
            placed = []
            for _ in range(30):
                bench.clock.pass_by(10)
                placed.append(bench.place_order())
            until = bench.clock() + 60_000
            first = shop.orders(since, until, None)
            bench.clock.pass_by(10)
            bench.edit_order(placed[0])
            bench.edit_order(placed[20])
            rest = all_pages(lambda after: shop.orders(since, until, after or first.after))

        assert set(gids([*first.orders, *rest])) == set(placed)
        assert placed[0] in gids(rest)

    def test_nothing_of_an_id_is_lost_though_it_passes_what_a_float_holds(self, bench: ShopifyBench):
        with bench.faults.kind():
            gids_ = [bench.place_order() for _ in range(3)]
            shop = kind_shop(bench)
            seen = [shop.order(gid) for gid in gids_]

        assert len({float(gid.rpartition("/")[2]) for gid in gids_}) <= len(set(gids_))
        assert [one.gid for one in seen if one] == gids_

"""The played Square itself: strict with who asks, always the same for one seed, and served over a real line."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import httpx
import pytest
import uvicorn

from data.core.clock import HOUR
from sync_agent.demo_shop.door import Asked, as_app
from sync_agent.demo_shop.faults import THROTTLED
from sync_agent.demo_shop.square.played import PlayedSquare
from sync_agent.shops.line import Line
from sync_agent.shops.square.app import VERSION, App
from sync_agent.shops.square.vendor import Square
from tests.contract.bench import Clock, Patience, all_pages, gids
from tests.shops.square.bench import HOOKS, REDIRECT, VERIFIER, SquareBench


def ask(played: PlayedSquare, method: str, path: str, body: object = None, **headers: str):
    raw = b"" if body is None else json.dumps(body).encode()
    given = {"square-version": VERSION, "content-type": "application/json"} | headers
    return played.serve(Asked(method, path, "", given, raw))


class TestWhoAsksWrongly:
    @pytest.fixture
    def played(self) -> Iterator[PlayedSquare]:
        made = PlayedSquare(7, Clock())
        with made.faults.kind():
            yield made

    def test_an_unknown_field_is_refused_and_remembered(self, played):
        answer = ask(played, "POST", "/v2/orders/search", {"location_ids": [], "locations": []})

        assert answer.status == 400
        assert "locations" in played.violations[0]

    def test_another_version_is_refused(self, played):
        assert ask(played, "GET", "/v2/locations", **{"square-version": "2026-09-16"}).status == 400
        assert "Square-Version" in played.violations[0]

    def test_a_deprecated_path_is_not_there(self, played):
        assert ask(played, "POST", "/v2/inventory/batch-change", {}).status == 404
        assert played.violations

    def test_a_body_that_is_no_json_or_does_not_say_so_is_refused(self, played):
        assert ask(played, "POST", "/oauth2/token", {}, **{"content-type": "text/plain"}).status == 400
        headers = {"square-version": VERSION, "content-type": "application/json"}
        assert played.serve(Asked("POST", "/oauth2/token", "", headers, b"{")).status == 400
        assert len(played.violations) >= 2

    def test_nobody_is_let_in_without_a_token(self, played):
        assert ask(played, "GET", "/v2/locations").status == 401
        assert played.violations == []

    @pytest.mark.parametrize(
        ("change", "status"),
        [
            ({"location_ids": []}, 400),
            ({"location_ids": ["L"] * 11}, 400),
            ({"location_ids": ["SOMEBODYELSES"]}, 403),
            ({"limit": 1_001}, 400),
            ({"limit": 0}, 400),
            ({"cursor": "nonsense"}, 400),
            ({"query": {"sort": {"sort_field": "CLOSED_AT"}, "filter": {"date_time_filter": {"updated_at": {}}}}}, 400),
        ],
    )
    def test_a_search_that_square_would_refuse_is_refused(self, played, change, status):
        bench_token = _token(played)
        asked = {"location_ids": [played.seller.locations[0]]} | change

        assert ask(played, "POST", "/v2/orders/search", asked, authorization=f"Bearer {bench_token}").status == status

    def test_a_cursor_belongs_to_its_question(self, played):
        for _ in range(20):
            played.place_order()
        token = _token(played)
        asked = {"location_ids": [played.seller.locations[0]], "limit": 5}
        first = json.loads(ask(played, "POST", "/v2/orders/search", asked, authorization=f"Bearer {token}").body)
        other = asked | {"limit": 6, "cursor": first["cursor"]}

        assert ask(played, "POST", "/v2/orders/search", other, authorization=f"Bearer {token}").status == 400

    def test_the_latest_first_is_paged_as_well(self, played):
        placed = [played.place_order() for _ in range(20)]
        token, found = _token(played), []
        cursor: dict[str, str] | None = {}
        while cursor is not None:
            asked = {"location_ids": [played.seller.locations[0]], "limit": 6, **cursor}
            page = json.loads(ask(played, "POST", "/v2/orders/search", asked, authorization=f"Bearer {token}").body)
            found += [order["id"] for order in page["orders"]]
            cursor = {"cursor": page["cursor"]} if "cursor" in page else None

        assert sorted(found) == sorted(placed)

    @pytest.mark.parametrize(("quantity", "hours"), [("-1", 0), ("1.123456", 0), ("many", 0), ("1", 25), ("1", -1)])
    def test_a_count_that_square_would_refuse_is_refused(self, played, quantity, hours):
        count = {"catalog_object_id": played.seller.variations[0].id, "location_id": played.seller.locations[0]}
        at = "2026-11-01T00:00:00Z" if hours == 25 else "2027-11-01T00:00:00Z" if hours else "2026-11-25T09:00:00Z"
        count |= {"state": "IN_STOCK", "quantity": quantity, "occurred_at": at}
        asked = {"idempotency_key": "k", "changes": [{"type": "PHYSICAL_COUNT", "physical_count": count}]}
        token = _token(played)

        answer = ask(played, "POST", "/v2/inventory/changes/batch-create", asked, authorization=f"Bearer {token}")
        assert answer.status == 400


def _token(played: PlayedSquare) -> str:
    code = played.grants.agree(None, None)
    asked = {"client_id": played.grants.client_id, "client_secret": played.grants.client_secret, "code": code}
    return str(played.grants.token({**asked, "grant_type": "authorization_code"})["access_token"])


def _a_day(seed: int) -> tuple[dict[str, int], list[str], list[bytes]]:
    bench = SquareBench(seed=seed)
    patience = Patience(bench)
    patience.do(lambda shop: shop.subscribe(bench.vendor.topics))
    for _ in range(20):
        bench.edit_order(bench.place_order())
        bench.played.sell_at_the_till(hours_late=bench.faults.pick(72))
    since, until = bench.clock() - 80 * HOUR, bench.clock()
    found = gids(all_pages(lambda after: patience.do(lambda shop: shop.orders_made(since, until, after))))
    return dict(bench.faults.counts), found, [post.body for post in bench.posts()]


def test_one_seed_is_one_day_and_another_seed_another():
    assert _a_day(11) == _a_day(11)
    assert _a_day(11) != _a_day(12)


@contextmanager
def served(played: PlayedSquare) -> Iterator[str]:
    """The played shop on loopback."""
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(as_app(played.serve), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


def test_over_a_real_line_a_seller_is_connected_orders_are_found_and_throttles_are_told():
    clock = Clock()
    played = PlayedSquare(3, clock)
    with played.faults.kind(), served(played) as base, closing(Line()) as line:
        vendor = Square(App(*_client(played), played.grants.own_token, base=base), line, clock)
        url = vendor.authorize_url("", "s", REDIRECT, VERIFIER)
        back = httpx.get(url, trust_env=False, follow_redirects=False).headers["location"]
        query = list(httpx.URL(back).params.multi_items())
        _, code, _ = vendor.callback(query, clock())
        token = vendor.exchange("", code, REDIRECT, VERIFIER, clock())
        shop = vendor.open(token.account or "", token.access, HOOKS)
        placed = [played.place_order() for _ in range(20)]

        assert sorted(gids(all_pages(lambda after: shop.orders(clock() - HOUR, clock(), after)))) == sorted(placed)
        played.faults.switch(THROTTLED, True, 1.0)
        with pytest.raises(Exception, match="asked too much"):
            shop.places()
    assert played.violations == []


def _client(played: PlayedSquare) -> tuple[str, str]:
    return played.grants.client_id, played.grants.client_secret

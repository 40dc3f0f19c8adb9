"""Dead letters from the shell: listed, read to the byte, judged anew, closed; and what is due is worked off by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data.ledger.own import rule
from data.orders.order import DeadLetter, Order
from data.people.commands import SetBadge
from data.people.staff import Staff
from data.shops.kept import ShopSecret
from sync_agent.cli import main
from sync_agent.hub.badges import badge_hash
from sync_agent.hub.keys import FOLDER
from sync_agent.hub.organizations import HUB, SOURCE, fresh
from tests.sync_agent.webhooks.rig import Door, door

pytestmark = pytest.mark.long

SAMPLES = Path(__file__).parents[2] / "fixtures" / "shopify_orders" / "samples"


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(FOLDER, str(tmp_path / "secrets"))
    with door("shopify", tmp_path, f"sqlite:///{tmp_path / 'hub.sqlite3'}") as opened:
        yield opened


@pytest.fixture
def agent(there: Door, capsys: pytest.CaptureFixture[str]):
    def run(verb: str, *words: str) -> tuple[int, list[dict[str, Any]]]:
        code = main([verb, *words, "--database", f"sqlite:///{there.folder / 'hub.sqlite3'}", "--json"])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def posted(there: Door, raw: bytes) -> None:
    assert there.post(raw, there.sign(raw)).status_code == 200


def test_a_letter_is_listed_shown_to_the_byte_replayed_as_dead_as_before_and_closed(there: Door, agent):
    raw = b'{"id": 1, "note": "not an order \xc3\xa9"}'
    posted(there, raw)
    assert agent("work", "--once") == (0, [{"verdict": "done", "taken_in": 1, "pushed": 0}])

    code, (told,) = agent("dead-letters", "list")
    assert (code, told["store"], told["closed_at"]) == (0, "bannos", None)
    letter = told["letter"]
    code, (told,) = agent("dead-letters", "show", letter[:12])
    assert (code, told["payload"].encode()) == (0, raw)
    code, (told,) = agent("dead-letters", "replay", letter)
    assert (code, told["verdict"], told["code"]) == (1, "failed", "still_dead")
    assert agent("dead-letters", "take", letter, "--badge", "IDNOBODY")[0] == 3
    (olive,) = there.hub.all(Staff)
    badge, given = SetBadge(olive.id, badge_hash("IDOLIVE")), there.hub.opener.stamp()
    there.hub.store.write(there.hub.organization, lambda d: rule(d, badge, HUB, SOURCE, given, fresh))
    assert agent("dead-letters", "take", letter, "--badge", "idolive")[0] == 0
    (told,) = agent("dead-letters", "list")[1]
    assert (told["owner"], told["age_ms"] >= 0) == ("Olive", True)
    assert agent("dead-letters", "close", letter, "--reason", " ")[0] == 3
    assert agent("dead-letters", "close", letter, "--reason", "a test by hand")[1][0]["verdict"] == "applied"
    assert agent("dead-letters", "list") == (0, [{"verdict": "nothing"}])
    assert len(agent("dead-letters", "list", "--all")[1]) == 1
    assert agent("dead-letters", "show", "nothing-like-it")[0] == 2


def test_a_delivery_that_a_fault_of_ours_buried_is_taken_in_when_it_is_replayed(
    there: Door, agent, monkeypatch: pytest.MonkeyPatch
):
    from sync_agent.shops.shopify.vendor import Shopify
    from sync_agent.shops.trouble import Unreadable

    posted(there, (SAMPLES / "01_one_cake_pickup.json").read_bytes())
    with monkeypatch.context() as broken:

        def told(*_: object) -> None:
            raise Unreadable("A field that nobody here can read", "field")

        broken.setattr(Shopify, "told", told)
        agent("work", "--once")
    (letter,) = [one for one in there.hub.all(DeadLetter) if one.closed_at is None]
    assert there.hub.all(Order) == []

    code, (told_,) = agent("dead-letters", "replay", letter.id)
    assert (code, told_["verdict"]) == (0, "mended")
    (order,) = there.hub.all(Order)
    assert [one for one in there.hub.all(DeadLetter) if one.closed_at is None and one.order_id is None] == []
    assert agent("dead-letters", "replay", letter.id)[0] == 3, "it is closed"
    assert there.hub.all(Order) == [order]


def test_an_order_that_is_held_stays_so_until_something_has_changed(there: Door, agent):
    posted(there, (SAMPLES / "05_no_due_date.json").read_bytes())
    agent("work", "--once")
    (letter,) = [one for one in there.hub.all(DeadLetter) if one.closed_at is None]
    assert letter.order_id is not None

    code, (told,) = agent("dead-letters", "replay", letter.id)
    assert (code, told["code"]) == (1, "still_dead")
    code, (told,) = agent("dead-letters", "show", letter.id)
    assert json.loads(told["payload"]) == json.loads((SAMPLES / "05_no_due_date.json").read_bytes())


def test_what_a_shop_could_not_be_told_is_tried_again_from_the_shell_and_nothing_else(there: Door, agent):
    assert agent("shop", "retry", there.hub.shop.account)[1][0]["verdict"] == "noop"
    assert agent("shop", "retry", "another.myshopify.com")[0] == 2
    assert agent("poll", "--once", "--shop", "another.myshopify.com")[0] == 2


def test_ops_tells_every_target_and_every_route_that_was_called(there: Door, agent):
    code, told = agent("ops", "--check")
    assert (code, {one["verdict"] for one in told if "target" in one}) == (0, {"met"})
    raw = there.plain()
    for _ in range(5):
        posted(there, raw)
    metrics = there.http.get("/metrics").text
    assert 'bakeline_hub_calls_total{ok="true",route="/webhooks/{vendor}/{store_id}"} 5.0' in metrics
    assert "bakeline_hub_inbox_waiting 5.0" in metrics


def test_a_shop_that_is_disconnected_by_hand_says_what_its_owner_must_still_do(there: Door, agent):
    code, (told,) = agent("shop", "disconnect", there.bench.account)
    assert (code, told["permission"], told["verdict"]) == (0, "with_its_owner", "applied")
    code, (listed,) = agent("shop", "list")
    assert listed["status"] == "DISCONNECTED"
    assert "Its owner must take our permission back at Shopify" in listed["says"]
    assert there.hub.all(ShopSecret) == []
    assert agent("shop", "disconnect", there.bench.account)[1][0]["permission"] == "given_back", (
        "nothing is left to give"
    )
